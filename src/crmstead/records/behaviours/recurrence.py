"""Recurring tasks and meetings: one record per occurrence (Insert Records, Recurring_Activity)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import MAXYEAR, date, datetime, tzinfo
from itertools import islice
from typing import Any, ClassVar

import msgspec
from dateutil.rrule import rrulestr

from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_LIMIT, VALUE_INVALID
from crmstead.fieldtypes.date import parse_date
from crmstead.fieldtypes.structured import recurrence_rule
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

REPEAT = "Recurring_Activity"
DAY = "Due_Date"
START = "Start_DateTime"
#: unspecified: the most records that one item may become; a rule without an end is over it.
MOST_OCCURRENCES = 100
#: Years that a rule of step 1 is followed: far enough for 100 occurrences, and rules whose filters
#: never match come to an end.
_YEARS = {"DAILY": 10, "WEEKLY": 25, "MONTHLY": 100, "YEARLY": 1000}
_PATH = (REPEAT, "RRULE")


class Recurrence(Behaviour):
    """Turns a draft with a rule into its occurrences, which share `$recurrence_id`.

    A clone is one record, unless its body gives the rule. An update changes this occurrence alone.
    """

    name: ClassVar[str] = "recurrence"

    def occurrences(self, writing: Writing, draft: Draft) -> list[Draft]:
        stored = draft.values.get(REPEAT)
        copied = draft.cloned and not draft.gives(REPEAT)
        if stored is None or copied or draft.before is not None:
            return [draft]
        zone = writing.caller.zone
        first = _own_day(draft, zone)
        try:
            start, days = _days(msgspec.json.decode(stored)["RRULE"], first, _today(writing))
            found = list(islice(days, MOST_OCCURRENCES + 1))
            if len(found) > MOST_OCCURRENCES:
                raise RecordError(ITEM_LIMIT, (REPEAT,), limit=MOST_OCCURRENCES)
            dated = [_shifted(draft, day, first or start, zone) for day in found]
        except (ValueError, OverflowError):
            raise RecordError(VALUE_INVALID, _PATH) from None
        if not dated:
            raise RecordError(VALUE_INVALID, _PATH)
        series = str(writing.org.ids.next())
        return [
            _occurrence(writing, draft, {**values, "$recurrence_id": series}) for values in dated
        ]


def _today(writing: Writing) -> date:
    return datetime.fromtimestamp(writing.now, writing.caller.zone).date()


def _own_day(draft: Draft, zone: tzinfo) -> date | None:
    """Return the day on which a draft itself is due or starts."""
    if draft.values.get(START) is not None:
        return datetime.fromtimestamp(draft.values[START], zone).date()
    due = draft.values.get(DAY)
    return None if due is None else parse_date(due)


def _days(text: str, own_day: date | None, today: date) -> tuple[date, Iterable[date]]:
    """Return the first day of a rule, and its days in order.

    Raises:
        ValueError: DTSTART is no day, or the rule none.
    """
    parts = dict(part.split("=", 1) for part in text.strip().rstrip(";").split(";"))
    start = own_day or today
    if "DTSTART" in parts:
        start = datetime.strptime(  # noqa: DTZ007 - a day has no zone
            parts["DTSTART"].replace("-", "")[:8], "%Y%m%d"
        ).date()
    rule = dict(part.split("=", 1) for part in recurrence_rule(text).split(";"))
    count = int(rule.pop("COUNT", MOST_OCCURRENCES + 1))
    years = _YEARS[rule["FREQ"]] * int(rule.get("INTERVAL", 1))
    horizon = f"{min(start.year + years, MAXYEAR - 1):04}1231T235959"
    rule["UNTIL"] = min(rule.get("UNTIL", horizon), horizon)
    bounded = ";".join(f"{key}={value}" for key, value in rule.items())
    moments = rrulestr(bounded, dtstart=datetime(start.year, start.month, start.day))  # noqa: DTZ001
    return start, (moment.date() for moment in islice(moments, count))


def _shifted(draft: Draft, day: date, own_day: date, zone: tzinfo) -> dict[str, Any]:
    """Return the dates of an occurrence: the same time of day, so not always 24 hours apart.

    Raises:
        ValueError: a date beyond what can be kept.
        OverflowError: likewise.
    """
    dates: dict[str, Any] = {}
    if DAY in draft.module.by_name:
        dates[DAY] = day.isoformat()
    for name in (START, "End_DateTime"):
        moment = draft.values.get(name)
        if moment is not None:
            local = datetime.fromtimestamp(moment, zone).replace(tzinfo=None)
            moved = (local + (day - own_day)).replace(tzinfo=zone)
            if moved.year >= MAXYEAR or moved.year <= 1:
                raise ValueError(day)
            dates[name] = int(moved.timestamp())
    return dates


def _occurrence(writing: Writing, draft: Draft, changed: dict[str, Any]) -> Draft:
    record = writing.org.ids.next()
    rows = {
        name: [
            replace(row, values={**row.values, "id": writing.org.ids.next(), "Parent_Id": record})
            for row in kept
        ]
        for name, kept in draft.rows.items()
    }
    return replace(draft, values={**draft.values, **changed, "id": record}, rows=rows)
