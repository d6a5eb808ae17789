"""The records that a write is about to change: read whole, held until it is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.databases.base import Row
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Condition,
    OneOf,
    ReadPlan,
    Selection,
    both,
)
from crmstead.records.sharing.sharing import limited_to
from crmstead.records.write.finding import find
from crmstead.records.write.state import LIMITED_TO
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import module_table

#: A record as it is stored: column -> value.
Stored = dict[str, Any]


async def load_targets(
    writing: Writing, module: Module, ids: Iterable[int], also: Condition = EVERYTHING
) -> dict[int, Stored]:
    """Return those of some records that are live and that the caller sees, by id.

    Nobody else changes them before the transaction is over; in the order of their ids, so that no
    two requests wait for each other.
    """
    wanted = tuple(sorted(set(ids)))
    if len(wanted) == 1 and also is EVERYTHING:
        rows = await load_having(writing, module, ID, wanted[0], seen=True)
    else:
        seen = visible_records(writing.catalogue, writing.caller, module)
        where = both(LIVE, OneOf(ID, wanted), seen, also)
        rows = await load_stored(writing, module, where)
    found = {row["id"]: row for row in rows}
    limited = await limited_to(writing.transaction, writing.org, writing.caller, module, found)
    for record, permission in limited.items():
        found[record][LIMITED_TO] = permission
    return found


async def load_stored(
    writing: Writing, module: Module, where: Condition, *, held: bool = True
) -> list[Stored]:
    """Return rows of a module's table, whole, in the order of their ids; `held` as above."""
    reading = _reading(module, ())
    plan = ReadPlan(reading.selection, where, IN_ORDER, limited=False, for_update=held)
    return reading.stored(await read(writing.transaction, writing.org, plan))


async def load_having(
    writing: Writing,
    module: Module,
    column: ColumnRef,
    value: int,
    *,
    seen: bool = False,
    held: bool = True,
    columns: tuple[str, ...] = (),
) -> list[Stored]:
    """Return the rows that have a value in a column, in the order of their ids; `held` as above.

    With `seen` live ones alone, that the caller sees. All their columns, unless some are named.
    """
    reading = _reading(module, columns)
    rows = await find(writing, module, reading.selection, column, value, seen=seen, held=held)
    return reading.stored(rows)


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """What is read of a module's rows."""

    selection: Selection
    names: tuple[str, ...]
    #: Those that SQLite has as 0 and 1.
    truths: tuple[str, ...]

    def stored(self, rows: Iterable[Row]) -> list[Stored]:
        found = [dict(zip(self.names, row, strict=True)) for row in rows]
        for stored in found:
            for column in self.truths:
                if stored[column] is not None:
                    stored[column] = bool(stored[column])
        return found


@derived
def _reading(module: Module, columns: tuple[str, ...]) -> _Reading:
    table = module_table(module)
    names = columns or table.column_names()
    selection = Selection(module.api_name, tuple(ColumnRef(BASE, name) for name in names))
    truths = (name for name in names if table.by_name[name].kind is ColumnKind.BOOLEAN)
    return _Reading(selection, names, tuple(truths))
