"""One request for every row of global pick lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.setup.asking import create
from tests.surface.scenarios import Scenario
from tests.values import World

LISTS = "/settings/global_picklists"


def _add(world: World, label: str = "A Set", **more: Any) -> httpx.Response:
    options = [{"display_value": one} for one in "abc"]
    item = {"display_label": label, "pick_list_values": options, **more}
    return world.client.post(LISTS, {"global_picklists": [item]})


def _made(world: World) -> str:
    return str(_add(world).json()["global_picklists"][0]["details"]["id"])


def _twice(world: World, **more: Any) -> httpx.Response:
    _add(world, api_name="Set")
    return _add(world, **more)


def _patched(world: World, *changes: dict[str, Any]) -> httpx.Response:
    number = _made(world)
    (found,) = world.client.get(f"{LISTS}/{number}").json()["global_picklists"]
    options = [
        {"id": one["id"], **change}
        for one, change in zip(found["pick_list_values"], changes, strict=False)
    ]
    item = {"pick_list_values": options}
    return world.client.request("PATCH", f"{LISTS}/{number}", json={"global_picklists": [item]})


def _replaced(world: World) -> httpx.Response:
    body = {"old_value": {"id": "1"}, "new_value": {"id": "2"}}
    path = f"{LISTS}/{_made(world)}/actions/replace_picklist_values"
    return world.client.post(path, {"replace_picklist_values": [body]})


def _used_much(world: World) -> httpx.Response:
    number = _made(world)
    for start in range(4):
        items = [
            {
                "field_label": f"List {start} {place}",
                "data_type": "picklist",
                "global_picklist": {"id": number},
            }
            for place in range(4)
        ]
        assert create(world.client, *items, module="Vendors").status_code == 201
    return world.client.request("DELETE", f"{LISTS}/{number}")


SCENARIOS: Mapping[str, Scenario] = {
    "GLOBAL_LABEL_TAKEN": lambda world: _twice(world, api_name="Other"),
    "GLOBAL_LABEL_SPECIAL": lambda world: _add(world, "<b>"),
    "GLOBAL_NAME_TAKEN": lambda world: _twice(world, display_label="Other", api_name="Set"),
    "GLOBAL_NAME_INVALID": lambda world: _add(world, api_name="9"),
    "GLOBAL_ID_INVALID": lambda world: world.client.request(
        "PATCH", LISTS, json={"global_picklists": [{"id": "1"}]}
    ),
    "GLOBAL_UNUSED_ONE_BY_ONE": lambda world: _patched(
        world, {"type": "unused"}, {"type": "unused"}
    ),
    "GLOBAL_DELETE_ONE_BY_ONE": lambda world: _patched(world, {"_delete": None}, {"_delete": None}),
    "GLOBAL_USED_MUCH": _used_much,
    "GLOBAL_VALUE_INVALID": _replaced,
    "PARAM_ID_INVALID": lambda world: world.client.get(
        f"{LISTS}/{_made(world)}/actions/pick_list_values_associations?picklist_value_id=1"
    ),
}
