"""Finding what one item is about by one value, by statements that are kept with the catalogue.

Most writes are of one record: to plan and write down how it is found costs more than to find it.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.access.visibility import lasts, visible_records
from crmstead.databases.base import Row
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING, ColumnRef, Compare, Condition, ReadPlan, Selection, both
from crmstead.records.write.writing import Writing
from crmstead.store.rows import IN_ORDER, LIVE, Open, Template, run, template_of

#: Most statements kept of an org; then all are dropped, which only costs writing them.
_MOST = 512


async def find(
    writing: Writing,
    module: Module,
    selection: Selection,
    column: ColumnRef,
    value: int,
    *,
    seen: bool,
    held: bool,
) -> Sequence[Row]:
    """Return the rows of a module that have a value in a column, in the order of their ids.

    With `seen` live ones alone, that the caller sees; with `held` nobody else changes them before
    the transaction is over. The selection is one that lasts: statements are kept by it.
    """
    visible: Condition = EVERYTHING
    if seen:
        visible = visible_records(writing.catalogue, writing.caller, module)
    limits = None if visible is EVERYTHING else writing.caller.user.id
    kept: dict[object, Template] = writing.org.compiled.setdefault("finding", {})
    key = (selection, column.name, seen, held, limits)
    template = kept.get(key)
    if template is None:
        where: Condition = Compare(column, "=", Open(0))
        if seen:
            where = both(LIVE, where, visible)
        plan = ReadPlan(selection, where, IN_ORDER, limited=False, for_update=held)
        template = template_of(writing.org, plan)
        if limits is None or lasts(writing.catalogue, writing.caller):
            if len(kept) >= _MOST:
                kept.clear()
            kept[key] = template
    return await run(writing.transaction, template.fill((value,)))
