"""Rules by which records lock themselves, and the fields they name, as bodies give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from crmstead.errors.locking import (
    LOCKING_FIELD_AMBIGUOUS,
    LOCKING_FIELD_MISSING,
    LOCKING_FIELD_NOT_SUPPORTED,
    LOCKING_FIELD_UNKNOWN,
    LOCKING_LIMIT,
    LOCKING_RULES_ALIKE,
    LOCKING_VALUE_INVALID,
)
from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field
from crmstead.model.ids import parse_id
from crmstead.model.locking import LockingConfiguration, LockingRule
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.special_values import Moment

_MOST_RULES = 5
_LONGEST_NAME = 100
_DEEPEST = 8


def array_of(value: Any, key: str) -> list[Any]:
    """Return an array; `key` is where it stands."""
    if not isinstance(value, list):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="jsonarray")
    return value


def limited(value: Any, key: str, most: int, what: str) -> list[dict[str, Any]]:
    """Return an array of so many objects at most; `what` they are in the refusal's words."""
    items = array_of(value, key)
    if len(items) > most:
        raise RecordError(
            LOCKING_LIMIT,
            (key,),
            message=f"Maximum limit for {what} exceeded",
            limit=most,
            available_limit=most,
        )
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordError(WRONG_TYPE, (key, index), expected_data_type="jsonobject")
    return items


def id_of(value: Any) -> int | None:
    """Return the id that a text or a number stands for, None where it is none."""
    if isinstance(value, str):
        return parse_id(value)
    return value if type(value) is int else None


def field_of(module: Module, item: Mapping[str, Any]) -> Field:
    """Return the field that an id, an api name, or both name."""
    name, number = item.get("api_name"), item.get("id")
    if name is None and number is None:
        places = [At(("api_name",)), At(("id",))]
        raise RecordError(LOCKING_FIELD_MISSING, expected_fields=places)
    by_name = module.by_name.get(name) if isinstance(name, str) else None
    by_id = next((one for one in module.fields if one.id == id_of(number)), None)
    if name is not None and by_name is None:
        raise RecordError(LOCKING_FIELD_UNKNOWN, ("api_name",))
    if number is not None and by_id is None:
        raise RecordError(LOCKING_FIELD_UNKNOWN, ("id",))
    if by_name is not None and by_id is not None and by_name is not by_id:
        places = [At(("api_name",)), At(("id",))]
        raise RecordError(LOCKING_FIELD_AMBIGUOUS, ambiguity_due_to=places)
    found = by_name or by_id
    assert found is not None  # noqa: S101 - one of them was given and found
    return found


def rules_of(
    module: Module,
    given: Any,
    base: LockingConfiguration,
    moment: Moment,
    next_id: Callable[[], int],
) -> tuple[LockingRule, ...]:
    """Return the rules after those given: an item with an id changes or removes its rule."""
    key = "locking_rules"
    kept = {rule.id: rule for rule in base.locking_rules}
    for index, item in enumerate(limited(given, key, _MOST_RULES, "locking rules")):
        number = id_of(item.get("id"))
        if item.get("id") is not None and number not in kept:
            raise RecordError(LOCKING_VALUE_INVALID, (key, index, "id"))
        if number is not None and item.get("_delete", False) in {None, True}:
            del kept[number]
            continue
        try:
            rule = _rule(module, item, kept.get(number or 0), moment, next_id)
            _check_alike(rule, (one for one in kept.values() if one.id != rule.id))
        except RecordError as error:
            raise error.below(key, index) from None
        kept[rule.id] = rule
    if len(kept) > _MOST_RULES:
        limited([{}] * len(kept), key, _MOST_RULES, "locking rules")
    return tuple(kept.values())


def _rule(
    module: Module,
    item: Mapping[str, Any],
    known: LockingRule | None,
    moment: Moment,
    next_id: Callable[[], int],
) -> LockingRule:
    name = item.get("name") or (known and known.name)
    criteria = item.get("criteria") or (known and known.criteria)
    if name is None:
        raise RecordError(MANDATORY_MISSING, ("name",))
    if criteria is None:
        raise RecordError(MANDATORY_MISSING, ("criteria",))
    try:
        text = clean_text(name, _LONGEST_NAME, "text")
    except RecordError as error:
        raise error.below("name") from None
    if text is None:
        raise RecordError(MANDATORY_MISSING, ("name",))
    return LockingRule(
        id=next_id() if known is None else known.id,
        name=text,
        criteria=_criteria(module, criteria, moment),
    )


def _check_alike(rule: LockingRule, others: Iterable[LockingRule]) -> None:
    for other in others:
        if other.name.lower() == rule.name.lower():
            raise RecordError(LOCKING_RULES_ALIKE, ("name",))
        if other.criteria == rule.criteria:
            message = "Duplicate criteria found, Enter unique criteria."
            raise RecordError(LOCKING_RULES_ALIKE, ("criteria",), message=message)


def _criteria(module: Module, given: Any, moment: Moment) -> dict[str, Any]:
    """Return criteria in the form in which they are kept, tried out once."""
    plain = _plain_criteria(module, given, ("criteria",), _DEEPEST)
    try:
        condition_of(plain, module, moment)
    except CriteriaError:
        raise RecordError(
            LOCKING_FIELD_NOT_SUPPORTED, ("criteria", "field"), message="field not supported"
        ) from None
    except (TypeError, ValueError, LookupError, AttributeError):
        raise RecordError(LOCKING_VALUE_INVALID, ("criteria",)) from None
    return plain


def _plain_criteria(
    module: Module, given: Any, path: tuple[str | int, ...], depth: int
) -> dict[str, Any]:
    if not isinstance(given, dict) or depth == 0:
        raise RecordError(LOCKING_VALUE_INVALID, path)
    group = given.get("group")
    if group:
        operator = given.get("group_operator")
        if not isinstance(group, list) or str(operator).upper() not in {"AND", "OR"}:
            raise RecordError(LOCKING_VALUE_INVALID, (*path, "group_operator"))
        parts = [
            _plain_criteria(module, one, (*path, "group", index), depth - 1)
            for index, one in enumerate(group)
        ]
        return {"group_operator": str(operator).upper(), "group": parts}
    named = given.get("field")
    if not isinstance(named, dict) or not isinstance(given.get("comparator"), str):
        raise RecordError(LOCKING_VALUE_INVALID, path)
    try:
        field = field_of(module, named)
    except RecordError as error:
        raise error.below(*path, "field") from None
    return {
        "comparator": given["comparator"],
        "field": {"api_name": field.api_name, "id": str(field.id)},
        "value": _plain_value(given.get("value")),
    }


def _plain_value(value: Any) -> Any:
    """Return a value as definitions keep it: JSON has no exact decimals."""
    if isinstance(value, list):
        return [_plain_value(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
