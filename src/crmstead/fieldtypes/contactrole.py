"""Contact roles: the part of a contact in a deal, one of the org's own list."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import EXPECTED_FIELD_MISSING, REFERENCE_INVALID, VALUE_INVALID
from crmstead.fieldtypes.base import FieldType, Parser
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field
from crmstead.model.ids import parse_id


class ContactRole(FieldType):
    """A role, kept by its id; it comes as `{"id"}`, as `{"name"}`, or as an id or name alone."""

    kind = "contact_role"
    column = ColumnKind.INTEGER
    rendering = "contact_role({0})"
    expects = "jsonobject"

    def parser(self, field: Field) -> Parser:
        ids = {role.id for role in field.pick_list_values}
        alone = {role.display_value.lower(): role.id for role in field.pick_list_values}
        alone |= {str(number): number for number in ids}

        def named(name: Any) -> int:
            if not isinstance(name, str):
                raise self.wrong_type()
            found = alone.get(name.strip().lower())
            if found is None:
                raise RecordError(VALUE_INVALID)
            return found

        def parse(given: Any, _zone: tzinfo) -> int:
            if not isinstance(given, dict):
                return named(given)
            if given.get("id") is not None:
                number = parse_id(str(given["id"]))
                if number not in ids:
                    raise RecordError(REFERENCE_INVALID, ("id",))
                return number
            if given.get("name") is not None:
                return named(given["name"])
            places = [At(("id",)), At(("name",))]
            raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)

        return parse
