"""Times in which users are away (platform reference 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.access.membership import group_users
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.users import AWAY_DETAILS_UNKNOWN, AWAY_IDS_INVALID
from crmstead.metadata.describing.asked import page_asked, path_id
from crmstead.metadata.describing.filters import Member, filter_asked
from crmstead.model.ids import parse_id
from crmstead.model.people import Unavailability, User
from crmstead.model.times import times_of
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.items import array_of
from crmstead.setup.people.unavailability import add_time, change_time, remove_time
from crmstead.setup.redefining import Redefining

_ROOT = "users_unavailability"
#: Of the id in `settings/users_unavailability/{id}`.
_PATH_INDEX = 2
_SAVED = "Unavailability Hours saved successfully"
#: What more is told of users: how it is asked for, and where it stands.
_DETAILS = {"user.zuid": "zuid", "user.status": "status"}
_MEMBERS: dict[str, Member] = {
    "id": lambda one: one.id,
    "user": lambda one: one.user,
    "user.id": lambda one: one.user,
    "all_day": lambda one: str(one.all_day).lower(),
}


async def list_times(call: Call) -> Reply:
    """Answer a page of the times, those of users of some groups, roles and territories alone."""
    catalogue = call.org.catalogue
    users, chosen = _users(call), filter_asked(call.query, _MEMBERS)
    times = [
        one
        for one in catalogue.unavailabilities
        if (users is None or one.user in users) and (chosen is None or chosen(one))
    ]
    shown, info = page_asked(call.query).cut(times)
    if not shown:
        return no_content()
    return json_reply({_ROOT: [_describe(call, one) for one in shown], "info": info})


async def get_time(call: Call) -> Reply:
    """Answer one time; 204 for an id that is none's."""
    number, chosen = path_id(call.path["id"], _PATH_INDEX), filter_asked(call.query, _MEMBERS)
    for one in call.org.catalogue.unavailabilities:
        if one.id == number and (chosen is None or chosen(one)):
            return json_reply({_ROOT: [_describe(call, one)]})
    return no_content()


async def add(call: Call) -> Reply:
    """Answer `POST`: 201, an entry for each time."""
    return await _each(call, _items(call), add_time, 201)


async def change(call: Call) -> Reply:
    """Answer `PUT`: each item names its time."""
    return await _each(call, _items(call), change_time)


async def change_one(call: Call) -> Reply:
    """Answer `PUT` of the time of the path."""
    number = path_id(call.path["id"], _PATH_INDEX)
    (item,) = array_of(parse_body(call.body), _ROOT, most=1)
    items = [{**item, "id": str(number)} if isinstance(item, dict) else item]
    return await _each(call, items, change_time)


async def delete(call: Call) -> Reply:
    """Answer `DELETE` of the time of the path."""
    number = path_id(call.path["id"], _PATH_INDEX)
    return await _each(call, [{}], lambda redefining, _: remove_time(redefining, number))


def _items(call: Call) -> list[Any]:
    return array_of(parse_body(call.body), _ROOT)


async def _each(
    call: Call, items: list[Any], change: Callable[[Redefining, Any], int], success: int = 200
) -> Reply:
    outcome = await apply_each(call, items, change, root=_ROOT, message=_SAVED, success=success)
    return outcome_reply(outcome, _ROOT)


def _users(call: Call) -> frozenset[int] | None:
    """Return the users whom the parameters leave, None without any."""
    catalogue = call.org.catalogue
    chosen: list[Callable[[User], bool]] = []
    groups = _ids(call, "group_ids")
    if groups is not None:
        members = frozenset[int]().union(*(group_users(catalogue, one) for one in groups))
        chosen.append(lambda user: user.id in members)
    roles = _ids(call, "role_ids")
    if roles is not None:
        chosen.append(lambda user: user.role in roles)
    territories = _ids(call, "territory_ids")
    if territories is not None:
        chosen.append(lambda user: not territories.isdisjoint(user.territories))
    if not chosen:
        return None
    return frozenset(user.id for user in catalogue.users if any(fits(user) for fits in chosen))


def _ids(call: Call, name: str) -> frozenset[int] | None:
    text = call.query.get(name)
    if not text:
        return None
    found: list[int] = []
    for index, one in enumerate(text.split(",")):
        number = parse_id(one.strip())
        if number is None:
            raise ApiError(AWAY_IDS_INVALID, index=index, param_name=name)
        found.append(number)
    return frozenset(found)


def _describe(call: Call, time: Unavailability) -> dict[str, Any]:
    """Return a time; calendars of others are not read, so it comes from none."""
    times, user = times_of(call.caller.zone), call.org.catalogue.user_by_id[time.user]
    asked = [one.strip() for one in call.query.get("include_inner_details", "").split(",")]
    if any(one and one not in _DETAILS for one in asked):
        raise ApiError(AWAY_DETAILS_UNKNOWN, api_name="include_inner_details")
    more = {_DETAILS[one]: getattr(user, _DETAILS[one]) for one in asked if one}
    return {
        "id": str(time.id),
        "user": {"name": user.full_name, "id": str(user.id), "zuid": user.zuid, **more},
        "from": times.format(time.start),
        "to": times.format(time.end),
        "all_day": time.all_day,
        "comments": time.comments,
        **dict.fromkeys(("service", "title", "tp_calendar_id", "tp_event_id")),
    }


_MANY = "settings/users_unavailability"
_ONE = "settings/users_unavailability/{id}"
_DETAILS_PARAMS = (Param("include_inner_details"), Param("filters"))

_route = Routes(("settings.users_unavailability.{right}",))

ROUTES = (
    _route(
        "GET",
        _MANY,
        list_times,
        "getUsersUnavailability",
        *_DETAILS_PARAMS,
        Param("group_ids"),
        Param("role_ids"),
        Param("territory_ids"),
        Param("page"),
        Param("per_page"),
    ),
    _route("GET", _ONE, get_time, "getUserUnavailability", *_DETAILS_PARAMS),
    _route("POST", _MANY, add, "addUsersUnavailability"),
    _route("PUT", _MANY, change, "updateUsersUnavailability"),
    _route("PUT", _ONE, change_one, "updateUserUnavailability"),
    _route("DELETE", _ONE, delete, "deleteUserUnavailability"),
)
