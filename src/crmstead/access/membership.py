"""Whom a group, a sharing rule or a share means: users, by what these name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crmstead.access.hierarchy import users_of_roles
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.data_sharing import (
    ALL_USERS,
    GROUPS,
    ROLES,
    TERRITORIES,
    USERS,
    GroupSource,
    Shared,
)
from crmstead.model.derived import derived
from crmstead.model.people import User

#: Whom a record is shared with that is shared with everybody.
PUBLIC = 0


def users_named(catalogue: Catalogue, named: Shared) -> frozenset[int]:
    """Return the users whom a sharing rule names; nobody where what it names is gone."""
    if named.type == ALL_USERS:
        return frozenset(one.id for one in catalogue.users)
    if named.resource is None:
        return frozenset()
    below = named.subordinates
    source = GroupSource(
        type=named.type, source=named.resource, subordinates=below, sub_territories=below
    )
    return _users_of(catalogue, source, frozenset())


@derived
def group_users(catalogue: Catalogue, group: int) -> frozenset[int]:
    """Return the users of a group, those of groups in it included."""
    return _of_group(catalogue, group, frozenset())


@derived
def share_targets(catalogue: Catalogue, user: User) -> tuple[int, ...]:
    """Return what a record may be shared with so that a user sees it: all ids of one org differ."""
    groups = (one.id for one in catalogue.user_groups if user.id in group_users(catalogue, one.id))
    return (PUBLIC, user.id, user.role, *groups)


def users_of_territories(catalogue: Catalogue, territories: frozenset[int]) -> frozenset[int]:
    """Return the users who are in one of some territories, their managers included."""
    managers = {catalogue.territory_by_id[one].manager for one in territories}
    return frozenset(
        one.id
        for one in catalogue.users
        if one.id in managers or not territories.isdisjoint(one.territories)
    )


def _users_of(catalogue: Catalogue, source: GroupSource, within: frozenset[int]) -> frozenset[int]:
    found = _SOURCES.get(source.type)
    return frozenset() if found is None else found(catalogue, source, within)


def _one_user(catalogue: Catalogue, source: GroupSource, within: frozenset[int]) -> frozenset[int]:
    del within
    return frozenset({source.source} & catalogue.user_by_id.keys())


def _of_roles(catalogue: Catalogue, source: GroupSource, within: frozenset[int]) -> frozenset[int]:
    del within
    below = catalogue.roles_below(source.source) if source.subordinates else frozenset()
    return users_of_roles(catalogue, below | {source.source})


def _of_territories(
    catalogue: Catalogue, source: GroupSource, within: frozenset[int]
) -> frozenset[int]:
    del within
    if source.source not in catalogue.territory_by_id:
        return frozenset()
    whole = source.sub_territories
    territories = catalogue.territory_subtree(source.source) if whole else {source.source}
    return users_of_territories(catalogue, frozenset(territories))


def _of_groups(catalogue: Catalogue, source: GroupSource, within: frozenset[int]) -> frozenset[int]:
    return _of_group(catalogue, source.source, within)


def _of_group(catalogue: Catalogue, group: int, within: frozenset[int]) -> frozenset[int]:
    """Return the users of a group; one that holds itself adds nobody by that."""
    found = catalogue.user_group_by_id.get(group)
    if found is None or group in within:
        return frozenset()
    inside = within | {group}
    return frozenset().union(*(_users_of(catalogue, one, inside) for one in found.sources))


_SOURCES: Mapping[str, Callable[[Catalogue, GroupSource, frozenset[int]], frozenset[int]]] = {
    USERS: _one_user,
    ROLES: _of_roles,
    TERRITORIES: _of_territories,
    GROUPS: _of_groups,
}
