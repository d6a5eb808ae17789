"""Runs plans and writes rows. The one place where records meet SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from crmstead.databases.base import Reader, Row, Transaction
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Condition,
    OneOf,
    Order,
    ReadPlan,
    Selection,
    both,
)
from crmstead.query.plan import Compare as Comparison
from crmstead.sql.ddl import Column, Table
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import BIN, NOT_IN_BIN, module_table
from crmstead.store.system_tables import COUNTERS, SEARCH_PENDING

ID = ColumnRef(BASE, "id")
LIVE = Comparison(ColumnRef(BASE, BIN.name), "=", NOT_IN_BIN)
NEWEST_FIRST = (Order(ID, descending=True),)
IN_ORDER = (Order(ID, descending=False),)
#: Takes the values of some columns from a row.
_Take = Callable[[dict[str, object]], Sequence[object]]


class Statement(NamedTuple):
    """A plan as the org's database takes it."""

    text: str
    values: Sequence[object]


def statement_of(org: OpenOrg, plan: ReadPlan) -> Statement:
    """Return the statement of a plan; it may be run again as long as the plan holds."""
    return Statement(*org.writer.write(plan))


class Open(int):
    """A value that a plan leaves open: its place among those that its statement is run with."""


@dataclass(frozen=True, slots=True)
class Template:
    """A statement in which values are open, so that it need not be written each time."""

    text: str
    values: Sequence[object]
    #: Where in its values stands what is open.
    places: Sequence[tuple[int, Open]]

    def fill(self, given: Sequence[object]) -> Statement:
        """Return the statement with some values in the places of those left open."""
        values = list(self.values)
        for place, which in self.places:
            values[place] = given[which]
        return Statement(self.text, values)


def template_of(org: OpenOrg, plan: ReadPlan) -> Template:
    """Return what the statement of a plan is made of, whose open values are not in arrays."""
    text, values = org.writer.write(plan)
    places = [(place, one) for place, one in enumerate(values) if isinstance(one, Open)]
    return Template(text, values, places)


async def run(reader: Reader, statement: Statement) -> Sequence[Row]:
    """Return the rows of a statement."""
    return await reader.fetch(statement.text, statement.values)


async def read(reader: Reader, org: OpenOrg, plan: ReadPlan) -> Sequence[Row]:
    """Return the rows of a plan."""
    text, values = org.writer.write(plan)
    return await reader.fetch(text, values)


async def read_where_in(
    reader: Reader,
    org: OpenOrg,
    selection: Selection,
    column: str,
    ids: Iterable[int],
    also: Condition = EVERYTHING,
) -> Sequence[Row]:
    """Return the live rows in which a column is one of some ids, oldest first."""
    where = both(LIVE, OneOf(ColumnRef(BASE, column), tuple(ids)), also)
    return await read(reader, org, ReadPlan(selection, where, IN_ORDER, limited=False))


async def read_names(
    reader: Reader,
    org: OpenOrg,
    module: Module,
    ids: Iterable[int],
    *more: str,
    seen: Condition = EVERYTHING,
) -> dict[int, Row]:
    """Return live records among some ids that are seen: id -> (id, name, more columns…)."""
    where = both(LIVE, OneOf(ID, tuple(ids)), seen)
    rows = await read(reader, org, ReadPlan(names_of(module, more), where, (), limited=False))
    return {row[0]: row for row in rows}


@derived
def names_of(module: Module, more: tuple[str, ...]) -> Selection:
    """Return what `read_names` reads of a record."""
    columns = ("id", module.display_field or "id", *more)
    return Selection(module.api_name, tuple(ColumnRef(BASE, column) for column in columns))


async def insert_rows(
    transaction: Transaction, table: Table, rows: Sequence[dict[str, object]]
) -> None:
    """Insert rows given as column -> value; columns that no row names are left out.

    An empty value is written like any other, so rows of one shape share one statement.
    """
    if rows:
        await transaction.insert(table.name, *_taken(table, rows))


def _taken(
    table: Table, rows: Sequence[dict[str, object]]
) -> tuple[Sequence[Column], Sequence[Sequence[object]]]:
    """Return the columns of a table that rows name, in order, and the rows' values in them."""
    first = rows[0]
    columns, take = _shape(table, tuple(first))
    if len(rows) == 1:
        return columns, (take(first),)
    # Rows of a request mostly have the same keys, and are then taken out in one go.
    if len(columns) == len(first) and all(len(row) == len(first) for row in rows):
        with suppress(KeyError):
            return columns, list(map(take, rows))
    given = set().union(*rows)
    columns = tuple([column for column in table.columns if column.name in given])
    names = [column.name for column in columns]
    return columns, [tuple(map(row.get, names)) for row in rows]


@derived
def _shape(table: Table, given: tuple[str, ...]) -> tuple[tuple[Column, ...], _Take]:
    """Return the columns of a table that are among some names, and what takes them from a row."""
    columns = tuple([column for column in table.columns if column.name in given])
    names = [column.name for column in columns]
    if len(names) > 1:
        return columns, itemgetter(*names)
    return columns, lambda row: tuple([row[name] for name in names])


async def insert_records(
    transaction: Transaction, made: Sequence[tuple[Module, Sequence[dict[str, object]]]]
) -> None:
    """Insert records of some modules, live ones, and note them for the search by word."""
    noted: list[tuple[object, object]] = []
    for module, rows in made:
        for row in rows:
            row[BIN.name] = NOT_IN_BIN
        await insert_rows(transaction, module_table(module), rows)
        if not module.pseudo:  # what no search names
            noted += [(module.id, row["id"]) for row in rows]
    if noted:
        await transaction.insert(SEARCH_PENDING.name, SEARCH_PENDING.columns, noted)


async def count(reader: Reader, org: OpenOrg, module: Module, where: Condition) -> int:
    """Return how many rows of a module's table a condition leaves."""
    plan = ReadPlan(_nothing(module), where, (), limited=False)
    number: int = (await read(reader, org, plan))[0][0]
    return number


@derived
def _nothing(module: Module) -> Selection:
    return Selection(module.api_name, ())


async def next_numbers(
    transaction: Transaction, org: OpenOrg, counter: str, first: int, count: int
) -> range:
    """Take the next numbers of a counter; they are given back only if the transaction fails."""
    table = org.database.table(COUNTERS.name)
    value = quoted("value")
    rows = await transaction.fetch(
        f"UPDATE {table} SET {value} = {value} + $1 WHERE {quoted('name')} = $2 RETURNING {value}",
        (count, counter),
    )
    if rows:
        end: int = rows[0][0]
    else:
        end = first + count
        await transaction.insert(COUNTERS.name, COUNTERS.columns, [(counter, end)])
    return range(end - count, end)
