"""Assigning territories to records and removing them (records reference 11.9)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_WITHOUT_TERRITORIES, PATH_ID_INVALID
from crmstead.errors.settings import TERRITORY_NOT_ENABLED
from crmstead.records.actions.territories import ASSIGN, REMOVE, Territorial, change_territories
from crmstead.records.write.body import parse_body, require_item, require_items
from crmstead.records.write.transacting import act


async def assign(call: Call) -> Reply:
    """Answer `POST /{module}/actions/assign_territories`: 200, 207 for mixed results."""
    return await _change(call, ASSIGN)


async def remove(call: Call) -> Reply:
    """Answer `POST /{module}/actions/remove_territories`."""
    return await _change(call, REMOVE)


async def assign_to_record(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/assign_territories`."""
    return await _change(call, ASSIGN, call.record_id(PATH_ID_INVALID))


async def remove_from_record(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/remove_territories`."""
    return await _change(call, REMOVE, call.record_id(PATH_ID_INVALID))


async def _change(call: Call, asked: Territorial, record: int | None = None) -> Reply:
    module = call.require_module()
    if "territory" not in module.supports:
        raise ApiError(MODULE_WITHOUT_TERRITORIES, resource_path_index=0)
    if "territories" not in call.org.catalogue.org.features or not module.territory_limit:
        raise ApiError(TERRITORY_NOT_ENABLED)
    content = parse_body(call.body)
    items = require_items(content) if record is None else [require_item(content)]
    outcome = await act(
        call, lambda writing: change_territories(writing, module, items, asked, record), module
    )
    return outcome_reply(outcome)


#: The page says CREATE, the list of scopes UPDATE (records reference 1.4, platform reference 1.8).
_SCOPES = ("modules.{module}.CREATE", "modules.{module}.UPDATE")

ROUTES = (
    Route(
        method="POST",
        path="{module}/actions/assign_territories",
        call=assign,
        scopes=_SCOPES,
        operation="assignTerritories",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/actions/remove_territories",
        call=remove,
        scopes=_SCOPES,
        operation="removeTerritories",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/{record_id}/actions/assign_territories",
        call=assign_to_record,
        scopes=_SCOPES,
        operation="assignTerritoriesToRecord",
        permission="Edit",
    ),
    Route(
        method="POST",
        path="{module}/{record_id}/actions/remove_territories",
        call=remove_from_record,
        scopes=_SCOPES,
        operation="removeTerritoriesFromRecord",
        permission="Edit",
    ),
)
