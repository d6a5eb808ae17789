"""What one org may ask of this process: calls at once, heavy ones among them, credits in 24 hours.

All are off unless set, and counted in this process alone: a restart forgets them, and servers that
share a database count each for itself.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import msgspec

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import TOO_MANY_REQUESTS
from crmstead.http.observing import Exchange
from crmstead.model.clock import Clock
from crmstead.model.credits import CREDITS, PER_TEN, PER_TEN_IDS, QUERY, QUERY_STEPS, RECORDS
from crmstead.query.coql.parser import parse

_DAY = 24 * 3600
#: Seconds that are counted together, so how late a spent credit may come back.
_STEP = 900
#: Operations that are heavy whatever they are asked; those of `PER_TEN` are with more than ten
#: records (platform reference 7.1).
_HEAVY = frozenset({"bulkSearchRecords", "composeRequests", "convertLead", "searchRecords"})
#: Calls that one counts as where that is not one (platform reference 5.3).
_UNITS = {"composeRequests": 5}


class _Items(msgspec.Struct):
    data: list[msgspec.Raw] = []


class _Ids(msgspec.Struct):
    ids: list[msgspec.Raw] | str = ""


class _Query(msgspec.Struct):
    select_query: str = ""


_decoder = msgspec.json.Decoder(_Items)
_query_decoder = msgspec.json.Decoder(_Query)
_ids_decoder = msgspec.json.Decoder(_Ids)


def _records(operation: str, body: bytes, ids: str) -> int:
    """Return how many records a call is about: by its body, else by `ids` of its query.

    0 where that is of no account, or not readable.
    """
    try:
        if operation in PER_TEN:
            return len(_decoder.decode(body).data)
        if operation in PER_TEN_IDS:
            named = _ids_decoder.decode(body).ids or ids
            return named.count(",") + 1 if isinstance(named, str) else len(named)
    except msgspec.DecodeError:
        return 0
    return 0


def _beyond_first(body: bytes) -> int:
    """Return how many credits a query costs beyond the first."""
    try:
        limit = parse(_query_decoder.decode(body).select_query).limit or 0
    except (msgspec.DecodeError, ApiError):
        return 0
    return sum(limit > step for step in QUERY_STEPS)


@dataclass(slots=True)
class _Spent:
    """What an org spent in the last day: (step, credits), oldest first, and their sum."""

    steps: deque[list[int]] = field(default_factory=deque)
    total: int = 0

    def forget(self, before: int) -> None:
        while self.steps and self.steps[0][0] <= before:
            self.total -= self.steps.popleft()[1]

    def add(self, step: int, cost: int) -> None:
        if not self.steps or self.steps[-1][0] != step:
            self.steps.append([step, 0])
        self.steps[-1][1] += cost
        self.total += cost


@dataclass(slots=True)
class _Running:
    """Calls of each org that run now, and how many may."""

    most: int | None
    orgs: dict[int, int] = field(default_factory=dict)

    def enter(self, org: int, units: int = 1) -> bool:
        """Count a call as so many; return whether it is to be taken out again.

        Raises:
            ApiError: as many run as may.
        """
        if self.most is None:
            return False
        running = self.orgs.get(org, 0)
        # unspecified: a call that counts as more than may run at all may run alone.
        if running + min(units, max(1, self.most)) > self.most:
            raise ApiError(TOO_MANY_REQUESTS)
        self.orgs[org] = running + units
        return True

    def leave(self, org: int, units: int = 1) -> None:
        left = self.orgs.pop(org) - units
        if left:
            self.orgs[org] = left


class Quotas:
    """The quotas of every org; None = unlimited."""

    def __init__(
        self,
        clock: Clock,
        concurrency: int | None,
        credits_: int | None,
        sub_concurrency: int | None = None,
    ) -> None:
        self._clock = clock
        self._credits = credits_
        self._calls = _Running(concurrency)
        self._heavy = _Running(sub_concurrency)
        #: Whether bodies have to be looked at.
        self._weighs = credits_ is not None or sub_concurrency is not None
        self._spent: dict[int, _Spent] = {}

    def enter(self, org: int, seen: Exchange) -> None:
        """Let a call of an org begin, for its credits. Call `leave` in any case.

        Raises:
            ApiError: the org runs as many as it may, or has no credit left.
        """
        if self._calls.enter(org, _UNITS.get(seen.operation, 1)):
            seen.counted = org
        if seen.operation in _HEAVY and self._heavy.enter(org):
            seen.counted_heavy = org
        if self._credits is not None:
            self._charge(org, CREDITS.get(seen.operation, 1), seen)

    def charge_body(self, org: int, body: bytes, ids: str, seen: Exchange) -> None:
        """Count and charge what a call is beyond what it began as.

        Raises:
            ApiError: the org has not as many credits left, or runs as many heavy calls as it may.
        """
        if not self._weighs:
            return
        if seen.operation == QUERY:
            self._add(org, _beyond_first(body), seen, heavy=True)
        else:
            count = _records(seen.operation, body, ids)
            heavy = seen.operation in PER_TEN
            self._add(org, max(0, count - 1) // RECORDS, seen, heavy=heavy)

    def charge_more(self, org: int, cost: int, seen: Exchange) -> None:
        """Charge what a call turned out to cost beyond what it was charged; it is done already."""
        if self._credits is not None and cost:
            self._spend(org, cost, seen)

    def _add(self, org: int, more: int, seen: Exchange, *, heavy: bool) -> None:
        """Charge credits beyond the first; `heavy` calls that cost some are counted as such."""
        if more and heavy and self._heavy.enter(org):
            seen.counted_heavy = org
        if more and self._credits is not None:
            self._charge(org, more, seen)

    def leave(self, seen: Exchange) -> None:
        """Count a call as over."""
        if seen.counted is not None:
            self._calls.leave(seen.counted, _UNITS.get(seen.operation, 1))
        if seen.counted_heavy is not None:
            self._heavy.leave(seen.counted_heavy)

    def _charge(self, org: int, cost: int, seen: Exchange) -> None:
        assert self._credits is not None  # noqa: S101 - asked by who calls
        spent = self._spent.setdefault(org, _Spent())
        spent.forget(self._step() - _DAY // _STEP)
        if spent.total + cost > self._credits:
            seen.credits_left = max(0, self._credits - spent.total)
            raise ApiError(TOO_MANY_REQUESTS)
        self._spend(org, cost, seen)

    def _step(self) -> int:
        return self._clock.seconds() // _STEP

    def _spend(self, org: int, cost: int, seen: Exchange) -> None:
        assert self._credits is not None  # noqa: S101 - asked by who calls
        spent = self._spent[org]
        spent.add(self._step(), cost)
        # Told only from the half on, as documented.
        seen.credits_left = (
            max(0, self._credits - spent.total) if spent.total * 2 >= self._credits else None
        )
