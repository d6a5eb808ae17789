"""Moments as answers show them: ISO 8601 with the offset of the caller's zone, never `Z`.

Clients of the API parse `2023-05-10T01:10:47-07:00`; lists of records format hundreds of these,
so everything that repeats (offsets, days, minutes, seconds) is kept as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = 86_400
_DAY_MINUTES = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
#: Python has no year 10000, which some zones see before this day is over.
_LATEST = 253_402_214_400
#: Days kept per zone; a hundred years of records fit.
_MOST_DAYS = 40_000
#: Texts of moments kept per zone, some megabytes.
_MOST_TEXTS = 50_000
_MINUTES = tuple(f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(_DAY_MINUTES))
_SECONDS = tuple(f"{second:02}" for second in range(60))


class Times:
    """Formats moments in one zone; safe to share between threads."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        #: The same as a mapping that remembers: what a page of records is formatted by.
        self.texts: Mapping[int, str] = _Texts(self.format)
        #: By UTC day: the offset in seconds and its text, where one offset holds all day.
        self._offsets: dict[int, tuple[int, str]] = {}
        self._dates: dict[int, str] = {}

    def format(self, seconds: int) -> str:
        """Return seconds since 1970, UTC, as local time with its offset.

        From the second day of the year 1 to the start of the last day of 9999; before and after
        them it raises OverflowError or ValueError.
        """
        known = self._offsets.get(seconds // _DAY)
        offset, suffix = known if known is not None else self._offset_at(seconds)
        local = seconds + offset
        day = local // _DAY
        text = self._dates.get(day) or self._date(day)
        return f"{text}{_MINUTES[local // 60 % _DAY_MINUTES]}{_SECONDS[local % 60]}{suffix}"

    def _offset_at(self, seconds: int) -> tuple[int, str]:
        """Return the offset of a moment, and keep it if the whole UTC day has it."""
        day, within = divmod(seconds, _DAY)
        offset = self._exact(seconds)
        found = (offset, _suffix(offset))
        first = seconds - within
        last = min(first + _DAY - 1, _LATEST)
        if self._exact(first) == offset == self._exact(last):
            if len(self._offsets) >= _MOST_DAYS:
                self._offsets.clear()
            self._offsets[day] = found
        return found

    def _exact(self, seconds: int) -> int:
        """Return the offset in whole minutes: clients know no seconds in it (before 1930)."""
        moment = _EPOCH + timedelta(seconds=seconds)
        offset = moment.astimezone(self._zone).utcoffset() or timedelta()
        return offset // timedelta(minutes=1) * 60

    def _date(self, day: int) -> str:
        if len(self._dates) >= _MOST_DAYS:
            self._dates.clear()
        text = self._dates[day] = date.fromordinal(_EPOCH_ORDINAL + day).isoformat()
        return text


class _Texts(dict[int, str]):
    """Texts of moments, made when first asked for; a look-up is all that a known one costs."""

    def __init__(self, make: Callable[[int], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, seconds: int) -> str:
        if len(self) >= _MOST_TEXTS:
            self.clear()
        text = self[seconds] = self._make(seconds)
        return text


@lru_cache(maxsize=256)
def _suffix(offset: int) -> str:
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


@lru_cache(maxsize=128)
def times_of(zone: ZoneInfo) -> Times:
    """Return the formatter of a zone, one and the same for all its callers."""
    return Times(zone)
