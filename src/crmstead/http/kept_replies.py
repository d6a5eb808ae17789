"""Replies to reads, kept until something is written to the org: who asks again has them at once.

Connectors and pages of lists ask for the same records over and over while nothing happens. Which
replies may be kept, the operations say (`Reply.lasts`); that they are still right, the database
does (`Database.state`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from crmstead.api.route import Reply
from crmstead.http.external import EXTERNAL

#: Seconds that a reply is kept. unspecified: page tokens in it end so much earlier at most than in
#: one made anew, and it tells when.
LIFE = 60
#: What a reply weighs besides its body.
_OVERHEAD = 1024
#: Part of a body that its gzip form weighs at most.
_GZIP = 0.5
#: No single reply takes more of the room than this.
_SHARE = 0.25
#: Headers by which a read is answered otherwise.
_TURNING = frozenset({"if-modified-since", EXTERNAL})


class Asked(NamedTuple):
    """What a reply depends on besides what is stored: who asked for what, by which metadata."""

    org: int
    metadata: int
    user: int
    path: str
    query: bytes


@dataclass(frozen=True, slots=True)
class _Kept:
    reply: Reply
    state: object
    until: int
    weight: int


class KeptReplies:
    """As many replies as there is room for; those not asked for longest go first."""

    def __init__(self, room: int) -> None:
        self._room = room
        #: Bytes of the room that are taken.
        self.weight = 0
        self._found: OrderedDict[Asked, _Kept] = OrderedDict()

    def find(self, asked: Asked, state: object, now: int) -> Reply | None:
        """Return the reply to what is asked, None where there is none of this state."""
        kept = self._found.get(asked)
        if kept is None:
            return None
        if kept.state is not state or kept.until <= now:
            self._drop(asked)
            return None
        self._found.move_to_end(asked)
        return kept.reply

    def keep(self, asked: Asked, state: object, now: int, reply: Reply) -> None:
        """Keep a reply that was made from this state or a later one, if it may be kept."""
        weight = _OVERHEAD + int(len(reply.body or b"") * (1 + _GZIP))
        if not reply.lasts or weight > self._room * _SHARE:
            return
        self._drop(asked)
        self._found[asked] = _Kept(reply, state, now + LIFE, weight)
        self.weight += weight
        while self.weight > self._room:
            self._drop(next(iter(self._found)))

    def _drop(self, asked: Asked) -> None:
        kept = self._found.pop(asked, None)
        if kept is not None:
            self.weight -= kept.weight


def may_be_kept(method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request may have a kept reply, and its own reply be kept.

    `Cache-Control: no-cache` asks for one that is made anew.
    """
    return (
        method == "GET"
        and _TURNING.isdisjoint(headers)
        and "no-cache" not in headers.get("cache-control", "").lower()
    )
