"""The `filters` parameter: criteria in JSON over a few members of territories and profiles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from crmstead.errors.parameters import PARAM_INVALID
from crmstead.errors.raised import ApiError

#: Reads the member of an item that a filter compares.
Member = Callable[[Any], str | int | None]
Test = Callable[[Any], bool]

#: Groups in groups are read down to here; no real filter is deeper.
_DEPTH = 8
_COMPARATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equal": lambda own, given: own == given,
    "not_equal": lambda own, given: own != given,
    "starts_with": lambda own, given: own is not None and own.startswith(given),
    "ends_with": lambda own, given: own is not None and own.endswith(given),
    "contains": lambda own, given: own is not None and given in own,
    "not_contains": lambda own, given: own is None or given not in own,
}
#: Those that a null value may be given to.
_NULL_TOO = frozenset({"equal", "not_equal"})


def filter_asked(query: Mapping[str, str], members: Mapping[str, Member]) -> Test | None:
    """Return the test that `filters` describes, or None without it.

    A member is compared as text. Unknown members and comparators, and JSON that is no criteria, are
    INVALID_DATA.
    """
    text = query.get("filters")
    if not text:
        return None
    try:
        return _test(msgspec.json.decode(text), members, _DEPTH)
    except (
        msgspec.DecodeError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        raise ApiError(PARAM_INVALID, param_name="filters") from None


def _test(criteria: Any, members: Mapping[str, Member], depth: int) -> Test:
    if depth == 0:
        raise ValueError(depth)
    if "group" in criteria:
        joined = {"AND": all, "OR": any}[criteria["group_operator"].upper()]
        tests = [_test(part, members, depth - 1) for part in criteria["group"]]
        return lambda item: joined(test(item) for test in tests)
    member = members[criteria["field"]["api_name"]]
    compare = _COMPARATORS[criteria["comparator"]]
    given = _text(criteria["value"])
    if given is None and criteria["comparator"] not in _NULL_TOO:
        raise ValueError(criteria)
    return lambda item: compare(_text(member(item)), given)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(value)
