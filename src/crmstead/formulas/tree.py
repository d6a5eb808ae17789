"""What a formula is once it is read: a tree of plain data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crmstead.formulas.types import Value


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the text."""

    value: Value


@dataclass(frozen=True, slots=True)
class Reference:
    """A field, as the text names it: `Leads.Annual Revenue`."""

    name: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one rank, from left to right: `a - b + c`.

    Flat, so that a long sum is no deep tree.
    """

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands behind one sign: `-` or `!`."""

    sign: str
    of: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in lower case."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Reference | Chain | Sign | Call


def references(node: Node) -> Iterator[str]:
    """Yield the names of the fields that a formula reads, one as often as it stands there."""
    match node:
        case Reference(name):
            yield name
        case Chain(first, rest):
            yield from references(first)
            for _, one in rest:
                yield from references(one)
        case Sign(_, one):
            yield from references(one)
        case Call(_, arguments):
            for one in arguments:
                yield from references(one)
        case Constant():
            return
