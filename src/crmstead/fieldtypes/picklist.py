"""Pick lists."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_NOT_SUPPORTED
from crmstead.fieldtypes.base import (
    CHOICE_SEARCH,
    COUNTED,
    TEXT_COMPARATORS,
    TEXT_COQL,
    FieldType,
    Parser,
    Plain,
)
from crmstead.fieldtypes.values import (
    NONE_VALUE,
    choice,
    clean_text,
    known_values,
    supported_values,
    value_names,
)
from crmstead.model.field import Field


class PickList(FieldType):
    """One value, kept as its display value.

    A new value is taken and kept, unless the list is closed (`Call_Type`, `Status` of services).
    """

    kind = "picklist"
    comparators = TEXT_COMPARATORS
    search = CHOICE_SEARCH
    coql = TEXT_COQL
    aggregates = COUNTED
    folded = worded = True

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

    def operand(self, field: Field) -> Parser:
        names = value_names(field)
        return lambda given, _zone: choice(names, given)

    def plainly_good(self, field: Field) -> Plain | None:
        known = known_values(field, field.length)
        return Plain("{0}.__class__ is str and {0} in {1}", "{1}[{0}]", known)
