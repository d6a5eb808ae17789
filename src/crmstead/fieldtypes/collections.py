"""Values that are kept in rows of their own: subforms, multi-select lookups, tags, territories."""

from __future__ import annotations

from crmstead.fieldtypes.base import FieldType, Parser
from crmstead.model.field import Field


class Collection(FieldType):
    """Rows beside the record; records.collections reads them, records.subforms checks them."""

    column = None
    rendering = "None"
    expects = "jsonarray"
    many = True

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)


class Subform(Collection):
    """Rows of a subform module."""

    kind = "subform"


class MultiSelectLookup(Collection):
    """Records of another module, through a linking module."""

    kind = "multiselectlookup"


class MultiUserLookup(Collection):
    """Users, through a linking module."""

    kind = "multiuserlookup"


class Tags(Collection):
    """Tags of the module: `[{"name", "id", "color_code"}]`."""

    kind = "tags"


class Territories(Collection):
    """Territories that the record was assigned to; read-only through the record."""

    kind = "territories"
    computed = True
