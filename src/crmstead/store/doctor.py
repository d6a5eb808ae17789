"""What is wrong in an installation on SQLite, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from crmstead.databases.base import Database, Reader, UnavailableError
from crmstead.databases.registry import Databases
from crmstead.databases.sqlite.files import problems_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.sql.ddl import Table
from crmstead.sql.dialect import quoted
from crmstead.store.control import TABLES as CONTROL_TABLES
from crmstead.store.control import Control
from crmstead.store.definitions import read_catalogue
from crmstead.store.drift import find_drift, org_tables
from crmstead.store.migrations.running import SCHEMA, org_schema
from crmstead.store.schema import (
    DEFINITIONS,
    ENROLMENTS,
    META,
    PARENT,
    RECORD_TAGS,
    RECORD_TERRITORIES,
    SYSTEM_TABLES,
    has_table,
)

#: Tables of an org whose rows belong to a record of any module.
_OF_RECORDS = (RECORD_TAGS, RECORD_TERRITORIES, ENROLMENTS)
#: Free bytes below which writes are about to fail.
_LITTLE = 64 * 1024 * 1024
_RESTORE = "Restore a backup: crmstead restore FILE DIR --force."
_MIGRATE = "Run crmstead migrate, or start the server."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `do` says how to mend what is not good."""

    good: bool
    text: str
    do: str = ""


def disk(data: Path) -> Finding:
    """Tell whether there is room to write, and to make a backup."""
    free = shutil.disk_usage(data).free
    size = sum(path.stat().st_size for path in data.glob("*.sqlite*"))
    text = f"{free // 2**20} MiB free, databases take {size // 2**20} MiB"
    if free < _LITTLE:
        return Finding(False, text, "Free some space: writes are refused when none is left.")
    if free < size:
        return Finding(False, text, "There is no room for a backup on this disk.")
    return Finding(True, text)


async def examine(data: Path, control_schema: str) -> AsyncIterator[Finding]:
    """Yield what is found in the control database, then in each org's."""
    databases = Databases(data)
    try:
        path = data / f"{control_schema}.sqlite"
        database = databases.open(control_schema)
        sound = True
        async for finding in _guarded(path, _examine_control(database)):
            sound = sound and finding.good
            yield finding
        if sound:
            async for finding in _examine_orgs(databases, Control(database), data, control_schema):
                yield finding
    finally:
        await databases.close()


async def _examine_orgs(
    databases: Databases, control: Control, data: Path, control_schema: str
) -> AsyncIterator[Finding]:
    known = {f"{control_schema}.sqlite"}
    for place in await control.orgs():
        path = data / f"{place.location}.sqlite"
        known.add(path.name)
        if place.dsn is not None:
            yield Finding(True, f"org {place.zgid}: on PostgreSQL, not examined")
        elif not path.is_file():
            yield Finding(False, f"org {place.zgid}: its file {path.name} is missing", _RESTORE)
        else:
            database = databases.open(place.location)
            async for finding in _guarded(path, _examine_org(database, path.name)):
                yield finding
    for name in _files(data) - known:
        yield Finding(False, f"{name}: of no org", "Remove it if you know what it is.")


def _files(data: Path) -> set[str]:
    return {path.name for path in data.glob("*.sqlite")}


async def _guarded(path: Path, findings: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    """Yield that a file is sound, then the findings in it; where it is not, only that."""
    problems = problems_of(path)
    if problems:
        yield Finding(False, f"{path.name}: damaged: {problems[0]}", _RESTORE)
        return
    yield Finding(True, f"{path.name}: sound")
    try:
        async for finding in findings:
            yield finding
    except (UnavailableError, LookupError, ValueError) as error:
        yield Finding(False, f"{path.name}: cannot be read: {error}", _RESTORE)


async def _examine_control(database: Database) -> AsyncIterator[Finding]:
    async with database.reading() as reader:
        drift = await find_drift(reader, database, CONTROL_TABLES)
    for one in drift:
        yield Finding(False, f"control database: {one}", _MIGRATE)


async def _examine_org(database: Database, name: str) -> AsyncIterator[Finding]:
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
            yield Finding(False, f"{name}: {drift}", _RESTORE if vital else _MIGRATE)
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
    records = " UNION ALL ".join(f"SELECT id FROM {quoted(one.api_name)}" for one in modules)
    owned = [(table, "record", records or "SELECT 0") for table in _names(_OF_RECORDS)]
    for module in modules:
        parent = module.parent_module or ""
        if module.is_subform and parent in there:
            parents = f"SELECT id FROM {quoted(parent)}"
            owned.append((module.api_name, PARENT, parents))
    for table, column, of in owned:
        text = f"SELECT COUNT(*) FROM {quoted(table)} WHERE {quoted(column)} NOT IN ({of})"
        count = (await reader.fetch(text))[0][0] if table in there else 0
        if count:
            yield Finding(
                False,
                f"{name}: {count} rows of {table} belong to no record",
                "They do no harm; tell the project how they came to be.",
            )


def _names(tables: tuple[Table, ...]) -> list[str]:
    return [table.name for table in tables]
