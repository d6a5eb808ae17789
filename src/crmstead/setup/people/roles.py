"""Adding, changing and deleting roles: one tree, whose root stays (platform reference 3.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.roles import (
    ROLE_NAME_INVALID,
    ROLE_TAKEN,
    ROLE_TRANSFER_INVALID,
    ROLE_UNKNOWN,
    ROLE_VALUE_INVALID,
    ROLES_LIMIT,
)
from crmstead.errors.values import MANDATORY_MISSING, TOO_LONG
from crmstead.model.data_sharing import ROLES, Shared
from crmstead.model.people import Role
from crmstead.setup.given import Item
from crmstead.setup.people.items import id_given
from crmstead.setup.people.naming import move_named
from crmstead.setup.people.values import (
    SPECIAL,
    flag_given,
    needed_text,
    reference_given,
    text_given,
)
from crmstead.setup.redefining import Redefining, drop, put
from crmstead.store.associations import delete_rows
from crmstead.store.system_tables import RECORD_SHARES

_LONGEST_NAME = 200
_LONGEST_DESCRIPTION = 250
#: unspecified: the number; as many as a list answers.
MOST_ROLES = 250
_PATH_INDEX = 2


def add_role(redefining: Redefining, item: Item) -> int:
    """Add the role that an item describes and return its id."""
    if len(redefining.definitions.roles) >= MOST_ROLES:
        raise RecordError(ROLES_LIMIT, limit=MOST_ROLES)
    number = redefining.org.ids.next()
    by, now = redefining.caller.user.id, redefining.now
    base = Role(id=number, name="", reporting_to=None, created_time=now, created_by=by)
    needed: dict[str, Any] = {"name": None, **item}
    if needed.get("reporting_to") is None:
        raise RecordError(MANDATORY_MISSING, ("reporting_to",))
    _put(redefining, replace(base, **_given(redefining, needed, base)))
    return number


def change_role(redefining: Redefining, item: Item) -> int:
    """Change the role that an item names by what it gives, and return its id."""
    number = id_given(item)
    role = next((one for one in redefining.definitions.roles if one.id == number), None)
    if role is None:
        raise RecordError(ROLE_UNKNOWN, ("id",))
    _put(redefining, replace(role, **_given(redefining, item, role)))
    return role.id


async def delete_role(redefining: Redefining, number: int, to: int | None) -> int:
    """Delete a role; its users, the roles below it and what names it become another's.

    Raises:
        ApiError: there is no such role, or the other one is none, the same, or below it.
    """
    definitions = redefining.definitions
    roles = {one.id: one for one in definitions.roles}
    if number not in roles:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    status = _wrong_receiver(roles, number, to)
    if to is None or status is not None:
        raise ApiError(ROLE_TRANSFER_INVALID, role_status=status, param_name="transfer_to_id")
    definitions.users[:] = [
        replace(one, role=to) if one.role == number else one for one in definitions.users
    ]
    definitions.roles[:] = [
        replace(one, reporting_to=to) if one.reporting_to == number else one
        for one in definitions.roles
    ]
    move_named(redefining, Shared(type=ROLES, resource=number), to)
    drop(definitions.roles, number)
    # unspecified: records that were shared with the role are not shared with its successor.
    shares = RECORD_SHARES.name
    await delete_rows(redefining.transaction, redefining.org, shares, "target", [number])
    return number


def _wrong_receiver(roles: dict[int, Role], number: int, to: int | None) -> str | None:
    if to not in roles:
        return "invalid"
    if to == number:
        return "same_role"
    return "subordinate" if number in _above(roles, to) else None


def _above(roles: dict[int, Role], number: int) -> set[int]:
    """Return the roles above one."""
    found: set[int] = set()
    above = roles[number].reporting_to
    while above in roles and above not in found:
        found.add(above)
        above = roles[above].reporting_to
    return found


def _put(redefining: Redefining, role: Role) -> None:
    for other in redefining.definitions.roles:
        if other.name.lower() == role.name.lower() and other.id != role.id:
            raise RecordError(ROLE_TAKEN, ("name",))
    by, now = redefining.caller.user.id, redefining.now
    put(redefining.definitions.roles, replace(role, modified_time=now, modified_by=by))


def _given(redefining: Redefining, item: Item, role: Role) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in item:
        found["name"] = _name(item)
    if "description" in item:
        found["description"] = text_given(item, "description", _LONGEST_DESCRIPTION)
    if "share_with_peers" in item:
        default = role.share_with_peers
        found["share_with_peers"] = flag_given(item, "share_with_peers", default=default)
    if "reporting_to" in item:
        found["reporting_to"] = _reporting_to(redefining, item, role)
    if "forecast_manager" in item:
        users = {one.id for one in redefining.definitions.users if one.status != "deleted"}
        found["forecast_manager"] = reference_given(
            item, "forecast_manager", ROLE_VALUE_INVALID, users.__contains__
        )
    return found


def _name(item: Item) -> str:
    try:
        name = needed_text(item, "name", _LONGEST_NAME)
    except RecordError as error:
        if error.cause is TOO_LONG:
            raise RecordError(ROLE_NAME_INVALID, ("name",), maximum_length=_LONGEST_NAME) from None
        raise
    if SPECIAL.search(name):
        raise RecordError(ROLE_VALUE_INVALID, ("name",))
    return name


def _reporting_to(redefining: Redefining, item: Item, role: Role) -> int | None:
    """Return the role above, which is neither the role itself nor one below it."""
    roles = {one.id: one for one in redefining.definitions.roles}
    given = item["reporting_to"]
    if isinstance(given, dict) and given.get("id") is None:
        item = {"reporting_to": None}
    number = reference_given(item, "reporting_to", ROLE_VALUE_INVALID, roles.__contains__)
    if number is None:
        if role.reporting_to is not None or role.id not in roles:
            raise RecordError(ROLE_VALUE_INVALID, ("reporting_to",))
        return None
    if number == role.id or role.id in _above(roles, number):
        raise RecordError(ROLE_VALUE_INVALID, ("reporting_to",))
    return number
