"""Values that criteria write as `${…}`: days, weeks, months, this moment, the caller, emptiness."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

#: How each of them begins: what stands in criteria for a value that is another one later.
SPECIAL = "${"
EMPTY = "${EMPTY}"
NOT_EMPTY = "${NOTEMPTY}"
CURRENT_USER = "${CURRENTUSER}"
NOW = "${NOW}"
_AGE = re.compile(r"\$\{AGEINDAYS\}\s*([+-])\s*([0-9]{1,5})")
_DUE = re.compile(r"\$\{DUEINDAYS\}\s*([+-])\s*([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Moment:
    """The caller's now: what relative days are counted from."""

    seconds: int
    zone: ZoneInfo
    user: int

    def today(self) -> datetime.date:
        """Return the caller's calendar day."""
        return datetime.datetime.fromtimestamp(self.seconds, self.zone).date()


def day_range(value: object, moment: Moment) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day that a special value stands for, None if it is none."""
    if not isinstance(value, str) or not value.startswith(SPECIAL):
        return None
    today = moment.today()
    age = _AGE.fullmatch(value) or _DUE.fullmatch(value)
    if age:
        shift = int(age[2]) if age[1] == "+" else -int(age[2])
        day = today + timedelta(days=shift)
        return day, day
    ranges = {
        "${TODAY}": (today, today),
        "${YESTERDAY}": _shifted(today, -1),
        "${TOMORROW}": _shifted(today, 1),
        "${THISWEEK}": _week(today, 0),
        "${LASTWEEK}": _week(today, -1),
        "${NEXTWEEK}": _week(today, 1),
        "${THISMONTH}": _month(today, 0),
        "${LASTMONTH}": _month(today, -1),
        "${NEXTMONTH}": _month(today, 1),
        "${THISYEAR}": _year(today, 0),
        "${LASTYEAR}": _year(today, -1),
        "${NEXTYEAR}": _year(today, 1),
    }
    return ranges.get(value)


def _shifted(day: datetime.date, days: int) -> tuple[datetime.date, datetime.date]:
    moved = day + timedelta(days=days)
    return moved, moved


def _week(today: datetime.date, weeks: int) -> tuple[datetime.date, datetime.date]:
    # unspecified: the week begins on Sunday, as in an org with the United States' locale.
    start = today - timedelta(days=(today.weekday() + 1) % 7) + timedelta(weeks=weeks)
    return start, start + timedelta(days=6)


def _month(today: datetime.date, months: int) -> tuple[datetime.date, datetime.date]:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    following_year, following = divmod(year * 12 + month + 1, 12)
    end = datetime.date(following_year, following + 1, 1) - timedelta(days=1)
    return datetime.date(year, month + 1, 1), end


def _year(today: datetime.date, years: int) -> tuple[datetime.date, datetime.date]:
    year = today.year + years
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def start_of(day: datetime.date, zone: ZoneInfo) -> int:
    """Return the first second of a day in a zone."""
    return int(datetime.datetime.combine(day, datetime.time(), zone).timestamp())
