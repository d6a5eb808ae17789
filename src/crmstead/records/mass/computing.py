"""Formulas of records that are there, computed anew: a formula came, or is another by now.

No change of the records: neither their Modified_Time nor their timelines tell of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.formulas.computing import compute
from crmstead.formulas.fields import formulas_of
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING, OneOf, ReadPlan, Selection
from crmstead.records.mass.jobs import order
from crmstead.records.write.formulas import moment_of
from crmstead.records.write.targets import load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_records
from crmstead.store.jobs import Counts
from crmstead.store.rows import ID, IN_ORDER, read

COMPUTE = "compute_formulas"
#: Records whose formulas are computed in the transaction that changes one; a job does the rest.
AT_ONCE = 2_000
_BATCH = 500


async def compute_all(writing: Writing, module: Module) -> bool:
    """Compute the formulas of all records of a module, those in the bin too; tell of a job."""
    plan = ReadPlan(Selection(module.api_name, (ID,)), EVERYTHING, IN_ORDER, limited=False)
    ids = [row[0] for row in await read(writing.transaction, writing.org, plan)]
    for start in range(0, len(ids[:AT_ONCE]), _BATCH):
        await compute_batch(writing, module, {}, ids[:AT_ONCE][start : start + _BATCH])
    if len(ids) > AT_ONCE:
        await order(writing, COMPUTE, module, {}, ids[AT_ONCE:])
    return len(ids) > AT_ONCE


async def compute_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Compute the formulas of some records, and write those whose values differ."""
    del body
    names = [one.field.api_name for one in formulas_of(module)]
    moment = moment_of(writing)
    changed: list[dict[str, Any]] = []
    for stored in await load_stored(writing, module, OneOf(ID, tuple(ids))):
        before = {name: stored[name] for name in names}
        compute(module, stored, moment)
        if any(stored[name] != before[name] for name in names):
            changed.append({"id": stored["id"], **{name: stored[name] for name in names}})
    if changed:
        await update_records(writing.transaction, writing.org, module, changed)
    return Counts(succeeded=len(changed), passed_over=len(ids) - len(changed))
