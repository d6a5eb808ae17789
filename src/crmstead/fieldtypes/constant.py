"""`$` properties that are alike for every record, or that the reader works out."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import (
    CHOICE_SEARCH,
    COUNTED,
    ID_COMPARATORS,
    NUMBER_COQL,
    FieldType,
    Parser,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field
from crmstead.model.ids import parse_id


class Constant(FieldType):
    """A property with one value for all records (`$in_merge` false, `$field_states` null)."""

    kind = "constant"
    column = None
    computed = True

    def render_arguments(self, field: Field) -> str:
        return repr(field.constant)

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)


class RecordId(FieldType):
    """The record's own id: decimal text on the wire."""

    kind = "record_id"
    column = ColumnKind.INTEGER
    rendering = "str({0})"
    computed = True
    expects = "bigint"
    comparators = ID_COMPARATORS
    search = CHOICE_SEARCH
    coql = NUMBER_COQL
    aggregates = COUNTED

    def parser(self, field: Field) -> Parser:
        del field
        return lambda given, _zone: int(given)

    def operand(self, field: Field) -> Parser:
        def convert(given: Any, _zone: tzinfo) -> int:
            number = parse_id(str(given))
            if number is None:
                raise self.wrong_type()
            return number

        return convert


class CurrencySymbol(Constant):
    """The symbol of the org's currency."""

    kind = "currency_symbol"
    rendering = "symbol"

    def render_arguments(self, field: Field) -> str:
        del field
        return self.rendering


class Editable(CurrencySymbol):
    """Whether the caller may edit the record, whose id is `v0`."""

    kind = "editable"
    rendering = "shared.get(v0) != 'read_only'"


class SharingPermission(CurrencySymbol):
    """What the caller may do with the record."""

    kind = "sharing_permission"
    rendering = "shared.get(v0, 'full_access')"


class RollUp(FieldType):
    """The result of a roll-up summary, which is worked out whenever it is read."""

    kind = "rollup_summary"
    column = None
    selectable = False
    computed = True
    apart = True

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)


class LayoutObject(FieldType):
    """`$layout_id` of older versions: the layout with its display label."""

    kind = "layout_object"
    column = ColumnKind.INTEGER
    rendering = "layout_object({0})"
    computed = True

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)
