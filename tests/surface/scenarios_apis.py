"""One request for every row of the list of APIs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.surface.scenarios import Scenario


def _filtered(given: Any) -> Scenario:
    return lambda world: world.client.get("/__apis", params={"filters": json.dumps(given)})


SCENARIOS: Mapping[str, Scenario] = {
    "APIS_FILTER_INVALID": _filtered([]),
    "APIS_FILTER_MISSING": _filtered({"comparator": "equals", "value": "Leads"}),
    "APIS_FILTER_INCOMPLETE": _filtered({"field": {"api_name": "module"}, "value": "Leads"}),
}
