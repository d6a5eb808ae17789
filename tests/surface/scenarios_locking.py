"""One request for every row of record locking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tests.live import STANDARD
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

SETTINGS = "/settings/record_locking_configurations"
RULE = {
    "name": "Acme",
    "criteria": {
        "comparator": "equal", "field": {"api_name": "Company"}, "value": "Acme",
    },
}  # fmt: skip


def configure(world: World, **changes: Any) -> httpx.Response:
    """Ask for a configuration of leads."""
    item = {"lock_type": "manual", **changes}
    return world.client.post(f"{SETTINGS}?module=Leads", {"record_locking_configurations": [item]})


def lock(world: World, record: str, reason: Any = "R") -> httpx.Response:
    """Lock a lead by hand."""
    body = {"data": [{"Locked_Reason__s": reason}]}
    return world.client.post(f"/Leads/{record}/Locking_Information__s", body)


def _configured(**changes: Any) -> Scenario:
    return lambda world: configure(world, **changes)


def _by_hand(act: Callable[[World, str], httpx.Response]) -> Scenario:
    def run(world: World) -> httpx.Response:
        configure(world)
        return act(world, world.record("Leads"))

    return run


def _twice(world: World, record: str) -> httpx.Response:
    lock(world, record)
    return lock(world, record)


def _rules_only(world: World) -> httpx.Response:
    configure(world, lock_type="automatic", locking_rules=[RULE])
    return lock(world, world.record("Leads"))


def _automatic(world: World) -> httpx.Response:
    configure(world, lock_type="both", locking_rules=[RULE])
    (record,) = world.client.insert("Leads", {"Last_Name": "L", "Company": "Acme"})
    path = f"/Leads/{record}/Locking_Information__s"
    (found,) = world.client.get(f"{path}?fields=id").json()["data"]
    return world.client.request("DELETE", f"{path}/{found['id']}")


def _second(world: World) -> httpx.Response:
    configure(world)
    return configure(world)


def _ambiguous(world: World) -> httpx.Response:
    number = str(world.module("Leads").by_name["City"].id)
    return configure(world, excluded_fields=[{"api_name": "Company", "id": number}])


SCENARIOS: Mapping[str, Scenario] = {
    "LOCKED_ALREADY": _by_hand(_twice),
    "LOCKED_BY_RULES_ONLY": _rules_only,
    "LOCK_IS_AUTOMATIC": _automatic,
    "LOCKING_NOT_CONFIGURED": lambda world: lock(world, world.record("Leads")),
    "LOCKING_UNKNOWN": lambda world: world.client.get(
        f"/Calls/{NOWHERE}/Locking_Information__s?fields=id"
    ),
    "RECORD_ID_INVALID": _by_hand(lambda world, _: lock(world, NOWHERE)),
    "LOCKING_NOT_SUPPORTED": lambda world: world.client.get(f"{SETTINGS}?module=Calls"),
    "CUSTOMIZING_DENIED": lambda world: world.org.client(STANDARD).post(
        f"{SETTINGS}?module=Leads", {}
    ),
    "LOCKING_EXISTS": _second,
    "LOCKING_LIMIT": _configured(
        lock_type="both",
        locking_rules=[{**RULE, "name": str(number)} for number in range(6)],
    ),
    "LOCKING_WORD_UNKNOWN": _configured(lock_type="often"),
    "LOCKING_VALUE_INVALID": _configured(feature_type="other"),
    "LOCKING_DEPENDENT_MISSING": _configured(lock_type="automatic"),
    "LOCKING_FIELD_UNKNOWN": _configured(excluded_fields=[{"api_name": "Nowhere"}]),
    "LOCKING_FIELD_MISSING": _configured(excluded_fields=[{}]),
    "LOCKING_FIELD_AMBIGUOUS": _ambiguous,
    "LOCKING_FIELD_NOT_SUPPORTED": _configured(excluded_fields=[{"api_name": "Owner"}]),
    "LOCKING_RULES_ALIKE": _configured(lock_type="both", locking_rules=[RULE, RULE]),
}
