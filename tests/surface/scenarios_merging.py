"""One request for every cause that keeps records from being merged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.surface.scenarios import NOWHERE, Scenario
from tests.surface.scenarios_changing import written_behind
from tests.values import World


def _merge(world: World, module: str, master: str, *data: Any, **more: Any) -> httpx.Response:
    body = {"merge": [{"data": list(data), **more}]}
    return world.client.post(f"/{module}/{master}/actions/merge", body)


def _leads(*data: Any, **more: Any) -> Scenario:
    def scenario(world: World) -> httpx.Response:
        child = world.record("Leads")
        items = [{**one, "id": one.get("id", child)} for one in data]
        return _merge(world, "Leads", world.client.insert("Leads", world.least("Leads"))[0], *items)

    return scenario


def _without_id(world: World) -> httpx.Response:
    return _merge(world, "Leads", world.record("Leads"), {})


def _locked(world: World) -> httpx.Response:
    (child,) = world.client.insert("Leads", world.least("Leads"))
    written_behind(world, "Leads", child, "Locked__s", True)
    return _merge(world, "Leads", world.record("Leads"), {"id": child})


def _deals(**more: Any) -> Scenario:
    def scenario(world: World) -> httpx.Response:
        (child,) = world.client.insert("Deals", world.least("Deals"))
        closed = {**world.least("Deals"), "Stage": "Closed Won"}
        (master,) = world.client.insert("Deals", closed if not more else world.least("Deals"))
        return _merge(world, "Deals", master, {"id": child, **more})

    return scenario


SCENARIOS: Mapping[str, Scenario] = {
    "MERGE_CHILD_MISSING": _leads(),
    "MERGE_INVALID": _leads({"_fields": 5}),
    "MERGE_ID_UNKNOWN": _leads({"id": NOWHERE}),
    "MERGE_KEY_MISSING": _without_id,
    "MERGE_NOT_ALLOWED": _locked,
    "MERGE_CLOSED": _deals(),
    "MERGE_FIELD_FIXED": _deals(_fields=[{"api_name": "Stage"}]),
    "MERGE_TWICE": _leads({}, {}),
    "MERGE_FIELD_TWICE": _leads({"_fields": [{"api_name": "City"}, {"api_name": "City"}]}),
}
