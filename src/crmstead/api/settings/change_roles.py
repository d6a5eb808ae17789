"""Adding, changing and deleting roles (platform reference 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, outcome_reply
from crmstead.metadata.describing.asked import path_id
from crmstead.model.ids import parse_id
from crmstead.records.write.answers import done_answer
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.items import MANAGE_ROLES, array_of, require_setup
from crmstead.setup.people.roles import add_role, change_role, delete_role
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "roles"
#: Of the role's id in `settings/roles/{id}`.
_PATH_INDEX = 2


async def add(call: Call) -> Reply:
    """Answer `POST`: 201, an entry for each role."""
    require_setup(call.caller, MANAGE_ROLES)
    items = array_of(parse_body(call.body), _ROOT)
    return await _each(call, items, add_role, "Role added", 201)


async def change(call: Call) -> Reply:
    """Answer `PUT`: each item names its role."""
    require_setup(call.caller, MANAGE_ROLES)
    items = array_of(parse_body(call.body), _ROOT)
    return await _each(call, items, change_role, "Role updated")


async def change_one(call: Call) -> Reply:
    """Answer `PUT` of the role of the path."""
    require_setup(call.caller, MANAGE_ROLES)
    number = path_id(call.path["id"], _PATH_INDEX)
    (item,) = array_of(parse_body(call.body), _ROOT, most=1)
    items = [{**item, "id": str(number)} if isinstance(item, dict) else item]
    return await _each(call, items, change_role, "Role updated")


async def delete(call: Call) -> Reply:
    """Answer `DELETE ?transfer_to_id=`: another role takes over."""
    require_setup(call.caller, MANAGE_ROLES)
    number = path_id(call.path["id"], _PATH_INDEX)
    to = parse_id(call.query["transfer_to_id"].strip())

    async def work(redefining: Redefining) -> int:
        return await delete_role(redefining, number, to)

    await redefine(call, work)
    return json_reply({_ROOT: [done_answer(number, "Role Deleted")]})


async def _each(
    call: Call,
    items: list[Any],
    change: Callable[[Redefining, Any], int],
    message: str,
    success: int = 200,
) -> Reply:
    outcome = await apply_each(call, items, change, root=_ROOT, message=message, success=success)
    return outcome_reply(outcome, _ROOT)


_ONE = "settings/roles/{id}"

_route = Routes(("settings.roles.{right}",))

ROUTES = (
    _route("POST", "settings/roles", add, "addRoles"),
    _route("PUT", "settings/roles", change, "updateRoles"),
    _route("PUT", _ONE, change_one, "updateRole"),
    _route("DELETE", _ONE, delete, "deleteRole", Param("transfer_to_id", required=True)),
)
