"""Times in which users are away (platform reference 3.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmstead.access.caller import Caller
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.users import USER_UNKNOWN
from crmstead.errors.values import MANDATORY_MISSING, VALUE_INVALID, WRONG_TYPE
from crmstead.fieldtypes.datetime import parse_datetime
from crmstead.model.people import Unavailability
from crmstead.setup.given import Item
from crmstead.setup.people.items import MANAGE_USERS, id_given, require_setup
from crmstead.setup.people.values import flag_given, reference_given, text_given
from crmstead.setup.redefining import Redefining, drop, put

_LONGEST_COMMENTS = 250
_PATH_INDEX = 2


def add_time(redefining: Redefining, item: Item) -> int:
    """Add the time that an item describes, the caller's where it names no user; return its id."""
    for key in ("from", "to"):
        if item.get(key) is None:
            raise RecordError(MANDATORY_MISSING, (key,))
    number, caller = redefining.org.ids.next(), redefining.caller
    base = Unavailability(id=number, user=caller.user.id, start=0, end=0)
    return _put(redefining, _given(redefining, item, base))


def change_time(redefining: Redefining, item: Item) -> int:
    """Change the time that an item names by what it gives, and return its id."""
    number = id_given(item)
    found = next((one for one in redefining.definitions.unavailabilities if one.id == number), None)
    if found is None:
        raise RecordError(USER_UNKNOWN, ("id",))
    _require(redefining.caller, found)
    return _put(redefining, _given(redefining, item, found))


def remove_time(redefining: Redefining, number: int) -> int:
    """Remove the time of a path, and return its id.

    Raises:
        ApiError: there is none.
    """
    for one in redefining.definitions.unavailabilities:
        if one.id == number:
            _require(redefining.caller, one)
            drop(redefining.definitions.unavailabilities, number)
            return number
    raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)


def _require(caller: Caller, time: Unavailability) -> None:
    """Check that a time is the caller's own, or the caller manages users."""
    if time.user != caller.user.id:
        require_setup(caller, MANAGE_USERS)


def _put(redefining: Redefining, time: Unavailability) -> int:
    _require(redefining.caller, time)
    put(redefining.definitions.unavailabilities, time)
    return time.id


def _given(redefining: Redefining, item: Item, time: Unavailability) -> Unavailability:
    found: dict[str, Any] = {}
    users = {one.id for one in redefining.definitions.users if one.status == "active"}
    user = reference_given(item, "user", USER_UNKNOWN, users.__contains__)
    if user is not None:
        found["user"] = user
    for key, name in (("from", "start"), ("to", "end")):
        if item.get(key) is not None:
            found[name] = _moment(redefining.caller, item, key)
    if "comments" in item:
        found["comments"] = text_given(item, "comments", _LONGEST_COMMENTS)
    found["all_day"] = flag_given(item, "all_day", default=time.all_day)
    made = replace(time, **found)
    if made.end < made.start:
        raise RecordError(VALUE_INVALID, ("to",))
    return made


def _moment(caller: Caller, item: Item, key: str) -> int:
    given = item[key]
    seconds = parse_datetime(given, caller.zone) if isinstance(given, str) else None
    if seconds is None:
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="datetime")
    return seconds
