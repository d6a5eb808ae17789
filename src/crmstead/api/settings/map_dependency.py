"""Dependencies between pick lists of a layout (platform reference 2.9)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import module_asked, page_asked, path_id
from crmstead.metadata.describing.map_dependencies import brief_dependency, full_dependency
from crmstead.model.module import Layout, Module
from crmstead.model.pick_lists import MapDependency
from crmstead.records.write.answers import done_answer
from crmstead.records.write.body import parse_body, require_array
from crmstead.records.write.finishing import Outcome
from crmstead.setup.items import each
from crmstead.setup.map_dependencies import ROOT, change_dependency, make_dependency
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, drop, redefine

#: Of the ids of the layout and the dependency in the path.
_LAYOUT_INDEX, _PATH_INDEX = 2, 4


async def list_dependencies(call: Call) -> Reply:
    """Answer the dependencies of a layout in pages, without values; 204 where there are none."""
    module, layout = _place(call)
    found = [brief_dependency(module, one) for one in _of_layout(call, module, layout)]
    items, info = page_asked(call.query).cut(found)
    return json_reply({ROOT: items, "info": info}) if items else no_content()


async def get_dependency(call: Call) -> Reply:
    """Answer one dependency with its values; 204 for the id of none."""
    module, layout = _place(call)
    number = path_id(call.path["dependency_id"], _PATH_INDEX)
    for one in _of_layout(call, module, layout):
        if one.id == number:
            return json_reply({ROOT: [full_dependency(module, one)]})
    return no_content()


async def add_dependency(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new dependency."""
    require(call.caller)
    module, layout = _place(call)
    items = require_array(parse_body(call.body), ROOT, 1)

    async def work(redefining: Redefining) -> Outcome:
        return await each(
            items,
            ROOT,
            call.version,
            lambda one: make_dependency(redefining, module, layout, one),
            "map dependency created",
            201,
        )

    return await _redefined(call, work)


async def update_dependency(call: Call) -> Reply:
    """Answer `PUT` of one dependency."""
    require(call.caller)
    module, layout = _place(call)
    found = _of_path(call, module, layout)
    items = require_array(parse_body(call.body), ROOT, 1)

    async def work(redefining: Redefining) -> Outcome:
        return await each(
            items,
            ROOT,
            call.version,
            lambda one: change_dependency(redefining, module, found, one),
            "map dependency updated",
        )

    return await _redefined(call, work)


async def remove_dependency(call: Call) -> Reply:
    """Answer `DELETE` of one dependency."""
    require(call.caller)
    module, layout = _place(call)
    found = _of_path(call, module, layout)

    async def work(redefining: Redefining) -> Outcome:
        drop(redefining.definitions.map_dependencies, found.id)
        return Outcome([done_answer(found.id, "map dependency deleted")], 200)

    return await _redefined(call, work)


async def _redefined(call: Call, work: Any) -> Reply:
    outcome: Outcome = await redefine(call, work)
    return json_reply({ROOT: outcome.answers}, outcome.status)


def _place(call: Call) -> tuple[Module, Layout]:
    module = module_asked(call.org.catalogue, call.query, missing="param")
    number = path_id(call.path["id"], _LAYOUT_INDEX)
    for layout in module.layouts:
        if layout.id == number:
            return module, layout
    raise ApiError(PATH_ID_INVALID, resource_path_index=_LAYOUT_INDEX)


def _of_layout(call: Call, module: Module, layout: Layout) -> list[MapDependency]:
    """Return the dependencies of a layout whose fields are there."""
    return [
        one
        for one in call.org.catalogue.map_dependencies
        if one.layout == layout.id and {one.parent, one.child} <= module.by_name.keys()
    ]


def _of_path(call: Call, module: Module, layout: Layout) -> MapDependency:
    number = path_id(call.path["dependency_id"], _PATH_INDEX)
    for one in _of_layout(call, module, layout):
        if one.id == number:
            return one
    raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)


_ALL = f"settings/layouts/{{id}}/{ROOT}"
_ONE = f"{_ALL}/{{dependency_id}}"

#: `module` is not left to the dispatcher: the details of its absence have the key `param` here.
_route = Routes(("settings.map_dependency.{right}",), (Param("module"),))

ROUTES = (
    _route(
        "GET",
        _ALL,
        list_dependencies,
        "list_map_dependencies",
        Param("page"),
        Param("per_page"),
        Param("filters"),
    ),
    _route("POST", _ALL, add_dependency, "create_map_dependency"),
    _route("GET", _ONE, get_dependency, "get_map_dependency"),
    _route("PUT", _ONE, update_dependency, "update_map_dependency"),
    _route("DELETE", _ONE, remove_dependency, "delete_map_dependency"),
)
