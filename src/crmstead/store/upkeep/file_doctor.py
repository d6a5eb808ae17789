"""Whether files and their contents are whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from crmstead.databases.base import Database, UnavailableError
from crmstead.databases.registry import Databases
from crmstead.store.control import Control, OrgPlace
from crmstead.store.files.folder import FolderStore
from crmstead.store.files.rows import files_after
from crmstead.store.system_tables import FILES
from crmstead.store.tables.drift import is_there
from crmstead.store.upkeep.examining import RESTORE, Finding

_BATCH = 1000


async def examine_files(
    home: Path | str, control: str, folder: Path | None
) -> AsyncIterator[Finding]:
    """Yield, for each org that can be read, whether its files have their contents."""
    databases = Databases(home)
    try:
        for place in await Control(databases.open(control)).orgs():
            database = databases.open(place.location, place.dsn)
            if await _has_files(database):
                yield await _examine(database, place, folder)
    except (UnavailableError, LookupError, ValueError):
        return  # told by who examines databases
    finally:
        await databases.close()


async def _has_files(database: Database) -> bool:
    """Tell whether a database can be asked for files; others are told of elsewhere."""
    try:
        if not await is_there(database):
            return False
        async with database.reading() as reader:
            columns = await reader.fetch(*database.dialect.list_columns(database.schema))
    except (UnavailableError, LookupError, ValueError):
        return False
    return {column.name for column in FILES.columns} <= {
        row[1] for row in columns if row[0] == FILES.name
    }


async def _examine(database: Database, place: OrgPlace, folder: Path | None) -> Finding:
    name = f"org {place.zgid}"
    store = None if folder is None else FolderStore(folder)
    count, size, missing, last = 0, 0, 0, ""
    async with database.reading() as reader:
        while rows := await files_after(reader, database, last, _BATCH):
            last = rows[-1][0]
            count += len(rows)
            size += sum(row[1] for row in rows)
            if store is not None:
                missing += len(await store.missing(place.id, {row[0]: row[1] for row in rows}))
    if count and store is None:
        text = f"{name}: {count} files, and no folder that they are in"
        return Finding(False, text, "Give --files, as the server has it.")
    if missing:
        text = f"{name}: {missing} of {count} files have no content, or not all of it"
        return Finding(False, text, RESTORE)
    return Finding(True, f"{name}: {count} files, {size // 2**20} MiB")
