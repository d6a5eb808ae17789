"""The records that a write is about to change: read whole, held until it is over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.fieldtypes.columns import ColumnKind
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
    where = both(
        LIVE,
        OneOf(ID, tuple(sorted(set(ids)))),
        visible_records(writing.catalogue, writing.caller, module),
        also,
    )
    found = {row["id"]: row for row in await load_stored(writing, module, where)}
    limited = await limited_to(writing.transaction, writing.org, writing.caller, module, found)
    for record, permission in limited.items():
        found[record][LIMITED_TO] = permission
    return found


async def load_stored(
    writing: Writing,
    module: Module,
    where: Condition,
    *,
    held: bool = True,
    columns: tuple[str, ...] = (),
) -> list[Stored]:
    """Return rows of a module's table, in the order of their ids; `held` as above.

    All their columns, unless some are named.
    """
    selection, names, truths = _selected(module, columns)
    plan = ReadPlan(selection, where, IN_ORDER, limited=False, for_update=held)
    rows = await read(writing.transaction, writing.org, plan)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for stored in found:
        for column in truths:
            if stored[column] is not None:
                stored[column] = bool(stored[column])
    return found


@lru_cache(maxsize=1024)
def _selected(
    module: Module, columns: tuple[str, ...]
) -> tuple[Selection, tuple[str, ...], tuple[str, ...]]:
    """Return what is read of a module's rows: its names, and those that SQLite has as 0 and 1."""
    table = module_table(module)
    names = columns or table.column_names()
    selection = Selection(module.api_name, tuple(ColumnRef(BASE, name) for name in names))
    truths = (name for name in names if table.by_name[name].kind is ColumnKind.BOOLEAN)
    return selection, names, tuple(truths)
