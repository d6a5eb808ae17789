"""Values that are kept in rows of their own: subforms, multi-select lookups, tags, territories."""

from __future__ import annotations

from typing import Any, ClassVar

from crmstead.errors.cause import Cause
from crmstead.errors.raised import RecordError
from crmstead.errors.services import SERVICE_MEMBERS_LIMIT
from crmstead.errors.values import ITEM_LIMIT
from crmstead.fieldtypes.base import FieldType, Parser
from crmstead.model.field import Field


class Collection(FieldType):
    """Rows beside the record: records.read.collections reads, records.write.rows checks them."""

    column = None
    rendering = "None"
    expects = "jsonarray"
    many = True
    selectable = False
    #: What a record with too many is refused for. Subforms API: 100 rows; services: 100 members.
    #: unspecified: the associations of a multi-select lookup in one call; as many.
    most = 100
    too_many: ClassVar[Cause] = ITEM_LIMIT

    def parser(self, field: Field) -> Parser:
        raise NotImplementedError(field.api_name)

    def check(self, given: Any) -> None:
        """Check that what is given for the rows is an array of no more than there may be.

        Raises:
            RecordError: another JSON type, or too many.
        """
        if given is None:
            return
        if not isinstance(given, list):
            raise self.wrong_type()
        if len(given) > self.most:
            raise RecordError(self.too_many, limit=self.most)


class Subform(Collection):
    """Rows of a subform module."""

    kind = "subform"


class MultiSelectLookup(Collection):
    """Records of another module, through a linking module."""

    kind = "multiselectlookup"


class MultiUserLookup(Collection):
    """Users, through a linking module."""

    kind = "multiuserlookup"
    too_many: ClassVar[Cause] = SERVICE_MEMBERS_LIMIT


class Tags(Collection):
    """Tags of the module: `[{"name", "id", "color_code"}]`."""

    kind = "tags"


class Territories(Collection):
    """Territories that the record was assigned to; read-only through the record."""

    kind = "territories"
    computed = True
    selectable = True
