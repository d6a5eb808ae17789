"""Ordering a job on the records of a custom view."""

from __future__ import annotations

from typing import Any

from crmstead.errors.mass import MASS_NOTHING, MASS_SCHEDULED
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING, Condition
from crmstead.records.mass.jobs import order
from crmstead.records.mass.selection import Chosen, records_of
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import open_jobs


async def order_for_view(
    writing: Writing,
    kind: str,
    module: Module,
    body: dict[str, Any],
    chosen: Chosen,
    also: Condition = EVERYTHING,
) -> int:
    """Order a job on the records that a view has now, of those the caller sees; return its id.

    Raises:
        ApiError: there are none, too many, or the view has a job of that kind already.
    """
    view = None if chosen.view is None else chosen.view.id
    for job in await open_jobs(writing.transaction, writing.org):
        if (job.kind, job.module, job.view) == (kind, module.id, view):
            raise ApiError(MASS_SCHEDULED, api_name="cvid", json_path="$.cvid")
    records = await records_of(writing, module, chosen, also)
    if not records:
        raise ApiError(MASS_NOTHING, api_name="cvid", json_path="$.cvid")
    return await order(writing, kind, module, body, records, view)
