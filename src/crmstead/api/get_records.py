"""Get Records: a page of a module's records, and one record."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, no_content, record_reply, records_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import ADMIN_ONLY, MODULE_NOT_IN_API
from crmstead.metadata.describing.asked import since_asked
from crmstead.model.ids import parse_id
from crmstead.query.list_params import parse_list_params, split_names
from crmstead.records.read.lasting import shown_alike
from crmstead.records.read.listing import Lister
from crmstead.records.read.reading import read_record
from crmstead.records.read.united import find_united


async def get_records(call: Call) -> Reply:
    """Answer `GET /{module}`: 204 where nothing is found, 304 where nothing is newer."""
    module = call.require_module()
    if "view" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    if module.admin_list and not call.caller.administrator:
        raise ApiError(ADMIN_ONLY)
    params = parse_list_params(
        call.query, call.org.catalogue, module, call.version, call.caller.zone
    )
    since = since_asked(call.headers)
    lister = Lister(call.org, call.caller, module, call.version, params, since)
    return records_reply(await lister.page(), since)


async def get_record(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}`: 204 for a record the caller cannot see or that is not.

    `fields` limits the keys; other parameters of the list are taken and have no effect.
    """
    module = call.require_module()
    since = since_asked(call.headers)
    record = parse_id(call.path["record_id"])
    if record is None:
        return no_content()
    if module.view_of:
        united = await find_united(call.org, module, record)
        if united is None:
            return no_content()
        module = united
    names = split_names(call.query.get("fields", "")) or None
    found = await read_record(call.org, call.caller, module, call.version, record, names)
    reply = record_reply(found, since)
    reply.lasts = since is None and shown_alike(call.org.catalogue, module)
    return reply


ROUTES = (
    Route(
        method="GET",
        path="{module}",
        call=get_records,
        scopes=("modules.{module}.READ",),
        operation="getRecords",
        permission="View",
    ),
    Route(
        method="GET",
        path="{module}/{record_id}",
        call=get_record,
        scopes=("modules.{module}.READ",),
        operation="getRecord",
        permission="View",
    ),
)
