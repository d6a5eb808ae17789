"""Conditions over values in memory, for what no table keeps; they mean what they do in SQL."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any as Value

from crmstead.query.plan import All, Any, Compare, Condition, IsNull, Like, Not, OneOf

_COMPARISONS: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LIKES: Mapping[str, Callable[[str, str], bool]] = {
    "contains": operator.contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}
_NO_DIGITS = re.compile(r"[^0-9]+")


def holds(condition: Condition, values: Mapping[str, Value]) -> bool:
    """Tell whether a condition holds for stored values by the names of their columns.

    Raises:
        TypeError: the condition asks for more than one row of plain values can tell.
    """
    return _truth(condition, values) is True


def _truth(condition: Condition, values: Mapping[str, Value]) -> bool | None:
    """Return None where SQL would: a value that is compared is not there."""
    if isinstance(condition, All | Any):
        return _of_several(condition, values)
    if isinstance(condition, Not):
        inner = _truth(condition.condition, values)
        return None if inner is None else not inner
    if not isinstance(condition, Compare | Like | OneOf | IsNull):
        raise TypeError(type(condition).__name__)
    value = values.get(condition.column.name)
    if isinstance(condition, IsNull):
        return value is None
    return None if value is None else _leaf(condition, value)


def _of_several(condition: All | Any, values: Mapping[str, Value]) -> bool | None:
    decisive = isinstance(condition, Any)
    found = [_truth(one, values) for one in condition.conditions]
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _leaf(condition: Compare | Like | OneOf, value: Value) -> bool:
    if isinstance(condition, Like):
        text = _NO_DIGITS.sub("", value) if condition.digits else value.lower()
        return _LIKES[condition.where](text, condition.value.lower())
    if isinstance(condition, OneOf):
        return (value.lower() if condition.folded else value) in condition.values
    if condition.numeric_text:
        value = int(value)
    elif condition.folded:
        value = value.lower()
    return _COMPARISONS[condition.operator](value, condition.value)
