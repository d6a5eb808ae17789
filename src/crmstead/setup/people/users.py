"""Adding, changing and deleting users (platform reference 3.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmstead.errors.cause import Cause
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.users import (
    ALREADY_ACTIVE,
    ALREADY_DELETED,
    ALREADY_INACTIVE,
    DELETED_FIXED,
    PRIMARY_KEPT,
    PRIMARY_NEEDED,
    REINVITE_CONFIRMED,
    SEATS_TAKEN,
    SEATS_TAKEN_FOR_ACTIVE,
    USER_EMAIL_FIXED,
    USER_EMAIL_TAKEN,
    USER_LOGGED_IN,
    USER_OF_ANOTHER,
    USER_PATTERN,
    USER_REFERENCE_UNKNOWN,
    USER_UNKNOWN,
)
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.model.people import User
from crmstead.setup.given import Item
from crmstead.setup.people.hierarchy import check_manager, manager_given
from crmstead.setup.people.items import id_given
from crmstead.setup.people.user_values import email_given, given_values, own_values, refuse_fixed
from crmstead.setup.people.values import flag_given, reference_given, word_given
from crmstead.setup.redefining import Redefining, put

ACTIVE, INACTIVE, DELETED = "active", "inactive", "deleted"
#: What a body may say of a status; the second and the third are one.
_STATUSES = {ACTIVE: ACTIVE, INACTIVE: INACTIVE, "disabled": INACTIVE}
_PATH_INDEX = 1


def add_user(redefining: Redefining, item: Item) -> int:
    """Add the user that an item describes and return the id.

    unspecified: nobody is written to, so a new user is active at once; `confirm` stays false until
    an update says otherwise.
    """
    refuse_fixed(item)
    org, now = redefining.definitions.org, redefining.now
    number = redefining.org.ids.next()
    email = email_given({"email": item.get("email")})
    user = User(
        id=number,
        zuid=str(number),
        first_name=None,
        last_name="",
        email=email,
        role=_needed(redefining, item, "role"),
        profile=_needed(redefining, item, "profile"),
        time_zone=org.time_zone,
        confirm=False,
        created_time=now,
        created_by=redefining.caller.user.id,
        modified_time=now,
        modified_by=redefining.caller.user.id,
    )
    user = replace(user, **given_values({"last_name": None, **item}, user))
    user = replace(user, reporting_to=manager_given(redefining, item, user))
    check_manager(redefining, user)
    _check_email(redefining, user)
    _check_seat(redefining, SEATS_TAKEN)
    put(redefining.definitions.users, user)
    return number


def change_user(redefining: Redefining, item: Item) -> int:
    """Change the user that an item names by what it gives, and return the id."""
    number = id_given(item)
    user = next((one for one in redefining.definitions.users if one.id == number), None)
    if user is None:
        raise RecordError(USER_UNKNOWN, ("id",))
    if user.status == DELETED:
        raise RecordError(DELETED_FIXED, ("id",))
    refuse_fixed(item)
    changed = replace(
        user,
        **given_values(item, user),
        **_own(redefining, item, user),
        **_given_places(redefining, item),
        **_given_state(redefining, item, user),
        modified_time=redefining.now,
        modified_by=redefining.caller.user.id,
    )
    if "Reporting_To" in item:
        changed = replace(changed, reporting_to=manager_given(redefining, item, changed))
    check_manager(redefining, changed, before=user, given="Reporting_To" in item)
    if item.get("email") is not None:
        changed = replace(changed, email=_changed_email(redefining, item, user))
    put(redefining.definitions.users, changed)
    return user.id


def delete_user(redefining: Redefining, number: int) -> int:
    """Mark a user as deleted; what the user owns stays as it is.

    unspecified: whoever reported to the user reports to the user's own manager from then on.
    """
    user = deletable(redefining, number)
    remove_user(redefining, user, user.reporting_to)
    return number


def deletable(redefining: Redefining, number: int) -> User:
    """Return a user who may be deleted.

    Raises:
        ApiError: there is none.
        RecordError: the user may not be deleted.
    """
    user = next((one for one in redefining.definitions.users if one.id == number), None)
    if user is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    if user.status == DELETED:
        raise RecordError(ALREADY_DELETED, id=str(number))
    if is_primary(redefining, user):
        raise RecordError(PRIMARY_KEPT, id=str(number))
    if number == redefining.caller.user.id:
        raise RecordError(USER_LOGGED_IN, id=str(number))
    return user


def remove_user(redefining: Redefining, user: User, manager: int | None) -> None:
    """Mark a user as deleted, who is in no territory and manages nothing any more.

    Others report to a manager instead.
    """
    definitions = redefining.definitions
    stamps: dict[str, Any] = {
        "modified_time": redefining.now,
        "modified_by": redefining.caller.user.id,
    }
    definitions.users[:] = [
        replace(one, reporting_to=None if one.id == manager else manager, **stamps)
        if one.reporting_to == user.id
        else one
        for one in definitions.users
    ]
    put(definitions.users, replace(user, status=DELETED, territories=(), **stamps))
    definitions.territories[:] = [
        replace(one, manager=None) if one.manager == user.id else one
        for one in definitions.territories
    ]
    definitions.roles[:] = [
        replace(one, forecast_manager=None) if one.forecast_manager == user.id else one
        for one in definitions.roles
    ]


def is_primary(redefining: Redefining, user: User) -> bool:
    """Tell whether a user is the one whom the org is held by."""
    return user.email.lower() == redefining.definitions.org.primary_email.lower()


def _needed(redefining: Redefining, item: Item, key: str) -> int:
    found = _place(redefining, item, key)
    if found is None:
        raise RecordError(MANDATORY_MISSING, (key,))
    return found


def _place(redefining: Redefining, item: Item, key: str) -> int | None:
    """Return the role or profile that an item names."""
    kinds: dict[str, list[Any]] = {
        "role": redefining.definitions.roles,
        "profile": redefining.definitions.profiles,
    }
    ids = {one.id for one in kinds[key]}
    return reference_given(item, key, USER_REFERENCE_UNKNOWN, ids.__contains__)


def _given_places(redefining: Redefining, item: Item) -> dict[str, Any]:
    found = {key: _place(redefining, item, key) for key in ("role", "profile")}
    return {key: value for key, value in found.items() if value is not None}


def _given_state(redefining: Redefining, item: Item, user: User) -> dict[str, Any]:
    """Return the status and the confirmation that an item gives."""
    found: dict[str, Any] = {}
    confirm = flag_given(item, "confirm", default=user.confirm)
    if user.confirm and not confirm:
        raise RecordError(REINVITE_CONFIRMED, ("confirm",))
    found["confirm"] = confirm
    word = word_given(item, "status", _STATUSES, USER_PATTERN)
    if word is None:
        return found
    status = _STATUSES[word]
    if status == user.status:
        raise RecordError(ALREADY_ACTIVE if status == ACTIVE else ALREADY_INACTIVE, ("status",))
    if status == ACTIVE:
        _check_seat(redefining, SEATS_TAKEN_FOR_ACTIVE)
    elif is_primary(redefining, user):
        raise RecordError(PRIMARY_NEEDED, ("status",))
    elif user.id == redefining.caller.user.id:
        raise RecordError(USER_LOGGED_IN, ("status",))
    return {**found, "status": status}


def _own(redefining: Redefining, item: Item, user: User) -> dict[str, Any]:
    found = own_values(item)
    if found and user.id != redefining.caller.user.id:
        key = next(key for key in _OWN_KEYS if item.get(key) is not None or key in item)
        raise RecordError(
            USER_OF_ANOTHER, (key,), message=f"Cannot update the {key} of another User"
        )
    return found


_OWN_KEYS = ("signature", "name_format__s", "sort_order_preference__s")


def _changed_email(redefining: Redefining, item: Item, user: User) -> str:
    email = email_given(item)
    if email == user.email:
        return email
    if user.confirm:
        raise RecordError(USER_EMAIL_FIXED, ("email",))
    _check_email(redefining, replace(user, email=email))
    return email


def _check_email(redefining: Redefining, user: User) -> None:
    for other in redefining.definitions.users:
        alike = other.email.lower() == user.email.lower()
        if alike and other.id != user.id and other.status != DELETED:
            raise RecordError(USER_EMAIL_TAKEN, ("email",))


def _check_seat(redefining: Redefining, cause: Cause) -> None:
    """Refuse one more active user than the org has licences for."""
    definitions = redefining.definitions
    used = sum(one.status == ACTIVE for one in definitions.users)
    if definitions.org.user_licenses is not None and used >= definitions.org.user_licenses:
        raise RecordError(cause)
