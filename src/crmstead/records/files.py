"""File and image fields: ids of uploaded files become file objects of the record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from crmstead.databases.base import Row
from crmstead.errors.catalogue import FILE_UNKNOWN, ITEM_LIMIT
from crmstead.errors.changing import ID_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.structured import DELETE
from crmstead.fieldtypes.values import json_text
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.records.draft import Draft
from crmstead.records.writing import Writing
from crmstead.store.associations import find_files

KINDS = frozenset({"fileupload", "imageupload"})
_FILE = "File_Id__s"


class FileBook:
    """The uploaded files that a request names: looked up once."""

    def __init__(self, writing: Writing, module: Module) -> None:
        self._writing = writing
        self._fields = _file_fields(module)
        self._known: dict[str, Row] = {}

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the files that the drafts name."""
        wanted = {
            entry[_FILE]
            for draft in drafts
            for field in self._fields
            if draft.touches(field.api_name)
            for entry in _entries(draft, field)
            if _FILE in entry
        }
        if wanted:
            self._known = await find_files(
                self._writing.transaction, self._writing.org, sorted(wanted)
            )

    def attach(self, draft: Draft) -> None:
        """Put the file objects into a draft.

        Raises:
            RecordError: a file that was never uploaded, or more of them than the field takes.
        """
        if self._fields:
            _attach(self._writing, draft, self._fields, self._known)


@lru_cache(maxsize=1024)
def _file_fields(module: Module) -> tuple[Field, ...]:
    return tuple(field for field in module.fields if field.kind in KINDS)


def _entries(draft: Draft, field: Field) -> list[dict[str, Any]]:
    return _decoded(draft.values.get(field.api_name))


def _decoded(text: str | None) -> list[dict[str, Any]]:
    return msgspec.json.decode(text) if text else []


def _attach(writing: Writing, draft: Draft, fields: Sequence[Field], known: dict[str, Row]) -> None:
    for field in fields:
        if not draft.touches(field.api_name):
            continue
        given = _entries(draft, field)
        kept = _kept(draft, field, given)
        new = [(index, entry) for index, entry in enumerate(given) if "id" not in entry]
        if field.length is not None and len(kept) + len(new) > field.length:
            raise RecordError(ITEM_LIMIT, (field.api_name,), limit=field.length)
        added = [_file(writing, entry, known, (field.api_name, index)) for index, entry in new]
        files = [
            {**file, "Sequence_Number__s": place} for place, file in enumerate((*kept, *added), 1)
        ]
        draft.values[field.api_name] = json_text(files) if files else None


def _kept(draft: Draft, field: Field, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files that a record has and an update leaves it: all are taken by an empty list.

    Raises:
        RecordError: an entry names a file that the record does not have.
    """
    stored = _decoded(draft.before.get(field.api_name)) if draft.before is not None else []
    there = {file["id"]: file for file in stored} if given else {}
    for index, entry in enumerate(given):
        if "id" not in entry:
            continue
        if entry["id"] not in there:
            raise RecordError(ID_UNKNOWN, (field.api_name, index, "id"))
        if DELETE in entry:
            del there[entry["id"]]
    return list(there.values())


def _file(
    writing: Writing, entry: dict[str, Any], known: dict[str, Row], path: tuple[str | int, ...]
) -> dict[str, Any]:
    """Return what a record keeps of a file that was uploaded."""
    row = known.get(entry[_FILE])
    if row is None:
        raise RecordError(FILE_UNKNOWN, (*path, _FILE))
    user = writing.caller.user
    by = {"name": user.full_name, "id": str(user.id)}
    time = times_of(writing.caller.zone).format(writing.now)
    return {
        "id": str(writing.org.ids.next()),
        _FILE: row[0],
        "File_Name__s": row[1],
        "Size__s": row[2],
        "Created_Time__s": time,
        "Modified_Time__s": time,
        "Created_By__s": by,
        "Modified_By__s": by,
        "Owner__s": by,
    }
