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
from crmstead.records.writing import Writing
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
    return {row["id"]: row for row in await load_stored(writing, module, where)}


async def load_stored(
    writing: Writing, module: Module, where: Condition, *, held: bool = True
) -> list[Stored]:
    """Return whole rows of a module's table, in the order of their ids; `held` as above."""
    plan = ReadPlan(whole_rows(module), where, IN_ORDER, limited=False, for_update=held)
    rows = await read(writing.transaction, writing.org, plan)
    names = module_table(module).column_names()
    truths = boolean_columns(module)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    for stored in found:
        for column in truths:
            if stored[column] is not None:
                stored[column] = bool(stored[column])
    return found


@lru_cache(maxsize=1024)
def whole_rows(module: Module) -> Selection:
    """Return the selection of every column of a module's table."""
    names = module_table(module).column_names()
    return Selection(module.api_name, tuple(ColumnRef(BASE, name) for name in names))


@lru_cache(maxsize=1024)
def boolean_columns(module: Module) -> tuple[str, ...]:
    """Return the columns that SQLite answers as 0 and 1 and takes as either."""
    table = module_table(module)
    return tuple(one.name for one in table.columns if one.kind is ColumnKind.BOOLEAN)
