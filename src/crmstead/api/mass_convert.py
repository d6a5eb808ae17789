"""Mass Convert: a job that converts up to 50 leads, quotes or sales orders."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.errors.mass import MASS_NOT_SUPPORTED
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.records.mass.converting import MASS_CONVERT, parse_ids, parse_order
from crmstead.records.mass.jobs import order
from crmstead.records.mass.status import job_asked, told
from crmstead.records.write.answers import scheduled_answer
from crmstead.records.write.body import parse_body
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

_COUNTS = {
    "Failed_Count": "failed",
    "Not_Converted_Count": "passed_over",
    "Total_Count": "total",
    "Converted_Count": "succeeded",
}
_SCHEDULED = "Mass Convert scheduled successfully"


def _convertible(call: Call) -> Module:
    module = call.require_module()
    if not module.convertable:
        raise ApiError(MASS_NOT_SUPPORTED, resource_path_index=0)
    return module


async def mass_convert(call: Call) -> Reply:
    """Answer `POST /{module}/actions/mass_convert`: 202 and the job that was ordered."""
    module = _convertible(call)
    content = parse_body(call.body)
    ids = parse_ids(content)
    body = parse_order(content, call.org.catalogue, module)

    async def work(writing: Writing) -> int:
        return await order(writing, MASS_CONVERT, module, body, ids)

    job = await act(call, work)
    call.org.wake()
    return json_reply(scheduled_answer(job, _SCHEDULED, "SCHEDULED"), 202)


async def mass_convert_status(call: Call) -> Reply:
    """Answer how far a job is; a job that is not known is refused."""
    module = _convertible(call)
    job = await job_asked(call.org, call.caller, module, call.query, MASS_CONVERT)
    return json_reply({"data": [told(job, _COUNTS)]})


ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/mass_convert",
        call=mass_convert,
        scopes=("mass_convert.{module}.CREATE",),
        operation="massConvert",
        permission="Edit",
    ),
    Route(
        method="GET",
        path="{module}/actions/mass_convert",
        call=mass_convert_status,
        scopes=("mass_convert.{module}.READ",),
        operation="getMassConvertStatus",
        permission="View",
    ),
)
