"""Custom modules: creating and changing them (platform reference 2.1.2)."""

from __future__ import annotations

from crmstead.access.permissions import CUSTOMIZE, TEAM_MODULES
from crmstead.api.route import Call, Reply, Routes, json_reply
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import MODULE_UNKNOWN
from crmstead.errors.setup.definitions import SETUP_ID_INVALID
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body, require_items
from crmstead.setup.given import id_of, item_of
from crmstead.setup.modules.creating import create_module, is_team_based
from crmstead.setup.modules.updating import update_module
from crmstead.setup.outcome import answered, one_item
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, redefine

ROOT = "modules"
_PATH_INDEX = 2


async def add_module(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new module, of which its records can be written."""
    item = _item(call)
    require(call.caller, TEAM_MODULES if is_team_based(item) else CUSTOMIZE)

    async def work(redefining: Redefining) -> int:
        return await create_module(redefining, item)

    done = await one_item(lambda: redefine(call, work))
    outcome = answered([done], "module created successfully", ROOT, call.version, 201)
    return json_reply({ROOT: outcome.answers}, outcome.status)


async def change_module(call: Call) -> Reply:
    """Answer `PUT` of the module that the path names, by api name or id."""
    require(call.caller)
    name = call.path["module_name"]
    catalogue = call.org.catalogue
    number = parse_id(name)
    found = catalogue.module_by_name.get(name) if number is None else None
    module = found if number is None else catalogue.module_by_id.get(number)
    if module is None or module.pseudo or not module.api_supported:
        raise ApiError(MODULE_UNKNOWN, resource_path_index=_PATH_INDEX)
    return await _change(call, module, _item(call))


async def change_named_module(call: Call) -> Reply:
    """Answer `PUT` of the module whose id the body gives."""
    require(call.caller)
    given = _item(call)
    try:
        number = id_of(item_of(given))
        if number is None:
            raise RecordError(MANDATORY_MISSING, ("id",))  # noqa: TRY301 - answered below
        module = call.org.catalogue.module_by_id.get(number)
        if module is None or module.pseudo or not module.api_supported:
            raise RecordError(SETUP_ID_INVALID, ("id",))  # noqa: TRY301 - answered below
    except RecordError as error:
        outcome = answered([error], "", ROOT, call.version)
        return json_reply({ROOT: outcome.answers}, outcome.status)
    return await _change(call, module, given)


def _item(call: Call) -> object:
    return require_items(parse_body(call.body), ROOT, most=1)[0]


async def _change(call: Call, module: Module, item: object) -> Reply:
    async def work(redefining: Redefining) -> int:
        return await update_module(redefining, module, item)

    done = await one_item(lambda: redefine(call, work))
    outcome = answered([done], "module updated successfully", ROOT, call.version)
    return json_reply({ROOT: outcome.answers}, outcome.status)


_route = Routes(("settings.modules.{right}",))

ROUTES = (
    _route("POST", "settings/modules", add_module, "add_module"),
    _route("PUT", "settings/modules", change_named_module, "update_modules"),
    _route("PUT", "settings/modules/{module_name}", change_module, "update_module"),
)
