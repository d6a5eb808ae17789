"""The value that new records have in a field where nothing is given."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID, VALUE_NOT_SUPPORTED
from crmstead.fieldtypes.registry import type_of
from crmstead.fieldtypes.values import supported_values
from crmstead.metadata.definitions import Raw, field_definition
from crmstead.metadata.fields import build_field
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.types import TypeRule

KEY = "default_value"


def default_of(asked: Asked, rule: TypeRule, definition: Raw) -> Raw:
    """Return the default value of a field that is defined so far as given.

    It is for records to come; those that are there stay as they are (unspecified). A field may
    take it as text, which is how it is read.

    Raises:
        RecordError: the field could not hold it.
    """
    if KEY not in asked.given:
        return {}
    given = _plain(asked.given[KEY])
    if given is None or given == "":
        return {KEY: None}
    if not rule.default:
        raise RecordError(VALUE_INVALID, (KEY,))
    field = build_field(
        asked.catalogue.org.id,
        asked.place.module.api_name,
        field_definition({**definition, KEY: given}),
        1,
    )
    kind = type_of(field.kind)
    if field.pick_list_values:
        known = supported_values(field)
        if not all(one in known for one in (given if isinstance(given, list) else [given])):
            raise RecordError(VALUE_NOT_SUPPORTED, (KEY,), supported_values=known)
    try:
        kind.default(field)
    except RecordError as error:
        text = _from_text(given, field.json_type)
        if text is given:
            raise error.below(KEY) from None
        return default_of(_with(asked, text), rule, definition)
    return {KEY: given}


def _with(asked: Asked, value: Any) -> Asked:
    return Asked(
        asked.place,
        {**asked.given, KEY: value},
        asked.data_type,
        asked.before,
        asked.make,
        asked.api_name,
    )


def _plain(value: Any) -> Any:
    """Return a value as definitions keep it: they know no decimals."""
    return float(value) if isinstance(value, Decimal) else value


def _from_text(given: Any, json_type: str) -> Any:
    """Return a text as the number or truth value that it stands for, itself where it is none."""
    if not isinstance(given, str):
        return given
    text = given.strip()
    try:
        if json_type == "integer":
            return int(text)
        if json_type == "double":
            return float(Decimal(text))
        if json_type == "boolean":
            return {"true": True, "false": False}[text.lower()]
    except (ValueError, ArithmeticError, KeyError):
        return given
    return given
