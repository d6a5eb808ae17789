"""What an item says of a user, checked (platform reference 3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from crmstead.errors.cause import Cause
from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.users import (
    USER_DATE_FORMAT_INVALID,
    USER_EMAIL_INVALID,
    USER_LANGUAGE_INVALID,
    USER_MANDATORY,
    USER_PATTERN,
    USER_REFERENCE_UNKNOWN,
    USER_SEPARATOR_UNKNOWN,
    USER_SEPARATORS_ALIKE,
    USER_SPECIAL_SIGNS,
    USER_STAMPS_FIXED,
    USER_TYPE_FIXED,
    USER_ZONE_INVALID,
)
from crmstead.errors.values import VALUE_INVALID
from crmstead.fieldtypes.date import parse_date
from crmstead.fieldtypes.email import is_email
from crmstead.model.people import User
from crmstead.setup.given import Item
from crmstead.setup.people.values import SPECIAL, needed_text, text_given

#: Texts by their key and the characters they may have; the first two are names.
_TEXTS = {
    "first_name": 50, "last_name": 50, "alias": 50, "phone": 50, "mobile": 50, "fax": 50,
    "website": 255, "street": 250, "city": 100, "state": 100, "zip": 30, "country": 100,
}  # fmt: skip
_NAMES = ("first_name", "last_name", "alias")
_LONGEST_EMAIL = 100
_LOCALE = re.compile(r"[a-z]{2,3}_[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}_[A-Z]{2}|[a-z]{2,3}")
_SEPARATORS = ("Comma", "Period", "Space")
_DECIMAL = ("Comma", "Period")
_TIME_FORMATS = ("HH:mm", "hh:mm a")
#: Days, months and years with signs between them; every documented form is one.
_DATE_FORMAT = re.compile(r"(?=.*d)(?=.*M)(?=.*y)[dMy年月日 .,/\-]{6,18}")
_STAMPS = ("created_by", "Created_By", "Modified_By", "modified_by", "created_time")
_LONGEST_SIGNATURE = 10_000


def refuse_fixed(item: Item) -> None:
    """Refuse what nobody may say of a user."""
    for key in _STAMPS:
        if item.get(key) is not None:
            raise RecordError(USER_STAMPS_FIXED, (key,))
    if item.get("type__s") is not None:
        raise RecordError(USER_TYPE_FIXED, ("type__s",))


def given_values(item: Item, user: User) -> dict[str, Any]:
    """Return the plain values that an item gives a user, by the names of the model.

    Null clears a text. The values have to fit those that stay.
    """
    found = {**_texts(item), **_formed(item)}
    for key in ("decimal_separator", "number_separator"):
        if item.get(key) is not None:
            found[key] = _separator(item, key)
    _check_separators(replace(user, **found))
    if "dob" in item:
        found["dob"] = _day(item)
    return found


def _texts(item: Item) -> dict[str, Any]:
    found = {key: text_given(item, key, most) for key, most in _TEXTS.items() if key in item}
    for key in _NAMES:
        text = found.get(key)
        if text is not None and SPECIAL.search(text):
            raise RecordError(USER_SPECIAL_SIGNS, (key,))
    if "last_name" in item and found["last_name"] is None:
        raise RecordError(USER_MANDATORY, ("last_name",))
    return found


def _formed(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, (matches, wrong) in _FORMED.items():
        if item.get(key) is not None:
            if not isinstance(item[key], str) or not matches(item[key]):
                raise RecordError(wrong, (key,))
            found[key] = item[key]
    return found


def email_given(item: Item) -> str:
    """Return an address, which must be there."""
    email = needed_text(item, "email", _LONGEST_EMAIL)
    if not is_email(email):
        raise RecordError(USER_EMAIL_INVALID, ("email",))
    return email


def own_values(item: Item) -> dict[str, str | None]:
    """Return the values that users give of themselves alone."""
    found: dict[str, str | None] = {}
    if "signature" in item:
        found["signature"] = text_given(item, "signature", _LONGEST_SIGNATURE)
    for key, name in (
        ("name_format__s", "name_format"),
        ("sort_order_preference__s", "sort_order"),
    ):
        text = text_given(item, key, 100)
        if text is not None:
            found[name] = text
    return found


def _is_zone(text: str) -> bool:
    return text in available_timezones()


#: Values of a documented form: what has it, and what refuses the others.
_FORMED: Mapping[str, tuple[Callable[[str], object], Cause]] = {
    "time_zone": (_is_zone, USER_ZONE_INVALID),
    "locale": (_LOCALE.fullmatch, USER_REFERENCE_UNKNOWN),
    "country_locale": (_LOCALE.fullmatch, USER_REFERENCE_UNKNOWN),
    "language": (_LANGUAGE.fullmatch, USER_LANGUAGE_INVALID),
    "time_format": (_TIME_FORMATS.__contains__, USER_PATTERN),
    "date_format": (_DATE_FORMAT.fullmatch, USER_DATE_FORMAT_INVALID),
}


def _separator(item: Item, key: str) -> str:
    decimal = key == "decimal_separator"
    known = {one.lower(): one for one in (_DECIMAL if decimal else _SEPARATORS)}
    found = known.get(str(item[key]).lower())
    if found is None:
        words = "/".join(known.values())
        message = f"Invalid data. Valid values are {words} (Not case-sensitive)"
        raise RecordError(USER_SEPARATOR_UNKNOWN, (key,), message=message)
    return found


def _check_separators(user: User) -> None:
    if user.decimal_separator == user.number_separator:
        raise RecordError(
            USER_SEPARATORS_ALIKE, ("decimal_separator",), mapped_field=At(("number_separator",))
        )


def _day(item: Item) -> str | None:
    text = text_given(item, "dob", 10)
    if text is not None and parse_date(text) is None:
        raise RecordError(VALUE_INVALID, ("dob",))
    return text
