"""Files that are uploaded by themselves, and used by records later."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.databases.base import Reader, Transaction
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare, ReadPlan, Selection
from crmstead.records.files.file_removal import FILE_KINDS
from crmstead.records.files.files import file_fields
from crmstead.records.files.images import image_of
from crmstead.records.read.seen import Place
from crmstead.records.write.forms import SentFile, keep_files
from crmstead.store.files.contents import is_key
from crmstead.store.files.rows import FileRow, find_files, insert_files
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read
from crmstead.store.schema import PARENT


async def keep_uploads(org: OpenOrg, caller: Caller, sent: Sequence[SentFile]) -> Sequence[FileRow]:
    """Keep files, all or none; those that no record uses for long are swept."""
    for one in sent:
        image = await one.content.inspect(image_of)
        one.media = image.media if image else None

    async def work(transaction: Transaction, files: Sequence[FileRow]) -> Sequence[FileRow]:
        await insert_files(transaction, files)
        return files

    return await keep_files(org, caller, sent, work)


async def find_upload(org: OpenOrg, file: str) -> FileRow | None:
    """Return a file by its id."""
    if not is_key(file):
        return None
    async with org.database.reading() as reader:
        return (await find_files(reader, org, [file])).get(file)


async def find_field_file(place: Place, wanted: str) -> FileRow | None:
    """Return a file that a record, or a row of it, has in a field the caller sees.

    `wanted` is the id of the entry in the field or of the file.
    """
    async with place.org.database.reading() as reader:
        if await place.find(reader) is None:
            return None
        file = await _entry(place, reader, place.module, "id", wanted)
        for field in visible_fields(place.caller, place.module.fields):
            rows = place.org.catalogue.module_by_name.get(field.subform or "")
            if file is None and rows is not None and file_fields(rows):
                file = await _entry(place, reader, rows, PARENT, wanted)
        if file is None:
            return None
        return (await find_files(reader, place.org, [file])).get(file)


async def _entry(
    place: Place, reader: Reader, module: Module, column: str, wanted: str
) -> str | None:
    """Return the file of an entry among those of the rows in which a column is the record."""
    fields = [one for one in visible_fields(place.caller, module.fields) if one.kind in FILE_KINDS]
    if not fields:
        return None
    selection = Selection(module.api_name, tuple(ColumnRef(BASE, one.api_name) for one in fields))
    where = Compare(ColumnRef(BASE, column), "=", place.record)
    for row in await read(reader, place.org, ReadPlan(selection, where, (), limited=False)):
        for text in filter(None, row):
            for entry in msgspec.json.decode(text):
                if wanted in (entry["id"], entry["File_Id__s"]):
                    file: str = entry["File_Id__s"]
                    return file
    return None
