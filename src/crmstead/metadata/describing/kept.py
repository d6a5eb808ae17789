"""Encoded answers that are kept with the catalogue they were made from.

An SDK asks for the fields of six modules before its first record; none is rendered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import msgspec

#: Status and body; 204 goes without one.
Answer = tuple[int, bytes | None]

_SLOT = "described"
#: Bytes kept of an org at most; then all are dropped, which only costs their rendering.
_MOST = 24 * 1024 * 1024
#: What an answer weighs besides its body.
_OVERHEAD = 1024
_encoder = msgspec.json.Encoder()


@dataclass(slots=True)
class _Kept:
    answers: dict[Hashable, Answer] = field(default_factory=dict)
    weight: int = 0


def answer(content: dict[str, Any] | None) -> Answer:
    """Return 200 with the content, or 204 where there is none."""
    return (204, None) if content is None else (200, _encoder.encode(content))


def kept_answer(
    compiled: dict[Any, Any], key: Hashable, make: Callable[[], dict[str, Any] | None]
) -> Answer:
    """Return the answer kept under a key, made when it is first asked for.

    `compiled` is the org's and dropped with its catalogue. The key must hold everything the content
    depends on, the caller too if it does, and nothing that a client can vary without end.
    """
    kept: _Kept = compiled.get(_SLOT) or compiled.setdefault(_SLOT, _Kept())
    found = kept.answers.get(key)
    if found is None:
        found = answer(make())
        weight = _OVERHEAD + len(found[1] or b"")
        if kept.weight + weight > _MOST:
            kept.answers.clear()
            kept.weight = 0
        kept.weight += weight
        kept.answers[key] = found
    return found


def rooted(root: str, items: list[dict[str, Any]], **more: Any) -> dict[str, Any] | None:
    """Return the items under their root, or None where there are none."""
    return {root: items, **more} if items else None


def unchanged_since(compiled: dict[Any, Any], now: int, moment: int | None) -> bool:
    """Tell whether the catalogue is surely the one of a moment, in seconds since 1970.

    A catalogue keeps no time of its own; it is as old as the first question, so a server that was
    started again answers in full once. Within the second of a change the answer is no.
    """
    first: int = compiled.setdefault("described_since", now)
    return moment is not None and moment > first
