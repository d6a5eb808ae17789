"""Pick lists."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.catalogue import VALUE_NOT_SUPPORTED
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.base import TEXT_COMPARATORS, FieldType, Parser
from crmstead.fieldtypes.text import clean_text
from crmstead.model.field import Field

#: What a pick list shows for "nothing chosen"; written, it clears the value.
NONE_VALUE = "-None-"


def value_names(field: Field) -> dict[str, str]:
    """Return what may be written for each value: the display value first, then the actual one."""
    names = {value.actual_value: value.display_value for value in field.pick_list_values}
    names.update((value.display_value, value.display_value) for value in field.pick_list_values)
    return names


def supported_values(field: Field) -> list[str]:
    """Return the display values that a record may hold."""
    return [
        value.display_value
        for value in field.pick_list_values
        if value.type == "used" and value.display_value != NONE_VALUE
    ]


class PickList(FieldType):
    """One value, kept as its display value.

    A new value is taken and kept, unless the list is closed (`Call_Type`, `Status` of services).
    """

    kind = "picklist"
    comparators = TEXT_COMPARATORS

    def parser(self, field: Field) -> Parser:
        names, limit, closed = value_names(field), field.length, field.pick_list_closed

        def parse(given: Any, _zone: tzinfo) -> str | None:
            kept = clean_text(given, limit, "text")
            if kept is None or kept == NONE_VALUE:
                return None
            known = names.get(kept)
            if known is None and closed:
                raise RecordError(VALUE_NOT_SUPPORTED, supported_values=supported_values(field))
            return known or kept

        return parse
