"""One request for every cause that refuses external ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.gauges import MODULE
from tests.surface.scenarios import Scenario
from tests.values import World


def _by(header: str, path: str, *items: Any) -> Scenario:
    """Update gauges with the header, one of which has the external value `known`."""

    def scenario(world: World) -> httpx.Response:
        world.client.insert(MODULE, {"Name": "G", "Foreign_Id": "known"})
        body, headers = {"data": list(items)}, {"X-EXTERNAL": header}
        return world.client.request("PUT", f"/{MODULE}{path}", json=body, headers=headers)

    return scenario


SCENARIOS: Mapping[str, Scenario] = {
    "EXTERNAL_INVALID": _by("Gauges.Line", "/known", {"Line": "x"}),
    "EXTERNAL_FIXED": _by("Gauges.Foreign_Id", "/known", {"Foreign_Id": "other"}),
}
