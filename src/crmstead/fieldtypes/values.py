"""Stored forms and checks that several field types share."""

from __future__ import annotations

from typing import Any

import msgspec

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID, WRONG_TYPE
from crmstead.fieldtypes.base import too_long
from crmstead.model.field import Field

_encode = msgspec.json.Encoder(decimal_format="number").encode
#: What a pick list shows for "nothing chosen"; written, it clears the value.
NONE_VALUE = "-None-"
#: Digits of a percentage before its point.
PERCENT_DIGITS = 5


def json_text(value: Any) -> str:
    """Return a value as the JSON text that a JSON column keeps; decimals are numbers in it."""
    return _encode(value).decode()


def clean_text(given: Any, limit: int | None, expects: str) -> str | None:
    """Return text without its outer blanks, None for an empty one; length counts characters.

    Raises:
        RecordError: not text, over its limit, or with a NUL, which no database keeps.
    """
    if not isinstance(given, str):
        raise RecordError(WRONG_TYPE, expected_data_type=expects)
    kept = given.strip()
    if limit is not None and len(kept) > limit:
        raise too_long(limit)
    if "\x00" in kept:
        raise RecordError(VALUE_INVALID)
    return kept or None


def value_names(field: Field) -> dict[str, str]:
    """Return what may be written for each value: the display value first, then the actual one."""
    names = {value.actual_value: value.display_value for value in field.pick_list_values}
    names.update((value.display_value, value.display_value) for value in field.pick_list_values)
    return names


def known_values(field: Field, limit: int | None) -> dict[str, str]:
    """Return the display value of each value that may be written just as it is."""
    return {
        name: value
        for name, value in value_names(field).items()
        if name not in {"", NONE_VALUE}
        and name == name.strip()
        and (limit is None or len(name) <= limit)
    }


def choice(names: dict[str, str], given: Any) -> str | None:
    """Return the display value that a value of criteria means, known or not; None for no value."""
    text = str(given)
    return None if text == NONE_VALUE else names.get(text, text)


def supported_values(field: Field) -> list[str]:
    """Return the display values that a record may hold."""
    return [
        value.display_value
        for value in field.pick_list_values
        if value.type == "used" and value.display_value != NONE_VALUE
    ]
