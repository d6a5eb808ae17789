"""Criteria of custom views, in their JSON form, to a condition of a plan.

`{"comparator", "field": {"api_name"}, "value"}` or `{"group_operator": "AND" | "OR", "group"}`
(platform reference 2.5). What a comparison means stands in `query.comparing`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any as Json

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.comparing import between, compare, equal, is_empty, like, negated, one_of
from crmstead.query.plan import All, Any, Condition, Not
from crmstead.query.special_values import EMPTY, NOT_EMPTY, Moment

_OPERATORS = {
    "less_than": "<",
    "less_equal": "<=",
    "greater_than": ">",
    "greater_equal": ">=",
}
_LIKES = ("contains", "starts_with", "ends_with")
_NEGATED = {
    "not_equal": "equal",
    "not_in": "in",
    "not_contains": "contains",
    "not_between": "between",
}


class CriteriaError(Exception):
    """Criteria name a field or comparator that cannot be filtered by; carries the field's name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def condition_of(
    criteria: Mapping[str, Json],
    module: Module,
    moment: Moment,
    closed: Collection[str] = (),
) -> Condition:
    """Return the condition that criteria stand for; `closed` are fields nobody may filter by.

    Raises:
        CriteriaError: a field that is unknown or cannot be filtered, or a bad comparator.
    """
    group = criteria.get("group")
    if group is not None:
        parts = tuple(condition_of(one, module, moment, closed) for one in group)
        return All(parts) if str(criteria.get("group_operator")).upper() == "AND" else Any(parts)
    name = criteria["field"]["api_name"]
    field = module.by_name.get(name)
    comparator = str(criteria["comparator"])
    if field is None or name in closed or comparator not in type_of(field.kind).comparators:
        raise CriteriaError(name)
    try:
        return _leaf(field, comparator, criteria.get("value"), moment)
    except RecordError:
        raise CriteriaError(name) from None


def _leaf(field: Field, comparator: str, value: Json, moment: Moment) -> Condition:
    if comparator in _NEGATED:
        return negated(_leaf(field, _NEGATED[comparator], value, moment), field)
    if value == EMPTY or value is None:
        return is_empty(field)
    if value == NOT_EMPTY:
        return Not(is_empty(field))
    if comparator in _LIKES:
        return like(field, comparator, str(value))
    if comparator == "in":
        values = value if isinstance(value, list) else str(value).split(",")
        return one_of(field, values, moment)
    if comparator == "between":
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from, to
            raise CriteriaError(field.api_name)
        return between(field, value[0], value[1], moment)
    if comparator in _OPERATORS:
        return compare(field, _OPERATORS[comparator], value, moment)
    return equal(field, value, moment)
