"""Users of territories, whichever side names the other (platform reference 3.5)."""

from __future__ import annotations

from dataclasses import replace

from crmstead.errors.cause import Cause
from crmstead.errors.raised import RecordError
from crmstead.errors.setup.territories import (
    TERRITORY_ID_INVALID,
    TERRITORY_USER_INACTIVE,
    TERRITORY_USER_TWICE,
    TERRITORY_USER_UNKNOWN,
)
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.people import User
from crmstead.setup.given import Item
from crmstead.setup.people.items import id_given
from crmstead.setup.people.territories import find_territory
from crmstead.setup.redefining import Redefining, put


def add_to_territory(redefining: Redefining, territory: int, item: Item) -> int:
    """Bring the user that an item names to a territory; return the user's id.

    Raises:
        RecordError: there is no such user, or not any more, or the territory has the user.
    """
    user = _user(redefining, id_given(item), TERRITORY_USER_UNKNOWN)
    if user.status != "active":
        raise RecordError(TERRITORY_USER_INACTIVE, ("id",), owner_status=user.status)
    _associate(redefining, user, territory)
    return user.id


def add_territory_to(redefining: Redefining, user: int, item: Item) -> int:
    """Bring a user to the territory that an item names; return the territory's id."""
    number = id_given(item)
    if find_territory(redefining, number) is None or number is None:
        raise RecordError(TERRITORY_ID_INVALID, ("id",))
    _associate(redefining, _user(redefining, user, TERRITORY_USER_UNKNOWN), number)
    return number


def remove_from_territory(redefining: Redefining, territory: int, user: int, unknown: Cause) -> int:
    """Take a user out of a territory; return the id of the side that `unknown` is about.

    Raises:
        RecordError: `unknown`, where the territory does not have the user.
    """
    told = user if unknown is TERRITORY_USER_UNKNOWN else territory
    found = next((one for one in redefining.definitions.users if one.id == user), None)
    if found is None or territory not in found.territories:
        raise RecordError(unknown, id=str(told))
    left = tuple(one for one in found.territories if one != territory)
    put(redefining.definitions.users, replace(found, territories=left))
    return told


def _user(redefining: Redefining, number: int | None, unknown: Cause) -> User:
    found = next((one for one in redefining.definitions.users if one.id == known_id(number)), None)
    if found is None:
        raise RecordError(unknown, ("id",))
    return found


def _associate(redefining: Redefining, user: User, territory: int) -> None:
    if territory in user.territories:
        raise RecordError(TERRITORY_USER_TWICE, ("id",))
    user = replace(user, territories=(*user.territories, territory))
    put(redefining.definitions.users, user)
