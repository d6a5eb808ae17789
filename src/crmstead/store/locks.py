"""Locks of records, and the one column of a record that tells of its lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from crmstead.databases.base import Reader, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Condition, OneOf, ReadPlan, Selection
from crmstead.store.changing import update_records, update_rows
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import IN_ORDER, read
from crmstead.store.system_tables import RECORD_LOCKS

LOCKED = "Locked__s"


class Lock(NamedTuple):
    """A lock: by a rule, or by a user who may have given a reason."""

    id: int
    module: int
    record: int
    configuration: int
    rule: int | None
    reason: str | None
    locked_time: int
    locked_by: int | None


_SELECTION = Selection(
    RECORD_LOCKS.name, tuple(ColumnRef(BASE, column.name) for column in RECORD_LOCKS.columns)
)


async def locks_of(reader: Reader, org: OpenOrg, records: Sequence[int]) -> dict[int, Lock]:
    """Return the locks of records by the records' ids."""
    return await _locks(reader, org, OneOf(ColumnRef(BASE, "record"), tuple(records)))


async def locks_in(reader: Reader, org: OpenOrg, module: Module) -> dict[int, Lock]:
    """Return every lock of a module by the records' ids."""
    return await _locks(reader, org, OneOf(ColumnRef(BASE, "module"), (module.id,)))


async def _locks(reader: Reader, org: OpenOrg, where: Condition) -> dict[int, Lock]:
    rows = await read(reader, org, ReadPlan(_SELECTION, where, IN_ORDER, limited=False))
    return {lock.record: lock for lock in (Lock(*row) for row in rows)}


async def add_locks(
    transaction: Transaction, org: OpenOrg, module: Module, locks: Sequence[Lock]
) -> None:
    """Lock records.

    Raises:
        NotUniqueError: another request locked one of them.
    """
    if locks:
        await transaction.insert(RECORD_LOCKS.name, RECORD_LOCKS.columns, locks)
        rows: list[dict[str, Any]] = [{"id": lock.record, LOCKED: True} for lock in locks]
        await update_records(transaction, org, module, rows)


async def remove_locks(
    transaction: Transaction, org: OpenOrg, module: Module, locks: Sequence[Lock]
) -> None:
    """Unlock records."""
    if not locks:
        return
    database = org.database
    among = database.dialect.in_list("id", "$1", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {database.table(RECORD_LOCKS.name)} WHERE {among}",
        (database.dialect.array([lock.id for lock in locks]),),
    )
    rows: list[dict[str, Any]] = [{"id": lock.record, LOCKED: False} for lock in locks]
    await update_records(transaction, org, module, rows)


async def change_reason(transaction: Transaction, lock: int, reason: str) -> None:
    """Give a lock another reason."""
    await update_rows(transaction, RECORD_LOCKS, [{"id": lock, "reason": reason}])
