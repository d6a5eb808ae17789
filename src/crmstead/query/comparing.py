"""What it means to compare one field: the conditions that all criteria are made of.

Custom views and searches share them. Text compares without regard to letter case; an empty field
is not equal to any value and neither less nor greater than one; a check box that was never given
is false.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any as Json

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.date import parse_date
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
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
    NOW,
    Moment,
    day_range,
    start_of,
)

#: The whole number that a bound between two whole numbers is compared with instead.
_WHOLE: dict[str, Callable[[Decimal], int]] = {
    "<": math.ceil,
    "<=": math.floor,
    ">": math.floor,
    ">=": math.ceil,
}


def column(field: Field) -> ColumnRef:
    """Return the column of a field that has one."""
    kind = type_of(field.kind).column
    assert kind is not None  # noqa: S101 - collections have no operators
    return ColumnRef(BASE, field.column or field.api_name, kind)


def is_empty(field: Field) -> Condition:
    """Return "the field has no value"; a check box always has one."""
    return NOTHING if _kind(field) is ColumnKind.BOOLEAN else IsNull(column(field))


def equal(field: Field, value: Json, moment: Moment) -> Condition:
    """Return "the field is a value"; of several chosen ones, one is.

    Raises:
        RecordError: the value is none of the field's type.
    """
    if _kind(field) is ColumnKind.BOOLEAN:
        return _checked(field, _operand(field, value, moment))
    return compare(field, "=", value, moment)


def compare(field: Field, operator: str, value: Json, moment: Moment) -> Condition:
    """Return a comparison by `=`, `<`, `<=`, `>` or `>=`; with a day as a whole day.

    Raises:
        RecordError: the value is none of the field's type.
    """
    days = _days(field, value, moment)
    if days is not None:
        return _by_days(field, operator, days, moment)
    operand = _operand(field, value, moment)
    if operand is None:
        return is_empty(field) if operator == "=" else NOTHING
    where = column(field)
    if where.kind is ColumnKind.JSON:
        return HasEntry(where, operand)
    if type_of(field.kind).folded:
        return Compare(where, operator, operand.lower(), folded=True)
    if isinstance(operand, Decimal):
        if operator == "=":
            return NOTHING
        operand = _WHOLE[operator](operand)
    numeric = where.kind is ColumnKind.TEXT and isinstance(operand, int)
    return Compare(where, operator, operand, numeric_text=numeric)


def negated(condition: Condition, field: Field) -> Condition:
    """Return the opposite of an equality: NOT alone would lose the empty fields."""
    if isinstance(condition, Not):
        return condition.condition
    parts = condition.conditions if isinstance(condition, Any) else (condition,)
    if IsNull(column(field)) in parts or _kind(field) is ColumnKind.BOOLEAN:
        return Not(condition)
    return Any((IsNull(column(field)), Not(condition)))


def one_of(field: Field, values: Sequence[Json], moment: Moment) -> Condition:
    """Return "the field is one of some values".

    Raises:
        RecordError: one of them is none of the field's type.
    """
    where = column(field)
    operands = [_operand(field, one, moment) for one in values if not _is_day(field, one)]
    single = where.kind is ColumnKind.JSON or len(operands) < len(values)
    if single or any(one is None or isinstance(one, Decimal) for one in operands):
        return Any(tuple(equal(field, one, moment) for one in values))
    if type_of(field.kind).folded:
        return OneOf(where, tuple(one.lower() for one in operands), folded=True)
    if where.kind is ColumnKind.TEXT and any(isinstance(one, int) for one in operands):
        return Any(tuple(Compare(where, "=", one, numeric_text=True) for one in operands))
    return OneOf(where, tuple(operands))


def between(field: Field, low: Json, high: Json, moment: Moment) -> Condition:
    """Return "the field is within two values, both included".

    Raises:
        RecordError: one of them is none of the field's type.
    """
    return All((compare(field, ">=", low, moment), compare(field, "<=", high, moment)))


def like(field: Field, where: str, value: str) -> Condition:
    """Return "the text `contains`, `starts_with` or `ends_with` a value"."""
    if _kind(field) is ColumnKind.JSON:
        return HasEntry(column(field), value, where)
    return Like(column(field), where, value)


def _kind(field: Field) -> ColumnKind | None:
    return type_of(field.kind).column


def _checked(field: Field, operand: bool) -> Condition:
    where = column(field)
    if operand:
        return All((Not(IsNull(where)), Compare(where, "=", value=True)))
    return Any((IsNull(where), Compare(where, "=", value=False)))


def _operand(field: Field, value: Json, moment: Moment) -> Json:
    if value == CURRENT_USER and field.kind == "user":
        return moment.user
    if value == NOW and field.kind == "datetime":
        return moment.seconds
    if value is None:
        return None
    return type_of(field.kind).operand(field)(value, moment.zone)


def _is_day(field: Field, value: Json) -> bool:
    """Tell whether a value stands for whole days of a field, to be compared by their bounds."""
    if field.kind not in {"date", "datetime"} or not isinstance(value, str):
        return False
    return value.startswith("${") or (field.kind == "datetime" and parse_date(value) is not None)


def _days(field: Field, value: Json, moment: Moment) -> tuple[datetime.date, datetime.date] | None:
    if not _is_day(field, value):
        return None
    day = parse_date(value)
    return day_range(value, moment) if day is None else (day, day)


def _by_days(
    field: Field,
    operator: str,
    days: tuple[datetime.date, datetime.date],
    moment: Moment,
) -> Condition:
    """Compare with a range of days: equal is within, greater is after its end."""
    first, last = days
    low: Json
    high: Json
    try:
        after_last = last + timedelta(days=1)
        low, high = first.isoformat(), after_last.isoformat()
        if field.kind == "datetime":
            low, high = start_of(first, moment.zone), start_of(after_last, moment.zone)
    except (OverflowError, ValueError):  # the first or last day that there is
        raise type_of(field.kind).wrong_type() from None
    where = column(field)
    ranges: dict[str, Condition] = {
        "=": All((Compare(where, ">=", low), Compare(where, "<", high))),
        "<": Compare(where, "<", low),
        "<=": Compare(where, "<", high),
        ">": Compare(where, ">=", high),
        ">=": Compare(where, ">=", low),
    }
    return ranges[operator]


def expected_type(field: Field, error: RecordError) -> str:
    """Return the type of value that a field expects, for one that it refused."""
    expected: str = error.details.get("expected_data_type", type_of(field.kind).expects)
    return expected
