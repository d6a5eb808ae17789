"""Deleting a user whose records, work and subordinates another one takes over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.users import (
    TRANSFER_NOTHING,
    TRANSFER_TO_INVALID,
    TRANSFER_TO_SELF,
    TRANSFER_UNKNOWN,
)
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.people import User
from crmstead.records.mass.transferring import order_transfer
from crmstead.setup.given import Item
from crmstead.setup.people.handing_over import hand_over_criteria, hand_over_work
from crmstead.setup.people.items import id_given
from crmstead.setup.people.users import ACTIVE, deletable, remove_user
from crmstead.setup.people.values import flag_given
from crmstead.setup.redefining import Redefining

_PARTS = ("records", "assignment", "criteria")


@dataclass(frozen=True, slots=True)
class Transferred:
    """What came of it: the user who was deleted, and the job that moves the records."""

    user: int
    job: int


async def transfer_and_delete(
    redefining: Redefining, item: Any, only: int | None = None
) -> Transferred:
    """Delete the user that an item names, or `only` that of the path; order that records move.

    Raises:
        ApiError: the path names no user.
        RecordError: why not, with the path below the item.
    """
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=ROOT)
    number = only if only is not None else id_given(item)
    if number is None or (only is None and _user(redefining, number) is None):
        raise RecordError(TRANSFER_UNKNOWN, ("id",))
    user = deletable(redefining, number)
    transfer = item.get("transfer")
    if transfer is None:
        raise RecordError(MANDATORY_MISSING, ("transfer",))
    if not isinstance(transfer, dict):
        raise RecordError(WRONG_TYPE, ("transfer",), expected_data_type="jsonobject")
    try:
        to, parts = _receiver(redefining, transfer, user), _parts(transfer)
    except RecordError as error:
        raise error.below("transfer") from None
    manager = _manager(redefining, item, user)
    if parts["assignment"]:
        hand_over_work(redefining, user, to)
    if parts["criteria"]:
        hand_over_criteria(redefining, user, to)
    remove_user(redefining, user, manager)
    job = await order_transfer(redefining.writing(), user.id, to.id, records=parts["records"])
    return Transferred(user.id, job)


ROOT = "transfer_and_delete"


def _user(redefining: Redefining, number: int | None) -> User | None:
    return next((one for one in redefining.definitions.users if one.id == number), None)


def _receiver(redefining: Redefining, item: Item, user: User) -> User:
    """Return the active user whom an object names by its id."""
    if item.get("id") is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    found = _user(redefining, known_id(item["id"]))
    if found is None or found.status != ACTIVE:
        status = "no_crm_user" if found is None else found.status
        raise RecordError(TRANSFER_TO_INVALID, ("id",), owner_status=status)
    if found.id == user.id:
        raise RecordError(TRANSFER_TO_SELF, ("id",))
    return found


def _parts(item: Item) -> dict[str, bool]:
    """Return what is to be transferred; at least one part has to be named."""
    if not any(item.get(part) is not None for part in _PARTS):
        raise RecordError(TRANSFER_NOTHING, expected_data=list(_PARTS))
    return {part: flag_given(item, part, default=False) for part in _PARTS}


def _manager(redefining: Redefining, item: Item, user: User) -> int | None:
    """Return whom the user's subordinates report to; unspecified: the user's own manager."""
    given = item.get("move_subordinate")
    if given is None:
        return user.reporting_to
    if not isinstance(given, dict):
        raise RecordError(WRONG_TYPE, ("move_subordinate",), expected_data_type="jsonobject")
    try:
        return _receiver(redefining, given, user).id
    except RecordError as error:
        raise error.below("move_subordinate") from None
