"""Functions of dates and times, in the zone of the org.

unspecified: `Datecomp` is the first less the second in minutes, as the documented example has it;
`Datebetween` counts whole units from the first to the second.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from crmstead.formulas.errors import NoValueError
from crmstead.formulas.functions.base import NUMBER, TEXT, TIME, Function, Moment
from crmstead.formulas.types import Type, Value

#: Seconds of the units that are alike at all times, and months of the others.
_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600}
_DAYS = {"DAY": 1, "WEEK": 7}
_MONTHS = {"MONTH": 1, "YEAR": 12}
_NOON = 12


def at(value: date, zone: tzinfo) -> datetime:
    """Return a date or time as a time: a date is its first moment."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), zone)


def now_of(moment: Moment) -> datetime:
    """Return the moment in its zone."""
    return datetime.fromtimestamp(moment.now, moment.zone)


def _new_date(moment: Moment, *given: Value) -> Value:
    *numbers, half = given
    year, month, day, hour, minute = (int(one) for one in numbers if isinstance(one, Decimal))
    word = str(half).upper()
    if word not in {"AM", "PM"} or not 0 <= hour <= _NOON:
        raise NoValueError
    hours = hour % _NOON + (_NOON if word == "PM" else 0)
    return datetime(year, month, day, hours, minute, tzinfo=moment.zone)


def _moved(moment: Moment, value: date, count: Decimal, unit: str) -> Value:
    """Return a date or time moved by a number of units: hours as a clock counts them."""
    name, number = unit.upper().removesuffix("S"), int(count)
    if name in _SECONDS:
        passed = timedelta(seconds=_SECONDS[name] * number)
        return (at(value, moment.zone).astimezone(UTC) + passed).astimezone(moment.zone)
    if name in _DAYS:
        return value + timedelta(days=_DAYS[name] * number)
    if name in _MONTHS:
        return _by_months(value, _MONTHS[name] * number)
    raise NoValueError


def _by_months(value: date, count: int) -> date:
    years, month = divmod(value.year * 12 + value.month - 1 + count, 12)
    last = monthrange(years, month + 1)[1]
    return value.replace(year=years, month=month + 1, day=min(value.day, last))


def _back(moment: Moment, value: date, count: Decimal, unit: str) -> Value:
    return _moved(moment, value, -count, unit)


def _minutes(moment: Moment, one: date, other: date) -> Value:
    passed = at(one, moment.zone) - at(other, moment.zone)
    return Decimal(int(passed.total_seconds())) / 60


def _between(moment: Moment, start: date, end: date, unit: str) -> Value:
    first, last = at(start, moment.zone), at(end, moment.zone)
    if last < first:
        found = _between(moment, end, start, unit)
        return -found if isinstance(found, Decimal) else None
    name = unit.upper().removesuffix("S")
    if name in _MONTHS:
        months = (last.year - first.year) * 12 + last.month - first.month
        months -= _by_months(first, months) > last
        return Decimal(months // _MONTHS[name])
    seconds = _SECONDS.get(name) or 86400 * _DAYS.get(name, 0)
    if not seconds:
        raise NoValueError
    return Decimal(int((last - first).total_seconds()) // seconds)


def _part(read: Callable[[datetime], int]) -> Function:
    return Function(
        (TIME,), Type.NUMBER, lambda moment, value: Decimal(read(at(value, moment.zone)))
    )


def _weekday(value: datetime) -> int:
    """Return the day of the week: Sunday is 1."""
    return value.isoweekday() % 7 + 1


def _from_stamp(moment: Moment, stamp: Decimal) -> Value:
    return datetime.fromtimestamp(int(stamp) // 1000, moment.zone)


_MOVE = (TIME, NUMBER, TEXT)

FUNCTIONS = {
    "now": Function((), Type.DATETIME, now_of),
    "today": Function((), Type.DATE, lambda moment: now_of(moment).date()),
    "timestamp": Function((), Type.NUMBER, lambda moment: Decimal(moment.now * 1000)),
    "fromtimestamp": Function((NUMBER,), Type.DATETIME, _from_stamp),
    "newdate": Function((NUMBER,) * 5 + (TEXT,), Type.DATETIME, _new_date),
    "datepart": Function((TIME,), Type.DATE, lambda moment, one: at(one, moment.zone).date()),
    "timepart": Function(
        (TIME,), Type.TEXT, lambda moment, one: at(one, moment.zone).strftime("%I:%M %p")
    ),
    "adddate": Function(_MOVE, None, _moved),
    "subdate": Function(_MOVE, None, _back),
    "datecomp": Function((TIME, TIME), Type.NUMBER, _minutes),
    "datebetween": Function((TIME, TIME, TEXT), Type.NUMBER, _between),
    "dayofmonth": _part(lambda value: value.day),
    "hour": _part(lambda value: value.hour),
    "minute": _part(lambda value: value.minute),
    "month": _part(lambda value: value.month),
    "year": _part(lambda value: value.year),
    "weekday": _part(_weekday),
    "dayofweek": _part(_weekday),
}
