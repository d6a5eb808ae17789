"""What follows from modules and catalogues, kept until metadata is replaced.

A change of metadata makes other modules in place of those it is about. What was kept by those
before would keep them in memory, one version after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

#: Answers kept of a function, of all orgs together; then the oldest go.
_MOST = 4096
_forgetting: list[Callable[[], None]] = []


def derived(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function of modules, catalogues or tables returns, by its arguments.

    It is worked out again after `forget`, so nothing may depend on getting the same object twice.
    """
    kept = lru_cache(_MOST)(function)
    _forgetting.append(kept.cache_clear)
    return cast("Callable[P, T]", kept)


def forget() -> None:
    """Let go of all that is kept: some of the metadata that it follows from is out of use."""
    for each in _forgetting:
        each()
