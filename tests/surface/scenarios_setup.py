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


def _without_stages(world: World) -> httpx.Response:
    (layout,) = world.client.get("/settings/layouts?module=Deals").json()["layouts"]
    url = f"/settings/pipeline?layout_id={layout['id']}"
    (pipeline,) = world.client.get(url).json()["pipeline"]
    gone = [{"id": one["id"], "_delete": True} for one in pipeline["maps"]]
    item = {"id": pipeline["id"], "maps": gone}
    return world.client.request("PUT", url, json={"pipeline": [item]})


def _default_view(world: World) -> httpx.Response:
    views = "/settings/custom_views"
    default = world.client.get(f"{views}?module=Leads").json()["info"]["default"]
    return world.client.request("DELETE", f"{views}/{default}?module=Leads")


def _layout(method: str, path: str, body: Any = None) -> Scenario:
    """Ask something of layouts of leads, `{standard}`, or `981` or `982`, which is inactive."""

    def run(world: World) -> httpx.Response:
        made = definitions()
        layouts = [{"name": "A", "id": 981}, {"name": "B", "id": 982, "status": "inactive"}]
        made.modules.append({"api_name": "Leads", "layouts": layouts})
        org = make_org(world.org.live, made)
        standard = org.org.catalogue.module_by_name["Leads"].layouts[0].id
        url = f"/settings/layouts/{path}".replace("STANDARD", str(standard))
        separator = "&" if "?" in url else "?"
        return org.client().request(method, f"{url}{separator}module=Leads", json=body)

    return run


def _layout_item(**item: Any) -> Scenario:
    return _layout("PATCH", "STANDARD", {"layouts": [item]})


def _without_name(world: World) -> httpx.Response:
    url = "/settings/layouts"
    (layout,) = world.client.get(f"{url}?module=Leads").json()["layouts"]
    section, field = next(
        (one["id"], field["id"])
        for one in layout["sections"]
        for field in one["fields"]
        if field["api_name"] == "Last_Name"
    )
    entry = {"id": field, "_delete": {"permanent": False}}
    body = {"layouts": [{"sections": [{"id": section, "fields": [entry]}]}]}
    return world.client.request("PATCH", f"{url}/{layout['id']}?module=Leads", json=body)


SCENARIOS: Mapping[str, Scenario] = {
    "PIPELINE_KEPT": _without_stages,
    "SETUP_LIMIT": _layout_item(sections=[{"display_label": f"New {n}"} for n in range(6)]),
    "LAYOUT_FIXED": _layout_item(api_name="Other"),
    "LAYOUT_NEEDS_FIELD": _without_name,
    "LAYOUT_INACTIVE": _layout("DELETE", "981?transfer_to=982"),
    "LAYOUT_ACTIVE_ALREADY": _layout("POST", "981/actions/activate", {"layouts": [{}]}),
    "LAYOUT_INACTIVE_ALREADY": _layout("DELETE", "982/actions/activate?transfer_to=981"),
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
