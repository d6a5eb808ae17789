"""Calendar days."""

from __future__ import annotations

import datetime
import re
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from crmstead.fieldtypes.base import (
    NUMBER_COMPARATORS,
    NUMBER_COQL,
    NUMBER_SEARCH,
    TIME_AGGREGATES,
    FieldType,
    Parser,
    Plain,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.values import json_text
from crmstead.model.field import Field

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


#: Most days that are kept parsed: imports name the same few over and over.
_DAYS = 4096
_LENGTH = 10


def parse_date(given: str) -> datetime.date | None:
    """Return the day that a `yyyy-MM-dd` text names, or None."""
    if _FORM.fullmatch(given) is None:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        return None


_known_day = lru_cache(_DAYS)(parse_date)


class Date(FieldType):
    """A real day, `yyyy-MM-dd`, without a zone; kept as that text, which sorts as days do."""

    kind = "date"
    expects = "date"
    comparators = NUMBER_COMPARATORS
    search = NUMBER_SEARCH
    coql = NUMBER_COQL
    aggregates = TIME_AGGREGATES

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, _zone: tzinfo) -> str | None:
            if given == "":
                return None
            if not isinstance(given, str) or parse_date(given) is None:
                raise self.wrong_type()
            return given

        return parse

    def plainly_good(self, field: Field) -> Plain | None:
        del field
        condition = f"{{0}}.__class__ is str and len({{0}}) == {_LENGTH} and {{1}}({{0}})"
        return Plain(condition, "{0}", _known_day)


class Dates(FieldType):
    """A list of days (`Available_Dates` of services, at most 20)."""

    kind = "dates"
    column = ColumnKind.JSON
    rendering = "None if {0} is None else Raw({0})"
    expects = "jsonarray"

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, _zone: tzinfo) -> str | None:
            if not isinstance(given, list):
                raise self.wrong_type()
            for index, day in enumerate(given):
                if not isinstance(day, str) or parse_date(day) is None:
                    raise Date().wrong_type().below(index)
            return json_text(given) if given else None

        return parse
