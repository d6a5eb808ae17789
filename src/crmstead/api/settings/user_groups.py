"""User groups: which there are, and what they consist of (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmstead.access.membership import group_users
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.parameters import PARAM_INVALID
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.groups import GROUP_VALUE_INVALID
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.fieldtypes.lookup import known_id
from crmstead.metadata.describing.asked import page_asked, path_id, words_asked
from crmstead.metadata.describing.filters import Member, filter_asked
from crmstead.metadata.describing.groups import (
    PARTS,
    STATUSES,
    count_sources,
    count_users,
    describe_group,
    describe_source,
)
from crmstead.metadata.describing.reader import module_reference, named
from crmstead.model.data_sharing import GROUPS, USERS, GroupSource, UserGroup
from crmstead.model.times import times_of
from crmstead.records.write.body import parse_body

_ROOT = "user_groups"
#: Of ids in `settings/user_groups/{id}` and `users/{id}/actions/associated_groups`.
_GROUP_INDEX, _USER_INDEX = 2, 1
_MEMBERS: dict[str, Member] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "created_by": lambda one: one.created_by,
    "modified_by": lambda one: one.modified_by,
}


async def list_groups(call: Call) -> Reply:
    """Answer a page of the groups that `name` and `filters` leave."""
    name = call.query.get("name")
    groups = (one for one in call.org.catalogue.user_groups if name in {None, one.name})
    return _page(call, groups)


async def get_group(call: Call) -> Reply:
    """Answer one group with all that it consists of; 204 for an id that is none's."""
    number = path_id(call.path["id"], _GROUP_INDEX)
    group = call.org.catalogue.user_group_by_id.get(number)
    if group is None:
        return no_content()
    return json_reply({_ROOT: [_describe(call, group, PARTS)]})


async def list_sources(call: Call) -> Reply:
    """Answer a page of a group's sources: those of a type, users of a status."""
    group, catalogue = _group(call), call.org.catalogue
    kind, status = call.query.get("type"), call.query.get("user_type")

    def fits(source: GroupSource) -> bool:
        user = catalogue.user_by_id.get(source.source) if source.type == USERS else None
        told = user is None or status in {None, user.status}
        return kind in {None, source.type} and told

    chosen = [one for one in group.sources if fits(one)]
    shown, info = page_asked(call.query).cut(chosen)
    if not shown:
        return no_content()
    return json_reply({"sources": [describe_source(catalogue, one) for one in shown], "info": info})


async def count_group_sources(call: Call) -> Reply:
    """Answer how many sources a group has."""
    return json_reply({"sources_count": [count_sources(call.org.catalogue, _group(call))]})


async def list_associations(call: Call) -> Reply:
    """Answer what names a group: sharing rules, and custom views that are shared with it."""
    group, catalogue = _group(call), call.org.catalogue
    found = [
        _association(call, "sharing_rules", rule.id, rule.name, rule.module)
        for rule in catalogue.sharing_rules
        if any(
            one is not None and (one.type, one.resource) == (GROUPS, group.id)
            for one in (rule.shared_to, rule.shared_from)
        )
    ]
    found += [
        _association(call, "custom_views", view.id, view.name, module.api_name)
        for module, view in catalogue.view_by_id.values()
        if any((one.type, one.resource) == (GROUPS, group.id) for one in view.shared_to)
    ]
    return json_reply({"associations": found}) if found else no_content()


def _association(call: Call, kind: str, number: int, name: str, module: str) -> dict[str, Any]:
    """Return an association; the vendor's own files name its details in two ways."""
    details = {"module": module_reference(call.org.catalogue, module)}
    return {"type": kind, "resource": named(number, name), "details": details, "detail": details}


async def count_associated_users(call: Call) -> Reply:
    """Answer a page of how many users each group has, those of its roles and so on included."""
    catalogue, chosen = call.org.catalogue, filter_asked(call.query, _MEMBERS)
    groups = [one for one in catalogue.user_groups if chosen is None or chosen(one)]
    shown, info = page_asked(call.query).cut(groups)
    if not shown:
        return no_content()
    counts = [
        {"user_group": named(one.id, one.name), "count": len(_active(call, one))} for one in shown
    ]
    return json_reply({"associated_users_count": counts, "info": info})


def _active(call: Call, group: UserGroup) -> list[int]:
    users = call.org.catalogue.user_by_id
    found = group_users(call.org.catalogue, group.id)
    return [one for one in found if users[one].status == "active"]


async def count_by_status(call: Call) -> Reply:
    """Answer how many users of a group have each status: the one thing they are grouped by."""
    group, catalogue = _group(call), call.org.catalogue
    if call.query["group_by"] != "status":
        raise ApiError(PARAM_INVALID, param_name="group_by", supported_values=["status"])
    found = group_users(catalogue, group.id)
    counts = count_users(catalogue.user_by_id[one] for one in found)
    shown = [{"status": one, "count": counts[one]} for one in STATUSES if counts[one]]
    if not shown:
        return no_content()
    return json_reply(
        {"grouped_counts": shown, "info": page_asked({}).info(len(shown), more=False)}
    )


