"""One request for every row of fields and of the values of pick lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.setup.asking import change, create, create_one, delete, described
from tests.surface.scenarios import Scenario
from tests.values import World

TEXT = {"field_label": "A New One", "data_type": "text"}
LIST = {"field_label": "A New List", "data_type": "picklist"}


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"display_value": name, "actual_value": name, **more}


def _created(**body: Any) -> Scenario:
    return lambda world: create(world.client, {**TEXT, **body})


def _listed(*options: dict[str, Any], **more: Any) -> Scenario:
    body = {**LIST, "pick_list_values": list(options), **more}
    return lambda world: create(world.client, body)


def _fixed(world: World) -> httpx.Response:
    field = create_one(world.client, "Fixed")
    return change(world.client, {"id": field, "data_type": "integer"})


def _used(world: World) -> httpx.Response:
    field = create_one(world.client, "Used")
    formula = {"return_type": "text", "expression": "Upper(${Leads.Used})"}
    create_one(world.client, "Using", data_type="formula", formula=formula)
    return delete(world.client, field)


def _third_unique(world: World) -> httpx.Response:
    unique = {"case_sensitive": False}
    for label in ("First", "Second"):
        create_one(world.client, label, module="Accounts", unique=unique)
    return create(world.client, {**TEXT, "unique": unique}, module="Accounts")


def _of_system(world: World) -> httpx.Response:
    return delete(world.client, described(world.client)["Company"]["id"])


SCENARIOS: Mapping[str, Scenario] = {
    "FIELD_DUPLICATE": _created(field_label="Company"),
    "FIELD_DEPENDENT_MISMATCH": _created(length=256),
    "FIELD_AMBIGUOUS": _listed(option("a"), global_picklist={"id": "1"}),
    "FIELD_EXPECTED_DEPENDENT": lambda world: create(world.client, LIST),
    "FIELD_LIMIT": _third_unique,
    "FIELD_FIXED": _fixed,
    "FIELD_NOT_SUPPORTED": _created(crypt={"mode": "encryption"}),
    "FIELD_IN_USE": _used,
    "FIELD_OF_SYSTEM": _of_system,
    "OPTION_DUPLICATE": _listed(option("a"), option("A")),
    "OPTION_SPECIAL": _listed(option("<a>")),
    "OPTIONS_EMPTY": _listed(option("a", type="unused")),
    "OPTIONS_LIMIT": _listed(*[option(f"v{number}") for number in range(1001)]),
    "OPTIONS_UNUSED_LIMIT": _listed(
        option("a"), *[option(f"v{number}", type="unused") for number in range(501)]
    ),
}
