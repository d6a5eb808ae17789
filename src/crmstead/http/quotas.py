"""What one org may ask of this process: calls at once, and credits in any 24 hours.

Both are off unless set, and counted in this process alone: a restart forgets them, and servers that
share a database count each for itself.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import msgspec

from crmstead.errors.catalogue import TOO_MANY_REQUESTS
from crmstead.errors.raised import ApiError
from crmstead.http.observing import Exchange
from crmstead.model.clock import Clock

_DAY = 24 * 3600
#: Seconds that are counted together, so how late a spent credit may come back.
_STEP = 900
#: Operations that cost a credit per ten records instead of one a call (platform reference 7.1).
_PER_TEN = frozenset({"insertRecords", "updateRecords", "upsertRecords"})
_RECORDS = 10


class _Items(msgspec.Struct):
    data: list[msgspec.Raw] = []


_decoder = msgspec.json.Decoder(_Items)


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


class Quotas:
    """The quotas of every org; None = unlimited."""

    def __init__(self, clock: Clock, concurrency: int | None, credits_: int | None) -> None:
        self._clock = clock
        self._concurrency = concurrency
        self._credits = credits_
        self._running: dict[int, int] = {}
        self._spent: dict[int, _Spent] = {}

    def enter(self, org: int, seen: Exchange) -> None:
        """Let a call of an org begin, for one credit. Call `leave` in any case.

        Raises:
            ApiError: the org runs as many as it may, or has no credit left.
        """
        if self._concurrency is not None:
            running = self._running.get(org, 0)
            if running >= self._concurrency:
                raise ApiError(TOO_MANY_REQUESTS)
            self._running[org] = running + 1
            seen.counted = org
        if self._credits is not None:
            self._charge(org, 1, seen)

    def charge_body(self, org: int, body: bytes, seen: Exchange) -> None:
        """Charge what a call costs beyond the credit it began with.

        Raises:
            ApiError: the org has not as many credits left.
        """
        if self._credits is not None and seen.operation in _PER_TEN:
            try:
                count = len(_decoder.decode(body).data)
            except msgspec.DecodeError:
                return
            if count > _RECORDS:
                self._charge(org, (count - 1) // _RECORDS, seen)

    def leave(self, seen: Exchange) -> None:
        """Count a call as over."""
        if seen.counted is not None:
            left = self._running.pop(seen.counted) - 1
            if left:
                self._running[seen.counted] = left

    def _charge(self, org: int, cost: int, seen: Exchange) -> None:
        assert self._credits is not None  # noqa: S101 - asked by who calls
        step = self._clock.seconds() // _STEP
        spent = self._spent.setdefault(org, _Spent())
        spent.forget(step - _DAY // _STEP)
        if spent.total + cost > self._credits:
            seen.credits_left = self._credits - spent.total
            raise ApiError(TOO_MANY_REQUESTS)
        spent.add(step, cost)
        # Told only from the half on, as documented.
        seen.credits_left = (
            self._credits - spent.total if spent.total * 2 >= self._credits else None
        )
