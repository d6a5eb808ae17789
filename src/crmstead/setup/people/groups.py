"""Adding, changing and deleting user groups (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.groups import GROUP_TAKEN, GROUP_VALUE_INVALID
from crmstead.errors.values import MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.data_sharing import (
    GROUPS,
    ROLES,
    TERRITORIES,
    USERS,
    GroupSource,
    Shared,
    UserGroup,
)
from crmstead.setup.given import Item
from crmstead.setup.people.items import id_given
from crmstead.setup.people.naming import move_named
from crmstead.setup.people.values import flag_given, needed_text, text_given
from crmstead.setup.redefining import Redefining, drop, put
from crmstead.store.associations import delete_rows
from crmstead.store.system_tables import RECORD_SHARES

_LONGEST = 250
_MOST_SOURCES = 200
_SOURCES = "sources"
_TYPES = (USERS, ROLES, TERRITORIES, GROUPS)
_PATH_INDEX = 2


def add_group(redefining: Redefining, item: Item) -> int:
    """Add the group that an item describes and return its id."""
    number = redefining.org.ids.next()
    by, now = redefining.caller.user.id, redefining.now
    needed: dict[str, Any] = {"name": None, _SOURCES: None, **item}
    base = UserGroup(id=number, name="", created_time=now, created_by=by)
    _put(redefining, replace(base, **_given(redefining, needed, base)))
    return number


def change_group(redefining: Redefining, item: Item) -> int:
    """Change the group that an item names by what it gives, and return its id."""
    number = id_given(item)
    group = next((one for one in redefining.definitions.user_groups if one.id == number), None)
    if group is None:
        raise RecordError(GROUP_VALUE_INVALID, ("id",))
    return _change(redefining, group, item)


def change_group_of_path(redefining: Redefining, number: int, item: Item) -> int:
    """Change the group of a path.

    Raises:
        ApiError: there is none.
    """
    return _change(redefining, _group(redefining, number), item)


async def delete_group(redefining: Redefining, number: int) -> None:
    """Delete a group, and the sharing with it: rules about it, and records shared with it.

    Raises:
        ApiError: there is none.
    """
    _group(redefining, number)
    move_named(redefining, Shared(type=GROUPS, resource=number), None)
    drop(redefining.definitions.user_groups, number)
    shares = RECORD_SHARES.name
    await delete_rows(redefining.transaction, redefining.org, shares, "target", [number])


def _group(redefining: Redefining, number: int) -> UserGroup:
    for one in redefining.definitions.user_groups:
        if one.id == number:
            return one
    raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)


def _change(redefining: Redefining, group: UserGroup, item: Item) -> int:
    changed = replace(group, **_given(redefining, item, group))
    by, now = redefining.caller.user.id, redefining.now
    _put(redefining, replace(changed, modified_time=now, modified_by=by))
    return group.id


def _put(redefining: Redefining, group: UserGroup) -> None:
    for other in redefining.definitions.user_groups:
        if other.name.lower() == group.name.lower() and other.id != group.id:
            raise RecordError(GROUP_TAKEN, ("name",))
    put(redefining.definitions.user_groups, group)


def _given(redefining: Redefining, item: Item, group: UserGroup) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in item:
        found["name"] = needed_text(item, "name", _LONGEST)
        found["api_name"] = found["name"].replace(" ", "_")
    if "description" in item:
        found["description"] = text_given(item, "description", _LONGEST)
    if _SOURCES in item:
        found["sources"] = _sources(redefining, item[_SOURCES], group)
    return found


def _sources(redefining: Redefining, given: Any, group: UserGroup) -> tuple[GroupSource, ...]:
    """Return the sources of a group, each once; there has to be one."""
    if given is None or given == []:
        raise RecordError(MANDATORY_MISSING, (_SOURCES,))
    if not isinstance(given, list):
        raise RecordError(WRONG_TYPE, (_SOURCES,), expected_data_type="jsonarray")
    if len(given) > _MOST_SOURCES:
        raise RecordError(GROUP_VALUE_INVALID, (_SOURCES,), maximum_length=_MOST_SOURCES)
    known = _known(redefining)
    found: dict[tuple[str, int], GroupSource] = {}
    for index, entry in enumerate(given):
        try:
            source = _source(entry, known)
        except RecordError as error:
            raise error.below(_SOURCES, index) from None
        if source.type == GROUPS and group.id in _inside(redefining, source.source):
            raise RecordError(GROUP_VALUE_INVALID, (_SOURCES, index, "source"))
        found.setdefault((source.type, source.source), source)
    return tuple(found.values())


def _known(redefining: Redefining) -> dict[str, set[int]]:
    """Return the ids of all that may be a source, by type."""
    definitions = redefining.definitions
    kinds: Mapping[str, list[Any]] = {
        USERS: [one for one in definitions.users if one.status != "deleted"],
        ROLES: definitions.roles,
        TERRITORIES: definitions.territories,
        GROUPS: definitions.user_groups,
    }
    return {kind: {one.id for one in things} for kind, things in kinds.items()}


def _source(entry: Any, known: dict[str, set[int]]) -> GroupSource:
    if not isinstance(entry, dict):
        raise RecordError(WRONG_TYPE, expected_data_type="jsonobject")
    kind = entry.get("type")
    if kind is None:
        raise RecordError(MANDATORY_MISSING, ("type",))
    if kind not in _TYPES:
        raise RecordError(GROUP_VALUE_INVALID, ("type",), supported_values=list(_TYPES))
    source = entry.get("source")
    if source is None:
        raise RecordError(MANDATORY_MISSING, ("source",))
    number = known_id(source)
    if number is None or number not in known[kind]:
        raise RecordError(GROUP_VALUE_INVALID, ("source", "id"))
    return GroupSource(
        type=kind,
        source=number,
        subordinates=flag_given(entry, "subordinates", default=False),
        sub_territories=flag_given(entry, "sub_territories", default=False),
    )


def _inside(redefining: Redefining, number: int) -> set[int]:
    """Return a group and the groups in it, all the way down."""
    groups = {one.id: one for one in redefining.definitions.user_groups}
    found: set[int] = set()
    frontier = {number}
    while frontier:
        found |= frontier
        frontier = {
            source.source
            for one in frontier
            if one in groups
            for source in groups[one].sources
            if source.type == GROUPS
        } - found
    return found
