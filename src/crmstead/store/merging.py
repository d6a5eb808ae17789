"""Rows and links that go from records to the one that they are merged into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmstead.databases.base import Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection
from crmstead.sql.dialect import quoted
from crmstead.store.associations import delete_rows
from crmstead.store.changing import update_rows
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, IN_ORDER, read
from crmstead.store.schema import module_table

#: The rows of a record that are meant: None = all.
Some = frozenset[int] | None


async def move_rows(
    transaction: Transaction,
    org: OpenOrg,
    rows: Module,
    parent: str,
    master: int,
    sources: Mapping[int, Some],
    kept: Some,
) -> None:
    """Give a record rows of others; of its own it keeps those in `kept`, None = all."""
    among = OneOf(ColumnRef(BASE, parent), (master, *sources))
    selection = Selection(rows.api_name, (ID, ColumnRef(BASE, parent)))
    found = await read(
        transaction, org, ReadPlan(selection, among, IN_ORDER, limited=False, for_update=True)
    )
    lost = [row for row, of in found if of == master and kept is not None and row not in kept]
    moved = [
        {"id": row, parent: master}
        for row, of in found
        if of in sources and ((chosen := sources[of]) is None or row in chosen)
    ]
    if lost:
        await delete_rows(transaction, org, rows.api_name, "id", lost)
    if moved:
        await update_rows(transaction, module_table(rows), moved)


async def move_links(
    transaction: Transaction,
    org: OpenOrg,
    links: Module,
    column: str,
    olds: Sequence[int],
    new: int,
) -> None:
    """Let links of some records be another's; a link that it has already goes away."""
    database = org.database
    other = next(
        one.api_name for one in links.fields if one.lookup is not None and one.api_name != column
    )
    table, this, that = database.table(links.api_name), quoted(column), quoted(other)
    among = database.dialect.in_list(this, "$1", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {table} WHERE {among} AND {that} IN "
        f"(SELECT k.{that} FROM {table} AS k WHERE k.{this} = $2)",
        (database.dialect.array(olds), new),
    )
    found = await transaction.fetch(
        f"SELECT id, {that} FROM {table} WHERE {among} ORDER BY id",
        (database.dialect.array(olds),),
    )
    first: dict[int, int] = {}
    for link, reached in found:
        first.setdefault(reached, link)
    again = [link for link, reached in found if first[reached] != link]
    if again:
        await delete_rows(transaction, org, links.api_name, "id", again)
    moved = [{"id": link, column: new} for link in first.values()]
    if moved:
        await update_rows(transaction, module_table(links), moved)
