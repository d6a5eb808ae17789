"""Adding, changing and deleting users, one at a time (platform reference 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Reply, Routes, outcome_reply
from crmstead.metadata.describing.asked import path_id
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.items import MANAGE_USERS, array_of, require_setup
from crmstead.setup.people.users import add_user, change_user, delete_user
from crmstead.setup.redefining import Redefining

_ROOT = "users"
#: Of the user's id in `users/{id}`.
_PATH_INDEX = 1


async def add(call: Call) -> Reply:
    """Answer `POST /users`: 201 and the id of the new user."""
    require_setup(call.caller, MANAGE_USERS)
    return await _each(call, [_item(call)], add_user, "User added", 201)


async def change(call: Call) -> Reply:
    """Answer `PUT /users`: the item names its user."""
    require_setup(call.caller, MANAGE_USERS)
    return await _each(call, [_item(call)], change_user, "User updated")


async def change_one(call: Call) -> Reply:
    """Answer `PUT /users/{id}`."""
    require_setup(call.caller, MANAGE_USERS)
    number, item = path_id(call.path["id"], _PATH_INDEX), _item(call)
    items = [{**item, "id": str(number)} if isinstance(item, dict) else item]
    return await _each(call, items, change_user, "User updated")


async def delete(call: Call) -> Reply:
    """Answer `DELETE /users/{id}`."""
    require_setup(call.caller, MANAGE_USERS)
    number = path_id(call.path["id"], _PATH_INDEX)
    return await _each(
        call, [{}], lambda redefining, _: delete_user(redefining, number), "User deleted"
    )


def _item(call: Call) -> Any:
    return array_of(parse_body(call.body), _ROOT, most=1)[0]


async def _each(
    call: Call,
    items: list[Any],
    change: Callable[[Redefining, Any], int],
    message: str,
    success: int = 200,
) -> Reply:
    outcome = await apply_each(call, items, change, root=_ROOT, message=message, success=success)
    return outcome_reply(outcome, _ROOT)


_route = Routes(("users.{right}",))

ROUTES = (
    _route("POST", "users", add, "addUsers"),
    _route("PUT", "users", change, "updateUsers"),
    _route("PUT", "users/{id}", change_one, "updateUser"),
    _route("DELETE", "users/{id}", delete, "deleteUser"),
)
