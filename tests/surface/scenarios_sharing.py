"""One request for every row of sharing records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from crmstead.model.ids import metadata_id
from tests.live import ADMIN, PEER, STANDARD, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World


def with_user(world: World, email: str = STANDARD, **changes: Any) -> dict[str, Any]:
    """Return the item that shares with a user."""
    shared = {"type": "users", "id": world.user(email)}
    return {"type": "private", "permission": "read_only", "shared_with": shared, **changes}


def share(world: World, *items: Any, record: str | None = None) -> httpx.Response:
    """Share a lead."""
    record = record or world.record("Leads")
    return world.client.post(f"/Leads/{record}/actions/share", {"share": list(items)})


def _crowded(world: World) -> httpx.Response:
    """Share with more roles than a record may be shared with."""
    made = definitions()
    role = made.roles[1]
    for number in range(6):
        name = f"Role {number}"
        made.roles.append(replace(role, id=metadata_id(made.org.id, "role", name), name=name))
    crowd = World(make_org(world.org.live, made))
    items = [
        with_user(crowd, shared_with={"type": "roles", "id": str(one.id)}) for one in made.roles
    ]
    return share(crowd, *items)


def _by_shared(world: World) -> httpx.Response:
    share(world, with_user(world, permission="full_access"))
    path = f"/Leads/{world.record('Leads')}/actions/share"
    return world.org.client(STANDARD).post(path, {"share": [with_user(world, PEER)]})


def _updated(world: World) -> httpx.Response:
    share(world, with_user(world))
    body = {"data": [{"id": world.record("Leads"), "City": "Rome"}]}
    return world.org.client(STANDARD).request("PUT", "/Leads", json=body)


SCENARIOS: Mapping[str, Scenario] = {
    "SHARED_ID_INVALID": lambda world: share(world, with_user(world), record=NOWHERE),
    "SHARING_NOT_SUPPORTED": lambda world: world.client.get(f"/Tasks/{NOWHERE}/actions/share"),
    "SHARE_VIEW_UNKNOWN": lambda world: world.client.get(
        f"/Leads/{world.record('Leads')}/actions/share?view=all"
    ),
    "SHARE_VALUE_INVALID": lambda world: share(world, with_user(world, permission="all")),
    "SHARE_TARGET_UNKNOWN": lambda world: share(
        world, with_user(world, shared_with={"type": "users", "id": NOWHERE})
    ),
    "SHARE_NOT_TO": lambda world: share(world, with_user(world, ADMIN)),
    "SHARE_WITH_ALL_AND_SOME": lambda world: share(
        world, with_user(world), {"type": "public", "permission": "read_only"}
    ),
    "SHARE_LIMIT": _crowded,
    "SHARED_WITH_CALLER": _by_shared,
    "NOTHING_SHARED": lambda world: world.client.request(
        "DELETE", f"/Leads/{world.record('Leads')}/actions/share"
    ),
    "SHARED_FOR_LESS": _updated,
}
