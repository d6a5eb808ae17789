"""The behaviours that exist. A new one adds one file and one line here."""

from __future__ import annotations

from functools import lru_cache

from crmstead.model.module import Module
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.person import Person

BEHAVIOURS: dict[str, Behaviour] = {
    behaviour.name: behaviour() for behaviour in (Person,)
}


@lru_cache(maxsize=1024)
def behaviours_of(module: Module) -> tuple[Behaviour, ...]:
    """Return the behaviours that a module's metadata names, in its order."""
    return tuple(BEHAVIOURS[name] for name in module.behaviours if name in BEHAVIOURS)
