"""Runs what an org or the control database has not been through yet.

The number in a database says which changes it has been through. A database without a number is of
version 1, which wrote none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from zlib import crc32

import msgspec

from crmstead.databases.base import Database, Reader, Transaction, UnavailableError
from crmstead.metadata.standard import standard
from crmstead.sql.dialect import quoted
from crmstead.store.definitions import change, read_catalogue, read_definitions
from crmstead.store.migrations.formulas import give_formulas_columns
from crmstead.store.new_org import ADMINISTRATIVE
from crmstead.store.schema import check_column
from crmstead.store.system_tables import META, SYSTEM_TABLES
from crmstead.store.tables.drift import find_drift, org_tables, repair

_SCHEMA = "schema"
_TABLES = "tables"
#: The right to set people up that orgs had from their first version on.
_OLD_RIGHT = "Crm_Implied_Manage_Roles"


class NewerSchemaError(UnavailableError):
    """A newer version of the server wrote the database; this one might harm it."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"a newer version of crmstead wrote it (schema {found}, this version knows {SCHEMA}): "
            "run that version, or restore a backup made before it"
        )


@dataclass(frozen=True, slots=True)
class Migration:
    """One change to the schema of orgs; it must do no harm where it was done already."""

    number: int
    title: str
    run: Callable[[Transaction, Database], Awaitable[None]]


async def _complete_tables(transaction: Transaction, database: Database) -> None:
    """Make the tables, columns and indexes that this version knows and the org lacks."""
    catalogue = await read_catalogue(transaction, database)
    for drift in await find_drift(transaction, database, org_tables(catalogue)):
        for statement in repair(drift, database):
            await transaction.execute(statement)


async def _fill_check_forms(transaction: Transaction, database: Database) -> None:
    """Fill the column by which upsert finds records, in the tables that are there."""
    await _complete_tables(transaction, database)
    catalogue = await read_catalogue(transaction, database)
    listed = await transaction.fetch(*database.dialect.list_columns(database.schema))
    there = {(row[0], row[1]) for row in listed}
    for module in catalogue.modules:
        field = module.checked_field
        if field is None or (module.api_name, check_column(field)) not in there:
            continue
        form = database.dialect.folded(quoted(field.api_name))
        await transaction.execute(
            f"UPDATE {database.table(module.api_name)} SET {quoted(check_column(field))} = {form}"
        )


async def _deny_administration(transaction: Transaction, database: Database) -> None:
    """Deny the rights to set people up, which are new, to profiles that never had their like."""
    for profile in (await read_definitions(transaction, database)).profiles:
        lacking = profile.denied | ADMINISTRATIVE
        if _OLD_RIGHT in profile.denied and lacking != profile.denied:
            changed = replace(profile, denied=lacking)
            await change(transaction, database, "profile", profile.id, changed)


async def _keep_formulas(transaction: Transaction, database: Database) -> None:
    await _complete_tables(transaction, database)
    await give_formulas_columns(transaction, database)


#: All changes, oldest first. A change of table or column alone needs none: see `fingerprint`.
MIGRATIONS = (
    Migration(2, "keep the number of the schema", _complete_tables),
    Migration(3, "keep what upsert finds records by", _fill_check_forms),
    Migration(4, "find records by their owners", _complete_tables),
    Migration(5, "let nobody set people up who could not before", _deny_administration),
    Migration(6, "keep the values of formulas", _keep_formulas),
)
#: The schema that this version writes: of orgs and of the control database alike.
SCHEMA = MIGRATIONS[-1].number


@cache
def fingerprint() -> int:
    """Return a number that changes with the standard modules and the tables of every org.

    So a field added to a standard module reaches the orgs that are there without a migration.
    """
    return crc32(msgspec.json.encode(dict(standard().raw)) + repr(SYSTEM_TABLES).encode())


async def migrate_org(database: Database) -> tuple[int, int]:
    """Bring an org to the schema of this version; return what it was and what it is.

    Raises:
        NewerSchemaError: it is beyond that.
    """
    async with database.reading() as reader:
        before, tables = await _state(reader, database)
    if before > SCHEMA:
        raise NewerSchemaError(before)
    if (before, tables) != (SCHEMA, fingerprint()):
        await database.write(lambda transaction: _migrate(transaction, database))
    return before, SCHEMA


async def is_current(reader: Reader, database: Database) -> bool:
    """Tell whether an org is as this version makes it, so that its tables can be asked."""
    return await _state(reader, database) == (SCHEMA, fingerprint())


async def org_schema(reader: Reader, database: Database) -> int:
    """Return the number of an org's schema."""
    return (await _state(reader, database))[0]


async def stamp(transaction: Transaction, database: Database) -> None:
    """Note that a database is as this version makes it."""
    table = database.table(META.name)
    for name, value in ((_SCHEMA, SCHEMA), (_TABLES, fingerprint())):
        await transaction.execute(
            f"INSERT INTO {table} (name, value) VALUES ($1, $2) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )


async def _state(reader: Reader, database: Database) -> tuple[int, int]:
    rows = await reader.fetch(
        f"SELECT name, value FROM {database.table(META.name)} WHERE name IN ($1, $2)",
        (_SCHEMA, _TABLES),
    )
    known: dict[str, int] = {row[0]: row[1] for row in rows}
    return known.get(_SCHEMA, 1), known.get(_TABLES, 0)


async def _migrate(transaction: Transaction, database: Database) -> None:
    """Run what is missing, alone: other servers wait for the row of the metadata's version."""
    table = database.table(META.name)
    await transaction.execute(f"UPDATE {table} SET value = value WHERE name = 'version'")
    before, tables = await _state(transaction, database)
    if before > SCHEMA:
        raise NewerSchemaError(before)
    for migration in MIGRATIONS:
        if migration.number > before:
            await migration.run(transaction, database)
    if tables != fingerprint():
        await _complete_tables(transaction, database)
    await stamp(transaction, database)
