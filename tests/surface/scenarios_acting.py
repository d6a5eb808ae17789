"""One request for every cause that refuses an action on records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

_TAGS = "/settings/tags"


def act(world: World, action: str, body: Any, module: str = "Leads") -> httpx.Response:
    """Ask for an action on the world's record of a module."""
    return world.client.post(f"/{module}/{world.record(module)}/actions/{action}", body)


def _in_state(column: str, value: Any) -> Scenario:
    """Tag a lead of which a column, written behind the API, has a value."""

    def scenario(world: World) -> httpx.Response:
        table = world.org.org.database.table("Leads")
        sql = f'UPDATE {table} SET "{column}" = $1 WHERE id = $2'
        given = (value, int(world.record("Leads")))
        world.org.write(lambda transaction: transaction.execute(sql, given))
        return act(world, "add_tags", {"tags": [{"name": "x"}]})

    return scenario


def _tagged(*tags: Any) -> Scenario:
    return lambda world: act(world, "add_tags", {"tags": list(tags)})


def _recoloured(world: World) -> httpx.Response:
    tag = {"name": "x", "color_code": "#F17574"}
    assert act(world, "add_tags", {"tags": [tag]}).status_code == 200
    return act(world, "add_tags", {"tags": [{**tag, "color_code": "#63C57E"}]})


SCENARIOS: Mapping[str, Scenario] = {
    "MODULE_NOT_FOR_ACTION": lambda world: world.client.get(f"{_TAGS}?module=Notes"),
    "NOT_APPROVED_FOR_ACTION": _in_state("$approval_state", "approval_process_pending"),
    "TAG_WRONG_TYPE": _tagged({"name": 5}),
    "TAG_TOO_LONG": _tagged({"name": "t" * 26}),
    "TAG_ID_INVALID": _tagged({"id": NOWHERE}),
    "TAG_HAS_OTHER_COLOR": _recoloured,
    "TAG_PARAM_MISSING": lambda world: world.client.post(
        "/Leads/actions/add_tags", {"tags": [{"name": "x"}]}
    ),
    "TAG_NOT_FOUND": lambda world: world.client.request("DELETE", f"{_TAGS}/{NOWHERE}"),
}
