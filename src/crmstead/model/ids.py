"""Ids: 63-bit, time-ordered, made in the application, 19 digits on the wire.

41 bits of milliseconds since 2010, 10 bits of node, 12 bits of sequence: insert order is id order,
so a sort by id is a sort by creation. Metadata ids are derived from names and lie below every
record id.
"""

from __future__ import annotations

from hashlib import blake2b
from threading import Lock

from crmstead.model.clock import Clock

EPOCH_MS = 1_262_304_000_000
_SEQUENCE_BITS = 12
_NODE_BITS = 10
MAX_NODES = 1 << _NODE_BITS
#: The greatest id a path, parameter or body may name: what a signed 64-bit column holds.
MAX_ID = (1 << 63) - 1
_METADATA_FLOOR = 100_000_000_000_000_000
_METADATA_RANGE = 800_000_000_000_000_000


class IdSource:
    """Makes record ids for one node; never steps back when the clock does."""

    def __init__(self, clock: Clock, node: int = 0) -> None:
        if not 0 <= node < MAX_NODES:
            message = f"node must be 0 to {MAX_NODES - 1}"
            raise ValueError(message)
        self._clock = clock
        self._node = node << _SEQUENCE_BITS
        self._last = 0
        self._sequence = 0
        self._lock = Lock()

    def next(self) -> int:
        """Return an id greater than every id this source made before."""
        with self._lock:
            now = self._clock.milliseconds() - EPOCH_MS
            if now > self._last:
                self._last, self._sequence = now, 0
            else:
                self._sequence += 1
                if self._sequence >> _SEQUENCE_BITS:
                    self._last, self._sequence = self._last + 1, 0
            return self._last << (_SEQUENCE_BITS + _NODE_BITS) | self._node | self._sequence


def metadata_id(org: int, *names: str) -> int:
    """Return the id of a standard module, field, layout … of an org: the same at every start."""
    digest = blake2b("\x1f".join((str(org), *names)).encode(), digest_size=8).digest()
    return _METADATA_FLOOR + int.from_bytes(digest) % _METADATA_RANGE


def parse_id(text: str) -> int | None:
    """Return the id that a path or parameter names, or None where it is not one."""
    if text.isascii() and text.isdigit() and len(text) <= 19:  # noqa: PLR2004 - digits of MAX_ID
        number = int(text)
        return number if number <= MAX_ID else None
    return None
