"""The value of a formula for one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext
from functools import partial

from crmstead.formulas.arithmetic import CONTEXT, OPERATIONS
from crmstead.formulas.errors import NoValueError
from crmstead.formulas.functions.base import Moment
from crmstead.formulas.functions.dates import at
from crmstead.formulas.functions.logic import every, some
from crmstead.formulas.functions.registry import FUNCTIONS
from crmstead.formulas.functions.texts import FUNCTIONS as TEXTS
from crmstead.formulas.tree import Call, Chain, Constant, Node, Reference, Sign
from crmstead.formulas.types import Value


@dataclass(frozen=True, slots=True)
class Record:
    """What a formula is computed from: values of fields by the names it uses, and the moment."""

    values: Callable[[str], Value]
    moment: Moment


def evaluate(node: Node, record: Record) -> Value:
    """Return the value of a formula that was checked; None where it has none.

    Nothing is computed of an empty field but by `If`, `And`, `Or`, `IsEmpty` and `=`; unspecified:
    as there is no error that a record could show, a division by zero and numbers and dates out of
    all bounds have no value either.
    """
    try:
        with localcontext(CONTEXT):
            value = _value(node, record)
    except (NoValueError, ArithmeticError, ValueError, OverflowError):
        return None
    return None if isinstance(value, Decimal) and not value.is_finite() else value


def _value(node: Node, record: Record) -> Value:
    match node:
        case Constant(value):
            return value
        case Reference(name):
            return record.values(name)
        case Sign(sign, of):
            return _signed(sign, _value(of, record))
        case Chain(first, rest):
            return _chain(first, rest, record)
        case Call(name, arguments):
            return _call(name, arguments, record)


def _signed(sign: str, value: Value) -> Value:
    if value is None:
        return None
    return not value if sign == "!" else CONTEXT.minus(value)  # type: ignore[arg-type]


def _call(name: str, arguments: tuple[Node, ...], record: Record) -> Value:
    function = FUNCTIONS[name]
    if function.lazy:
        return function.apply(record.moment, *(partial(_value, one, record) for one in arguments))
    values = [_value(one, record) for one in arguments]
    if any(one is None for one in values):
        return None
    if function.more:
        values = _comparable(values, record)
    return function.apply(record.moment, *values)


def _chain(first: Node, rest: tuple[tuple[str, Node], ...], record: Record) -> Value:
    if rest[0][0] in {"and", "or"}:
        nodes = (first, *(one for _, one in rest))
        choose = every if rest[0][0] == "and" else some
        return choose(record.moment, *(partial(_value, one, record) for one in nodes))
    found = _value(first, record)
    for operator, one in rest:
        found = _joined(operator, found, _value(one, record), record)
    return found


def _joined(operator: str, one: Value, other: Value, record: Record) -> Value:
    if operator in {"=", "!="}:
        return _equal(one, other, record) is (operator == "=")
    if one is None or other is None:
        return None
    if operator in _ORDER:
        left, right = _comparable([one, other], record)
        return _ORDER[operator](left, right)
    if isinstance(one, str):
        return TEXTS["concat"].apply(record.moment, one, other)
    assert isinstance(one, Decimal) and isinstance(other, Decimal)  # noqa: S101, PT018 - checked
    return OPERATIONS[operator](one, other)


def _equal(one: Value, other: Value, record: Record) -> bool:
    """Tell whether two values are alike; an empty field is like an empty text, and like null."""
    if one is None or other is None:
        return one in {None, ""} and other in {None, ""}
    left, right = _comparable([one, other], record)
    return bool(left == right)


def _comparable(values: list[Value], record: Record) -> list[Value]:
    """Return values of which some are dates and others times as times all of them."""
    if any(isinstance(one, datetime) for one in values):
        zone = record.moment.zone
        return [at(one, zone) if isinstance(one, date) else one for one in values]
    return values


_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "<": lambda one, other: one < other,  # type: ignore[operator]
    "<=": lambda one, other: one <= other,  # type: ignore[operator]
    ">": lambda one, other: one > other,  # type: ignore[operator]
    ">=": lambda one, other: one >= other,  # type: ignore[operator]
}
