"""What the tables of a database lack of what this version of the server writes and reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crmstead.databases.base import Database, Reader
from crmstead.metadata.catalogue import Catalogue
from crmstead.sql.ddl import Column, Index, Table, write_add_column, write_create
from crmstead.store.schema import has_table, module_table
from crmstead.store.system_tables import SYSTEM_TABLES


@dataclass(frozen=True, slots=True)
class Drift:
    """A table that is missing, or lacks columns or indexes."""

    table: Table
    missing: bool
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]

    def __str__(self) -> str:
        if self.missing:
            return f"table {self.table.name} is missing"
        lacking = [f"column {column.name}" for column in self.columns]
        lacking += [f"index {index.name}" for index in self.indexes]
        return f"table {self.table.name} lacks {', '.join(lacking)}"


def org_tables(catalogue: Catalogue) -> list[Table]:
    """Return all tables that an org may have."""
    return [*SYSTEM_TABLES, *map(module_table, filter(has_table, catalogue.modules))]


async def is_there(database: Database) -> bool:
    """Tell whether a schema has any table."""
    async with database.reading() as reader:
        return bool(await reader.fetch(*database.dialect.list_columns(database.schema)))


async def find_drift(reader: Reader, database: Database, tables: Iterable[Table]) -> list[Drift]:
    """Return what is missing. Tables of modules are made on first use, so none of them has to be.

    Columns and indexes that are there without need are no drift.
    """
    dialect = database.dialect
    there: dict[str, set[str]] = {}
    for table, column in await reader.fetch(*dialect.list_columns(database.schema)):
        there.setdefault(table, set()).add(column)
    listed = await reader.fetch(*dialect.list_indexes(database.schema))
    indexes = {row[0] for row in listed}
    found = []
    for table in tables:
        names = there.get(table.name)
        if names is None:
            if table in SYSTEM_TABLES:
                found.append(Drift(table, True, (), ()))
            continue
        columns = tuple(column for column in table.columns if column.name not in names)
        lacking = tuple(
            index for index in table.indexes if dialect.index_as_listed(index.name) not in indexes
        )
        if columns or lacking:
            found.append(Drift(table, False, columns, lacking))
    return found


def repair(drift: Drift, database: Database) -> Iterator[str]:
    """Yield the statements that make what is missing; rows have nothing in new columns."""
    dialect, schema = database.dialect, database.schema
    for column in drift.columns:
        yield write_add_column(drift.table.name, column, dialect, schema)
    wanted = drift.table if drift.missing else replace(drift.table, indexes=drift.indexes)
    yield from write_create(wanted, dialect, schema)
