"""What an item says of a territory, checked (platform reference 3.5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crmstead.errors.cause import Cause
from crmstead.errors.raised import RecordError
from crmstead.errors.setup.territories import (
    TERRITORY_ACCESS_EMPTY,
    TERRITORY_ACCESS_UNKNOWN,
    TERRITORY_MANAGER_INVALID,
    TERRITORY_NAME_EMPTY,
    TERRITORY_NAME_LONG,
    TERRITORY_NAME_SIGNS,
    TERRITORY_PARENT_INVALID,
    TERRITORY_RULES_LIMIT,
    TERRITORY_TEXT_LONG,
)
from crmstead.errors.values import ITEM_LIMIT, TOO_LONG
from crmstead.metadata.describing.territories import RULES
from crmstead.model.people import Territory
from crmstead.query.special_values import Moment
from crmstead.setup.criteria import criteria_given
from crmstead.setup.given import Item
from crmstead.setup.people.values import needed_text, reference_given, text_given
from crmstead.setup.redefining import Redefining

ACCESSES = ("read_write_delete", "read_only")
_LONGEST_NAME = 50
_LONGEST_DESCRIPTION = 1000
_SIGNS = re.compile(r"[\^~`#%&+=\[\]{}|\\;\"'<>,]")


def territory_given(redefining: Redefining, item: Item, territory: Territory) -> Territory:
    """Return what a territory becomes by an item; keys it does not give stay.

    Raises:
        RecordError: with the path below the item.
    """
    found: dict[str, Any] = {}
    if "name" in item:
        found["name"] = _name(item)
    if "description" in item:
        found["description"] = _long(item, "description", _LONGEST_DESCRIPTION, TERRITORY_TEXT_LONG)
    if "permission_type" in item:
        found["permission_type"] = _access(item)
    if "reporting_to" in item:
        found["reporting_to"] = _parent(redefining, item, territory)
    if "manager" in item:
        found["manager"] = _manager(redefining, item)
    return replace(territory, **found, rules=_rules(redefining, item, territory))


def _name(item: Item) -> str:
    name = _long(item, "name", _LONGEST_NAME, TERRITORY_NAME_LONG)
    if name is None:
        raise RecordError(TERRITORY_NAME_EMPTY, ("name",))
    if _SIGNS.search(name):
        raise RecordError(TERRITORY_NAME_SIGNS, ("name",))
    return name


def _long(item: Item, key: str, most: int, cause: Cause) -> str | None:
    try:
        return text_given(item, key, most)
    except RecordError as error:
        if error.cause is TOO_LONG:
            raise RecordError(cause, (key,), maximum_length=most) from None
        raise


def _access(item: Item) -> str:
    word = needed_text(item, "permission_type", _LONGEST_NAME, TERRITORY_ACCESS_EMPTY)
    if word not in ACCESSES:
        raise RecordError(
            TERRITORY_ACCESS_UNKNOWN, ("permission_type",), supported_values=list(ACCESSES)
        )
    return word


def _parent(redefining: Redefining, item: Item, territory: Territory) -> int | None:
    """Return the territory above, which is neither the territory itself nor one below it."""
    known = {one.id: one.reporting_to for one in redefining.definitions.territories}
    given = item["reporting_to"]
    if isinstance(given, dict) and given.get("id") is None:
        item = {"reporting_to": None}
    number = reference_given(item, "reporting_to", TERRITORY_PARENT_INVALID, known.__contains__)
    roots = {one for one, above in known.items() if above is None} - {territory.id}
    if number is None and roots:
        raise RecordError(TERRITORY_PARENT_INVALID, ("reporting_to",))
    above, seen = number, set[int]()
    while above is not None and above not in seen:
        if above == territory.id:
            raise RecordError(TERRITORY_PARENT_INVALID, ("reporting_to",))
        seen.add(above)
        above = known.get(above)
    return number


def _manager(redefining: Redefining, item: Item) -> int | None:
    users = {one.id for one in redefining.definitions.users if one.status == "active"}
    given = item["manager"]
    if isinstance(given, dict) and given.get("id") is None:
        return None
    return reference_given(item, "manager", TERRITORY_MANAGER_INVALID, users.__contains__)


def _rules(redefining: Redefining, item: Item, territory: Territory) -> dict[str, dict[str, Any]]:
    """Return the criteria after those given; null takes a module's away."""
    rules = dict(territory.rules)
    caller = redefining.caller
    moment = Moment(redefining.now, caller.zone, caller.user.id)
    for key, name in RULES.items():
        if key not in item:
            continue
        rules.pop(name, None)
        if item[key] is None:
            continue
        module = redefining.catalogue.module_by_name[name]
        try:
            rules[name] = criteria_given(module, item[key], moment, caller.profile.id)
        except RecordError as error:
            if error.cause is ITEM_LIMIT:
                limit = error.details["limit"]
                raise RecordError(TERRITORY_RULES_LIMIT, (key,), limit=limit) from None
            raise error.below(key) from None
    return rules
