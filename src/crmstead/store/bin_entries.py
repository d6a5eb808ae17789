"""What is known of deleted records: one row each, whatever its module.

A record is deleted into the recycle bin, where it can be restored for 60 days; from then on, or
once it is deleted there, it is gone for good, and only that it was deleted is told, for 120 days
after it was (records reference 7.2). Times are decided by the clock when they are read: a sweep
that comes late makes no difference to what is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.databases.base import Reader, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.query.plan import (
    BASE,
    ColumnRef,
    Compare,
    Condition,
    IsNull,
    Not,
    OneOf,
    Order,
    ReadPlan,
    Selection,
    both,
)
from crmstead.query.plan import Any as AnyOf
from crmstead.sql.writer import SqlWriter
from crmstead.store.changing import update_rows
from crmstead.store.deleting import delete_rows
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read
from crmstead.store.system_tables import DELETED

_DAY = 24 * 60 * 60
#: Seconds that a record can be restored, and that it is told of, after it was deleted.
RESTORABLE = 60 * _DAY
TOLD = 120 * _DAY

#: States of an entry: the record is in the bin; it left the bin and its rows are to be removed;
#: nothing is left of it but the entry.
IN_BIN, LEAVING, GONE = 0, 1, 2

ID = ColumnRef(BASE, "id")
MODULE = ColumnRef(BASE, "module")
OWNER = ColumnRef(BASE, "owner")
DELETED_BY = ColumnRef(BASE, "deleted_by")
DELETED_TIME = ColumnRef(BASE, "deleted_time")
DISPLAY_NAME = ColumnRef(BASE, "display_name", ColumnKind.TEXT)
_STATE = ColumnRef(BASE, "state")
_RESTORED_BY = ColumnRef(BASE, "restored_by")

_SELECTION = Selection(DELETED.name, tuple(ColumnRef(BASE, one) for one in DELETED.column_names()))
_COUNT = Selection(DELETED.name, ())
BY_ID = (Order(ID, descending=False),)


@dataclass(frozen=True, slots=True)
class Entry:
    """A deleted record, its columns as those of `DELETED`; `restored_by` has ordered it back."""

    id: int
    module: int
    state: int
    display_name: str | None
    owner: int | None
    created_by: int | None
    deleted_by: int
    deleted_time: int
    restored_by: int | None = None

    def restorable(self, now: int) -> bool:
        """Tell whether the record is in the bin at a moment."""
        return self.state == IN_BIN and self.deleted_time > now - RESTORABLE


def in_bin(now: int) -> Condition:
    """Return "the record can be restored"."""
    return both(Compare(_STATE, "=", IN_BIN), Compare(DELETED_TIME, ">", now - RESTORABLE))


def gone(now: int) -> Condition:
    """Return "the record cannot be restored any more"."""
    expired = Compare(DELETED_TIME, "<=", now - RESTORABLE)
    return AnyOf((Compare(_STATE, ">", IN_BIN), expired))


def told(now: int) -> Condition:
    """Return "it is told that the record was deleted"."""
    return Compare(DELETED_TIME, ">", now - TOLD)


def to_restore(now: int) -> Condition:
    """Return "somebody has ordered the record back"."""
    return both(in_bin(now), Not(IsNull(_RESTORED_BY)))


def to_remove(now: int) -> tuple[Condition, Condition]:
    """Return "the record's rows are to be removed": left the bin, and stayed there too long.

    Two conditions, so that each is answered by an index.
    """
    expired = Compare(DELETED_TIME, "<=", now - RESTORABLE)
    return Compare(_STATE, "=", LEAVING), both(Compare(_STATE, "=", IN_BIN), expired)


def to_forget(now: int) -> Condition:
    """Return "nothing is left of the record, and nobody is told of it any more"."""
    return both(Compare(_STATE, "=", GONE), Compare(DELETED_TIME, "<=", now - TOLD))


@dataclass(frozen=True, slots=True)
class Part:
    """Which entries to read, in which order; `limit` None = all."""

    where: Condition
    order: tuple[Order, ...] = BY_ID
    limit: int | None = None
    offset: int = 0
    #: Within a write: nobody else changes them until it is over.
    held: bool = False


async def read_entries(reader: Reader, org: OpenOrg, part: Part) -> list[Entry]:
    """Return entries."""
    plan = ReadPlan(
        _SELECTION,
        part.where,
        part.order,
        part.limit,
        part.offset,
        limited=part.limit is not None,
        for_update=part.held,
    )
    return [Entry(*row) for row in await read(reader, org, plan)]


async def hold_entries(
    transaction: Transaction, org: OpenOrg, ids: Sequence[int], where: Condition
) -> dict[int, Entry]:
    """Return those of some entries that a condition leaves, by id; nobody else changes them."""
    among = OneOf(ID, tuple(sorted(set(ids))))
    found = await read_entries(transaction, org, Part(both(where, among), held=True))
    return {one.id: one for one in found}


async def count_entries(reader: Reader, org: OpenOrg, where: Condition) -> int:
    """Return how many entries a condition leaves."""
    plan = ReadPlan(_COUNT, where, (), limited=False)
    number: int = (await read(reader, org, plan))[0][0]
    return number


async def any_entry(reader: Reader, writer: SqlWriter, where: Condition) -> bool:
    """Tell whether a condition leaves any entry of an org that need not be open."""
    plan = ReadPlan(_SELECTION, where, (), 1)
    return bool(await reader.fetch(*writer.write(plan)))


async def insert_entries(transaction: Transaction, entries: Sequence[Entry]) -> None:
    """Tell of records that are deleted by now."""
    names = DELETED.column_names()
    rows = [tuple(getattr(one, name) for name in names) for one in entries]
    await transaction.insert(DELETED.name, DELETED.columns, rows)


async def change_entries(
    transaction: Transaction, ids: Sequence[int], changes: Mapping[str, Any]
) -> None:
    """Set columns of entries, the same ones of each."""
    await update_rows(transaction, DELETED, [{"id": one, **changes} for one in ids])


async def delete_entries(transaction: Transaction, org: OpenOrg, ids: Sequence[int]) -> None:
    """Forget that records were deleted."""
    await delete_rows(transaction, org, DELETED.name, "id", ids)
