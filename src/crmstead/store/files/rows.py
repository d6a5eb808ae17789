"""Rows about files: what each is called and measures, and which records use it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crmstead.databases.base import Database, Reader, Row, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import FILE_USES, FILES

_FIELD = quoted("field")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file whose content is kept under its id."""

    id: str
    name: str
    size: int
    created_by: int
    created_time: int
    #: Media type, where the server knows it: that of photos.
    media: str | None = None


@dataclass(frozen=True, slots=True)
class FileUse:
    """That a record uses a file in a field, an attachment or a photo."""

    record: int
    field: str
    file: str


async def insert_files(transaction: Transaction, files: Iterable[FileRow]) -> None:
    """Tell of files; their contents are durable by now."""
    rows = [
        (one.id, one.name, one.size, one.created_by, one.created_time, one.media) for one in files
    ]
    await transaction.insert(FILES.name, FILES.columns, rows)


async def insert_uses(transaction: Transaction, uses: Iterable[FileUse]) -> None:
    """Tell which records use files, each use once."""
    rows = sorted({(one.record, one.field, one.file) for one in uses})
    if rows:
        await transaction.insert(FILE_USES.name, FILE_USES.columns, rows)


async def delete_uses_in(
    transaction: Transaction, org: OpenOrg, field: str, records: Sequence[int]
) -> None:
    """Forget what records use in one field; files that nothing uses any more are swept later."""
    among = org.database.dialect.in_list("record", "$1", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {org.database.table(FILE_USES.name)} WHERE {among} AND {_FIELD} = $2",
        (org.database.dialect.array(records), field),
    )


async def delete_uses_of(
    transaction: Transaction, org: OpenOrg, records: Sequence[int]
) -> list[str]:
    """Forget everything that records use; return the ids of the files."""
    among = org.database.dialect.in_list("record", "$1", ColumnKind.INTEGER)
    rows = await transaction.fetch(
        f"DELETE FROM {org.database.table(FILE_USES.name)} WHERE {among} RETURNING file",
        (org.database.dialect.array(records),),
    )
    return sorted({row[0] for row in rows})


async def delete_unused(transaction: Transaction, org: OpenOrg, files: Sequence[str]) -> list[str]:
    """Delete those of some files that no record uses; return their ids.

    Their contents are to be removed once the transaction is committed.
    """
    if not files:
        return []
    # Held before it is asked who uses them: whoever begins to use one holds it, too.
    there = await find_files(transaction, org, files, held=True)
    database = org.database
    among = database.dialect.in_list("file", "$1", ColumnKind.TEXT)
    used = await transaction.fetch(
        f"SELECT DISTINCT file FROM {database.table(FILE_USES.name)} WHERE {among}",
        (database.dialect.array(list(there)),),
    )
    unused = sorted(there.keys() - {row[0] for row in used})
    if unused:
        among = database.dialect.in_list("id", "$1", ColumnKind.TEXT)
        await transaction.execute(
            f"DELETE FROM {database.table(FILES.name)} WHERE {among}",
            (database.dialect.array(unused),),
        )
    return unused


async def find_files(
    reader: Reader, org: OpenOrg, ids: Sequence[str], *, held: bool = False
) -> dict[str, FileRow]:
    """Return uploaded files by id; `held` ones stay as they are until the transaction is over."""
    database = org.database
    among = database.dialect.in_list("f.id", "$1", ColumnKind.TEXT)
    lock = database.dialect.for_update("f") if held else ""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM {database.table(FILES.name)} AS f "
        f"WHERE {among} ORDER BY f.id {lock}".rstrip(),
        (database.dialect.array(ids),),
    )
    return {row[0]: FileRow(*row) for row in rows}


async def files_after(reader: Reader, database: Database, last: str, limit: int) -> Sequence[Row]:
    """Return (id, size) of files in the order of their ids, after one of them."""
    return await reader.fetch(
        f"SELECT id, size FROM {database.table(FILES.name)} WHERE id > $1 ORDER BY id LIMIT $2",
        (last, limit),
    )


async def unused_before(reader: Reader, org: OpenOrg, time: int, limit: int) -> list[str]:
    """Return files that were uploaded before a time and that no record uses."""
    files, uses = org.database.table(FILES.name), org.database.table(FILE_USES.name)
    rows = await reader.fetch(
        f"SELECT f.id FROM {files} AS f LEFT JOIN {uses} AS u ON u.file = f.id "
        "WHERE f.created_time < $1 AND u.file IS NULL LIMIT $2",
        (time, limit),
    )
    return [row[0] for row in rows]


_COLUMNS = ", ".join(f"f.{quoted(column.name)}" for column in FILES.columns)
