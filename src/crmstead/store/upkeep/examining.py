"""What is wrong in one database of an installation, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from crmstead.databases.base import Database, Reader
from crmstead.metadata.catalogue import Catalogue
from crmstead.sql.ddl import Table
from crmstead.sql.dialect import quoted
from crmstead.store.control import TABLES as CONTROL_TABLES
from crmstead.store.definitions import read_catalogue
from crmstead.store.migrations.running import SCHEMA, org_schema
from crmstead.store.schema import PARENT, has_table
from crmstead.store.system_tables import (
    DEFINITIONS,
    FILE_USES,
    META,
    OF_RECORDS,
    SYSTEM_TABLES,
)
from crmstead.store.tables.drift import find_drift, org_tables

RESTORE = "Restore a backup: crmstead restore FILE (DIR | --database DSN) --force."
_MIGRATE = "Run crmstead migrate, or start the server."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `do` says how to mend what is not good."""

    good: bool
    text: str
    do: str = ""


async def examine_control(database: Database) -> AsyncIterator[Finding]:
    """Yield what the control database lacks."""
    async with database.reading() as reader:
        drift = await find_drift(reader, database, CONTROL_TABLES)
    for one in drift:
        yield Finding(False, f"control database: {one}", _MIGRATE)


async def examine_org(database: Database, name: str) -> AsyncIterator[Finding]:
    """Yield what is found in an org's database, of which people know by `name`."""
    async with database.reading(snapshot=True) as reader:
        number = await org_schema(reader, database)
        if number > SCHEMA:
            yield Finding(
                False,
                f"{name}: schema {number} is of a newer version than this one ({SCHEMA})",
                "Run that version.",
            )
            return
        yield Finding(
            number == SCHEMA, f"{name}: schema {number}", "" if number == SCHEMA else _MIGRATE
        )
        lost = [one for one in await find_drift(reader, database, SYSTEM_TABLES) if one.missing]
        for drift in lost:
            vital = drift.table in (META, DEFINITIONS)
            yield Finding(False, f"{name}: {drift}", RESTORE if vital else _MIGRATE)
        if lost:
            return
        catalogue = await read_catalogue(reader, database)
        for drift in await find_drift(reader, database, org_tables(catalogue)):
            yield Finding(False, f"{name}: {drift}", _MIGRATE)
        async for finding in _orphans(reader, database, catalogue, name):
            yield finding


async def _orphans(
    reader: Reader, database: Database, catalogue: Catalogue, name: str
) -> AsyncIterator[Finding]:
    """Yield rows that belong to a record that is not there."""
    rows = await reader.fetch(*database.dialect.list_columns(database.schema))
    there = {row[0] for row in rows}
    modules = [one for one in catalogue.modules if has_table(one) and one.api_name in there]
    records = " UNION ALL ".join(
        f"SELECT id FROM {database.table(one.api_name)}" for one in modules
    )
    owned = [(table, "record", records or "SELECT 0") for table in _names(OF_RECORDS)]
    # The org itself uses a file: its photo.
    using = f"SELECT id FROM {database.table(DEFINITIONS.name)}"
    owned.append((FILE_USES.name, "record", f"{records} UNION ALL {using}" if records else using))
    for module in modules:
        parent = module.parent_module or ""
        if module.is_subform and parent in there:
            parents = f"SELECT id FROM {database.table(parent)}"
            owned.append((module.api_name, PARENT, parents))
    for table, column, of in owned:
        place = database.table(table)
        text = f"SELECT COUNT(*) FROM {place} WHERE {quoted(column)} NOT IN ({of})"
        count = (await reader.fetch(text))[0][0] if table in there else 0
        if count:
            yield Finding(
                False,
                f"{name}: {count} rows of {table} belong to no record",
                "They do no harm; tell the project how they came to be.",
            )


def _names(tables: tuple[Table, ...]) -> list[str]:
    return [table.name for table in tables]
