"""What an org has a user do, or compares with a user, given to another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crmstead.model.locking import LockingConfiguration
from crmstead.model.people import User
from crmstead.setup.redefining import Redefining


def hand_over_work(redefining: Redefining, user: User, to: User) -> None:
    """Let another user be assigned what a user was: by rules, territories and forecasts."""
    definitions = redefining.definitions
    definitions.assignment_rules[:] = [
        replace(one, owner=to.id) if one.owner == user.id else one
        for one in definitions.assignment_rules
    ]
    definitions.territories[:] = [
        replace(one, manager=to.id) if one.manager == user.id else one
        for one in definitions.territories
    ]
    definitions.roles[:] = [
        replace(one, forecast_manager=to.id) if one.forecast_manager == user.id else one
        for one in definitions.roles
    ]


def hand_over_criteria(redefining: Redefining, user: User, to: User) -> None:
    """Let the criteria of views, fields, rules and territories mean another user than one."""
    definitions = redefining.definitions

    def moved(criteria: Any) -> Any:
        return _moved(criteria, user, to)

    for raw in definitions.modules:
        for holder in _with_criteria(raw):
            holder["criteria"] = moved(holder["criteria"])
    definitions.locking_configurations[:] = [
        _relocked(one, moved) for one in definitions.locking_configurations
    ]
    definitions.sharing_rules[:] = [
        replace(one, criteria=moved(one.criteria)) for one in definitions.sharing_rules
    ]
    definitions.territories[:] = [
        replace(one, rules=moved(one.rules)) for one in definitions.territories
    ]


def _with_criteria(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the parts of a module's definition that have criteria, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("criteria"), dict):
            yield value
        for key, inner in value.items():
            if key != "criteria":
                yield from _with_criteria(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _with_criteria(inner)


def _relocked(one: LockingConfiguration, moved: Any) -> LockingConfiguration:
    rules = tuple(replace(rule, criteria=moved(rule.criteria)) for rule in one.locking_rules)
    return replace(one, locking_rules=rules)


def _moved(value: Any, user: User, to: User) -> Any:
    """Return a part of criteria with one user in another's place: ids of an org all differ."""
    if isinstance(value, dict):
        found = {key: _moved(one, user, to) for key, one in value.items()}
        if "name" in value and found.get("id") != value.get("id"):
            found["name"] = to.full_name
        return found
    if isinstance(value, list | tuple):
        return [_moved(one, user, to) for one in value]
    if value == str(user.id):
        return str(to.id)
    return to.id if value == user.id and not isinstance(value, bool) else value
