"""Tables of modules follow a change of metadata, in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crmstead.databases.base import Database, Transaction
from crmstead.metadata.catalogue import Catalogue
from crmstead.sql.ddl import (
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
from crmstead.store.schema import has_table, module_table
from crmstead.store.tables.preparing import (
    PATIENCE,
    ColumnsFirstError,
    Prepared,
    columns_there,
    fresh_columns,
)


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
    prepared: Mapping[str, Prepared],
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
    patience = database.dialect.patience(PATIENCE)
    if patience is not None:
        await transaction.execute(patience)
    there = await columns_there(transaction, database)
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
            if patience is not None:
                first = await fresh_columns(
                    transaction, database, (before, wanted), there[name], prepared.get(name)
                )
                if first:
                    raise ColumnsFirstError(name, first)
            statements = _change(database, before, wanted, there[name])
        for statement in statements:
            await transaction.execute(statement)
    return done


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


async def existing_tables(transaction: Transaction, database: Database) -> set[str]:
    """Return the names of the tables that there are."""
    return set(await columns_there(transaction, database))


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
