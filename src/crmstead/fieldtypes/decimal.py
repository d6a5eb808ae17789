"""Numbers with decimal places: decimals, percentages, currencies.

Kept as integers scaled by the field's decimal places, so sums and comparisons are exact.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import TOO_LONG
from crmstead.fieldtypes.base import (
    NUMBER_AGGREGATES,
    NUMBER_COMPARATORS,
    NUMBER_COQL,
    NUMBER_SEARCH,
    FieldType,
    Parser,
    too_long,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.values import PERCENT_DIGITS
from crmstead.model.field import Field

MOST_PLACES = 9
#: Digits of the largest scaled value; a JSON number carries 17 (differences page).
MOST_DIGITS = 18
#: Scaled values below this are carried by a float to the last digit.
_FLOAT_CARRIES = 10**15
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_ROUNDING = {
    "normal": ROUND_HALF_UP,
    "round_off": ROUND_HALF_UP,
    "round_up": ROUND_CEILING,
    "round_down": ROUND_FLOOR,
}


def places(field: Field) -> int:
    """Return the decimal places that a field's stored integers are scaled by."""
    return 2 if field.decimal_place is None else field.decimal_place


def scale(value: Decimal, field: Field) -> int:
    """Return a computed value as the field stores it, rounded by the field's rule."""
    rounding = _ROUNDING[field.rounding_option or "normal"]
    return int(value.scaleb(places(field)).to_integral_value(rounding))


def unscale(stored: int, field: Field) -> Decimal:
    """Return a stored value as an exact decimal."""
    return Decimal(stored).scaleb(-places(field))


def _rounded(number: Decimal, field: Field, whole: int) -> int:
    """Return a value that has more places than its field, or too many digits."""
    if number and number.adjusted() >= whole:
        raise too_long(whole)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MOST_PLACES:
        raise RecordError(TOO_LONG, maximum_decimal_place=MOST_PLACES)
    scaled = scale(number, field)
    if abs(scaled) >= 10 ** (whole + places(field)):
        raise too_long(whole)
    return scaled


class Double(FieldType):
    """A decimal: up to 16 digits before and 9 after the point; rounded to the field's places.

    unspecified: a value with more places than the field has, but no more than 9, is rounded.
    """

    kind = "double"
    column = ColumnKind.INTEGER
    expects = "double"
    comparators = NUMBER_COMPARATORS
    search = NUMBER_SEARCH
    coql = NUMBER_COQL
    aggregates = NUMBER_AGGREGATES
    whole_digits = 16

    def render_arguments(self, field: Field) -> str:
        # Whole numbers without a point; what a float does not carry exactly is written out.
        unit, number = 10 ** places(field), "{0}"
        return (
            f"None if {number} is None else {number} // {unit} if {number} % {unit} == 0 else "
            f"{number} / {unit} if -{_FLOAT_CARRIES} < {number} < {_FLOAT_CARRIES} else "
            f"exact({number}, {places(field)})"
        )

    def parser(self, field: Field) -> Parser:
        whole = min(field.length or self.whole_digits, MOST_DIGITS - places(field))
        unit: int = 10 ** places(field)
        most: int = 10**whole
        top, step = Decimal(most), Decimal(1).scaleb(-places(field))

        def parse(given: Any, _zone: tzinfo) -> int:
            if type(given) is int:
                if -most < given < most:
                    return given * unit
                raise too_long(whole)
            number = self._number(given)
            if -top < number < top and (exact := number.quantize(step)) == number:
                return int(exact * unit)
            return _rounded(number, field, whole)

        return parse

    def _number(self, given: Any) -> Decimal:
        if isinstance(given, float):
            given = Decimal(str(given))
        if not isinstance(given, Decimal) or not given.is_finite():
            raise self.wrong_type()
        return given

    def operand(self, field: Field) -> Parser:
        """Return what scales a number of criteria without rounding it.

        What has more places than the field becomes a Decimal between two stored values.
        """
        parse = self.parser(field)

        def convert(given: Any, zone: tzinfo) -> int | Decimal:
            if isinstance(given, str):
                if _NUMBER.fullmatch(given) is None:
                    raise self.wrong_type()
                given = Decimal(given)
            parse(given, zone)
            exact = Decimal(str(given)).scaleb(places(field))
            whole = int(exact)
            return whole if whole == exact else exact

        return convert


class Percent(Double):
    """A percentage."""

    kind = "percent"
    whole_digits = PERCENT_DIGITS


class Currency(Double):
    """An amount in the org's currency."""

    kind = "currency"


class Discount(Currency):
    """A discount: an amount, or text such as `5%` that inventory records turn into one."""

    kind = "discount"

    def parser(self, field: Field) -> Parser:
        amount = super().parser(field)

        def parse(given: Any, zone: tzinfo) -> Any:
            if isinstance(given, str):
                text = given.strip()
                if not text:
                    return None
                try:
                    number = Decimal(text.removesuffix("%").strip())
                except ArithmeticError:
                    raise self.wrong_type() from None
                amount(number, zone)
                if text.endswith("%"):
                    return DiscountPercent(number)
                given = number
            return amount(given, zone)

        return parse


class DiscountPercent(Decimal):
    """A discount given as a percentage; the inventory rules replace it by the amount."""
