"""Layouts: creating, changing, activating, deactivating and deleting them (platform 2.4).

Creating one is our own; in the vendor's product that is done in its setup alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply
from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING, SETTINGS_MODULE_UNSUPPORTED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.definitions import SETUP_ID_INVALID
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.metadata.describing.asked import id_asked, module_asked, path_id
from crmstead.model.module import Layout, Module
from crmstead.records.write.body import parse_body, require_items
from crmstead.setup.fields.numbering import number_records
from crmstead.setup.fields.preparing import prepare_changes
from crmstead.setup.given import id_of, item_of
from crmstead.setup.layouts.changing import update_layout
from crmstead.setup.layouts.moving import (
    Move,
    activate_layout,
    create_layout,
    deactivate_layout,
    delete_layout,
)
from crmstead.setup.outcome import Done, answered, one_item
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, redefine

ROOT = "layouts"
_PATH_INDEX = 2
_DONE = 200

Work = Callable[[Redefining], Awaitable[int]]


async def add_layout(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new layout, which shows what another one does."""
    module, item = _module(call), _item(call)

    async def work(redefining: Redefining) -> int:
        return create_layout(redefining, module, item)

    return await _do(call, work, "layout created", 201)


async def change_layout(call: Call) -> Reply:
    """Answer `PATCH` of one layout."""
    module, layout = _of_path(call)
    return await _change(call, module, layout, _item(call))


async def change_named_layout(call: Call) -> Reply:
    """Answer `PATCH` of the layout that the one item names."""
    module, item = _module(call), _item(call)
    try:
        layout = _named(module, item)
    except RecordError as error:
        return _reply(call, error, "", 200)
    return await _change(call, module, layout, item)


async def remove_layout(call: Call) -> Reply:
    """Answer `DELETE`: records of the layout get the one that `transfer_to` names."""
    move = _move(call)
    return await _do(call, lambda redefining: delete_layout(redefining, move), "layout deleted")


async def activate(call: Call) -> Reply:
    """Answer `POST …/actions/activate`, for the profiles of the body."""
    module, layout = _of_path(call)
    item = _item(call)

    async def work(redefining: Redefining) -> int:
        return activate_layout(redefining, module, layout, item)

    return await _do(call, work, "layout activated")


async def deactivate(call: Call) -> Reply:
    """Answer `DELETE …/actions/activate`: records get the layout that `transfer_to` names."""
    move = _move(call)
    return await _do(
        call, lambda redefining: deactivate_layout(redefining, move), "layout deactivated"
    )


def _module(call: Call) -> Module:
    require(call.caller)
    module = module_asked(call.org.catalogue, call.query, missing="param")
    if not module.layouts or module.pseudo or module.is_subform:
        raise ApiError(SETTINGS_MODULE_UNSUPPORTED, param_name="module")
    return module


def _of_path(call: Call) -> tuple[Module, Layout]:
    module = _module(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    for layout in module.layouts:
        if layout.id == number:
            return module, layout
    raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)


def _named(module: Module, given: Any) -> Layout:
    number = id_of(item_of(given))
    if number is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    for layout in module.layouts:
        if layout.id == number:
            return layout
    raise RecordError(SETUP_ID_INVALID, ("id",))


def _move(call: Call) -> Move:
    module, layout = _of_path(call)
    number = id_asked(call.query, "transfer_to")
    if number is None:
        raise ApiError(PARAM_MISSING, param="transfer_to")
    for other in module.layouts:
        if other.id == number and other is not layout:
            return Move(module, layout, other)
    raise ApiError(PARAM_INVALID, param_name="transfer_to")


def _item(call: Call) -> Any:
    return require_items(parse_body(call.body), ROOT, most=1)[0]


async def _change(call: Call, module: Module, layout: Layout, item: Any) -> Reply:
    await prepare_changes(call.org, module, _fields(item))

    async def work(redefining: Redefining) -> int:
        return await update_layout(redefining, module, layout, item)

    reply = await _do(call, work, "layout updated")
    if reply.status == _DONE:
        await number_records(call.org, module.api_name, *_numbered(call, module, item))
    return reply


def _numbered(call: Call, module: Module, item: Any) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return the entries of fields that there are by now, and the ids of the fields."""
    fields = call.org.latest.org.catalogue.module_by_name[module.api_name].fields
    by_label = {field.field_label: str(field.id) for field in fields}
    found = [
        (one, one.get("id") or by_label.get(str(one.get("field_label")).strip()))
        for one in _fields(item)
        if isinstance(one, dict)
    ]
    return [one for one, _ in found], [{"details": {"id": number}} for _, number in found]


def _fields(item: Any) -> list[Any]:
    """Return the entries of all fields that an item gives, whatever else is wrong with it."""
    sections = item.get("sections") if isinstance(item, dict) else None
    known = sections if isinstance(sections, list) else ()
    inner = [one.get("fields") for one in known if isinstance(one, dict)]
    return [one for fields in inner if isinstance(fields, list) for one in fields]


async def _do(call: Call, work: Work, message: str, success: int = 200) -> Reply:
    done = await one_item(lambda: redefine(call, work))
    return _reply(call, done, message, success)


def _reply(call: Call, done: Done, message: str, success: int) -> Reply:
    outcome = answered([done], message, ROOT, call.version, success)
    return json_reply({ROOT: outcome.answers}, outcome.status)


_ALL = f"settings/{ROOT}"
_ONE = f"{_ALL}/{{id}}"
_ACTIVATE = f"{_ONE}/actions/activate"
_TO = Param("transfer_to")

_route = Routes(("settings.layouts.{right}",), (Param("module"),))

ROUTES = (
    _route("POST", _ALL, add_layout, "add_layout"),
    _route("PATCH", _ALL, change_named_layout, "update_layouts"),
    _route("PATCH", _ONE, change_layout, "update_layout"),
    _route("DELETE", _ONE, remove_layout, "delete_layout", _TO),
    _route("POST", _ACTIVATE, activate, "activate_layout"),
    _route("DELETE", _ACTIVATE, deactivate, "deactivate_layout", _TO),
)
