"""File and image fields: ids of uploaded files become file objects of the record.

An entry is kept as `{"id", "File_Id__s", "File_Name__s", "Size__s", …}` with times in seconds and
users by id, as columns keep them; `file_objects.show_files` makes of it what is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from crmstead.errors.changing import ID_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.errors.values import FILE_UNKNOWN, ITEM_LIMIT, VALUE_INVALID
from crmstead.fieldtypes.structured import DELETE
from crmstead.fieldtypes.values import json_text
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.files.file_removal import FILE_KINDS
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.files.rows import (
    FileRow,
    FileUse,
    delete_uses_in,
    delete_uses_of,
    find_files,
    insert_uses,
)

#: Key of an entry: which uploaded file it is.
FILE = "File_Id__s"
_IMAGES = "imageupload"


class FileBook:
    """The uploaded files that a request names: looked up once.

    load before the drafts are finished, attach while each is, write once all are stored.
    """

    def __init__(self, writing: Writing, module: Module) -> None:
        self._writing = writing
        self._fields = file_fields(module)
        #: Subforms whose rows have files, with the names of the fields that hold them.
        self._subforms = _filed_subforms(writing.catalogue, module)
        self._known: dict[str, FileRow] = {}

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the files that the drafts name; nobody removes them meanwhile."""
        if not self._fields and not self._subforms:
            return
        wanted = {
            entry[FILE]
            for draft in drafts
            for field in self._fields
            if draft.touches(field.api_name)
            for entry in _entries(draft, field)
            if FILE in entry
        }
        wanted.update(self._named_in_rows(drafts))
        wanted = {one for one in wanted if one.isascii() and one.isalnum()}
        if wanted:
            self._known = await find_files(
                self._writing.transaction, self._writing.org, sorted(wanted), held=True
            )

    def _named_in_rows(self, drafts: Sequence[Draft]) -> Iterable[str]:
        """Yield what rows name as they were sent: they are not parsed yet."""
        for draft in drafts:
            for subform, names in self._subforms.items():
                for row in _objects(draft.given.get(subform)):
                    for name in names:
                        for entry in _objects(row.get(name)):
                            if isinstance(entry.get(FILE), str):
                                yield entry[FILE]

    def attach(self, draft: Draft) -> None:
        """Put the file objects into a draft and its rows.

        Raises:
            RecordError: a file that was never uploaded, or more of them than the field takes.
        """
        if self._fields:
            _attach(self._writing, draft, self._fields, self._known)
        for subform in self._subforms:
            for row in draft.rows.get(subform, ()):
                try:
                    _attach(self._writing, row, file_fields(row.module), self._known)
                except RecordError as error:
                    raise error.below(*row.path) from None

    async def write(self, drafts: Sequence[Draft]) -> None:
        """Tell which files the stored drafts and their rows use by now.

        What an update took away, and nothing else uses, is swept later.
        """
        if not self._fields and not self._subforms:
            return
        uses: list[FileUse] = []
        used_before: dict[str, list[int]] = {}
        for draft in (*drafts, *self._rows(drafts)):
            for field in file_fields(draft.module):
                if not draft.touches(field.api_name):
                    continue
                if draft.before is not None:
                    used_before.setdefault(field.api_name, []).append(draft.id)
                uses += [
                    FileUse(draft.id, field.api_name, entry[FILE])
                    for entry in _entries(draft, field)
                ]
        for name, ids in used_before.items():
            await delete_uses_in(self._writing.transaction, self._writing.org, name, ids)
        await insert_uses(self._writing.transaction, uses)
        removed = [
            row
            for draft in drafts
            for name in self._subforms
            for row in draft.removed.get(name, ())
        ]
        if removed:
            await delete_uses_of(self._writing.transaction, self._writing.org, removed)

    def _rows(self, drafts: Sequence[Draft]) -> Iterable[Draft]:
        for draft in drafts:
            for subform in self._subforms:
                yield from draft.rows.get(subform, ())


@derived
def file_fields(module: Module) -> tuple[Field, ...]:
    """Return the fields of a module that hold files."""
    return tuple(field for field in module.fields if field.kind in FILE_KINDS)


@derived
def _filed_subforms(catalogue: Catalogue, module: Module) -> Mapping[str, Sequence[str]]:
    known = catalogue.module_by_name
    return {
        field.api_name: names
        for field in module.fields
        if field.subform is not None
        and field.subform in known
        and (names := [one.api_name for one in file_fields(known[field.subform])])
    }


def _objects(value: Any) -> Iterable[dict[str, Any]]:
    return filter(lambda one: isinstance(one, dict), value if isinstance(value, list) else ())


def _entries(draft: Draft, field: Field) -> list[dict[str, Any]]:
    return file_entries(draft.values.get(field.api_name))


def file_entries(text: str | None) -> list[dict[str, Any]]:
    """Return the entries of a value of a file field, as it is kept."""
    return msgspec.json.decode(text) if text else []


def _attach(
    writing: Writing, draft: Draft, fields: Sequence[Field], known: dict[str, FileRow]
) -> None:
    for field in fields:
        if not draft.touches(field.api_name):
            continue
        given = _entries(draft, field)
        kept = _kept(draft, field, given)
        new = [(index, entry) for index, entry in enumerate(given) if "id" not in entry]
        if field.length is not None and len(kept) + len(new) > field.length:
            raise RecordError(ITEM_LIMIT, (field.api_name,), limit=field.length)
        added = [_added(writing, field, index, known.get(entry[FILE])) for index, entry in new]
        files = [
            {**file, "Sequence_Number__s": place} for place, file in enumerate((*kept, *added), 1)
        ]
        draft.values[field.api_name] = json_text(files) if files else None


def _kept(draft: Draft, field: Field, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files that a record has and an update leaves it: all are taken by an empty list.

    Raises:
        RecordError: an entry names a file that the record does not have.
    """
    stored = file_entries(draft.before.get(field.api_name)) if draft.before is not None else []
    there = {file["id"]: file for file in stored} if given else {}
    for index, entry in enumerate(given):
        if "id" not in entry:
            continue
        if entry["id"] not in there:
            raise RecordError(ID_UNKNOWN, (field.api_name, index, "id"))
        if DELETE in entry:
            del there[entry["id"]]
    return list(there.values())


def _added(writing: Writing, field: Field, index: int, file: FileRow | None) -> dict[str, Any]:
    """Return what a record keeps of a file that was uploaded."""
    path = (field.api_name, index, FILE)
    if file is None:
        raise RecordError(FILE_UNKNOWN, path)
    if field.kind == _IMAGES and file.media is None:
        # unspecified: an image field takes images alone.
        raise RecordError(VALUE_INVALID, path)
    user = writing.caller.user.id
    return {
        "id": str(writing.org.ids.next()),
        FILE: file.id,
        "File_Name__s": file.name,
        "Size__s": file.size,
        "Created_Time__s": writing.now,
        "Modified_Time__s": writing.now,
        "Created_By__s": user,
        "Modified_By__s": user,
        "Owner__s": user,
    }
