"""Moments."""

from __future__ import annotations

import datetime
import re
from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import (
    NUMBER_COMPARATORS,
    NUMBER_COQL,
    NUMBER_SEARCH,
    TIME_AGGREGATES,
    FieldType,
    Parser,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field

_FORM = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)"
    r"(Z|[+\- ][0-9]{2}:?[0-9]{2})?"
)
#: The form in which the API itself writes a moment.
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+\-][0-9]{2}:[0-9]{2}")
#: What a moment may be at most, in seconds since 1970: it has to be shown in every zone.
EARLIEST, LATEST = -62_135_510_400, 253_402_214_400


def parse_datetime(given: str, zone: tzinfo) -> int | None:
    """Return the seconds since 1970 of an ISO 8601 text, or None.

    Without an offset it is read in `zone`; a blank before the offset is the plus sign that some
    clients lose on the way (platform reference 0.6). Fractions of a second are refused.
    """
    text = given if _PLAIN.fullmatch(given) else _plain(given)
    if text is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        seconds = int(moment.timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if EARLIEST <= seconds <= LATEST else None


def _plain(given: str) -> str | None:
    form = _FORM.fullmatch(given)
    if form is None:
        return None
    day, time, offset = form.groups()
    return f"{day}T{time}{'' if offset is None else offset.replace(' ', '+')}"


class DateTime(FieldType):
    """A moment to the second; kept as seconds since 1970, answered in the caller's zone."""

    kind = "datetime"
    column = ColumnKind.INTEGER
    rendering = "None if {0} is None else when[{0}]"
    expects = "datetime"
    comparators = NUMBER_COMPARATORS
    search = NUMBER_SEARCH
    coql = NUMBER_COQL
    aggregates = TIME_AGGREGATES

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, zone: tzinfo) -> int | None:
            if given == "":
                return None
            seconds = parse_datetime(given, zone) if isinstance(given, str) else None
            if seconds is None:
                raise self.wrong_type()
            return seconds

        return parse
