"""Users: lists by type, one user, how many, a search (platform reference 3.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import (
    choice_asked,
    ids_asked,
    page_asked,
    path_id,
    since_asked,
)
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.model.people import User
from crmstead.model.times import times_of
from crmstead.records.read.user_search import find_users

_ALL = "AllUsers"
#: Of the user's id in `users/{id}`.
_PATH_INDEX = 1

_Test = Callable[[Call, User], bool]


def _kept(call: Call, user: User) -> bool:
    return user.status != "deleted"


def _deleted(call: Call, user: User) -> bool:
    return user.status == "deleted"


def _active(call: Call, user: User) -> bool:
    return user.status == "active"


def _inactive(call: Call, user: User) -> bool:
    return user.status == "inactive"


def _confirmed(call: Call, user: User) -> bool:
    return user.confirm


def _unconfirmed(call: Call, user: User) -> bool:
    return not user.confirm


def _administrates(call: Call, user: User) -> bool:
    return call.org.catalogue.profile_by_id[user.profile].administrator


def _calls(call: Call, user: User) -> bool:
    return user.id == call.caller.user.id


_TYPES: dict[str, tuple[_Test, ...]] = {
    _ALL: (_kept,),
    "ActiveUsers": (_active,),
    "DeactiveUsers": (_inactive,),
    "ConfirmedUsers": (_kept, _confirmed),
    "NotConfirmedUsers": (_kept, _unconfirmed),
    "DeletedUsers": (_deleted,),
    "ActiveConfirmedUsers": (_active, _confirmed),
    "AdminUsers": (_kept, _administrates),
    "ActiveConfirmedAdmins": (_active, _confirmed, _administrates),
    "CurrentUser": (_calls,),
}


def _chosen(call: Call) -> list[User]:
    tests = _TYPES[choice_asked(call.query, "type", _ALL, _TYPES)]
    return [user for user in call.org.catalogue.users if all(test(call, user) for test in tests)]


def _changed(user: User) -> int:
    return user.created_time if user.modified_time is None else user.modified_time


async def list_users(call: Call) -> Reply:
    """Answer a page of the users of a type, or those that `ids` names among them.

    `AllUsers` leaves out deleted ones, as the page of that name does; `ids` alone finds them too.
    With `If-Modified-Since` only users changed later are answered, and 304 if there are none.
    """
    since, wanted = since_asked(call.headers), ids_asked(call.query)
    users: list[User] = _chosen(call)
    if wanted is not None:
        among = users if call.query.get("type") else call.org.catalogue.users
        users = [user for user in among if user.id in wanted]
    if since is not None:
        users = [user for user in users if _changed(user) > since]
    page = page_asked(call.query)
    shown, info = page.cut(users)
    if not shown:
        return no_content() if since is None else Reply(304)
    own = call.query.get("type") == "CurrentUser"
    return json_reply({"users": [_describe(call, user, own=own) for user in shown], "info": info})


async def get_user(call: Call) -> Reply:
    """Answer one user, deleted ones too; 204 for an id that is none's."""
    since = since_asked(call.headers)
    user = call.org.catalogue.user_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if user is None:
        return no_content()
    if since is not None and _changed(user) <= since:
        return Reply(304)
    own = user.id == call.caller.user.id
    return json_reply({"users": [_describe(call, user, own=own)]})


async def search_users(call: Call) -> Reply:
    """Answer `GET /Users/search`: the users of a type that fit, as records are answered."""
    page = page_asked(call.query)
    users = find_users(call.org, call.caller, _chosen(call), call.query, page)
    shown, info = page.cut(users)
    if not shown:
        return no_content()
    return json_reply({"data": [_describe(call, user, own=False) for user in shown], "info": info})


async def count_users(call: Call) -> Reply:
    """Answer how many users there are of a type."""
    return json_reply({"count": len(_chosen(call))})


