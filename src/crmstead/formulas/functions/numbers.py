"""Functions of numbers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from crmstead.formulas.arithmetic import CONTEXT, power
from crmstead.formulas.errors import NoValueError
from crmstead.formulas.functions.base import NUMBER, ORDERED, TEXT, Function, Moment
from crmstead.formulas.types import Type, Value

#: Places to which a number is rounded at most, before or behind the point.
_MOST_PLACES = 20


def _whole(rounding: str) -> Function:
    return Function(
        (NUMBER,), Type.NUMBER, lambda _moment, number: number.to_integral_value(rounding)
    )


def _round(_moment: Moment, number: Decimal, places: Decimal = Decimal(0)) -> Value:
    step = int(places)
    if abs(step) > _MOST_PLACES:
        raise NoValueError
    return CONTEXT.scaleb(
        CONTEXT.scaleb(number, step).to_integral_value(ROUND_HALF_UP), Decimal(-step)
    )


def _number_of(_moment: Moment, text: str) -> Value:
    # Not what Decimal reads besides: "NaN", "1_000", other scripts' digits.
    if not text.isascii() or not set(text.strip()) <= set("0123456789.+-"):
        raise NoValueError
    return CONTEXT.create_decimal(text.strip())


FUNCTIONS = {
    "abs": Function((NUMBER,), Type.NUMBER, lambda _moment, number: abs(number)),
    "ceil": _whole(ROUND_CEILING),
    "floor": _whole(ROUND_FLOOR),
    "round": Function((NUMBER, NUMBER), Type.NUMBER, _round, optional=1),
    "sqrt": Function((NUMBER,), Type.NUMBER, lambda _moment, number: CONTEXT.sqrt(number)),
    "power": Function(
        (NUMBER, NUMBER), Type.NUMBER, lambda _moment, base, exponent: power(base, exponent)
    ),
    "naturallog": Function((NUMBER,), Type.NUMBER, lambda _moment, number: CONTEXT.ln(number)),
    "base10log": Function((NUMBER,), Type.NUMBER, lambda _moment, number: CONTEXT.log10(number)),
    "max": Function((ORDERED,), None, lambda _moment, *values: max(values), more=True),
    "min": Function((ORDERED,), None, lambda _moment, *values: min(values), more=True),
    "ispositive": Function((NUMBER,), Type.BOOLEAN, lambda _moment, number: number > 0),
    "isnegative": Function((NUMBER,), Type.BOOLEAN, lambda _moment, number: number < 0),
    "tonumber": Function((TEXT,), Type.NUMBER, _number_of),
}
