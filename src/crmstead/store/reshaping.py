"""Tables of modules follow a change of metadata, in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crmstead.databases.base import Database, Transaction
from crmstead.metadata.catalogue import Catalogue
from crmstead.sql.ddl import (
    Column,
    Index,
    Table,
    write_add_column,
    write_create,
    write_create_index,
    write_drop_column,
    write_drop_index,
    write_drop_table,
)
from crmstead.store.full_text import drop_words, words_table
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import HIDDEN, has_table, module_table
from crmstead.store.transactions import write

#: Milliseconds that a table waits to be changed while others read it: so long may new readers of it
#: have to wait behind, then it gives way to them.
_PATIENCE = 100


class ColumnsFirstError(Exception):
    """A table is to get columns before the transaction that makes indexes of them, or fills them.

    Adding a column shuts readers out until the transaction is over; all else does not.
    """

    def __init__(self, table: str, columns: Sequence[Column]) -> None:
        super().__init__(table)
        self.table = table
        self.columns = columns


@dataclass(slots=True)
class Reshaped:
    """Names of tables: of new modules, of old ones, and of those that got or lost columns."""

    made: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)


async def reshape(
    transaction: Transaction,
    org: OpenOrg,
    after: Catalogue,
    prepared: Mapping[str, frozenset[str]],
) -> Reshaped:
    """Change the tables of an org that are there to what a new catalogue says.

    Columns that no field has any more go with all their values; new ones hold nothing. Tables of
    new modules are made at once, so that no server may think that it knows them of earlier ones
    with their names. Those of other modules are made when they are first used. `prepared` are
    columns of tables that were added for this very change.

    Raises:
        ContendedError: one of them is being read for long.
        ColumnsFirstError: on a database where adding a column keeps readers waiting.
    """
    names = changed_modules(org.catalogue, after)
    old, new = _tables(org.catalogue, names), _tables(after, names)
    changed = [name for name in names if old.get(name) != new.get(name)]
    done = Reshaped()
    if not changed:
        return done
    database = org.database
    patience = database.dialect.patience(_PATIENCE)
    if patience is not None:
        await transaction.execute(patience)
    there = await _columns(transaction, database)
    for name in changed:
        before, wanted = old.get(name), new.get(name)
        statements: Iterator[str] = iter(())
        if wanted is None:
            gone = org.catalogue.module_by_name[name]
            done.dropped |= {name, words_table(gone)}
            await drop_words(transaction, org, gone)
            statements = iter((write_drop_table(name, database.dialect, database.schema),))
        elif before is None:
            done.made.add(name)
            statements = write_create(wanted, database.dialect, database.schema)
        elif name in there:
            done.changed.add(name)
            fresh = _fresh(before, wanted, there[name], prepared.get(name, frozenset()))
            if fresh and patience is not None:
                raise ColumnsFirstError(name, fresh)
            statements = _change(database, before, wanted, there[name])
        for statement in statements:
            await transaction.execute(statement)
    return done


def _fresh(before: Table, wanted: Table, there: set[str], prepared: frozenset[str]) -> list[Column]:
    """Return the columns to be added to a table first.

    One that is there already is what is left of a change that failed, and may be of another kind;
    those of the store's own are always alike.
    """
    return [
        one
        for one in wanted.columns
        if one.name not in before.by_name
        and (one.name not in there if one.name.startswith(HIDDEN) else one.name not in prepared)
    ]


def changed_modules(before: Catalogue, after: Catalogue) -> list[str]:
    """Return the names of modules that are not built of the same as before."""
    old, new = before.module_by_name.sources, after.module_by_name.sources
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]


def _tables(catalogue: Catalogue, names: Iterable[str]) -> dict[str, Table]:
    known = catalogue.module_by_name
    return {
        name: module_table(known[name])
        for name in names
        if name in known and has_table(known[name])
    }


async def add_columns(org: OpenOrg, table: str, columns: Sequence[Column]) -> None:
    """Add columns to a table that is there, in a transaction of its own: nothing reads them yet.

    What a later transaction writes into them keeps no reader waiting; a column that comes and is
    filled in one transaction would. Columns that are there, left by a change that failed, are made
    anew, but for the store's own, which are always alike.

    Raises:
        ContendedError: the table is being read for long.
        StaleError: the org has other metadata by now.
    """
    database = org.database

    async def work(transaction: Transaction) -> None:
        patience = database.dialect.patience(_PATIENCE)
        if patience is not None:
            await transaction.execute(patience)
        there = (await _columns(transaction, database)).get(table)
        for column in columns if there is not None else ():
            known = there is not None and column.name in there
            if known and column.name.startswith(HIDDEN):
                continue
            dialect, schema = database.dialect, database.schema
            if known:
                await transaction.execute(write_drop_column(table, column.name, dialect, schema))
            await transaction.execute(write_add_column(table, column, dialect, schema))

    await write(org, work)


async def existing_tables(transaction: Transaction, database: Database) -> set[str]:
    """Return the names of the tables that there are."""
    return set(await _columns(transaction, database))


async def _columns(transaction: Transaction, database: Database) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, column in await transaction.fetch(*database.dialect.list_columns(database.schema)):
        found.setdefault(table, set()).add(column)
    return found


def _change(database: Database, before: Table, after: Table, there: set[str]) -> Iterator[str]:
    dialect, schema = database.dialect, database.schema
    for index in _beyond(before, after):
        yield write_drop_index(index, dialect, schema)
    for name in before.by_name:
        if name not in after.by_name and name in there:
            yield write_drop_column(before.name, name, dialect, schema)
    for name, column in after.by_name.items():
        if name not in there:
            yield write_add_column(after.name, column, dialect, schema)
    for index in _beyond(after, before):
        yield write_create_index(after.name, index, dialect, schema)


def _beyond(table: Table, other: Table) -> list[Index]:
    """Return the indexes of a table that another does not have alike."""
    return [index for index in table.indexes if index not in other.indexes]
