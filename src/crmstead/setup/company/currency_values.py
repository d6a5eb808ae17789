"""What a body says of a currency, checked: its code, name, symbol, rate and format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from crmstead.errors.cause import Cause
from crmstead.errors.raised import RecordError
from crmstead.errors.setup.company import (
    CURRENCY_CODE_INVALID,
    CURRENCY_NAME_INVALID,
    CURRENCY_SYMBOL_INVALID,
    DECIMAL_PLACES_INVALID,
    DECIMAL_SEPARATOR_INVALID,
    EXCHANGE_RATE_INVALID,
    INDIAN_SEPARATORS,
    NUMERAL_SYSTEM_INVALID,
    SEPARATORS_ALIKE,
    THOUSAND_SEPARATOR_INVALID,
)
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.model.company import Currency
from crmstead.setup.given import flag_of, object_of

Item = Mapping[str, Any]

_LONGEST_NAME, _LONGEST_SYMBOL = 100, 10
_RATE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_TOO_FINE = re.compile(r"[0-9]{1,9}\.[0-9]{10,}")
_PLACES = 9
_FORMAT = "format"
#: Keys of a format, what each may be, and what is answered for anything else.
_CHOICES: Mapping[str, tuple[tuple[str, ...], Cause]] = {
    "decimal_separator": (("Period", "Comma"), DECIMAL_SEPARATOR_INVALID),
    "thousand_separator": (("Period", "Comma", "Space"), THOUSAND_SEPARATOR_INVALID),
    "decimal_places": (("0", "2", "3"), DECIMAL_PLACES_INVALID),
    "numeral_system": (("International", "Indian"), NUMERAL_SYSTEM_INVALID),
}


class Known(NamedTuple):
    """A currency of the world."""

    iso_code: str
    name: str
    symbol: str
    places: int

    @property
    def display_name(self) -> str:
        """The name with the code: `US Dollar - USD`."""
        return f"{self.name} - {self.iso_code}"


@cache
def currencies_of_the_world() -> Mapping[str, Known]:
    """Return all currencies by their ISO codes."""
    text = resources.files(__package__).joinpath("currencies.json").read_text(encoding="utf-8")
    return {one[0]: Known(*one) for one in json.loads(text)}


def code_given(item: Item) -> Known:
    """Return the currency whose code an item gives.

    Raises:
        RecordError: none, or no code of a currency.
    """
    code = item.get("iso_code")
    if code is None:
        raise RecordError(MANDATORY_MISSING, ("iso_code",))
    if not isinstance(code, str):
        raise RecordError(CURRENCY_CODE_INVALID, ("iso_code",), expected_data_type="string")
    known = currencies_of_the_world().get(code)
    if known is None:
        raise RecordError(CURRENCY_CODE_INVALID, ("iso_code",))
    return known


def with_properties(made: Currency, item: Item) -> Currency:
    """Return a currency with the name, symbol, flags and format that an item gives.

    Raises:
        RecordError: the first of them that is none.
    """
    name = _text(item, "name", _LONGEST_NAME, CURRENCY_NAME_INVALID)
    symbol = _text(item, "symbol", _LONGEST_SYMBOL, CURRENCY_SYMBOL_INVALID)
    flags: dict[str, Any] = {
        key: value
        for key in ("prefix_symbol", "is_active", "exchange_rate_auto_update")
        if (value := flag_of(item, key)) is not None
    }
    made = replace(made, name=name or made.name, symbol=symbol or made.symbol, **flags)
    return _formatted(made, item)


def rate_given(item: Item) -> str | None:
    """Return the exchange rate that an item gives, with nine places; None where it gives none.

    Raises:
        RecordError: no text, no positive number, or one with more places.
    """
    given = item.get("exchange_rate")
    if given is None:
        return None
    path = ("exchange_rate",)
    if not isinstance(given, str):
        raise RecordError(EXCHANGE_RATE_INVALID, path, expected_data_type="string")
    if _TOO_FINE.fullmatch(given):
        raise RecordError(EXCHANGE_RATE_INVALID, path, maximum_decimal_place=_PLACES)
    if _RATE.fullmatch(given) is None or not given.strip("0."):
        raise RecordError(EXCHANGE_RATE_INVALID, path)
    whole, _, places = given.partition(".")
    return f"{int(whole)}.{places:0<{_PLACES}}"


def _text(item: Item, key: str, most: int, wrong: Cause) -> str | None:
    given = item.get(key)
    if given is None:
        return None
    text = given.strip() if isinstance(given, str) else ""
    if not text or len(text) > most or "\x00" in text:
        raise RecordError(wrong, (key,))
    return text


def _formatted(made: Currency, item: Item) -> Currency:
    given = object_of(item, _FORMAT)
    if given is None:
        return made
    changed: dict[str, Any] = {}
    for key, (known, wrong) in _CHOICES.items():
        value = given.get(key)
        if value is None:
            continue
        # Decimal places come as text, as a number from some clients.
        if type(value) is int:
            value = str(value)
        if value not in known:
            raise RecordError(wrong, (_FORMAT, key))
        changed[key] = value
    made = replace(made, **changed)
    if made.thousand_separator == made.decimal_separator:
        raise RecordError(SEPARATORS_ALIKE, (_FORMAT, "decimal_places"))
    if made.numeral_system == "Indian" and made.thousand_separator == "Space":
        raise RecordError(INDIAN_SEPARATORS, (_FORMAT, "numeral_system"))
    return made
