"""What a change of a field does to the records that are there, in the transaction of the change.

All go by the table as it is before the change.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from msgspec.json import decode

from crmstead.databases.base import Row, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.decimal import MOST_DIGITS
from crmstead.fieldtypes.registry import type_of
from crmstead.fieldtypes.values import json_text
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.sql.ddl import Column
from crmstead.sql.dialect import quoted
from crmstead.store.full_text import note_where
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import next_numbers
from crmstead.store.schema import BIN, NOT_IN_BIN, column_of, unique_column, unique_form
from crmstead.store.system_tables import COUNTERS, FILE_USES

#: Records of one statement.
_BATCH = 5_000
_ID = Column("id", ColumnKind.INTEGER)


async def _records(
    transaction: Transaction, org: OpenOrg, module: Module, columns: Sequence[str], where: str
) -> AsyncIterator[Sequence[Row]]:
    """Yield (id, columns…) of all records that meet a condition, in the order of their ids."""
    listed = ", ".join(quoted(name) for name in ("id", *columns))
    last = 0
    while True:
        rows = await transaction.fetch(
            f"SELECT {listed} FROM {org.database.table(module.api_name)} "
            f"WHERE id > $1 AND {where} ORDER BY id LIMIT {_BATCH}",
            (last,),
        )
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


async def fill_unique(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field, left_out: str | None
) -> int | None:
    """Keep the forms in which values of a field that becomes unique are compared.

    Records in the recycle bin have none, nor those for which the boolean column `left_out` is
    true. Returns a record whose value an older one has, None where all differ; then only is all
    kept.
    """
    value = column_of(field)
    taken: dict[str, int] = {}
    where = f"{quoted(BIN.name)} = {NOT_IN_BIN} AND {quoted(value)} IS NOT NULL"
    columns = [value, *([left_out] if left_out else [])]
    written = [_ID, Column(unique_column(field), ColumnKind.TEXT)]
    async for rows in _records(transaction, org, module, columns, where):
        for row in rows:
            form = None if left_out and row[2] else unique_form(field, row[1])
            if form is not None and taken.setdefault(form, row[0]) != row[0]:
                return int(row[0])
    # Only then: a refusal must leave nothing behind.
    forms = [(record, form) for form, record in taken.items()]
    for start in range(0, len(forms), _BATCH):
        await transaction.update(module.api_name, written, forms[start : start + _BATCH])
    return None


async def rename_values(
    transaction: Transaction,
    org: OpenOrg,
    module: Module,
    field: Field,
    renames: Mapping[str, str],
    within: tuple[Field, int] | None = None,
) -> None:
    """Let records hold values of a pick list under their new names, those in the bin too.

    Two values may change names; nobody's time of modification changes. `within` leaves those out
    that do not have an id in another field.
    """
    if type_of(field.kind).many:
        await _rename_in_lists(transaction, org, module, field, renames)
        return
    column = quoted(column_of(field))
    dialect = org.database.dialect
    among = dialect.in_list(column, "$1", ColumnKind.TEXT)
    values: list[object] = [dialect.array(list(renames))]
    if within is not None:
        among = f"{among} AND {quoted(column_of(within[0]))} = $2"
        values.append(within[1])
    await note_where(transaction, org, module, among, values)
    first = len(values) + 1
    cases = "".join(
        f" WHEN ${first + 2 * place} THEN ${first + 2 * place + 1}" for place in range(len(renames))
    )
    pairs = [text for pair in renames.items() for text in pair]
    await transaction.execute(
        f"UPDATE {org.database.table(module.api_name)} SET {column} = CASE {column}{cases} END "
        f"WHERE {among}",
        [*values, *pairs],
    )


async def _rename_in_lists(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field, renames: Mapping[str, str]
) -> None:
    name = column_of(field)
    there = f"{quoted(name)} IS NOT NULL"
    await note_where(transaction, org, module, there, [])
    async for rows in _records(transaction, org, module, [name], there):
        changed: list[tuple[int, str]] = []
        for record, kept in rows:
            values: list[Any] = decode(kept)
            if not renames.keys().isdisjoint(values):
                new = dict.fromkeys(renames.get(one, one) for one in values)
                changed.append((record, json_text(list(new))))
        await transaction.update(module.api_name, [_ID, Column(name, ColumnKind.JSON)], changed)


async def has_longer(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field, length: int
) -> bool:
    """Tell whether any record holds more characters, or digits, in a field than a length allows."""
    column = quoted(column_of(field))
    kind = type_of(field.kind).column
    if kind is ColumnKind.TEXT:
        condition = f"length({column}) > {length}"
    elif kind is ColumnKind.INTEGER:
        condition = (
            f"abs({column}) >= {10 ** min(length + (field.decimal_place or 0), MOST_DIGITS)}"
        )
    else:
        condition = f"{column} IS NOT NULL"
    return await _any(transaction, org, module, condition)


async def _any(transaction: Transaction, org: OpenOrg, module: Module, condition: str) -> bool:
    table = org.database.table(module.api_name)
    return bool(await transaction.fetch(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1"))


async def add_places(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field, places: int
) -> bool:
    """Scale the values of a decimal for more places; tell whether all had room for them."""
    column, unit = quoted(column_of(field)), 10**places
    if await _any(transaction, org, module, f"abs({column}) >= {10**MOST_DIGITS // unit}"):
        return False
    await transaction.execute(
        f"UPDATE {org.database.table(module.api_name)} SET {column} = {column} * {unit} "
        f"WHERE {column} IS NOT NULL"
    )
    return True


async def number_existing(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field
) -> bool:
    """Give an auto number to records that have none, the oldest first; tell if there may be more.

    So many at a time that other writes need not wait for long.
    """
    name = quoted(column_of(field))
    rows = await transaction.fetch(
        f"SELECT id FROM {org.database.table(module.api_name)} WHERE {name} IS NULL "
        f"ORDER BY id LIMIT {_BATCH}"
    )
    if rows:
        counter, first = f"{module.api_name}.{field.api_name}", field.auto_number_start or 1
        numbers = await next_numbers(transaction, org, counter, first, len(rows))
        before, behind = field.auto_number_prefix, field.auto_number_suffix
        await transaction.update(
            module.api_name,
            [_ID, Column(column_of(field), ColumnKind.TEXT)],
            [
                (row[0], f"{before}{number}{behind}")
                for row, number in zip(rows, numbers, strict=True)
            ],
        )
    return len(rows) == _BATCH


async def set_counter(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field, value: int | None
) -> None:
    """Let an auto number go on with a number; None: it begins where the field says."""
    await transaction.execute(
        f"DELETE FROM {org.database.table(COUNTERS.name)} WHERE name = $1",
        (f"{module.api_name}.{field.api_name}",),
    )
    if value is not None:
        row = (f"{module.api_name}.{field.api_name}", value)
        await transaction.insert(COUNTERS.name, COUNTERS.columns, [row])


async def forget_values(
    transaction: Transaction, org: OpenOrg, module: Module, field: Field
) -> None:
    """Forget what else is kept of a field that goes: words, uses of files, the last number."""
    kind = type_of(field.kind)
    if kind.worded and field.column is None:
        there = f"{quoted(column_of(field))} IS NOT NULL"
        await note_where(transaction, org, module, there, [])
    table = org.database.table(module.api_name)
    if kind.kind in {"fileupload", "imageupload"}:
        await transaction.execute(
            f"DELETE FROM {org.database.table(FILE_USES.name)} WHERE {quoted('field')} = $1 "
            f"AND record IN (SELECT id FROM {table})",
            (field.api_name,),
        )
    await set_counter(transaction, org, module, field, None)
