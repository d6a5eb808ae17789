"""The field that names the records of a new module: text, or numbers that count up."""

from __future__ import annotations

from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import (
    DEPENDENT_MISSING,
    EXPECTED_FIELD_MISSING,
    MANDATORY_MISSING,
    VALUE_INVALID,
)
from crmstead.metadata.definitions import Raw
from crmstead.setup.given import Item, object_of, text_of, word_of

_KEY = "display_field"
_TYPES = ("text", "autonumber")
_LONGEST_LABEL = 50
_LONGEST_AFFIX = 50
_MOST_DIGITS = 16


def display_field(item: Item) -> Raw | None:
    """Return what an item says of the field `Name`, None where it says nothing.

    Raises:
        RecordError: neither label nor type is given, or one of them cannot be.
    """
    given = object_of(item, _KEY)
    if given is None:
        return None
    try:
        return _field(given)
    except RecordError as error:
        raise error.below(_KEY) from None


def _field(given: Item) -> Raw:
    label = text_of(given, "field_label", _LONGEST_LABEL)
    kind = word_of(given, "data_type", _TYPES)
    if label is None and kind is None:
        places = [At(("field_label",)), At(("data_type",))]
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
    field: Raw = (
        {"api_name": "Name"} if label is None else {"api_name": "Name", "field_label": label}
    )
    if kind != "autonumber":
        return field
    # Nobody gives a number that counts by itself, so it is nothing that a request must bring.
    return {
        **field,
        "data_type": kind,
        "length": None,
        "system_mandatory": False,
        "quick_create": False,
        "auto_number": _auto_number(given),
    }


def _auto_number(given: Item) -> dict[str, Any]:
    form = object_of(given, "auto_number")
    if form is None:
        raise RecordError(
            DEPENDENT_MISSING,
            ("auto_number",),
            message="autonumber data is not found",
            dependee=At(("data_type",)),
        )
    try:
        affixes = {key: _affix(form, key) for key in ("prefix", "suffix")}
        return {**affixes, "start_number": _start(form)}
    except RecordError as error:
        raise error.below("auto_number") from None


def _affix(form: Item, key: str) -> str:
    text = text_of(form, key, _LONGEST_AFFIX) if form.get(key) != "" else None
    if text is not None and not text.isalnum():
        raise RecordError(VALUE_INVALID, (key,))
    return text or ""


def _start(form: Item) -> int:
    key = "start_number"
    start = form.get(key)
    if start is None or start == "":
        raise RecordError(MANDATORY_MISSING, (key,))
    text = str(start) if isinstance(start, str | int) and not isinstance(start, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise RecordError(VALUE_INVALID, (key,))
    return int(text)
