"""What happened to a record, for its timeline: kept in the transaction that made it happen.

That a record was added is not kept: its Created_Time and Created_By say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.fieldtypes.values import json_text
from crmstead.model.module import Module
from crmstead.records.write.writing import Writing
from crmstead.store.system_tables import HISTORY

#: Keys of a body, beside `fields`: names of tags; before and after, where an update gave tags.
ADDED_TAGS, REMOVED_TAGS, CHANGED_TAGS = "tags", "removed_tags", "changed_tags"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one record.

    `action` is the timeline's own word (updated, deleted, tag_added, owner_assigned, converted…).
    `body` is what more there is to tell, as JSON: `{"fields": {column: [old, new]}}` in stored
    form for what was changed; a list of names under another key for other actions.
    """

    record: int
    action: str
    body: dict[str, Any] | None = None


async def keep_history(
    writing: Writing, module: Module, changes: Sequence[Change], source: str | None = None
) -> None:
    """Keep what a request did, by its caller at its moment; from the request's own source."""
    if not changes:
        return
    ids = writing.org.ids
    rows = [
        (
            ids.next(),
            module.id,
            change.record,
            writing.now,
            change.action,
            source or writing.source,
            writing.caller.user.id,
            None if change.body is None else json_text(change.body),
        )
        for change in changes
    ]
    await writing.transaction.insert(HISTORY.name, HISTORY.columns, rows)
