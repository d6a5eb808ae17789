"""Notes: what they say, and the record they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.sharing.sharing import READ_ONLY, limited_to
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.schema import MODULE_SUFFIX, PARENT

CONTENT = "Note_Content"
#: Key of `Writing.loaded`: records that the caller may do no more than read.
_READ_ONLY = "read-only records of notes"


class Note(Behaviour):
    """Requires the content, which metadata does not call mandatory though the page does.

    A note is put under a record by those alone who may write to it.
    """

    name: ClassVar[str] = "note"

    def reachable(self, catalogue: Catalogue, field: Field) -> tuple[str, ...] | None:
        return tuple(one.api_name for one in catalogue.modules if "notes" in one.supports)

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        parents: dict[str, set[int]] = {}
        for draft in drafts:
            module, record = draft.values.get(PARENT + MODULE_SUFFIX), draft.values.get(PARENT)
            if draft.touches(PARENT) and module and record:
                parents.setdefault(module, set()).add(record)
        closed: set[int] = writing.loaded.setdefault(_READ_ONLY, set())
        for name, records in parents.items():
            module = writing.catalogue.module_by_name[name]
            limited = await limited_to(
                writing.transaction, writing.org, writing.caller, module, records
            )
            closed.update(one for one, allowed in limited.items() if allowed == READ_ONLY)

    def check(self, writing: Writing, draft: Draft) -> None:
        if draft.values.get(CONTENT) is None:
            raise RecordError(MANDATORY_MISSING, (CONTENT,))
        parent = draft.values.get(PARENT)
        if draft.touches(PARENT) and parent in writing.loaded.get(_READ_ONLY, ()):
            raise RecordError(RECORD_NOT_PERMITTED, id=str(parent))
