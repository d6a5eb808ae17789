"""Files of a merge: which the master takes of the others, and which of its own it loses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmstead.fieldtypes.structured import DELETE
from crmstead.fieldtypes.values import json_text
from crmstead.records.files.files import FILE, file_entries, file_fields
from crmstead.records.merging.request import Asked, Some
from crmstead.records.write.draft import Draft
from crmstead.records.write.targets import Stored


def take_files(draft: Draft, found: Mapping[int, Stored], asked: Asked) -> None:
    """Let the master's draft give its file fields as an update would that asks for the same."""
    stored = found[draft.id]
    for field in file_fields(draft.module):
        name = field.api_name
        own = file_entries(stored.get(name))
        # The ids of entries are the record's own: of another's, only its file is named.
        entries = [
            *({"id": one["id"], DELETE: True} for one in _outside(own, asked.kept_of(name))),
            *(
                {FILE: one[FILE]}
                for child, some in asked.sources_of(name).items()
                for one in _among(file_entries(found[child].get(name)), some)
            ),
        ]
        _give(draft, stored, name, entries)


def _among(entries: Iterable[dict[str, Any]], some: Some) -> list[dict[str, Any]]:
    return [one for one in entries if some is None or int(one["id"]) in some]


def _outside(entries: Iterable[dict[str, Any]], some: Some) -> list[dict[str, Any]]:
    return [one for one in entries if some is not None and int(one["id"]) not in some]


def _give(draft: Draft, stored: Stored, name: str, entries: list[dict[str, Any]]) -> None:
    """Give a field whose files change, and no other: an empty list would take all of them away."""
    if entries:
        draft.given[name] = True
        draft.values[name] = json_text(entries)
    elif draft.given.pop(name, None):
        draft.values[name] = stored.get(name)