#: What nobody entered: the shapes of an account that keeps its defaults.
_UNSET: dict[str, Any] = dict.fromkeys(
    (
        "$current_shift", "$next_shift", "$shift_effective_from", "alias", "city", "dob", "fax",
        "image_link", "state", "status_reason__s", "street", "website", "zip",
    )
)  # fmt: skip
_DEFAULTS: dict[str, Any] = {
    "microsoft": False,
    "sandboxDeveloper": False,
    "decimal_separator": "Period",
    "number_separator": "Comma",
    "time_format": "hh:mm a",
    "date_format": "MMM d, yyyy",
}
_TAB = {"font_color": "#FFFFFF", "background": "#222222"}
#: What users are told of themselves only.
_OWN: dict[str, Any] = {
    "name_format__s": "Salutation,First Name,Last Name",
    "sort_order_preference__s": "First Name,Last Name",
    "signature": None,
    "personal_account": False,
    "default_tab_group": "0",
    "customize_info": {
        "notes_desc": None,
        "show_right_panel": None,
        "bc_view": None,
        "show_home": False,
        "show_detail_view": True,
        "show_left_panel": False,
        "unpin_recent_item": None,
    },
    "theme": {
        "normal_tab": _TAB,
        "selected_tab": _TAB,
        "new_background": None,
        "background": "#F3F0EB",
        "screen": "fixed",
        "type": "default",
    },
}


def _describe(call: Call, user: User, *, own: bool) -> dict[str, Any]:
    catalogue = call.org.catalogue
    return {
        **_UNSET,
        **_DEFAULTS,
        **(_OWN if own else {}),
        "id": str(user.id),
        "zuid": user.zuid,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.full_name,
        "email": user.email,
        "status": user.status,
        "confirm": user.confirm,
        "type__s": user.type,
        "phone": user.phone,
        "mobile": user.mobile,
        "country": user.country,
        "country_locale": user.country_locale,
        "locale": user.locale,
        "language": user.language,
        "Isonline": user.id == call.caller.user.id,
        "role": named(user.role, catalogue.role_by_id[user.role].name),
        "profile": named(user.profile, catalogue.profile_by_id[user.profile].name),
        "Reporting_To": user_reference(catalogue, user.reporting_to),
        **_times(call, user),
        **_features(catalogue, user),
    }


def _times(call: Call, user: User) -> dict[str, Any]:
    times, maker = times_of(call.caller.zone), user_reference(call.org.catalogue, user.created_by)
    now = datetime.fromtimestamp(call.org.clock.seconds(), UTC)
    offset = now.astimezone(ZoneInfo(user.time_zone)).utcoffset()
    return {
        "time_zone": user.time_zone,
        "offset": 0 if offset is None else int(offset.total_seconds()) * 1000,
        "created_time": times.format(user.created_time),
        "created_by": maker,
        "Modified_Time": times.format(_changed(user)),
        "Modified_By": maker,
    }


def _features(catalogue: Catalogue, user: User) -> dict[str, Any]:
    """Return the keys that a feature of the org brings along."""
    found: dict[str, Any] = {}
    if "multi_currency" in catalogue.org.features:
        found["Currency"] = catalogue.org.iso_code
    if "territories" in catalogue.org.features:
        territories = (catalogue.territory_by_id.get(number) for number in user.territories)
        found["territories"] = [
            {"manager": one.manager == user.id, **named(one.id, one.name)}
            for one in territories
            if one is not None
        ]
    return found


_SCOPES = ("users.READ",)
_SEARCH_SCOPES = ("users.READ & ZohoSearch.securesearch.READ",)

ROUTES = (
    Route(
        method="GET",
        path="users",
        call=list_users,
        scopes=_SCOPES,
        operation="list_users",
        params=(Param("type"), Param("page"), Param("per_page"), Param("ids")),
    ),
    Route(
        method="GET",
        path="users/actions/count",
        call=count_users,
        scopes=_SCOPES,
        operation="count_users",
        params=(Param("type"),),
    ),
    Route(
        method="GET",
        path="Users/search",
        call=search_users,
        scopes=_SEARCH_SCOPES,
        operation="search_users",
        params=(Param("type"), Param("page"), Param("per_page")),
    ),
    Route(
        method="GET",
        path="users/{id}",
        call=get_user,
        scopes=_SCOPES,
        operation="get_user",
    ),
)
