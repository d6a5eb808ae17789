"""Deleting rows for good."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.databases.base import Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg


async def delete_rows(
    transaction: Transaction, org: OpenOrg, table: str, column: str, ids: Sequence[int]
) -> None:
    """Delete the rows of a table in which a column is one of some ids."""
    among = org.database.dialect.in_list(quoted(column), "$1", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {org.database.table(table)} WHERE {among}",
        (org.database.dialect.array(ids),),
    )
