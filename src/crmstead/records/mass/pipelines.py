"""Moving deals to another pipeline, each to the stage that stands for its own (platform 2.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection, both
from crmstead.records.mass.selection import named_in
from crmstead.records.write.updating import update_named
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts
from crmstead.store.rows import ID, IN_ORDER, LIVE, read

TRANSFER_PIPELINE = "transfer_pipeline"


async def transfer_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Do a part of a job; deals that may not be changed stay where they are.

    The body has `fields`, the names of pipeline and stage, `to`, the pipeline, and `stages`: which
    stage becomes which; others stay what they are.
    """
    pipeline, stage = body["fields"]
    column = ColumnRef(BASE, stage, ColumnKind.TEXT)
    chosen = both(LIVE, OneOf(ID, tuple(ids)))
    plan = ReadPlan(Selection(module.api_name, (ID, column)), chosen, IN_ORDER, len(ids))
    rows = await read(writing.transaction, writing.org, plan)
    items = [
        {"id": str(deal), pipeline: body["to"], stage: body["stages"].get(name, name)}
        for deal, name in rows
    ]
    checked = await update_named(writing, module, items, named_in([one["id"] for one in items]))
    failed = sum(isinstance(one, RecordError) for one in checked)
    return Counts(len(checked) - failed, len(ids) - len(rows), failed)
