"""Columns that a table gets before the change that makes indexes of them, or fills them.

Adding a column shuts readers out until its transaction is over, so it has one of its own; all else
does not. What a change that failed left behind is told from what this one prepared by a mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmstead.databases.base import Database, Transaction
from crmstead.sql.ddl import Column, Table, write_add_column, write_drop_column
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import HIDDEN
from crmstead.store.system_tables import META
from crmstead.store.transactions import write

#: Milliseconds that a table waits to be changed while others read it: so long may new readers of it
#: have to wait behind, then it gives way to them.
PATIENCE = 100


@dataclass(frozen=True, slots=True)
class Prepared:
    """Columns that a change added to a table, under its own mark."""

    mark: int
    names: frozenset[str]


class ColumnsFirstError(Exception):
    """A table is to get columns before the change is made."""

    def __init__(self, table: str, columns: Sequence[Column]) -> None:
        super().__init__(table)
        self.table = table
        self.columns = columns


async def add_columns(org: OpenOrg, table: str, columns: Sequence[Column]) -> Prepared:
    """Add columns to a table that is there: nothing reads them yet.

    Columns that are there, left by a change that failed or of one that is under way, are made anew,
    but for the store's own, which are always alike.

    Raises:
        ContendedError: the table is being read for long.
        StaleError: the org has other metadata by now.
    """
    database = org.database
    dialect, schema = database.dialect, database.schema
    prepared = Prepared(org.ids.next(), frozenset(column.name for column in columns))

    async def work(transaction: Transaction) -> None:
        patience = dialect.patience(PATIENCE)
        if patience is not None:
            await transaction.execute(patience)
        there = (await columns_there(transaction, database)).get(table)
        if there is None:
            return
        for column in columns:
            if column.name in there and column.name.startswith(HIDDEN):
                continue
            if column.name in there:
                await transaction.execute(write_drop_column(table, column.name, dialect, schema))
            await transaction.execute(write_add_column(table, column, dialect, schema))
        await _leave_mark(transaction, database, table, prepared.mark)

    # One by one with all that change definitions: what is there stays so until it is added to.
    await write(org, work, redefines=True)
    return prepared


async def _leave_mark(transaction: Transaction, database: Database, table: str, mark: int) -> None:
    name = _mark_of(table)
    await transaction.execute(f"DELETE FROM {database.table(META.name)} WHERE name = $1", (name,))
    await transaction.insert(META.name, META.columns, [(name, mark)])


async def fresh_columns(
    transaction: Transaction,
    database: Database,
    tables: tuple[Table, Table],
    there: set[str],
    prepared: Prepared | None,
) -> list[Column]:
    """Return the columns that a table, as before and as wanted, has to get first.

    Those that were prepared for this very change are there already, unless another one prepared
    the table since. To be asked by who holds the metadata: nobody prepares meanwhile.
    """
    before, wanted = tables
    new = [one for one in wanted.columns if one.name not in before.by_name]
    mine: frozenset[str] = frozenset()
    if new and prepared is not None:
        rows = await transaction.fetch(
            f"SELECT value FROM {database.table(META.name)} WHERE name = $1",
            (_mark_of(wanted.name),),
        )
        mine = prepared.names if rows and rows[0][0] == prepared.mark else mine
    return [
        one
        for one in new
        if (one.name not in there if one.name.startswith(HIDDEN) else one.name not in mine)
    ]


def _mark_of(table: str) -> str:
    return f"columns of {table}"


async def columns_there(transaction: Transaction, database: Database) -> dict[str, set[str]]:
    """Return the names of the columns of all tables that are there."""
    found: dict[str, set[str]] = {}
    for table, column in await transaction.fetch(*database.dialect.list_columns(database.schema)):
        found.setdefault(table, set()).add(column)
    return found
