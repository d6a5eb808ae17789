"""Update Custom Fields (platform reference 2.3)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import path_id
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body, require_array
from crmstead.setup.customizing import customized_module
from crmstead.setup.fields.changing import change_fields
from crmstead.setup.fields.creating import MOST_FIELDS, ROOT
from crmstead.setup.fields.deleting import PATH_INDEX
from crmstead.setup.fields.numbering import number_records
from crmstead.setup.fields.preparing import prepare_changes
from crmstead.setup.redefining import redefine


async def update_many(call: Call) -> Reply:
    """Answer `PATCH`: an entry for each field, 200 where all were changed, 207 where some were."""
    module = customized_module(call.org.catalogue, call.caller, call.query)
    return await _update(call, module, require_array(parse_body(call.body), ROOT, MOST_FIELDS))


async def update_one(call: Call) -> Reply:
    """Answer `PATCH` of one field; an id in the body does not count."""
    module = customized_module(call.org.catalogue, call.caller, call.query)
    number = path_id(call.path["id"], PATH_INDEX)
    if number not in module.by_id:
        raise ApiError(PATH_ID_INVALID, resource_path_index=PATH_INDEX)
    items = require_array(parse_body(call.body), ROOT, 1)
    named = [{**one, "id": str(number)} if isinstance(one, dict) else one for one in items]
    return await _update(call, module, named)


async def _update(call: Call, module: Module, items: list[Any]) -> Reply:
    await prepare_changes(call.org, module, items)
    changed = await redefine(
        call,
        lambda redefining: change_fields(redefining, module, items),
    )
    await number_records(call.org, module.api_name, items, changed.answers)
    return json_reply({ROOT: changed.answers}, changed.status)


_route = Routes(("settings.fields.{right}",), (Param("module", required=True),))

ROUTES = (
    _route("PATCH", "settings/fields", update_many, "update_fields"),
    _route("PATCH", "settings/fields/{id}", update_one, "update_field"),
)
