"""Custom views: adding, changing, sorting and deleting them (platform reference 2.5).

Adding and deleting are our own; the vendor documents how views are sorted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.access.permissions import may, permission_name
from crmstead.access.views import sees_view
from crmstead.api.route import Call, Param, Reply, Routes, json_reply
from crmstead.errors.parameters import SETTINGS_MODULE_UNSUPPORTED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import NO_PERMISSION, PATH_ID_INVALID
from crmstead.errors.values import DUPLICATE
from crmstead.metadata.describing.asked import module_asked, path_id
from crmstead.model.module import CustomView, Module
from crmstead.records.write.answers import whole
from crmstead.records.write.body import parse_body, require_items
from crmstead.setup.given import id_of, item_of
from crmstead.setup.outcome import Done, answered
from crmstead.setup.redefining import Redefining, redefine
from crmstead.setup.views.changing import (
    create_view,
    delete_view,
    sort_view,
    update_view,
    view_of_item,
)

ROOT = "custom_views"
_PATH_INDEX = 2
_MOST_SORTED = 100
_UPDATED = "custom view updated"

#: Does to the definitions what one item says.
Work = Callable[[Redefining, Any], int]


async def add_view(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new view."""
    module = _module(call)
    return await _one(
        call, lambda redefining, item: create_view(redefining, module, item), "created", 201
    )


async def change_view(call: Call) -> Reply:
    """Answer `PUT` of one view."""
    module, view = _of_path(call)
    return await _one(call, lambda redefining, item: update_view(redefining, module, view, item))


async def change_views(call: Call) -> Reply:
    """Answer `PUT` of the views that the items name."""
    module = _module(call)

    def work(redefining: Redefining, item: Any) -> int:
        return update_view(redefining, module, view_of_item(redefining, module, item), item)

    return await _many(call, work)


async def sort_one(call: Call) -> Reply:
    """Answer `PUT …/{id}/actions/change_sort`."""
    module, view = _of_path(call)
    return await _one(call, lambda redefining, item: sort_view(redefining, module, view, item))


async def sort_many(call: Call) -> Reply:
    """Answer `PUT …/actions/change_sort`, of up to 100 views, each on its own."""
    module = _module(call)

    def work(redefining: Redefining, item: Any) -> int:
        return sort_view(redefining, module, view_of_item(redefining, module, item), item)

    return await _many(call, work)


async def remove_view(call: Call) -> Reply:
    """Answer `DELETE` of one view; those of the system and the default one stay."""
    module, view = _of_path(call)

    async def work(redefining: Redefining) -> int:
        return delete_view(redefining, module, view)

    try:
        done = await redefine(call, work)
    except RecordError as error:
        raise whole(error, call.version) from None
    return _reply(call, [done], "custom view deleted", 200)


def _module(call: Call) -> Module:
    """Return the module asked for, which has views, and which the caller may see."""
    module = module_asked(call.org.catalogue, call.query)
    if not module.custom_views:
        raise ApiError(SETTINGS_MODULE_UNSUPPORTED, param_name="module")
    if not may(call.caller, "View", module):
        raise ApiError(NO_PERMISSION, permissions=[permission_name("View", module)])
    return module


def _of_path(call: Call) -> tuple[Module, CustomView]:
    module = _module(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    for view in module.custom_views:
        if view.id == number and sees_view(call.org.catalogue, call.caller, view):
            return module, view
    raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)


async def _one(call: Call, work: Work, done: str = "updated", success: int = 200) -> Reply:
    item = require_items(parse_body(call.body), ROOT, most=1)[0]
    return await _each(call, [item], work, f"custom view {done}", success)


async def _many(call: Call, work: Work) -> Reply:
    items = require_items(parse_body(call.body), ROOT, most=_MOST_SORTED)
    return await _each(call, items, work, _UPDATED, 200)


async def _each(call: Call, items: list[Any], work: Work, message: str, success: int) -> Reply:
    async def inside(redefining: Redefining) -> list[Done]:
        named: set[int] = set()
        return [_done(redefining, work, item, named) for item in items]

    done = await redefine(call, inside)
    return _reply(call, done, message, success)


def _done(redefining: Redefining, work: Work, item: Any, named: set[int]) -> Done:
    """Do the work of an item, whose view no item before it was about."""
    try:
        number = id_of(item_of(item))
        if number in named:
            raise RecordError(DUPLICATE, ("id",))  # noqa: TRY301 - answered as what work raises
        done = work(redefining, item)
    except RecordError as error:
        return error
    named.add(done)
    return done


def _reply(call: Call, done: list[Done], message: str, success: int) -> Reply:
    outcome = answered(done, message, ROOT, call.version, success)
    return json_reply({ROOT: outcome.answers}, outcome.status)


_ALL = f"settings/{ROOT}"
_ONE = f"{_ALL}/{{id}}"

_route = Routes(("settings.custom_views.{right}",), (Param("module", required=True),))

ROUTES = (
    _route("POST", _ALL, add_view, "add_custom_view"),
    _route("PUT", _ALL, change_views, "update_custom_views"),
    _route("PUT", _ONE, change_view, "update_custom_view"),
    _route("DELETE", _ONE, remove_view, "delete_custom_view"),
    _route("PUT", f"{_ALL}/actions/change_sort", sort_many, "change_sort_of_views"),
    _route("PUT", f"{_ONE}/actions/change_sort", sort_one, "change_sort_of_view"),
)
