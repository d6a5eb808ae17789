"""What belongs to records but stands in tables of the org's own: tags, territories, rows."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.databases.base import Reader, Row, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.sql.ddl import Table
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import BIN, NOT_IN_BIN, PARENT
from crmstead.store.system_tables import (
    ENROLMENTS,
    RECORD_TAGS,
    RECORD_TERRITORIES,
    TAGS,
)


async def row_counts(
    reader: Reader, org: OpenOrg, module: Module, ids: Sequence[int]
) -> dict[int, int]:
    """Return how many live rows of a subform each record has; records without any are left out."""
    database = org.database
    parent = quoted(PARENT)
    among = database.dialect.in_list(parent, "$1", ColumnKind.INTEGER)
    rows = await reader.fetch(
        f"SELECT {parent}, COUNT(*) FROM {database.table(module.api_name)} "
        f"WHERE {among} AND {quoted(BIN.name)} = $2 GROUP BY {parent}",
        (database.dialect.array(ids), NOT_IN_BIN),
    )
    return {row[0]: row[1] for row in rows}


async def tags_of(reader: Reader, org: OpenOrg, ids: Sequence[int]) -> Sequence[Row]:
    """Return (record, tag id, name, color_code) of records, in the order they were given."""
    database = org.database
    among = database.dialect.in_list("rt.record", "$1", ColumnKind.INTEGER)
    return await reader.fetch(
        "SELECT rt.record, t.id, t.name, t.color_code "
        f"FROM {database.table(RECORD_TAGS.name)} AS rt "
        f"JOIN {database.table(TAGS.name)} AS t ON t.id = rt.tag "
        f"WHERE {among} ORDER BY rt.record, rt.position",
        (database.dialect.array(ids),),
    )


async def territories_of(reader: Reader, org: OpenOrg, ids: Sequence[int]) -> Sequence[Row]:
    """Return (record, territory, assigned time, assigned by) of records."""
    database = org.database
    among = database.dialect.in_list("record", "$1", ColumnKind.INTEGER)
    return await reader.fetch(
        "SELECT record, territory, assigned_time, assigned_by "
        f"FROM {database.table(RECORD_TERRITORIES.name)} "
        f"WHERE {among} ORDER BY record, territory",
        (database.dialect.array(ids),),
    )


async def assign_territories(
    transaction: Transaction, pairs: Sequence[tuple[int, int]], now: int, by: int | None
) -> None:
    """Assign records to territories: (record, territory); None = by the system."""
    rows = [(record, territory, now, by) for record, territory in pairs]
    if rows:
        await transaction.insert(RECORD_TERRITORIES.name, RECORD_TERRITORIES.columns, rows)


async def withdraw_territories(
    transaction: Transaction, org: OpenOrg, pairs: Sequence[tuple[int, int]]
) -> None:
    """Take records out of territories: (record, territory)."""
    database = org.database
    among = database.dialect.in_list("record", "$2", ColumnKind.INTEGER)
    records: dict[int, list[int]] = {}
    for record, territory in pairs:
        records.setdefault(territory, []).append(record)
    for territory, found in records.items():
        await transaction.execute(
            f"DELETE FROM {database.table(RECORD_TERRITORIES.name)} "
            f"WHERE territory = $1 AND {among}",
            (territory, database.dialect.array(found)),
        )


async def move_territory(
    transaction: Transaction, org: OpenOrg, territory: int, to: int | None, by: int
) -> None:
    """Let a user bring all records of a territory to another one, or to none."""
    table = org.database.table(RECORD_TERRITORIES.name)
    if to is not None:
        await transaction.execute(
            f"UPDATE {table} SET territory = $1, assigned_by = $3 WHERE territory = $2 "
            f"AND record NOT IN (SELECT record FROM {table} WHERE territory = $1)",
            (to, territory, by),
        )
    await transaction.execute(f"DELETE FROM {table} WHERE territory = $1", (territory,))


async def delete_rows(
    transaction: Transaction, org: OpenOrg, table: str, column: str, values: Sequence[int]
) -> None:
    """Delete the rows of a table in which a column of whole numbers is one of some values."""
    database = org.database
    among = database.dialect.in_list(quoted(column), "$1", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {database.table(table)} WHERE {among}", (database.dialect.array(values),)
    )


async def associated(
    reader: Reader, org: OpenOrg, table: Table, column: str, order: str, record: int
) -> list[int]:
    """Return a column of all rows that a table has for a record."""
    rows = await reader.fetch(
        f"SELECT {quoted(column)} FROM {org.database.table(table.name)} "
        f"WHERE record = $1 ORDER BY {quoted(order)}",
        (record,),
    )
    return [row[0] for row in rows]


async def enrolments_of(
    reader: Reader, org: OpenOrg, cadences: Sequence[int], records: Sequence[int]
) -> set[tuple[int, int]]:
    """Return (record, cadence) of those of some records that are enrolled in some cadences."""
    database = org.database
    rows = await reader.fetch(
        f"SELECT record, cadence FROM {database.table(ENROLMENTS.name)} WHERE {_both_among(org)}",
        (database.dialect.array(records), database.dialect.array(cadences)),
    )
    return {(row[0], row[1]) for row in rows}


async def unenrol(
    transaction: Transaction, org: OpenOrg, cadences: Sequence[int], records: Sequence[int]
) -> None:
    """Take some records out of some cadences."""
    database = org.database
    await transaction.execute(
        f"DELETE FROM {database.table(ENROLMENTS.name)} WHERE {_both_among(org)}",
        (database.dialect.array(records), database.dialect.array(cadences)),
    )


def _both_among(org: OpenOrg) -> str:
    dialect = org.database.dialect
    record = dialect.in_list("record", "$1", ColumnKind.INTEGER)
    return f"{record} AND {dialect.in_list('cadence', '$2', ColumnKind.INTEGER)}"
