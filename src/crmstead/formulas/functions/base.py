"""What a function of formulas is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from crmstead.formulas.types import Type, Value

#: Characters of a text that a function gives; a longer one is no value.
MOST_CHARACTERS = 32_000

Types = frozenset[Type]

NUMBER: Types = frozenset({Type.NUMBER})
TEXT: Types = frozenset({Type.TEXT})
BOOLEAN: Types = frozenset({Type.BOOLEAN})
TIME: Types = frozenset({Type.DATE, Type.DATETIME})
ANY: Types = frozenset(Type)
ORDERED: Types = NUMBER | TIME


@dataclass(frozen=True, slots=True)
class Moment:
    """When a formula is computed, in seconds, and the zone of the org."""

    now: int
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Function:
    """One function: the types of its arguments, of its value, and how it comes by it.

    `apply` is given the moment and the values; it never sees an empty one, as nothing is computed
    of nothing, unless the function is `lazy`: then it is given functions that return the values.
    """

    takes: tuple[Types, ...]
    #: None: the type that its arguments have in common.
    gives: Type | None
    apply: Callable[..., Value]
    #: How many of the last arguments may be left out.
    optional: int = 0
    #: The last argument may be given any number of times.
    more: bool = False
    lazy: bool = False

    def argument(self, place: int) -> Types:
        """Return the types that fit the argument at a place."""
        return self.takes[min(place, len(self.takes) - 1)]

    def takes_as_many_as(self, count: int) -> bool:
        """Tell whether a number of arguments is one it takes."""
        least = len(self.takes) - self.optional
        return count >= least and (self.more or count <= len(self.takes))
