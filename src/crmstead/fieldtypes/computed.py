"""`$` properties that the reader works out for the caller, the org or the record."""

from __future__ import annotations

from crmstead.fieldtypes.constant import Constant
from crmstead.fieldtypes.lookup import LayoutLookup
from crmstead.model.field import Field


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


class LayoutObject(LayoutLookup):
    """`$layout_id` of older versions: the layout with its display label."""

    kind = "layout_object"
    rendering = "layout_object({0})"
    computed = True
