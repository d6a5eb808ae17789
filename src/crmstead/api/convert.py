"""Convert Lead, Lead Conversion Options, and Inventory Conversion of quotes and sales orders."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import MODULE_NOT_IN_API, PATH_ID_INVALID
from crmstead.model.module import Module
from crmstead.records.conversion.inventory import MARK, convert_record, parse_target
from crmstead.records.conversion.leads import CONVERT, Became, Made, convert_lead, shown_became
from crmstead.records.conversion.options import conversion_options
from crmstead.records.conversion.request import parse_asked
from crmstead.records.conversion.state import require_convertible
from crmstead.records.mass.converting import prepare_conversions
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body, require_items
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing
from crmstead.store.schema import CONVERTED

_MESSAGE = "The record has been converted successfully"


def _lead_asked(call: Call) -> tuple[Module, int]:
    module = call.require_module()
    if CONVERTED not in module.by_name:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    return module, call.record_id(PATH_ID_INVALID)


async def convert(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/convert` of what may be converted."""
    module = call.require_module()
    if module.converts_to:
        return await _convert_lines(call, module)
    module, record = _lead_asked(call)
    items = require_items(parse_body(call.body))
    await prepare_conversions(call.org, module)

    async def work(writing: Writing) -> Became:
        stored = await require_convertible(writing, module, record, CONVERTED)
        return await convert_lead(writing, module, stored, parse_asked(items[0]))

    try:
        became = await act(call, work, source=CONVERT)
    except RecordError as error:
        return _refused(call, error)
    if call.version.plain_conversion:
        return json_reply({"data": [shown_became(became, plain=True)]})
    return _converted(shown_became(became, plain=False))


async def _convert_lines(call: Call, module: Module) -> Reply:
    record = call.record_id(PATH_ID_INVALID)
    items = require_items(parse_body(call.body))
    await prepare_conversions(call.org, module)

    async def work(writing: Writing) -> dict[str, Made]:
        stored = await require_convertible(writing, module, record, MARK)
        target = parse_target(items[0], call.org.catalogue, module)
        return {target.module.api_name: await convert_record(writing, module, stored, target)}

    try:
        made = await act(call, work, source=CONVERT)
    except RecordError as error:
        return _refused(call, error)
    return _converted({name: {"name": one.name, "id": str(one.id)} for name, one in made.items()})


def _converted(details: dict[str, object]) -> Reply:
    answer = {"code": "SUCCESS", "details": details, "message": _MESSAGE, "status": "success"}
    return json_reply({"data": [answer]})


def _refused(call: Call, error: RecordError) -> Reply:
    status = items_status([error], call.version)
    return json_reply({"data": [error_answer(error, 0, call.version)]}, status)


async def options(call: Call) -> Reply:
    """Answer `GET /Leads/{record_id}/__conversion_options`; 204 where nothing is to choose."""
    module, record = _lead_asked(call)
    await prepare_conversions(call.org, module)

    async def work(writing: Writing) -> dict[str, object] | None:
        stored = await require_convertible(writing, module, record, CONVERTED)
        return await conversion_options(writing, module, stored)

    found = await act(call, work, source=CONVERT)
    return no_content() if found is None else json_reply({"__conversion_options": found})


ROUTES = (
    Route(
        method="POST",
        path="{module}/{record_id}/actions/convert",
        call=convert,
        scopes=("modules.{module}.CREATE",),
        operation="convertLead",
        permission="Edit",
    ),
    Route(
        method="GET",
        path="{module}/{record_id}/__conversion_options",
        call=options,
        scopes=("modules.{module}.READ",),
        operation="getLeadConversionOptions",
        permission="View",
    ),
)
