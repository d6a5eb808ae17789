"""Whole numbers."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import (
    CHOICE_SEARCH,
    NUMBER_AGGREGATES,
    NUMBER_COMPARATORS,
    NUMBER_COQL,
    NUMBER_SEARCH,
    TEXT_COQL,
    FieldType,
    Parser,
    Plain,
    too_long,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field

_DIGITS = re.compile(r"-?[0-9]+")
_LONGEST = 20


class Integer(FieldType):
    """A whole number of at most 9 digits, or fewer where the field says so."""

    kind = "integer"
    column = ColumnKind.INTEGER
    expects = "integer"
    comparators = NUMBER_COMPARATORS
    search = NUMBER_SEARCH
    coql = NUMBER_COQL
    aggregates = NUMBER_AGGREGATES

    def parser(self, field: Field) -> Parser:
        digits = field.length or 9

        def parse(given: Any, _zone: tzinfo) -> int:
            if type(given) is not int:
                raise self.wrong_type()
            if abs(given) >= 10**digits:
                raise too_long(digits)
            return given

        return parse

    def operand(self, field: Field) -> Parser:
        parse = self.parser(field)

        def convert(given: Any, zone: tzinfo) -> Any:
            # Longer digits than any number has are cut; they stay too long.
            is_number = isinstance(given, str) and _DIGITS.fullmatch(given)
            return parse(int(given[:_LONGEST]) if is_number else given, zone)

        return convert

    def plainly_good(self, field: Field) -> Plain | None:
        most = 10 ** (field.length or 9)
        return Plain(f"{{0}}.__class__ is int and -{most} < {{0}} < {most}", "{0}")


class NumericText(Integer):
    """A whole number that is also taken as text (Services sends `"Duration": "60"`)."""

    kind = "numeric_text"
    plainly_good = Integer.plainly_good

    def parser(self, field: Field) -> Parser:
        number = super().parser(field)

        def parse(given: Any, zone: tzinfo) -> int | None:
            if isinstance(given, str) and given.isascii() and given.isdigit():
                given = int(given[:_LONGEST])
            parsed: int = number(given, zone)
            return parsed

        return parse


class BigInt(FieldType):
    """A long integer: text of up to 18 digits, leading zeros kept (`"EAN_Code":"0012345600012"`).

    A JSON number is taken too, without passing through a float.
    """

    kind = "bigint"
    expects = "bigint"
    comparators = NUMBER_COMPARATORS
    search = NUMBER_SEARCH
    coql = NUMBER_COQL
    aggregates = NUMBER_AGGREGATES

    def parser(self, field: Field) -> Parser:
        limit = field.length or 18

        def parse(given: Any, _zone: tzinfo) -> str | None:
            if type(given) is int:
                if abs(given) >= 10**limit:
                    raise too_long(limit)
                given = str(given)
            if not isinstance(given, str):
                raise self.wrong_type()
            kept = given.strip()
            if not kept:
                return None
            if _DIGITS.fullmatch(kept) is None:
                raise self.wrong_type()
            if len(kept.lstrip("-")) > limit:
                raise too_long(limit)
            return kept

        return parse

    def operand(self, field: Field) -> Parser:
        parse = self.parser(field)

        def convert(given: Any, zone: tzinfo) -> int | None:
            kept = parse(given, zone)
            return None if kept is None else int(kept)

        return convert


class AutoNumber(FieldType):
    """A number that the server gives when the record is made; kept with prefix and suffix."""

    kind = "autonumber"
    computed = True
    comparators = frozenset({"equal", "not_equal", "in", "not_in"})
    search = CHOICE_SEARCH
    folded = worded = True
    coql = TEXT_COQL

    def parser(self, field: Field) -> Parser:
        del field
        return lambda given, _zone: given

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)
