"""Users of a territory, and territories of a user (platform reference 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.territories import TERRITORY_ID_INVALID, TERRITORY_USER_UNKNOWN
from crmstead.metadata.describing.asked import page_asked, path_id
from crmstead.metadata.describing.territories import describe_of_user
from crmstead.metadata.describing.users import UserReader, describe_user
from crmstead.query.list_params import ids_to_delete
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.feature import require_territories
from crmstead.setup.people.items import MANAGE_TERRITORIES, array_of, require_setup
from crmstead.setup.people.territory_users import (
    add_territory_to,
    add_to_territory,
    remove_from_territory,
)
from crmstead.setup.redefining import Redefining

_USERS, _TERRITORIES = "users", "territories"
#: Of ids in `settings/territories/{id}/users/{user}` and in `users/{id}/territories/{territory}`.
_TERRITORY_INDEX, _USER_BEHIND = 2, 4
_USER_INDEX, _TERRITORY_BEHIND = 1, 3
_ADDED = "Given User added to the mentioned territory Successfully"
#: unspecified: these words.
_REMOVED = "Given User removed from the mentioned territory Successfully"
_ASSOCIATED = "Territory associated to the user successfully"
_DELINKED = "Territory removed from the user successfully"


async def list_users(call: Call) -> Reply:
    """Answer a page of a territory's users."""
    territory = _territory(call)
    return _shown_users(call, lambda user: territory in user.territories)


async def get_user(call: Call) -> Reply:
    """Answer one user of a territory, 204 for one who is not in it."""
    territory, number = _territory(call), path_id(call.path["user"], _USER_BEHIND)
    return _shown_users(call, lambda user: user.id == number and territory in user.territories)


async def add_users(call: Call) -> Reply:
    """Answer `PUT …/users`: each item names a user."""
    territory = _managed(call, _territory)
    items = array_of(parse_body(call.body), _USERS)
    return await _each(
        call,
        items,
        lambda redefining, item: add_to_territory(redefining, territory, item),
        _USERS,
        _ADDED,
    )


async def add_user(call: Call) -> Reply:
    """Answer `PUT …/users/{user}`, which needs no body."""
    territory = _managed(call, _territory)
    item = {"id": str(path_id(call.path["user"], _USER_BEHIND))}
    return await _each(
        call,
        [item],
        lambda redefining, item: add_to_territory(redefining, territory, item),
        _USERS,
        _ADDED,
    )


async def remove_users(call: Call) -> Reply:
    """Answer `DELETE …/users?ids=`."""
    territory = _managed(call, _territory)
    return await _remove_users(call, territory, ids_to_delete(call.query))


async def remove_user(call: Call) -> Reply:
    """Answer `DELETE …/users/{user}`."""
    territory = _managed(call, _territory)
    return await _remove_users(call, territory, [path_id(call.path["user"], _USER_BEHIND)])


async def list_territories(call: Call) -> Reply:
    """Answer a page of a user's territories."""
    return _shown_territories(call, None)


async def get_territory(call: Call) -> Reply:
    """Answer one territory of a user, 204 for one that the user is not in."""
    return _shown_territories(call, path_id(call.path["territory"], _TERRITORY_BEHIND))


async def add_territories(call: Call) -> Reply:
    """Answer `PUT …/territories`: each item names a territory."""
    user = _managed(call, _user)
    items = array_of(parse_body(call.body), _TERRITORIES)
    return await _each(
        call,
        items,
        lambda redefining, item: add_territory_to(redefining, user, item),
        _TERRITORIES,
        _ASSOCIATED,
    )


async def remove_territories(call: Call) -> Reply:
    """Answer `DELETE …/territories?ids=`."""
    user = _managed(call, _user)
    return await _remove_territories(call, user, ids_to_delete(call.query))


async def remove_territory(call: Call) -> Reply:
    """Answer `DELETE …/territories/{territory}`."""
    user = _managed(call, _user)
    number = path_id(call.path["territory"], _TERRITORY_BEHIND)
    return await _remove_territories(call, user, [number])


