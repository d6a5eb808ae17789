"""Who is above whom in an org: by roles, or by the users that users report to."""

from __future__ import annotations

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.people import REPORTING_TO_HIERARCHY
from crmstead.model.tree import below


@derived
def visible_owners(catalogue: Catalogue, user_id: int) -> frozenset[int] | None:
    """Return the users whose records a user sees; None = everybody's.

    Own records, those of users below, and of peers where the role shares with them; a role without
    a superior sees all, as an administrator does (platform reference 3.3).
    """
    user = catalogue.user_by_id[user_id]
    role = catalogue.role_by_id[user.role]
    if catalogue.profile_by_id[user.profile].administrator or role.reporting_to is None:
        return None
    peers = users_of_roles(catalogue, {role.id}) if role.share_with_peers else frozenset()
    return frozenset({user.id}) | users_below(catalogue, user_id) | peers


def users_below(catalogue: Catalogue, user_id: int) -> frozenset[int]:
    """Return the users under a user: in roles below, or who report to the user, each in turn.

    unspecified: where users report to users, roles are above nobody but by their peers.
    """
    if catalogue.org.hierarchy == REPORTING_TO_HIERARCHY:
        return below(catalogue.users, user_id)
    roles = catalogue.roles_below(catalogue.user_by_id[user_id].role)
    return users_of_roles(catalogue, roles)


def users_of_roles(catalogue: Catalogue, roles: frozenset[int] | set[int]) -> frozenset[int]:
    """Return the users who have one of some roles."""
    return frozenset(one.id for one in catalogue.users if one.role in roles)
