"""Global pick lists, and which values of one pick list go with those of another."""

from __future__ import annotations

from dataclasses import dataclass

USED, UNUSED = "used", "unused"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalValue:
    """A value of a global pick list; fields that use the list have a value alike."""

    id: int
    display_value: str
    actual_value: str
    reference_value: str
    type: str = USED
    colour_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedValue:
    """A value of a global pick list that another one took the place of in all records."""

    display_value: str
    reference_value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalPickList:
    """A set of values that pick lists of several modules share; fields name it by its id."""

    id: int
    api_name: str
    display_label: str
    #: The label that it was made with.
    actual_label: str
    values: tuple[GlobalValue, ...]
    description: str | None = None
    sorted_lexically: bool = False
    replaced: tuple[ReplacedValue, ...] = ()
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDependency:
    """Which values a pick list of a layout offers, by the value of another one.

    `parent` and `child` are api names of fields of `module`, `maps` ids of values: one of the
    parent's, and those of the child that go with it.
    """

    id: int
    module: str
    layout: int
    parent: str
    child: str
    maps: tuple[tuple[int, tuple[int, ...]], ...] = ()
    active: bool = True
