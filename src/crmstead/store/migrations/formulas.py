"""Formula fields of orgs from before they had values: their columns, and what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.databases.base import Database, Transaction
from crmstead.formulas.computing import compute
from crmstead.formulas.fields import FORMULA, formulas_of
from crmstead.formulas.functions.base import Moment
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.sql.ddl import write_add_column, write_drop_column
from crmstead.sql.dialect import quoted
from crmstead.store.changing import update_rows
from crmstead.store.definitions import read_catalogue
from crmstead.store.schema import column_of, has_table, module_table

_BATCH = 1_000


async def give_formulas_columns(transaction: Transaction, database: Database) -> None:
    """Give formulas columns of the types that they return, and compute them."""
    catalogue = await read_catalogue(transaction, database)
    zone = ZoneInfo(catalogue.org.time_zone)
    listed = await transaction.fetch(*database.dialect.list_columns(database.schema))
    there = {(row[0], row[1]) for row in listed}
    for module in filter(has_table, catalogue.modules):
        fields = [one for one in module.fields if _kept(one, module, there)]
        for field in fields:
            await _retype(transaction, database, module, field)
        if fields and formulas_of(module):
            await _compute(transaction, database, module, zone)


def _kept(field: Field, module: Module, there: set[tuple[str, str]]) -> bool:
    is_formula = field.data_type == FORMULA and field.return_type is not None
    return is_formula and (module.api_name, column_of(field)) in there


async def _retype(
    transaction: Transaction, database: Database, module: Module, field: Field
) -> None:
    column = module_table(module).by_name[column_of(field)]
    for statement in (
        write_drop_column(module.api_name, column.name, database.dialect, database.schema),
        write_add_column(module.api_name, column, database.dialect, database.schema),
    ):
        await transaction.execute(statement)


async def _compute(
    transaction: Transaction, database: Database, module: Module, zone: ZoneInfo
) -> None:
    """Compute the formulas of all records, each as of the moment that it was written."""
    names = [one.field.api_name for one in formulas_of(module)]
    async for rows in _records(transaction, database, module):
        for row in rows:
            compute(module, row, Moment(row.get("Modified_Time") or 0, zone))
        changed = [{"id": row["id"], **{name: row[name] for name in names}} for row in rows]
        await update_rows(transaction, module_table(module), changed)


async def _records(
    transaction: Transaction, database: Database, module: Module
) -> AsyncIterator[Sequence[dict[str, Any]]]:
    """Yield all records of a module by column, in the order of their ids."""
    columns = module_table(module).column_names()
    listed = ", ".join(map(quoted, columns))
    last = 0
    while True:
        found = await transaction.fetch(
            f"SELECT {listed} FROM {database.table(module.api_name)} "
            f"WHERE id > $1 ORDER BY id LIMIT {_BATCH}",
            (last,),
        )
        if not found:
            return
        rows = [dict(zip(columns, row, strict=True)) for row in found]
        last = rows[-1]["id"]
        yield rows
