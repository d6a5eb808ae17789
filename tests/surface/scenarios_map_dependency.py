"""One request for every row of dependencies between pick lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.surface.scenarios import Scenario
from tests.values import World


def _add(world: World, parent: str, child: str) -> httpx.Response:
    module = world.module("Leads")
    values = {name: module.by_name[name].pick_list_values[1] for name in (parent, child)}
    item: dict[str, Any] = {
        "parent": {"api_name": parent},
        "child": {"api_name": child},
        "pick_list_values": [
            {"id": str(values[parent].id), "maps": [{"id": str(values[child].id)}]}
        ],
    }
    path = f"/settings/layouts/{module.layouts[0].id}/map_dependency?module=Leads"
    return world.client.post(path, {"map_dependency": [item]})


def _twice(first: tuple[str, str], second: tuple[str, str]) -> Scenario:
    def run(world: World) -> httpx.Response:
        _add(world, *first)
        return _add(world, *second)

    return run


_PAIR = ("Lead_Source", "Industry")

SCENARIOS: Mapping[str, Scenario] = {
    "MAPPING_EXISTS": _twice(_PAIR, _PAIR),
    "MAPPING_LOOP": _twice(_PAIR, ("Industry", "Lead_Source")),
    "MAPPING_WITH_ITSELF": lambda world: _add(world, "Industry", "Industry"),
}
