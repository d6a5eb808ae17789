"""Trees whose nodes name the one above them: roles, territories, users who report to users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol


class Reporting(Protocol):
    """A node; the one above it by its id, None at the top."""

    @property
    def id(self) -> int: ...

    @property
    def reporting_to(self) -> int | None: ...


def below(nodes: Iterable[Reporting], root: int) -> frozenset[int]:
    """Return the ids of all nodes under one, itself left out, though it be under itself."""
    under: defaultdict[int | None, list[int]] = defaultdict(list)
    for node in nodes:
        under[node.reporting_to].append(node.id)
    found: set[int] = {root}
    frontier = [root]
    while frontier:
        for number in under[frontier.pop()]:
            if number not in found:
                found.add(number)
                frontier.append(number)
    return frozenset(found - {root})
