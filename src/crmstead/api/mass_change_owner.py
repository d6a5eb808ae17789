"""Mass Change Owner: a job that gives the records of a view another owner."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.acting import OWNER_NOT_CHANGED_HERE
from crmstead.errors.mass import MASS_TOO_MANY, OWNER_TOO_MANY
from crmstead.errors.raised import ApiError, RecordError
from crmstead.query.special_values import Moment
from crmstead.records.actions.acting import require_permission
from crmstead.records.actions.owning import MAY_CHANGE_OWNER, owner_asked
from crmstead.records.mass.criterion import parse_criterion
from crmstead.records.mass.ordering import order_for_view
from crmstead.records.mass.owners import MASS_CHANGE_OWNER
from crmstead.records.mass.selection import MOST_OF_JOB, parse_chosen
from crmstead.records.mass.status import job_asked, told
from crmstead.records.read.seeing import without_unseen
from crmstead.records.write.answers import scheduled_answer, whole
from crmstead.records.write.body import parse_body
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

_COUNTS = {
    "Total_Count": "total",
    "Updated_Count": "succeeded",
    "Not_Updated_Count": "passed_over",
    "Failed_Count": "failed",
}
_SCHEDULED = "change owner is successfully scheduled"


async def mass_change_owner(call: Call) -> Reply:
    """Answer `POST /{module}/actions/mass_change_owner`: 202 and the job that was ordered."""
    module, catalogue = call.require_module(), call.org.catalogue
    if "change_owner" not in module.supports:
        raise ApiError(OWNER_NOT_CHANGED_HERE, resource_path_index=0)
    require_permission(call.caller, MAY_CHANGE_OWNER)
    content = parse_body(call.body)
    chosen = parse_chosen({**content, "ids": None}, catalogue, module)
    moment = Moment(call.org.clock.seconds(), call.caller.zone, call.caller.user.id)
    criterion = parse_criterion(
        content, module, call.caller, moment, call.org.catalogue.restricted_fields(module)
    )
    also = without_unseen(catalogue, call.caller, module, criterion)
    try:
        owner = owner_asked(content, catalogue).owner
    except RecordError as error:
        raise whole(error, call.version) from None

    async def work(writing: Writing) -> int:
        body = {"owner": owner}
        try:
            return await order_for_view(writing, MASS_CHANGE_OWNER, module, body, chosen, also)
        except ApiError as error:
            if error.cause is MASS_TOO_MANY:
                raise ApiError(OWNER_TOO_MANY, limit=str(MOST_OF_JOB)) from None
            raise

    job = await act(call, work, module)
    call.org.wake()
    return json_reply({"data": [scheduled_answer(job, _SCHEDULED, "SCHEDULED")]}, 202)


async def mass_change_owner_status(call: Call) -> Reply:
    """Answer how far a job is; 204 for one that is not known."""
    module = call.require_module()
    job = await job_asked(call.org, call.caller, module, call.query, MASS_CHANGE_OWNER)
    return no_content() if job is None else json_reply({"data": [told(job, _COUNTS)]})


ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/mass_change_owner",
        call=mass_change_owner,
        scopes=("change_owner.CREATE", "change_owner.{module}.CREATE"),
        operation="massChangeOwner",
        permission="Edit",
    ),
    Route(
        method="GET",
        path="{module}/actions/mass_change_owner",
        call=mass_change_owner_status,
        scopes=("change_owner.READ", "change_owner.{module}.READ"),
        operation="getMassChangeOwnerStatus",
        permission="View",
    ),
)
