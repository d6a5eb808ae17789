"""One request for every row of variables, currencies and taxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.surface.scenarios import Scenario
from tests.values import World

VARIABLES = "/settings/variables"
_VARIABLE = {"name": "V", "api_name": "V", "type": "text", "variable_group": {"name": "General"}}


def _variables(*items: Mapping[str, Any]) -> Scenario:
    def run(world: World) -> httpx.Response:
        answer = None
        for one in items:
            answer = world.client.post(VARIABLES, {"variables": [{**_VARIABLE, **one}]})
        assert answer is not None
        return answer

    return run


def _retyped(world: World) -> httpx.Response:
    world.client.post(VARIABLES, {"variables": [_VARIABLE]})
    body = {"variables": [{"type": "integer"}]}
    return world.client.request("PUT", f"{VARIABLES}/V", json=body)


SCENARIOS: Mapping[str, Scenario] = {
    "VARIABLE_VALUE_INVALID": _variables({"type": "email", "value": "nobody"}),
    "VARIABLE_DUPLICATE": _variables({}, {}),
    "VARIABLE_FIXED": _retyped,
    "VARIABLE_AMBIGUOUS": _variables({"variable_group": {"name": "General", "id": "5"}}),
    "VARIABLE_UNKNOWN": lambda world: world.client.request("DELETE", f"{VARIABLES}?ids=5"),
    "VARIABLE_PATH_INVALID": lambda world: world.client.request("DELETE", f"{VARIABLES}/5"),
}
