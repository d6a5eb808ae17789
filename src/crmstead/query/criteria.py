"""Criteria of custom views, in their JSON form, to a condition of a plan.

`{"comparator", "field": {"api_name"}, "value"}` or `{"group_operator": "AND" | "OR", "group"}`
(platform reference 2.5). Text compares without regard to case; an empty field is not equal to
any value.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from datetime import timedelta
from typing import Any as Json

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.date import parse_date
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    NOTHING,
    All,
    Any,
    ColumnRef,
    Compare,
    Condition,
    HasEntry,
    IsNull,
    Like,
    Not,
    OneOf,
)
from crmstead.query.special_values import (
    CURRENT_USER,
    EMPTY,
    NOT_EMPTY,
    NOW,
    Moment,
    day_range,
    start_of,
)

_OPERATORS = {
    "equal": "=",
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
#: Whether two values that are alike fulfil the comparator.
_EQUALITY = {"equal": True, "not_equal": False}


class CriteriaError(Exception):
    """Criteria name a field or comparator that cannot be filtered by; carries the field's name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def condition_of(criteria: Mapping[str, Json], module: Module, moment: Moment) -> Condition:
    """Return the condition that criteria stand for.

    Raises:
        CriteriaError: a field that is unknown or cannot be filtered, or a bad comparator.
    """
    group = criteria.get("group")
    if group is not None:
        parts = tuple(condition_of(one, module, moment) for one in group)
        return All(parts) if str(criteria.get("group_operator")).upper() == "AND" else Any(parts)
    name = criteria["field"]["api_name"]
    field = module.by_name.get(name)
    if field is None or type_of(field.kind).column is None:
        raise CriteriaError(name)
    comparator, value = str(criteria["comparator"]), criteria.get("value")
    if isinstance(value, bool) and comparator in _EQUALITY and field.kind == "boolean":
        return _is_true(field) if value is _EQUALITY[comparator] else _is_false(field)
    try:
        return _leaf(field, comparator, value, moment)
    except RecordError:
        raise CriteriaError(name) from None


def _leaf(field: Field, comparator: str, value: Json, moment: Moment) -> Condition:
    if comparator in _NEGATED:
        # An empty field is not equal to any value: NOT of null would lose it.
        inner = _leaf(field, _NEGATED[comparator], value, moment)
        if isinstance(inner, IsNull | Not):
            return inner.condition if isinstance(inner, Not) else Not(inner)
        return Any((IsNull(_column(field)), Not(inner)))
    if value == EMPTY or value is None:
        return IsNull(_column(field))
    if value == NOT_EMPTY:
        return Not(IsNull(_column(field)))
    if comparator in _LIKES:
        return Like(_column(field), comparator, str(value))
    if comparator == "in":
        return _one_of(field, value, moment)
    if comparator == "between":
        return _between(field, value, moment)
    if comparator not in _OPERATORS:
        raise CriteriaError(field.api_name)
    return _compare(field, comparator, value, moment)


def _is_true(field: Field) -> Condition:
    return Compare(_column(field), "=", value=True)


def _is_false(field: Field) -> Condition:
    # Records show a check box that was never given as false.
    column = _column(field)
    return Any((IsNull(column), Compare(column, "=", value=False)))


def _column(field: Field) -> ColumnRef:
    kind = type_of(field.kind).column
    assert kind is not None  # noqa: S101 - condition_of refused others
    return ColumnRef(BASE, field.column or field.api_name, kind)


def _compare(field: Field, comparator: str, value: Json, moment: Moment) -> Condition:
    days = day_range(value, moment)
    if days is None and field.kind == "datetime" and isinstance(value, str):
        day = parse_date(value)
        days = None if day is None else (day, day)
    if days is not None:
        return _by_days(field, comparator, days, moment)
    column = _column(field)
    if column.kind is ColumnKind.JSON:
        return HasEntry(column, str(value))
    if column.kind is ColumnKind.TEXT and field.kind not in {"date", "bigint"}:
        return Compare(column, _OPERATORS[comparator], str(value).lower(), folded=True)
    operand = _operand(field, value, moment)
    numeric = field.kind == "bigint"
    return Compare(
        column, _OPERATORS[comparator], int(operand) if numeric else operand, numeric_text=numeric
    )


def _operand(field: Field, value: Json, moment: Moment) -> Json:
    if value == CURRENT_USER:
        return moment.user
    if value == NOW and field.kind == "datetime":
        return moment.seconds
    return type_of(field.kind).operand(field)(value, moment.zone)


def _one_of(field: Field, value: Json, moment: Moment) -> Condition:
    values = value if isinstance(value, list) else str(value).split(",")
    if not values:
        return NOTHING
    column = _column(field)
    if column.kind is ColumnKind.JSON:
        return Any(tuple(HasEntry(column, str(one)) for one in values))
    if column.kind is ColumnKind.TEXT and field.kind != "date":
        return OneOf(column, tuple(str(one).lower() for one in values), folded=True)
    if field.kind == "datetime":
        return Any(tuple(_compare(field, "equal", one, moment) for one in values))
    return OneOf(column, tuple(_operand(field, one, moment) for one in values))


def _between(field: Field, value: Json, moment: Moment) -> Condition:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - from, to
        raise CriteriaError(field.api_name)
    low, high = value
    return All(
        (
            _compare(field, "greater_equal", low, moment),
            _compare(field, "less_equal", high, moment),
        )
    )


def _by_days(
    field: Field,
    comparator: str,
    days: tuple[datetime.date, datetime.date],
    moment: Moment,
) -> Condition:
    """Compare with a range of days: equal is within, greater is after its end."""
    first, last = days
    after_last = last + timedelta(days=1)
    low: Json
    high: Json
    if field.kind == "datetime":
        low, high = start_of(first, moment.zone), start_of(after_last, moment.zone)
    elif field.kind == "date":
        low, high = first.isoformat(), after_last.isoformat()
    else:
        raise CriteriaError(field.api_name)
    column = _column(field)
    ranges: dict[str, Condition] = {
        "equal": All((Compare(column, ">=", low), Compare(column, "<", high))),
        "less_than": Compare(column, "<", low),
        "less_equal": Compare(column, "<", high),
        "greater_than": Compare(column, ">=", high),
        "greater_equal": Compare(column, ">=", low),
    }
    return ranges[comparator]
