"""What is wrong in an installation, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from crmstead.databases.base import Database, UnavailableError
from crmstead.databases.postgresql.dumping import without_password
from crmstead.databases.postgresql.health import health_of, invalid_indexes, schemas_with
from crmstead.databases.registry import Databases
from crmstead.databases.sqlite.driver import SqliteDatabase
from crmstead.databases.sqlite.files import problems_of
from crmstead.store.control import Control, OrgPlace
from crmstead.store.system_tables import META
from crmstead.store.tables.drift import is_there
from crmstead.store.upkeep.examining import RESTORE, Finding, examine_control, examine_org

#: Free bytes below which writes are about to fail.
_LITTLE = 64 * 1024 * 1024
_REINDEX = "Run REINDEX SCHEMA on it with psql, and look into PostgreSQL's log for the reason."
_START = "Start it, or look after the network and the rights of its user."
_STRANGE = "Remove it if you know what it is."


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


async def examine(home: Path | str, control: str) -> AsyncIterator[Finding]:
    """Yield what is found on each server, in the control database and in each org's."""
    databases = Databases(home)
    try:
        sound = True
        if isinstance(home, str):
            finding = await _reach(databases, control, None)
            sound = finding.good
            yield finding
            if sound:
                async for finding in _server(databases, control, None):
                    yield finding
        if sound:
            database = databases.open(control)
            async for finding in _guarded(database, control, examine_control(database)):
                sound = sound and finding.good
                yield finding
        if sound:
            places = await Control(databases.open(control)).orgs()
            async for finding in _orgs(databases, places, home, control):
                yield finding
    finally:
        await databases.close()


async def _orgs(
    databases: Databases, places: Sequence[OrgPlace], home: Path | str, control: str
) -> AsyncIterator[Finding]:
    servers = dict.fromkeys(place.dsn for place in places if place.dsn is not None)
    reached: list[str | None] = [None] if isinstance(home, str) else []
    for dsn in servers:
        finding = await _reach(databases, control, dsn)
        yield finding
        if finding.good:
            reached.append(dsn)
            async for finding in _server(databases, control, dsn):
                yield finding
    for place in places:
        if place.dsn is not None and place.dsn not in reached:
            yield Finding(False, f"org {place.zgid}: on a server that is away", _START)
            continue
        async for finding in _org(databases.open(place.location, place.dsn), place):
            yield finding
    async for finding in _strange(databases, places, home, control, reached):
        yield finding


async def _strange(
    databases: Databases,
    places: Sequence[OrgPlace],
    home: Path | str,
    control: str,
    reached: Sequence[str | None],
) -> AsyncIterator[Finding]:
    """Yield files and schemas that look like those of orgs and are of none."""
    if isinstance(home, Path):
        known = {control, *(place.location for place in places if place.dsn is None)}
        for file in sorted(_files(home) - {f"{one}.sqlite" for one in known}):
            yield Finding(False, f"{file}: of no org", _STRANGE)
    for dsn in reached:
        async with databases.open(control, dsn).reading() as reader:
            found = await schemas_with(reader, META.name)
        for name in sorted(found - {place.location for place in places if place.dsn == dsn}):
            where = _server_name(databases, dsn)
            yield Finding(False, f"schema {name} on {where}: of no org", _STRANGE)


async def _reach(databases: Databases, control: str, dsn: str | None) -> Finding:
    """Tell whether a PostgreSQL server can be asked, and what it is."""
    where = _server_name(databases, dsn)
    try:
        async with databases.open(control, dsn).reading() as reader:
            return Finding(True, f"{where}: {(await health_of(reader)).about}")
    except UnavailableError as error:
        return Finding(False, f"{where}: {error}", _START)


async def _server(databases: Databases, control: str, dsn: str | None) -> AsyncIterator[Finding]:
    async with databases.open(control, dsn).reading() as reader:
        health = await health_of(reader)
    for text, do in health.problems:
        yield Finding(False, f"{_server_name(databases, dsn)}: {text}", do)


async def _org(database: Database, place: OrgPlace) -> AsyncIterator[Finding]:
    if isinstance(database, SqliteDatabase) and not database.path.is_file():
        text = f"org {place.zgid}: its file {database.path.name} is missing"
        yield Finding(False, text, RESTORE)
        return
    name = _name(database, place.location)
    async for finding in _guarded(database, place.location, examine_org(database, name)):
        yield finding


async def _guarded(
    database: Database, schema: str, findings: AsyncIterator[Finding]
) -> AsyncIterator[Finding]:
    """Yield that a database is sound, then the findings in it; where it is not, only that."""
    name = _name(database, schema)
    try:
        problems = await _problems(database)
        for problem in problems:
            yield problem
        if problems:
            return
        yield Finding(True, f"{name}: sound")
        async for finding in findings:
            yield finding
    except (UnavailableError, LookupError, ValueError) as error:
        yield Finding(False, f"{name}: cannot be read: {error}", RESTORE)


async def _problems(database: Database) -> list[Finding]:
    """Return what is to be mended before it is of use to look further into a database."""
    if isinstance(database, SqliteDatabase):
        found = problems_of(database.path)[:1]
        return [Finding(False, f"{database.path.name}: damaged: {one}", RESTORE) for one in found]
    if not await is_there(database):
        return [Finding(False, f"{database.schema}: its schema is missing", RESTORE)]
    async with database.reading() as reader:
        broken = await invalid_indexes(reader, database.schema)
    return [
        Finding(False, f"{database.schema}: index {one} is not whole", _REINDEX) for one in broken
    ]


def _name(database: Database, schema: str) -> str:
    return database.path.name if isinstance(database, SqliteDatabase) else schema


def _server_name(databases: Databases, dsn: str | None) -> str:
    return without_password(databases.dsn(dsn))[0]


def _files(data: Path) -> set[str]:
    return {path.name for path in data.glob("*.sqlite")}
