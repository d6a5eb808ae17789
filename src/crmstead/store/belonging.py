"""Rows of a module that belong to records of another: found, and moved into the bin and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmstead.databases.base import Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import BIN, MODULE_SUFFIX


@dataclass(frozen=True, slots=True)
class Belonging:
    """A module whose records belong to those of another.

    `by` is the column with the id of the record; `to` is what the column beside it, which names
    the module, must say where the record may be of any.
    """

    module: Module
    by: str
    to: str | None = None


async def move_belonging(
    transaction: Transaction,
    org: OpenOrg,
    belonging: Belonging,
    ids: Sequence[int],
    before: int,
    after: int,
) -> list[int]:
    """Set the column `_bin` of what belongs to records where it is `before`; return the moved."""
    where, values = _of(org, belonging, ids)
    column, last = quoted(BIN.name), len(values)
    rows = await transaction.fetch(
        f"UPDATE {org.database.table(belonging.module.api_name)} SET {column} = ${last + 1} "
        f"WHERE {where} AND {column} = ${last + 2} RETURNING id",
        (*values, after, before),
    )
    return [row[0] for row in rows]


async def find_belonging(
    transaction: Transaction, org: OpenOrg, belonging: Belonging, ids: Sequence[int]
) -> list[int]:
    """Return everything of one kind that belongs to records, in the recycle bin or not."""
    where, values = _of(org, belonging, ids)
    table = org.database.table(belonging.module.api_name)
    rows = await transaction.fetch(f"SELECT id FROM {table} AS r WHERE {where}", values)
    return [row[0] for row in rows]


def _of(org: OpenOrg, belonging: Belonging, ids: Sequence[int]) -> tuple[str, tuple[object, ...]]:
    dialect = org.database.dialect
    among = dialect.in_list(quoted(belonging.by), "$1", ColumnKind.INTEGER)
    values: tuple[object, ...] = (dialect.array(ids),)
    if belonging.to is None:
        return among, values
    return f"{among} AND {quoted(belonging.by + MODULE_SUFFIX)} = $2", (*values, belonging.to)
