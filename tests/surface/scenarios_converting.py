"""One request for every cause that keeps a record from being converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from tests.live import STANDARD, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.surface.scenarios_changing import written_behind
from tests.values import World


def _convert(world: World, module: str, record: str, item: Any) -> httpx.Response:
    return world.client.post(f"/{module}/{record}/actions/convert", {"data": [item]})


def _lead(item: Any) -> Scenario:
    return lambda world: _convert(world, "Leads", world.record("Leads"), item)


def _quote(*where_to: dict[str, Any]) -> Scenario:
    item = {"convert_to": list(where_to)}
    return lambda world: _convert(world, "Quotes", world.record("Quotes"), item)


def _twice(world: World) -> httpx.Response:
    lead = world.record("Leads")
    assert _convert(world, "Leads", lead, {}).status_code == 200
    return _convert(world, "Leads", lead, {})


def _in_state(column: str, value: Any) -> Scenario:
    def scenario(world: World) -> httpx.Response:
        lead = world.record("Leads")
        written_behind(world, "Leads", lead, column, value)
        return _convert(world, "Leads", lead, {})

    return scenario


def _unable(world: World) -> httpx.Response:
    made = definitions()
    denied = frozenset({"Crm_Implied_Create_Contacts"})
    made.profiles = [replace(one, denied=denied) for one in made.profiles]
    client = make_org(world.org.live, made).client(STANDARD)
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    return client.post(f"/Leads/{lead}/actions/convert", {"data": [{}]})


ORDERS = {"module": {"api_name": "Sales_Orders"}}

SCENARIOS: Mapping[str, Scenario] = {
    "ALREADY_CONVERTED": _twice,
    "CONVERT_NOT_APPROVED": _in_state("$approval_state", "approval_process_pending"),
    "CONVERT_LOCKED": _in_state("Locked__s", True),
    "CONVERT_NOT_PERMITTED": _unable,
    "CONVERT_INVALID": _lead({"overwrite": "yes"}),
    "CONVERT_ID_UNKNOWN": _lead({"Accounts": {"id": NOWHERE}}),
    "CONVERT_WHERE_TO": _quote(),
    "CONVERT_WHICH_MODULE": _quote({"module": {}}),
    "CONVERT_TWO_MODULES": _quote(ORDERS, {"module": {"api_name": "Invoices"}}),
}
