"""Multi-select pick lists."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_LIMIT, VALUE_NOT_SUPPORTED
from crmstead.fieldtypes.base import TEXT_COMPARATORS, TEXT_COQL, TEXT_SEARCH, FieldType, Parser
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.values import (
    NONE_VALUE,
    choice,
    clean_text,
    json_text,
    known_values,
    supported_values,
    value_names,
)
from crmstead.model.field import Field

#: unspecified: how many values one record may have; the field's length suggests no more.
MOST_VALUES = 100
_LONGEST_VALUE = 120


class MultiSelectPickList(FieldType):
    """Several values, each once, in the order given; kept as a JSON array of display values."""

    kind = "multiselectpicklist"
    column = ColumnKind.JSON
    rendering = "EMPTY if {0} is None else Raw({0})"
    expects = "jsonarray"
    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    coql = TEXT_COQL
    folded = worded = True
    many = True

    def parser(self, field: Field) -> Parser:
        names, closed = value_names(field), field.pick_list_closed
        known = known_values(field, _LONGEST_VALUE)

        def parse(given: Any, _zone: tzinfo) -> str | None:
            if not isinstance(given, list):
                raise self.wrong_type()
            if len(given) > MOST_VALUES:
                raise RecordError(ITEM_LIMIT, limit=MOST_VALUES)
            try:
                chosen = {known[value]: None for value in given}
            except (KeyError, TypeError):
                chosen = carefully(given)
            return json_text(list(chosen)) if chosen else None

        def carefully(given: list[Any]) -> dict[str, None]:
            chosen: dict[str, None] = {}
            for index, value in enumerate(given):
                try:
                    text = clean_text(value, _LONGEST_VALUE, "text")
                except RecordError as error:
                    raise error.below(index) from None
                if text is None or text == NONE_VALUE:
                    continue
                if closed and text not in names:
                    raise RecordError(
                        VALUE_NOT_SUPPORTED, (index,), supported_values=supported_values(field)
                    )
                chosen[names.get(text, text)] = None
            return chosen

        return parse

    def operand(self, field: Field) -> Parser:
        names = value_names(field)
        return lambda given, _zone: choice(names, given)
