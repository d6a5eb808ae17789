"""One request for every row of roles, profiles, territories, groups and data sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.model.people import Role
from tests.api.people import post, put, role
from tests.live import definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

_ROLES = "/settings/roles"


def _role(**changes: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        item = {"name": "New", "reporting_to": role(world.org), **changes}
        return post(world.client, _ROLES, "roles", item)

    return run


def _many_roles(world: World) -> httpx.Response:
    made = definitions()
    made.roles.extend(
        Role(id=number, name=f"R{number}", reporting_to=made.roles[0].id) for number in range(250)
    )
    return _role()(World(make_org(world.org.live, made)))


OF_ROLES: Mapping[str, Scenario] = {
    "ROLE_TAKEN": _role(name="CEO"),
    "ROLE_NAME_INVALID": _role(name="x" * 201),
    "ROLE_VALUE_INVALID": _role(reporting_to=NOWHERE),
    "ROLE_UNKNOWN": lambda world: put(world.client, _ROLES, "roles", {"id": NOWHERE}),
    "ROLES_LIMIT": _many_roles,
    "ROLE_TRANSFER_INVALID": lambda world: world.client.request(
        "DELETE", f"{_ROLES}/{role(world.org)}?transfer_to_id={NOWHERE}"
    ),
}

SCENARIOS: Mapping[str, Scenario] = {**OF_ROLES}
