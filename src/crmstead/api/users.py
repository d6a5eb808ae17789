"""Users: lists by type, one user, how many, a search (platform reference 3.2)."""

from __future__ import annotations

from collections.abc import Callable

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.describing.asked import (
    choice_asked,
    ids_asked,
    page_asked,
    path_id,
    since_asked,
)
from crmstead.metadata.describing.users import UserReader, changed_time, describe_user
from crmstead.model.people import User
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
        users = [user for user in users if changed_time(user) > since]
    page, reader = page_asked(call.query), _reader(call)
    shown, info = page.cut(users)
    if not shown:
        return no_content() if since is None else Reply(304)
    own = call.query.get("type") == "CurrentUser"
    return json_reply(
        {"users": [describe_user(reader, user, own=own) for user in shown], "info": info}
    )


async def get_user(call: Call) -> Reply:
    """Answer one user, deleted ones too; 204 for an id that is none's."""
    since = since_asked(call.headers)
    user = call.org.catalogue.user_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if user is None:
        return no_content()
    if since is not None and changed_time(user) <= since:
        return Reply(304)
    own = user.id == call.caller.user.id
    return json_reply({"users": [describe_user(_reader(call), user, own=own)]})


async def search_users(call: Call) -> Reply:
    """Answer `GET /Users/search`: the users of a type that fit, as records are answered."""
    page, reader = page_asked(call.query), _reader(call)
    users = find_users(call.org, call.caller, _chosen(call), call.query, page)
    shown, info = page.cut(users)
    if not shown:
        return no_content()
    return json_reply({"data": [describe_user(reader, user) for user in shown], "info": info})


async def count_users(call: Call) -> Reply:
    """Answer how many users there are of a type."""
    return json_reply({"count": len(_chosen(call))})


def _reader(call: Call) -> UserReader:
    return UserReader(
        call.org.catalogue, call.caller.user.id, call.caller.zone, call.org.clock.seconds()
    )


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
