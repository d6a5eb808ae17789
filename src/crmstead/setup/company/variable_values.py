"""Types of variables, and values of each: checked as fields of the same type check theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.company import VARIABLE_VALUE_INVALID
from crmstead.errors.values import VALUE_INVALID, WRONG_TYPE
from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.defaults import FIELD_DEFAULTS, TEXTAREA_DEFAULTS
from crmstead.model.company import Variable
from crmstead.model.field import Field
from crmstead.model.times import times_of

_KEY = "value"
_DECIMALS = frozenset({"double", "percent", "currency"})
_FROM_TEXT = _DECIMALS | {"integer", "bigint", "boolean"}


@dataclass(frozen=True, slots=True)
class VariableType:
    """A type of variables, and the data type of fields whose rules its values obey."""

    name: str
    data_type: str


#: What is wrong with a text of these kinds is its form.
_OF_FORM = dict.fromkeys(("email", "phone", "website"), WRONG_TYPE)

#: Types by the names under which they may be given; the reading name is `name` (Appendix B).
OF_TYPE: Mapping[str, VariableType] = {
    "text": VariableType("text", "text"),
    "integer": VariableType("integer", "integer"),
    "percent": VariableType("percent", "percent"),
    "double": VariableType("double", "double"),
    "decimal": VariableType("double", "double"),
    "currency": VariableType("currency", "currency"),
    "date": VariableType("date", "date"),
    "datetime": VariableType("datetime", "datetime"),
    "email": VariableType("email", "email"),
    "phone": VariableType("phone", "phone"),
    "website": VariableType("website", "website"),
    "url": VariableType("website", "website"),
    "checkbox": VariableType("checkbox", "boolean"),
    "textarea": VariableType("textarea", "textarea"),
    "long": VariableType("long", "bigint"),
}


def value_given(item: Mapping[str, Any], name: str) -> Any:
    """Return the value that an item gives a variable of a type, as it is kept; None for none.

    Numbers and truth values may come as text, which is how the SDKs' samples send them.

    Raises:
        RecordError: it is no value of the type.
    """
    given = item.get(_KEY)
    if given is None or given == "":
        return None
    field = _field(OF_TYPE[name].data_type)
    kind = type_of(field.kind)
    lenient = isinstance(given, str) and field.kind in _FROM_TEXT
    try:
        kept = (kind.operand(field) if lenient else kind.parser(field))(given, UTC)
    except RecordError as error:
        if isinstance(given, str) and error.cause in {VALUE_INVALID, _OF_FORM.get(field.kind)}:
            raise RecordError(VARIABLE_VALUE_INVALID, (_KEY,)) from None
        raise error.below(_KEY) from None
    return float(Decimal(str(given))) if field.kind in _DECIMALS else kept


def value_shown(variable: Variable, zone: tzinfo) -> Any:
    """Return the value of a variable as it is answered."""
    if variable.type == "datetime" and isinstance(variable.value, int):
        return times_of(zone).format(variable.value)
    if variable.type == "long" and variable.value is not None:
        return str(variable.value)
    if isinstance(variable.value, float) and variable.value.is_integer():
        return int(variable.value)
    return variable.value


def _field(data_type: str) -> Field:
    defaults = FIELD_DEFAULTS[data_type]
    length = TEXTAREA_DEFAULTS["small"][0] if data_type == "textarea" else defaults.length
    return Field(
        id=0,
        api_name=_KEY,
        field_label=_KEY,
        data_type=data_type,
        kind=defaults.kind or data_type,
        json_type=defaults.json_type,
        length=length,
        ui_type=defaults.ui_type,
        sequence_number=0,
        decimal_place=9 if data_type in _DECIMALS else None,
    )
