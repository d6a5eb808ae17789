"""Yes or no."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import FieldType, Parser, Plain
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field


class Boolean(FieldType):
    """`true` or `false`, nothing that resembles them; false where nothing was ever given."""

    kind = "boolean"
    column = ColumnKind.BOOLEAN
    rendering = "{0} == 1"
    expects = "boolean"
    comparators = frozenset({"equal", "not_equal"})
    search = frozenset({"equals", "not_equal"})
    coql = frozenset({"="})

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, _zone: tzinfo) -> bool:
            if not isinstance(given, bool):
                raise self.wrong_type()
            return given

        return parse

    def plainly_good(self, field: Field) -> Plain | None:
        del field
        return Plain("{0} is True or {0} is False", "{0}")

    def operand(self, field: Field) -> Parser:
        parse = self.parser(field)

        def convert(given: Any, zone: tzinfo) -> Any:
            text = given.lower() if isinstance(given, str) else ""
            return parse({"true": True, "false": False}.get(text, given), zone)

        return convert
