"""Mass Delete: up to 500 named records at once, or those of a view by a job."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, json_reply, outcome_reply
from crmstead.errors.mass import MASS_NOT_SUPPORTED
from crmstead.errors.raised import ApiError
from crmstead.records.actions.acting import require_permission
from crmstead.records.bin.belonging import ensure_belongings
from crmstead.records.mass.deleting import MASS_DELETE, delete_chosen
from crmstead.records.mass.ordering import order_for_view
from crmstead.records.mass.selection import parse_chosen
from crmstead.records.mass.status import job_asked, told
from crmstead.records.write.answers import scheduled_answer
from crmstead.records.write.body import parse_body
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

#: Of a profile, beside that to delete the records.
_PERMISSION = "Crm_Implied_Mass_Delete"
_COUNTS = {"Total_Count": "total", "Deleted_Count": "succeeded", "Failed_Count": "failed"}


async def mass_delete(call: Call) -> Reply:
    """Answer `POST /{module}/actions/mass_delete`: each record, or the job that was ordered."""
    module = call.require_module()
    if "mass_delete" not in module.supports:
        raise ApiError(MASS_NOT_SUPPORTED, resource_path_index=0)
    require_permission(call.caller, _PERMISSION)
    chosen = parse_chosen(parse_body(call.body), call.org.catalogue, module)
    await ensure_belongings(call.org, module)

    async def work(writing: Writing) -> Outcome:
        if chosen.ids is not None:
            return await delete_chosen(writing, module, chosen.ids)
        job = await order_for_view(writing, MASS_DELETE, module, {}, chosen)
        return Outcome([scheduled_answer(job, "mass delete scheduled successfully")], 200)

    outcome = await act(call, work, source=MASS_DELETE)
    call.org.wake()
    return outcome_reply(outcome)


async def mass_delete_status(call: Call) -> Reply:
    """Answer how far a job is; a job that is not known is refused."""
    job = await job_asked(call.org, call.caller, call.require_module(), call.query, MASS_DELETE)
    return json_reply({"data": [told(job, _COUNTS)]})


ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/mass_delete",
        call=mass_delete,
        scopes=("mass_delete.{module}.DELETE",),
        operation="massDelete",
        permission="Delete",
    ),
    Route(
        method="GET",
        path="{module}/actions/mass_delete",
        call=mass_delete_status,
        scopes=("mass_delete.{module}.READ",),
        operation="getMassDeleteStatus",
        permission="View",
    ),
)
