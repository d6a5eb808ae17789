"""Criteria as a person reads them: which records they choose, and how searches and views say so.

Criteria are a term (field, operator, values), where no value stands for an empty field, or
`{"and": [...]}`, or `{"or": [...]}`.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.live import ZONE

ONE_DAY = datetime.timedelta(days=1)
TEXTS = ["ab", "AB c", "b", "ä(b),x", "50% off", "a_b", "back\\slash", "ÄB"]
COLOURS = ["Red", "Green", "Reddish", 'Qu"ote', "Blue, dark"]
NUMBERS = ["-3", "0", "5", "7", "12"]
DECIMALS = ["-1.25", "0", "0.5", "10", "99.99", "0.504", "10.001"]
DAYS = ["1999-12-31", "2000-01-01", "2024-02-29"]
MOMENTS = [
    "1999-12-31T23:59:59+00:00", "2000-01-01T05:29:59+05:30", "2024-02-29T12:00:00-08:00",
    "2024-02-29T20:00:00+00:00", "2024-02-29T12:00:01-08:00",
]  # fmt: skip
SAME = frozenset({"equals", "not_equal"})
AMONG = SAME | {"in"}
BEGINS = AMONG | {"starts_with"}
ORDERED = AMONG | {"less_than", "less_equal", "greater_than", "greater_equal", "between"}
#: What a view has beside a search's operators, by what a search has.
MORE = {
    SAME: frozenset(),
    AMONG: frozenset({"not_in"}),
    ORDERED: frozenset({"not_in", "not_between"}),
}
LIKES = frozenset({"in", "not_in", "contains", "not_contains", "starts_with", "ends_with"})
NEGATED = {"not_in": "in", "not_contains": "contains", "not_between": "between"}


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@dataclass(frozen=True)
class Kind:
    """How a field is compared: a search's operators, a view's, how a value reads, values."""

    operators: frozenset[str]
    read: Callable[[str], Any]
    values: list[str]
    more: frozenset[str] = LIKES

    def of_view(self) -> frozenset[str]:
        return self.operators | MORE.get(self.operators, LIKES) | self.more


def _ordered(read: Callable[[str], Any], values: list[str]) -> Kind:
    return Kind(ORDERED, read, values, frozenset())


FIELDS: Mapping[str, Kind] = {
    "Line": Kind(BEGINS, str.lower, TEXTS),
    "Small": Kind(SAME | {"starts_with"}, str.lower, TEXTS),
    "Mail": Kind(BEGINS, str.lower, ["ab@x.example", "AB@Y.example", "@x", "ab"]),
    "Phone": Kind(BEGINS, str.lower, ["+1 555", "1555", "5"]),
    "Site": Kind(BEGINS, str.lower, ["www.x.example", "x.example"]),
    "Colour": Kind(AMONG, str.lower, COLOURS),
    "Colours": Kind(BEGINS, str.lower, COLOURS),
    "Count": _ordered(int, NUMBERS),
    "Long": _ordered(int, ["007", *NUMBERS]),
    "Ratio": _ordered(Decimal, DECIMALS),
    "Price": _ordered(Decimal, DECIMALS),
    "Agreed": Kind(SAME, bool, ["true", "FALSE"], frozenset()),
    "Day": _ordered(datetime.date.fromisoformat, DAYS),
    "Moment": _ordered(moment, MOMENTS),
    "Account": Kind(AMONG, int, [], frozenset()),
    "Keeper": Kind(AMONG, int, [], frozenset()),
}
#: Fields that, in a search, need but hold a value to equal it.
HELD = frozenset({"Line", "Small", "Mail", "Phone", "Site"})
#: What a record may hold, where not each value that criteria name.
STORED: Mapping[str, list[Any]] = {
    "Mail": ["ab@x.example", "AB@Y.example"],
    "Count": [int(one) for one in NUMBERS],
    "Ratio": [-1.25, 0, 0.5, 10, 99.99],
    "Price": [-1.25, 0, 0.5, 10, 99.99],
    "Agreed": [True, False],
}
#: Read as numbers by views, which take JSON.
AS_NUMBERS = frozenset({"Count", "Ratio", "Price"})
EMPTY, NOT_EMPTY = "${EMPTY}", "${NOTEMPTY}"


def _week(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    first = day
    while first.strftime("%A") != "Sunday":
        first -= ONE_DAY
    return first, first + 6 * ONE_DAY


def _month(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    first = last = day
    while (first - ONE_DAY).month == day.month:
        first -= ONE_DAY
    while (last + ONE_DAY).month == day.month:
        last += ONE_DAY
    return first, last


def _year(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def _around(
    period: Callable[[datetime.date], tuple[datetime.date, datetime.date]], steps: int
) -> Callable[[datetime.date], tuple[datetime.date, datetime.date]]:
    """Return the period of today, the one before (-1) or the one after (1)."""

    def found(today: datetime.date) -> tuple[datetime.date, datetime.date]:
        first, last = period(today)
        if steps:
            return period(first - ONE_DAY if steps < 0 else last + ONE_DAY)
        return first, last

    return found


#: Special value -> the first and last day it stands for.
SPECIAL: Mapping[str, Callable[[datetime.date], tuple[datetime.date, datetime.date]]] = {
    **{
        f"${{{word}{name}}}": _around(period, steps)
        for name, period in (("WEEK", _week), ("MONTH", _month), ("YEAR", _year))
        for word, steps in (("LAST", -1), ("THIS", 0), ("NEXT", 1))
    },
    **{
        word: _around(lambda day: (day, day), steps)
        for word, steps in (("${YESTERDAY}", -1), ("${TODAY}", 0), ("${TOMORROW}", 1))
    },
    "${AGEINDAYS}-7": lambda today: (today - 7 * ONE_DAY,) * 2,
    "${DUEINDAYS}+6": lambda today: (today + 6 * ONE_DAY,) * 2,
}


@dataclass(frozen=True)
class Reader:
    """Who reads criteria, and when: what special values stand for."""

    now: datetime.datetime
    user: str

    @property
    def today(self) -> datetime.date:
        return self.now.astimezone(ZoneInfo(ZONE)).date()

    def bounds(self, name: str, value: str) -> tuple[Any, Any]:
        """Return the least and the greatest of what a value means."""
        if value == "${CURRENTUSER}":
            return (int(self.user),) * 2
        if value == "${NOW}":
            return self.now, self.now
        special = SPECIAL.get(value)
        if special is None and (name != "Moment" or "T" in value):
            return (FIELDS[name].read(value),) * 2
        first, last = special(self.today) if special else (datetime.date.fromisoformat(value),) * 2
        if name == "Day":
            return first, last
        midnight = datetime.time(tzinfo=ZoneInfo(ZONE))
        ends = datetime.datetime.combine(last + ONE_DAY, midnight)
        # Moments are kept to the second.
        last_second = ends.astimezone(datetime.UTC) - datetime.timedelta(seconds=1)
        return datetime.datetime.combine(first, midnight), last_second

    def chooses(self, tree: Any, record: Mapping[str, Any], held: frozenset[str]) -> bool:
        """Tell whether a record fulfils criteria; `held` fields need but hold a value."""
        if isinstance(tree, dict):
            ((word, parts),) = tree.items()
            return (all if word == "and" else any)(
                self.chooses(part, record, held) for part in parts
            )
        name, operator, values = tree
        given = record.get(name)
        if name == "Agreed":
            if not values:
                return bool(operator == "not_equal")
            return (bool(given) == (values[0].lower() == "true")) is (operator == "equals")
        ours = given if isinstance(given, list) else [given]
        own = [FIELDS[name].read(str(one)) for one in ours if one is not None]
        if values in ([], [NOT_EMPTY]):
            return bool(own) is ((operator == "not_equal") is not bool(values))
        if operator in NEGATED:
            return not self.chooses((name, NEGATED[operator], values), record, held)
        asked = [self.bounds(name, value) for value in values]
        if operator == "not_equal":
            return not any(PLAIN["equals"](one, asked) for one in own)
        if operator == "equals" and name in held:
            operator = "contains"
        return any(PLAIN[operator](one, asked) for one in own)


PLAIN: Mapping[str, Callable[[Any, list[tuple[Any, Any]]], bool]] = {
    "equals": lambda own, asked: asked[0][0] <= own <= asked[0][1],
    "in": lambda own, asked: any(low <= own <= high for low, high in asked),
    "contains": lambda own, asked: asked[0][0] in own,
    "starts_with": lambda own, asked: own.startswith(asked[0][0]),
    "ends_with": lambda own, asked: own.endswith(asked[0][0]),
    "less_than": lambda own, asked: own < asked[0][0],
    "less_equal": lambda own, asked: own <= asked[0][1],
    "greater_than": lambda own, asked: own > asked[0][1],
    "greater_equal": lambda own, asked: own >= asked[0][0],
    "between": lambda own, asked: asked[0][0] <= own <= asked[1][1],
}


def written(tree: Any) -> str:
    """Return criteria as a search takes them."""
    if isinstance(tree, dict):
        ((word, parts),) = tree.items()
        return f"({str(word).join(map(written, parts))})"
    name, operator, values = tree
    escaped = ["".join(f"\\{mark}" if mark in "(),\\" else mark for mark in one) for one in values]
    return f"({name}:{operator}:{','.join(escaped) if values else EMPTY})"


def viewed(tree: Any) -> dict[str, Any]:
    """Return criteria as a custom view has them."""
    if isinstance(tree, dict):
        ((word, parts),) = tree.items()
        return {"group_operator": word.upper(), "group": [viewed(part) for part in parts]}
    name, operator, values = tree
    if name in AS_NUMBERS and NOT_EMPTY not in values:
        values = [json.loads(one) for one in values]
    several = NEGATED.get(operator, operator) in {"in", "between"}
    value = values if several else values[0] if values else EMPTY
    comparator = "equal" if operator == "equals" else operator
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}
