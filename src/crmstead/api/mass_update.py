"""Mass Update: a value for up to 500 named records at once, or for those of a view by a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, outcome_reply
from crmstead.errors.mass import MASS_NOT_SUPPORTED, UPDATE_JOB_ID_MISSING
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.query.special_values import Moment
from crmstead.records.actions.acting import require_permission
from crmstead.records.mass.criterion import parse_criterion
from crmstead.records.mass.ordering import order_for_view
from crmstead.records.mass.selection import parse_chosen
from crmstead.records.mass.status import job_asked, told
from crmstead.records.mass.updating import MASS_UPDATE, parse_change, update_chosen
from crmstead.records.read.seeing import without_unseen
from crmstead.records.write.answers import DATA, scheduled_answer
from crmstead.records.write.body import parse_body
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

#: Of a profile, beside that to change the records.
_PERMISSION = "Crm_Implied_Mass_Update"
_COUNTS = {
    "Failed_Count": "failed",
    "Updated_Count": "succeeded",
    "Not_Updated_Count": "passed_over",
    "Total_Count": "total",
}


async def mass_update(call: Call) -> Reply:
    """Answer `POST /{module}/actions/mass_update`: each record, or the job that was ordered."""
    module = call.require_module()
    if "mass_update" not in module.supports:
        raise ApiError(MASS_NOT_SUPPORTED, resource_path_index=0)
    require_permission(call.caller, _PERMISSION)
    content = parse_body(call.body)
    try:
        outcome = await _update(call, module, content)
    except ApiError as error:
        error.root = DATA
        raise
    call.org.wake()
    return outcome_reply(outcome)


async def _update(call: Call, module: Module, content: Mapping[str, Any]) -> Outcome:
    """Update named records, or order the job.

    Raises:
        ApiError: what refuses all of it; it is told as an item is.
    """
    change = parse_change(content, module, call.caller)
    chosen = parse_chosen(content, call.org.catalogue, module)
    moment = Moment(call.org.clock.seconds(), call.caller.zone, call.caller.user.id)
    criterion = parse_criterion(
        content, module, call.caller, moment, call.org.catalogue.restricted_fields(module)
    )
    also = without_unseen(call.org.catalogue, call.caller, module, criterion)
    await ensure_written(call.org, module)

    async def work(writing: Writing) -> Outcome:
        if chosen.ids is not None:
            return await update_chosen(writing, module, chosen.ids, change)
        job = await order_for_view(writing, MASS_UPDATE, module, change, chosen, also)
        return Outcome([scheduled_answer(job, "mass update scheduled successfully")], 200)

    return await act(call, work, source=MASS_UPDATE)


async def mass_update_status(call: Call) -> Reply:
    """Answer how far a job is; a job that is not known is refused."""
    job = await job_asked(
        call.org, call.caller, call.require_module(), call.query, MASS_UPDATE, UPDATE_JOB_ID_MISSING
    )
    return json_reply({"data": [told(job, _COUNTS)]})


ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/mass_update",
        call=mass_update,
        scopes=("mass_update.{module}.UPDATE",),
        operation="massUpdate",
        permission="Edit",
    ),
    Route(
        method="GET",
        path="{module}/actions/mass_update",
        call=mass_update_status,
        scopes=("mass_update.{module}.READ",),
        operation="getMassUpdateStatus",
        permission="View",
    ),
)