def _territory(call: Call) -> int:
    """Return the territory of the path."""
    require_territories(call.org.catalogue)
    number = path_id(call.path["id"], _TERRITORY_INDEX)
    if number not in call.org.catalogue.territory_by_id:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_TERRITORY_INDEX)
    return number


def _user(call: Call) -> int:
    """Return the user of the path."""
    require_territories(call.org.catalogue)
    number = path_id(call.path["id"], _USER_INDEX)
    if number not in call.org.catalogue.user_by_id:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_USER_INDEX)
    return number


def _managed(call: Call, find: Callable[[Call], int]) -> int:
    require_territories(call.org.catalogue)
    require_setup(call.caller, MANAGE_TERRITORIES)
    return find(call)


def _shown_users(call: Call, chosen: Callable[[Any], bool]) -> Reply:
    catalogue = call.org.catalogue
    users = [user for user in catalogue.users if chosen(user)]
    shown, info = page_asked(call.query).cut(users)
    if not shown:
        return no_content()
    reader = UserReader(catalogue, call.caller.user.id, call.caller.zone, call.org.clock.seconds())
    return json_reply({_USERS: [describe_user(reader, user) for user in shown], "info": info})


def _shown_territories(call: Call, only: int | None) -> Reply:
    catalogue = call.org.catalogue
    numbers = catalogue.user_by_id[_user(call)].territories
    known = [catalogue.territory_by_id[one] for one in numbers if one in catalogue.territory_by_id]
    chosen = [one for one in known if only is None or one.id == only]
    shown, info = page_asked(call.query).cut(chosen)
    if not shown:
        return no_content()
    described = [describe_of_user(catalogue, one) for one in shown]
    return json_reply({_TERRITORIES: described, "info": info})


async def _remove_users(call: Call, territory: int, users: Sequence[int]) -> Reply:
    return await _each(
        call,
        [{"id": one} for one in users],
        lambda redefining, item: remove_from_territory(
            redefining, territory, item["id"], TERRITORY_USER_UNKNOWN
        ),
        _USERS,
        _REMOVED,
    )


async def _remove_territories(call: Call, user: int, territories: Sequence[int]) -> Reply:
    return await _each(
        call,
        [{"id": one} for one in territories],
        lambda redefining, item: remove_from_territory(
            redefining, item["id"], user, TERRITORY_ID_INVALID
        ),
        _TERRITORIES,
        _DELINKED,
    )


async def _each(
    call: Call,
    items: Sequence[Any],
    change: Callable[[Redefining, Any], int],
    root: str,
    message: str,
) -> Reply:
    return outcome_reply(await apply_each(call, items, change, root=root, message=message), root)


_OF_TERRITORY = "settings/territories/{id}/users"
_OF_USER = "users/{id}/territories"
_PAGE = (Param("page"), Param("per_page"))
_IDS = Param("ids", required=True)

_route = Routes(("settings.territories.{right} & users.{right}",))

ROUTES = (
    _route("GET", _OF_TERRITORY, list_users, "getTerritoryUsers", *_PAGE),
    _route("PUT", _OF_TERRITORY, add_users, "addTerritoryUsers"),
    _route("DELETE", _OF_TERRITORY, remove_users, "removeTerritoryUsers", _IDS),
    _route("GET", f"{_OF_TERRITORY}/{{user}}", get_user, "getTerritoryUser"),
    _route("PUT", f"{_OF_TERRITORY}/{{user}}", add_user, "addTerritoryUser"),
    _route("DELETE", f"{_OF_TERRITORY}/{{user}}", remove_user, "removeTerritoryUser"),
    _route("GET", _OF_USER, list_territories, "getUserTerritories", *_PAGE),
    _route("PUT", _OF_USER, add_territories, "addUserTerritories"),
    _route("DELETE", _OF_USER, remove_territories, "removeUserTerritories", _IDS),
    _route("GET", f"{_OF_USER}/{{territory}}", get_territory, "getUserTerritory"),
    _route("DELETE", f"{_OF_USER}/{{territory}}", remove_territory, "removeUserTerritory"),
)
