"""Reading global pick lists, and where they are used (platform reference 2.7)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.settings import PARAM_ID_INVALID
from crmstead.metadata.describing.asked import page_asked, path_id, words_asked
from crmstead.metadata.describing.global_picklists import (
    INCLUDED,
    VALUES,
    describe_associations,
    describe_list,
    describe_replaced,
)
from crmstead.model.ids import parse_id
from crmstead.model.pick_lists import GlobalPickList
from crmstead.model.times import times_of

ROOT = "global_picklists"
_PATH_INDEX = 2


async def list_lists(call: Call) -> Reply:
    """Answer all global pick lists, with their values where `include` asks for them."""
    included = words_asked(call.query, "include", INCLUDED)
    found = [_described(call, one, included) for one in call.org.catalogue.global_picklists]
    return json_reply({ROOT: found}) if found else no_content()


async def get_list(call: Call) -> Reply:
    """Answer one global pick list with its values; 204 for the id of none."""
    number = path_id(call.path["id"], _PATH_INDEX)
    found = call.org.catalogue.global_picklist_by_id.get(number)
    if found is None:
        return no_content()
    included = words_asked(call.query, "include", INCLUDED) | {VALUES}
    return json_reply({ROOT: [_described(call, found, included)]})


async def list_associations(call: Call) -> Reply:
    """Answer the fields that have a list's values, in pages; 204 where there are none."""
    found = describe_associations(call.org.catalogue, _of_path(call))
    items, info = page_asked(call.query).cut(found)
    return json_reply({"associations": items, "info": info}) if items else no_content()


async def list_replaced(call: Call) -> Reply:
    """Answer the values of a list that others took the place of; 204 where there are none."""
    found = describe_replaced(_of_path(call))
    return json_reply({"replaced_values": found}) if found else no_content()


async def list_value_associations(call: Call) -> Reply:
    """Answer 204: no rule, workflow or process can name a value."""
    found = _of_path(call)
    text = call.query.get("picklist_value_id")
    if not text:
        raise ApiError(PARAM_MISSING, param="picklist_value_id")
    if parse_id(text) not in {one.id for one in found.values}:
        raise ApiError(PARAM_ID_INVALID, param_name="picklist_value_id")
    return no_content()


def _of_path(call: Call) -> GlobalPickList:
    number = path_id(call.path["id"], _PATH_INDEX)
    found = call.org.catalogue.global_picklist_by_id.get(number)
    if found is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    return found


def _described(call: Call, found: GlobalPickList, included: frozenset[str]) -> dict[str, Any]:
    return describe_list(call.org.catalogue, times_of(call.caller.zone), found, included)


_ONE = f"settings/{ROOT}/{{id}}"
_INCLUDE = (Param("include"), Param("include_inner_details"))

_route = Routes(("settings.global_picklist.{right}", "settings.global_picklists.{right}"))

ROUTES = (
    _route("GET", f"settings/{ROOT}", list_lists, "list_global_picklists", *_INCLUDE),
    _route("GET", _ONE, get_list, "get_global_picklist", *_INCLUDE),
    _route(
        "GET",
        f"{_ONE}/actions/associations",
        list_associations,
        "list_global_picklist_associations",
        Param("include_inner_details"),
        Param("page"),
        Param("per_page"),
    ),
    _route(
        "GET", f"{_ONE}/actions/replaced_values", list_replaced, "list_replaced_picklist_values"
    ),
    _route(
        "GET",
        f"{_ONE}/actions/pick_list_values_associations",
        list_value_associations,
        "list_pick_list_value_associations",
        Param("picklist_value_id"),
    ),
)