async def list_of_user(call: Call) -> Reply:
    """Answer a page of the groups that a user is in, by whatever source."""
    catalogue = call.org.catalogue
    number = path_id(call.path["id"], _USER_INDEX)
    if number not in catalogue.user_by_id:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_USER_INDEX)
    return _page(call, (g for g in catalogue.user_groups if number in group_users(catalogue, g.id)))


async def get_assigned(call: Call) -> Reply:
    """Answer the groups that name a user, role, territory or group as a source."""
    return _assigned(call, "get_assigned", named=True)


async def get_unassigned(call: Call) -> Reply:
    """Answer the groups that do not."""
    return _assigned(call, "get_unassigned", named=False)


def _assigned(call: Call, root: str, *, named: bool) -> Reply:
    """Return a page of groups; unspecified: that an answer has them as a list of groups has."""
    asked = parse_body(call.body).get(root)
    if not isinstance(asked, dict):
        raise _missing(root)
    for key in ("feature", "related_entity_id"):
        if asked.get(key) is None:
            raise _missing(root, key)
    entity = known_id(asked["related_entity_id"])
    if asked["feature"] != _ROOT:
        path = f"$.{root}.feature"
        raise ApiError(
            GROUP_VALUE_INVALID, supported_values=[_ROOT], api_name="feature", json_path=path
        )
    groups = call.org.catalogue.user_groups
    chosen = [g for g in groups if named == any(one.source == entity for one in g.sources)]
    pages = {key: str(asked[key]) for key in ("page", "per_page") if asked.get(key) is not None}
    shown, info = page_asked(pages).cut(chosen)
    if not shown:
        return no_content()
    return json_reply({_ROOT: [_describe(call, one) for one in shown], "info": info})


def _missing(*path: str) -> ApiError:
    return ApiError(MANDATORY_MISSING, api_name=path[-1], json_path="$." + ".".join(path))


def _page(call: Call, groups: Iterable[UserGroup]) -> Reply:
    chosen = filter_asked(call.query, _MEMBERS)
    left = [one for one in groups if chosen is None or chosen(one)]
    shown, info = page_asked(call.query).cut(left)
    if not shown:
        return no_content()
    include = words_asked(call.query, "include", PARTS)
    return json_reply({_ROOT: [_describe(call, one, include) for one in shown], "info": info})


def _group(call: Call) -> UserGroup:
    number = path_id(call.path["id"], _GROUP_INDEX)
    group = call.org.catalogue.user_group_by_id.get(number)
    if group is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_GROUP_INDEX)
    return group


def _describe(call: Call, group: UserGroup, include: Iterable[str] = ()) -> dict[str, Any]:
    times = times_of(call.caller.zone)
    return describe_group(call.org.catalogue, times, group, frozenset(include))


_MANY = "settings/user_groups"
_ONE = "settings/user_groups/{id}"
_PAGE = (Param("page"), Param("per_page"))

_route = Routes(("settings.user_groups.{right}",))

ROUTES = (
    _route(
        "GET",
        _MANY,
        list_groups,
        "getUserGroups",
        Param("include"),
        Param("name"),
        Param("filters"),
        *_PAGE,
    ),
    _route("GET", _ONE, get_group, "getUserGroup"),
    _route(
        "GET",
        f"{_ONE}/sources",
        list_sources,
        "getUserGroupSources",
        Param("type"),
        Param("user_type"),
        *_PAGE,
    ),
    _route("GET", f"{_ONE}/actions/sources_count", count_group_sources, "getUserGroupSourcesCount"),
    _route("GET", f"{_ONE}/actions/associations", list_associations, "getUserGroupAssociations"),
    _route(
        "GET",
        f"{_MANY}/actions/associated_users_count",
        count_associated_users,
        "getUserGroupsAssociatedUsersCount",
        Param("filters"),
        *_PAGE,
    ),
    _route(
        "GET",
        f"{_ONE}/associated_users/actions/grouped_counts",
        count_by_status,
        "getUserGroupGroupedCounts",
        Param("group_by", required=True),
    ),
    _route(
        "GET",
        "users/{id}/actions/associated_groups",
        list_of_user,
        "getAssociatedGroups",
        Param("include"),
        Param("filters"),
        *_PAGE,
    ),
    _route(
        "POST", f"{_MANY}/actions/get_assigned", get_assigned, "getAssignedGroups", right="READ"
    ),
    _route(
        "POST",
        f"{_MANY}/actions/get_unassigned",
        get_unassigned,
        "getUnassignedGroups",
        right="READ",
    ),
)
