"""Adding, changing and deleting sharing rules of modules (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crmstead.errors.cause import Cause
from crmstead.errors.raised import ApiError, At, RecordError
from crmstead.errors.setup.data_sharing import (
    SHARING_ALREADY_ACTIVE,
    SHARING_ALREADY_INACTIVE,
    SHARING_DEPENDENT_MISMATCH,
    SHARING_DEPENDENT_MISSING,
    SHARING_RULE_TAKEN,
    SHARING_RULE_UNKNOWN,
    SHARING_RULES_LIMIT,
    SHARING_STATUS_FIXED,
    SHARING_VALUE_INVALID,
)
from crmstead.errors.values import MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.data_sharing import (
    ALL_USERS,
    CRITERIA_BASED,
    GROUPS,
    PERMISSION_TYPES,
    RECORD_OWNER_BASED,
    ROLES,
    Shared,
    SharingRule,
)
from crmstead.model.module import Module
from crmstead.query.special_values import Moment
from crmstead.setup.criteria import criteria_given
from crmstead.setup.given import Item
from crmstead.setup.people.items import id_given
from crmstead.setup.people.values import flag_given, needed_text
from crmstead.setup.redefining import Redefining, drop, put

ACTIVE, INACTIVE = "active", "inactive"
TYPES = (RECORD_OWNER_BASED, CRITERIA_BASED)
SHARED_TYPES = (ROLES, GROUPS, ALL_USERS)
#: unspecified: the number.
MOST_RULES = 25
_LONGEST_NAME = 100
_NEEDED = ("name", "type", "shared_to", "permission_type", "superiors_allowed")
_PATH_INDEX = 3


def add_rule(redefining: Redefining, module: Module, item: Item) -> int:
    """Add the rule that an item describes and return its id; it is active at once."""
    rules = [one for one in redefining.definitions.sharing_rules if one.module == module.api_name]
    if len(rules) >= MOST_RULES:
        raise RecordError(SHARING_RULES_LIMIT, limit=MOST_RULES)
    for key in _NEEDED:
        if item.get(key) is None:
            raise RecordError(MANDATORY_MISSING, (key,))
    number = redefining.org.ids.next()
    base = SharingRule(
        id=number,
        name="",
        module=module.api_name,
        type="",
        shared_to=Shared(type=ALL_USERS),
        created_time=redefining.now,
        created_by=redefining.caller.user.id,
    )
    _put(redefining, _given(redefining, module, item, base))
    return number


def change_rule(redefining: Redefining, module: Module, item: Item) -> int:
    """Change the rule that an item names by what it gives, and return its id."""
    number = id_given(item)
    rule = _rule(redefining, module, number)
    if rule is None:
        raise RecordError(SHARING_RULE_UNKNOWN, ("id",))
    _put(redefining, _given(redefining, module, item, rule))
    return rule.id


def rule_of_path(redefining: Redefining, module: Module, number: int) -> SharingRule:
    """Return the rule of a path.

    Raises:
        ApiError: the module has no such rule.
    """
    rule = _rule(redefining, module, number)
    if rule is None:
        raise ApiError(SHARING_RULE_UNKNOWN, resource_path_index=_PATH_INDEX)
    return rule


def switch_rule(redefining: Redefining, rule: SharingRule, *, on: bool) -> None:
    """Let a rule hold, or no longer.

    Raises:
        ApiError: it is so already.
    """
    status, already = (
        (ACTIVE, SHARING_ALREADY_ACTIVE) if on else (INACTIVE, SHARING_ALREADY_INACTIVE)
    )
    if rule.status == status:
        raise ApiError(already, resource_path_index=_PATH_INDEX)
    put(redefining.definitions.sharing_rules, replace(rule, status=status))


def delete_rule(redefining: Redefining, rule: SharingRule) -> None:
    """Remove a rule."""
    drop(redefining.definitions.sharing_rules, rule.id)


def _rule(redefining: Redefining, module: Module, number: int | None) -> SharingRule | None:
    for one in redefining.definitions.sharing_rules:
        if one.id == number and one.module == module.api_name:
            return one
    return None


def _put(redefining: Redefining, rule: SharingRule) -> None:
    for other in redefining.definitions.sharing_rules:
        alike = other.module == rule.module and other.name.lower() == rule.name.lower()
        if alike and other.id != rule.id:
            raise RecordError(SHARING_RULE_TAKEN, ("name",))
    by, now = redefining.caller.user.id, redefining.now
    stamped = replace(rule, modified_time=now, modified_by=by)
    put(redefining.definitions.sharing_rules, stamped)


def _given(redefining: Redefining, module: Module, item: Item, rule: SharingRule) -> SharingRule:
    """Return what a rule becomes by an item; keys it does not give stay."""
    if item.get("status") is not None:
        raise RecordError(SHARING_STATUS_FIXED, ("status",))
    found: dict[str, Any] = {
        key: _word(item, key, known)
        for key, known in (("type", TYPES), ("permission_type", PERMISSION_TYPES))
        if item.get(key) is not None
    }
    if item.get("name") is not None:
        found["name"] = needed_text(item, "name", _LONGEST_NAME)
    default = rule.superiors_allowed
    found["superiors_allowed"] = flag_given(item, "superiors_allowed", default=default)
    for key in ("shared_to", "shared_from"):
        if item.get(key) is not None:
            found[key] = _shared(redefining, item, key)
    if item.get("criteria") is not None:
        found["criteria"] = _criteria(redefining, module, item)
    return _whole(replace(rule, **found))


def _whole(rule: SharingRule) -> SharingRule:
    """Return a rule with what its type has, and nothing of the other one."""
    needed, other = "shared_from", "criteria"
    if rule.type == CRITERIA_BASED:
        needed, other = other, needed
    if getattr(rule, needed) is None:
        raise RecordError(SHARING_DEPENDENT_MISSING, (needed,), dependee=At(("type",)))
    cleared: dict[str, Any] = {other: None}
    return replace(rule, **cleared)


def _word(item: Item, key: str, known: Sequence[str]) -> str:
    word = item[key]
    if word not in known:
        raise RecordError(SHARING_VALUE_INVALID, (key,), supported_values=list(known))
    return str(word)


def _shared(redefining: Redefining, item: Item, key: str) -> Shared:
    """Return whom a rule names: a role or a group by its id, or all users."""
    given = item[key]
    if not isinstance(given, dict):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="jsonobject")
    try:
        if given.get("type") is None:
            raise RecordError(MANDATORY_MISSING, ("type",))  # noqa: TRY301 - seen from the key
        kind = _word(given, "type", SHARED_TYPES)
        below = flag_given(given, "subordinates", default=False)
        if kind == ALL_USERS:
            return Shared(type=kind)
        return Shared(type=kind, resource=_resource(redefining, given, kind), subordinates=below)
    except RecordError as error:
        raise error.below(key) from None


def _resource(redefining: Redefining, given: Mapping[str, Any], kind: str) -> int:
    if given.get("resource") is None:
        raise RecordError(SHARING_DEPENDENT_MISSING, ("resource",), dependee=At(("type",)))
    number = known_id(given["resource"])
    definitions = redefining.definitions
    known = {
        ROLES: {one.id for one in definitions.roles},
        GROUPS: {one.id for one in definitions.user_groups},
    }
    path = ("resource", "id")
    if number in known[kind]:
        assert number is not None  # noqa: S101 - None is no id
        return number
    if any(number in ids for ids in known.values()):
        raise _mismatch(SHARING_DEPENDENT_MISMATCH, path)
    raise RecordError(SHARING_VALUE_INVALID, path)


def _mismatch(cause: Cause, path: tuple[str, ...]) -> RecordError:
    return RecordError(cause, path, dependee=At(("type",)))


def _criteria(redefining: Redefining, module: Module, item: Item) -> dict[str, Any]:
    caller = redefining.caller
    moment = Moment(redefining.now, caller.zone, caller.user.id)
    try:
        return criteria_given(module, item["criteria"], moment, caller.profile.id)
    except RecordError as error:
        raise error.below("criteria") from None
