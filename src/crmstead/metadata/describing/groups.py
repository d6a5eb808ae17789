"""User groups as answers show them (platform reference 3.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named
from crmstead.metadata.describing.stamps import stamps
from crmstead.model.data_sharing import (
    GROUPS,
    ROLES,
    TERRITORIES,
    USERS,
    GroupSource,
    Shared,
    UserGroup,
)
from crmstead.model.people import User
from crmstead.model.times import Times

#: Parts of a group that are told where they are asked for.
PARTS = ("sources", "sources_count")
#: Statuses of users, in the order in which they are counted.
STATUSES = ("active", "inactive", "deleted")


def describe_group(
    catalogue: Catalogue, times: Times, group: UserGroup, include: Collection[str] = ()
) -> dict[str, Any]:
    """Return a group, with the parts that are asked for."""
    found: dict[str, Any] = {
        "id": str(group.id),
        "name": group.name,
        "api_name": group.api_name or group.name.replace(" ", "_"),
        "description": group.description,
        **stamps(catalogue, times, group),
    }
    if "sources" in include:
        found["sources"] = [describe_source(catalogue, one) for one in group.sources]
    if "sources_count" in include:
        found["sources_count"] = count_sources(catalogue, group)
    return found


def describe_source(catalogue: Catalogue, source: GroupSource) -> dict[str, Any]:
    """Return a source of a group, with what its type has of subordinates."""
    found: dict[str, Any] = {
        "type": source.type,
        "source": resource(catalogue, source.type, source.source),
    }
    if source.type == ROLES:
        found["subordinates"] = source.subordinates
    if source.type == TERRITORIES:
        found["sub_territories"] = source.sub_territories
    return found


def count_sources(catalogue: Catalogue, group: UserGroup) -> dict[str, Any]:
    """Return how many sources of each type a group has; users by their status."""
    kinds = Counter(one.type for one in group.sources)
    users = [
        catalogue.user_by_id[one.source]
        for one in group.sources
        if one.type == USERS and one.source in catalogue.user_by_id
    ]
    return {
        TERRITORIES: kinds[TERRITORIES],
        ROLES: kinds[ROLES],
        GROUPS: kinds[GROUPS],
        USERS: count_users(users),
    }


def count_users(users: Iterable[User]) -> dict[str, int]:
    """Return how many of some users are active, inactive and deleted."""
    found = Counter(user.status for user in users)
    return {status: found[status] for status in STATUSES}


def describe_shared(catalogue: Catalogue, shared: Shared) -> dict[str, Any]:
    """Return whom a sharing rule names; all users are no resource."""
    found = None if shared.resource is None else resource(catalogue, shared.type, shared.resource)
    return {"type": shared.type, "resource": found, "subordinates": shared.subordinates}


def resource(catalogue: Catalogue, kind: str, number: int) -> dict[str, Any]:
    """Return `{"name", "id"}` of a user, role, territory or group; without a name if it is gone."""
    if kind == USERS:
        user = catalogue.user_by_id.get(number)
        return named(number, "" if user is None else user.full_name)
    known: dict[str, dict[int, Any]] = {
        ROLES: catalogue.role_by_id,
        TERRITORIES: catalogue.territory_by_id,
        GROUPS: catalogue.user_group_by_id,
    }
    found = known[kind].get(number)
    return named(number, "" if found is None else found.name)
