"""One request for every row of changing what an org consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from tests.live import ADMIN, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

MODULES = "/settings/modules"


def module(world: World, **changes: Any) -> dict[str, Any]:
    """Return the body of a new module."""
    number = world.org.org.catalogue.user_by_email[ADMIN].profile
    made = {
        "plural_label": "Stocks",
        "singular_label": "Stock",
        "profiles": [{"id": str(number)}],
    }
    return {"modules": [{**made, **changes}]}


def _module(**changes: Any) -> Scenario:
    return lambda world: world.client.post(MODULES, module(world, **changes))


def _in_edition(edition: str, customs: int = 0) -> Scenario:
    def run(world: World) -> httpx.Response:
        made = definitions()
        made.org = replace(made.org, paid_type=edition)
        for number in range(customs):
            label = f"Stuff{number}"
            names = {"api_name": label, "singular_label": label, "plural_label": label}
            made.modules.append({"id": 961 + number, **names})
        return make_org(world.org.live, made).client().post(MODULES, module(world))

    return run


def _default_view(world: World) -> httpx.Response:
    views = "/settings/custom_views"
    default = world.client.get(f"{views}?module=Leads").json()["info"]["default"]
    return world.client.request("DELETE", f"{views}/{default}?module=Leads")


SCENARIOS: Mapping[str, Scenario] = {
    "VIEW_FIXED": _default_view,
    "PATTERN_BROKEN": _module(api_name="1st"),
    "MODULES_LIMIT": _in_edition("standard", 10),
    "MODULES_NOT_IN_EDITION": _in_edition("free"),
    "MODULE_NAME_RESERVED": _module(api_name="settings"),
    "PROFILES_NEEDED": _module(profiles=[]),
    "NOT_CHANGED_HERE": lambda world: world.client.request(
        "PUT", f"{MODULES}/Leads", json={"modules": [{"api_name": "Prospects"}]}
    ),
    "SETUP_ID_INVALID": lambda world: world.client.request(
        "PUT", MODULES, json={"modules": [{"id": NOWHERE}]}
    ),
}
