"""Profiles where modules name them: fields hidden or only read, and layouts that are theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from crmstead.setup.redefining import Redefining

#: Keys of definitions, at any depth, that list profiles.
_KEYS = frozenset({"hidden_from", "read_only_for", "profiles"})


def inherit_rights(redefining: Redefining, source: int, number: int) -> None:
    """Name a profile wherever modules name another one."""

    def inherit(profiles: list[int]) -> None:
        if source in profiles and number not in profiles:
            profiles.append(number)

    _change(redefining, inherit)


def drop_rights(redefining: Redefining, number: int) -> None:
    """Name a profile nowhere any more, in rules of locking neither."""

    def forget(profiles: list[int]) -> None:
        profiles[:] = [one for one in profiles if one != number]

    _change(redefining, forget)
    configurations = redefining.definitions.locking_configurations
    configurations[:] = [
        replace(
            one,
            lock_excluded_profiles=tuple(x for x in one.lock_excluded_profiles if x != number),
        )
        for one in configurations
    ]


def _change(redefining: Redefining, change: Callable[[list[int]], None]) -> None:
    for raw in redefining.definitions.modules:
        for profiles in _lists(raw):
            change(profiles)


def _lists(value: Any) -> Iterator[list[int]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in _KEYS and isinstance(inner, list):
                yield inner
            else:
                yield from _lists(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lists(inner)
