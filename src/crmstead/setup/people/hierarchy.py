"""Whom users report to, where the hierarchy of the org is one of users."""

from __future__ import annotations

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.users import (
    REPORTING_BELOW,
    REPORTING_DELETED,
    REPORTING_NEEDED,
    REPORTING_NOT_ENABLED,
    REPORTING_UNKNOWN,
)
from crmstead.model.people import REPORTING_TO_HIERARCHY, User
from crmstead.setup.given import Item
from crmstead.setup.people.values import reference_given
from crmstead.setup.redefining import Redefining

KEY = "Reporting_To"


def manager_given(redefining: Redefining, item: Item, user: User) -> int | None:
    """Return the user whom an item says that a user reports to; None for nobody.

    Raises:
        RecordError: the org goes by roles, or there is no such user, or no longer.
    """
    users = {one.id: one for one in redefining.definitions.users}
    if item.get(KEY) is None:
        return None
    if redefining.definitions.org.hierarchy != REPORTING_TO_HIERARCHY:
        raise RecordError(REPORTING_NOT_ENABLED, (KEY,))
    number = reference_given(item, KEY, REPORTING_UNKNOWN, users.__contains__)
    if number is None or number == user.id or user.id in _above(users, number):
        raise RecordError(REPORTING_UNKNOWN, (KEY,))
    if users[number].status != "active":
        raise RecordError(REPORTING_DELETED, (KEY,))
    return number


def check_manager(
    redefining: Redefining, user: User, before: User | None = None, *, given: bool = True
) -> None:
    """Check that a user reports to somebody of the same role, or of one above it.

    Raises:
        RecordError: not so, by what was given or by a new role.
    """
    if user.reporting_to is None or (before is not None and not given and before.role == user.role):
        return
    managers = {one.id: one for one in redefining.definitions.users}
    roles = {one.id: one.reporting_to for one in redefining.definitions.roles}
    role: int | None = user.role
    eligible: set[int | None] = set()
    while role is not None and role not in eligible:
        eligible.add(role)
        role = roles.get(role)
    if managers[user.reporting_to].role not in eligible:
        raise RecordError(REPORTING_BELOW if given else REPORTING_NEEDED, (KEY,))


def _above(users: dict[int, User], number: int) -> set[int]:
    """Return those whom a user reports to, one after the other."""
    found: set[int] = set()
    above = users[number].reporting_to
    while above is not None and above not in found and above in users:
        found.add(above)
        above = users[above].reporting_to
    return found
