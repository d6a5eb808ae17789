"""File and image fields: ids of uploaded files become file objects of the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from crmstead.databases.base import Row
from crmstead.errors.catalogue import FILE_UNKNOWN, ITEM_LIMIT
from crmstead.errors.raised import RecordError
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
        self._fields = [field for field in module.fields if field.kind in KINDS]
        self._known: dict[str, Row] = {}

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the files that the drafts name."""
        wanted = {
            entry[_FILE]
            for draft in drafts
            for field in self._fields
            for entry in _entries(draft, field)
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


def _entries(draft: Draft, field: Field) -> list[dict[str, str]]:
    text = draft.values.get(field.api_name)
    return msgspec.json.decode(text) if text else []


def _attach(writing: Writing, draft: Draft, fields: Sequence[Field], known: dict[str, Row]) -> None:
    user = writing.caller.user
    by = {"name": user.full_name, "id": str(user.id)}
    time = times_of(writing.caller.zone).format(writing.now)
    for field in fields:
        files: list[dict[str, Any]] = []
        entries = _entries(draft, field)
        if field.length is not None and len(entries) > field.length:
            raise RecordError(ITEM_LIMIT, (field.api_name,), limit=field.length)
        for index, entry in enumerate(entries):
            row = known.get(entry[_FILE])
            if row is None:
                raise RecordError(FILE_UNKNOWN, (field.api_name, index, _FILE))
            files.append(
                {
                    "id": str(writing.org.ids.next()),
                    _FILE: row[0],
                    "File_Name__s": row[1],
                    "Size__s": row[2],
                    "Created_Time__s": time,
                    "Modified_Time__s": time,
                    "Created_By__s": by,
                    "Modified_By__s": by,
                    "Owner__s": by,
                    "Sequence_Number__s": index + 1,
                }
            )
        if files:
            draft.values[field.api_name] = json_text(files)
