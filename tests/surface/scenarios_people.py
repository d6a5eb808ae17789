"""One request for every row of roles, profiles, territories, groups and data sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.model.people import Profile, Role
from tests.api.people import made, post, profile, put, role
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


def _cloned(**item: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        path = f"/settings/profiles/{profile(world.org)}/actions/clone"
        return post(world.client, path, "profiles", {"name": "New", **item})

    return run


def _profile(of: str = "Standard", **item: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        return put(world.client, f"/settings/profiles/{profile(world.org, of)}", "profiles", item)

    return run


def _permitted(name: str, *rights: tuple[str, bool]) -> Scenario:
    """Ask for rights to leads."""

    def run(world: World) -> httpx.Response:
        shown = world.client.get(f"/settings/profiles/{profile(world.org)}").json()["profiles"][0]
        ids = {one["name"]: one["id"] for one in shown["permissions_details"]}
        details = [{"id": ids[f"Crm_Implied_{right}_Leads"], "enabled": on} for right, on in rights]
        return _profile(name, permissions_details=details)(world)

    return run


def _many_profiles(world: World) -> httpx.Response:
    made = definitions()
    made.profiles.extend(
        Profile(id=number, name=f"P{number}", description="") for number in range(23)
    )
    return _cloned()(World(make_org(world.org.live, made)))


def _delete_profile(query: str, name: str | None = None) -> Scenario:
    def run(world: World) -> httpx.Response:
        number = made(_cloned()(world)) if name is None else profile(world.org, name)
        return world.client.request("DELETE", f"/settings/profiles/{number}{query}")

    return run


OF_PROFILES: Mapping[str, Scenario] = {
    "PROFILE_UNKNOWN": lambda world: put(
        world.client, f"/settings/profiles/{NOWHERE}", "profiles", {"name": "X"}
    ),
    "PROFILE_TAKEN": _cloned(name="STANDARD"),
    "PROFILE_SIGNS": _cloned(name="a&b"),
    "PROFILE_VALUE_INVALID": _profile(_default_view=NOWHERE),
    "PROFILES_LIMIT": _many_profiles,
    "PROFILE_OF_SYSTEM": _profile("Administrator", name="X"),
    "PERMISSIONS_FORM": _profile(permissions_details="all"),
    "PERMISSION_UNKNOWN": _profile(permissions_details=[{"id": NOWHERE, "enabled": True}]),
    "PERMISSION_FIXED": _permitted("Administrator", ("View", False)),
    "PERMISSION_WITHOUT_PARENT": _permitted("Standard", ("View", False), ("Edit", True)),
    "PROFILE_KEPT": _delete_profile(f"?transfer_to={NOWHERE}", "Standard"),
    "PROFILE_RECEIVER_MISSING": _delete_profile(""),
    "PROFILE_RECEIVER_INVALID": _delete_profile(f"?transfer_to={NOWHERE}"),
}

SCENARIOS: Mapping[str, Scenario] = {**OF_ROLES, **OF_PROFILES}
