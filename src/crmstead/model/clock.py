"""Time, handed in: the one clock of a server, which tests and developers may turn."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def milliseconds(self) -> int:
        """Return milliseconds since 1970, UTC."""
        ...

    def seconds(self) -> int:
        """Return whole seconds since 1970, UTC."""
        ...


class SystemClock:
    """The machine's clock, with an offset that can be turned forward."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def milliseconds(self) -> int:
        return time.time_ns() // 1_000_000 + self.offset * 1000

    def seconds(self) -> int:
        return time.time_ns() // 1_000_000_000 + self.offset


class FixedClock:
    """A clock that moves only when told to."""

    def __init__(self, seconds: int) -> None:
        self.now = seconds * 1000

    def advance(self, seconds: int) -> None:
        """Move forward."""
        self.now += seconds * 1000

    def milliseconds(self) -> int:
        return self.now

    def seconds(self) -> int:
        return self.now // 1000
