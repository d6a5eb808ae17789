"""`$` properties that are alike for every record, or that the reader works out."""

from __future__ import annotations

from crmstead.fieldtypes.base import FieldType, Parser
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field


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
    comparators = frozenset({"equal", "not_equal", "in", "not_in"})

    def parser(self, field: Field) -> Parser:
        del field
        return lambda given, _zone: int(given)


class CurrencySymbol(Constant):
    """The symbol of the org's currency."""

    kind = "currency_symbol"
    rendering = "symbol"

    def render_arguments(self, field: Field) -> str:
        del field
        return self.rendering


class Editable(CurrencySymbol):
    """Whether the caller may edit the record."""

    kind = "editable"
    rendering = "editable"


class SharingPermission(CurrencySymbol):
    """What the caller may do with the record."""

    kind = "sharing_permission"
    rendering = "sharing"


class LayoutObject(FieldType):
    """`$layout_id` of older versions: the layout with its display label."""

    kind = "layout_object"
    column = ColumnKind.INTEGER
    rendering = "layout_object({0})"
    computed = True

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)
