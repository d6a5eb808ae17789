"""One request for every row of roles, profiles, territories, groups and data sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.model.data_sharing import Shared, SharingRule
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


_TERRITORIES = "/settings/territories"


def _divided(world: World) -> tuple[World, str]:
    """Return an org with a territory that has another one below it, and the id of the first."""
    other = World(make_org(world.org.live, definitions(frozenset({"territories"}))))
    root = made(post(other.client, _TERRITORIES, "territories", {"name": "World"}))
    low = {"name": "Low", "reporting_to": root}
    post(other.client, _TERRITORIES, "territories", low)
    return other, root


def _territory(**changes: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        other, root = _divided(world)
        item = {"name": "New", "reporting_to": root, **changes}
        return post(other.client, _TERRITORIES, "territories", item)

    return run


def _transferred(to: str | None = None) -> Scenario:
    """Let the root go to another territory: by its name, or to the root itself."""

    def run(world: World) -> httpx.Response:
        other, root = _divided(world)
        names = {one.name: str(one.id) for one in other.org.org.catalogue.territories}
        item = {"id": root, "transfer_to_id": root if to is None else names.get(to, to)}
        path = f"{_TERRITORIES}/actions/transfer_and_delete"
        return post(other.client, path, "territories", item)

    return run


def _territory_user(user: str | None, times: int = 1, *, idle: bool = False) -> Scenario:
    def run(world: World) -> httpx.Response:
        other, root = _divided(world)
        number = user or other.user()
        if idle:
            put(other.client, f"/users/{number}", "users", {"status": "inactive"})
        path = f"{_TERRITORIES}/{root}/users"
        return [put(other.client, path, "users", {"id": number}) for _ in range(times)][-1]

    return run


def _delete_root(world: World) -> httpx.Response:
    other, root = _divided(world)
    return other.client.request("DELETE", f"{_TERRITORIES}/{root}")


_RULE = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Graz"}
OF_TERRITORIES: Mapping[str, Scenario] = {
    "TERRITORY_NAME_TAKEN": _territory(name="low"),
    "TERRITORY_NAME_SIGNS": _territory(name="a+b"),
    "TERRITORY_NAME_EMPTY": _territory(name=" "),
    "TERRITORY_NAME_LONG": _territory(name="x" * 51),
    "TERRITORY_TEXT_LONG": _territory(description="x" * 1001),
    "TERRITORY_ACCESS_EMPTY": _territory(permission_type=None),
    "TERRITORY_ACCESS_UNKNOWN": _territory(permission_type="all"),
    "TERRITORY_PARENT_INVALID": _territory(reporting_to=NOWHERE),
    "TERRITORY_MANAGER_INVALID": _territory(manager=NOWHERE),
    "TERRITORY_ID_INVALID": lambda world: put(
        _divided(world)[0].client, _TERRITORIES, "territories", {"id": NOWHERE}
    ),
    "TERRITORY_RULES_LIMIT": _territory(
        lead_rule_criteria={"group_operator": "OR", "group": [_RULE] * 26}
    ),
    "TERRITORY_HAS_CHILDREN": _delete_root,
    "TERRITORY_RECEIVER_INVALID": _transferred(NOWHERE),
    "TERRITORY_RECEIVER_SAME": _transferred(),
    "TERRITORY_RECEIVER_BELOW": _transferred("Low"),
    "TERRITORY_USER_UNKNOWN": _territory_user(NOWHERE),
    "TERRITORY_USER_INACTIVE": _territory_user(None, idle=True),
    "TERRITORY_USER_TWICE": _territory_user(None, 2),
}

_GROUPS = "/settings/user_groups"


def _group(**changes: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        source = {"type": "users", "source": {"id": world.user()}}
        item = {"name": "G", "sources": [source], **changes}
        post(world.client, _GROUPS, "user_groups", {**item, "name": "Taken"})
        return post(world.client, _GROUPS, "user_groups", item)

    return run


OF_GROUPS: Mapping[str, Scenario] = {
    "GROUP_TAKEN": _group(name="taken"),
    "GROUP_VALUE_INVALID": _group(
        sources=[{"type": "users", "source": {"id": NOWHERE}}], name="New"
    ),
    "GROUP_JOB_MISSING": lambda world: world.client.get(f"{_GROUPS}/actions/deletion_jobs"),
}
_SHARING = "/settings/data_sharing"
_RULES = f"{_SHARING}/rules?module=Leads"


def _rule(world: World, **changes: Any) -> httpx.Response:
    ceo = {"type": "roles", "resource": {"id": role(world.org, "CEO")}}
    item = {
        "name": "R", "type": "Record_Owner_Based", "shared_from": ceo, "shared_to": ceo,
        "permission_type": "read", "superiors_allowed": True, **changes,
    }  # fmt: skip
    return post(world.client, _RULES, "sharing_rules", item)


def _ruled(**changes: Any) -> Scenario:
    return lambda world: _rule(world, **changes)


def _twice(world: World) -> httpx.Response:
    _rule(world)
    return _rule(world)


def _many_rules(world: World) -> httpx.Response:
    made = definitions()
    made.sharing_rules.extend(
        SharingRule(
            id=number, name=f"R{number}", module="Leads", type="Record_Owner_Based",
            shared_to=Shared(type="all_users"), shared_from=Shared(type="all_users"),
        )
        for number in range(25)
    )  # fmt: skip
    return _rule(World(make_org(world.org.live, made)))


def _switched(*methods: str) -> Scenario:
    def run(world: World) -> httpx.Response:
        number = made(_rule(world))
        path = f"{_SHARING}/rules/{number}/actions/activate?module=Leads"
        return [world.client.request(method, path) for method in methods][-1]

    return run


def _shared_to_role_as_group(world: World) -> httpx.Response:
    named = {"type": "groups", "resource": {"id": role(world.org)}}
    return _rule(world, shared_to=named)


def _share_type(world: World) -> httpx.Response:
    item = {"module": {"api_name": "Leads"}, "share_type": "secret"}
    return put(world.client, _SHARING, "data_sharing", item)


OF_SHARING: Mapping[str, Scenario] = {
    "SHARING_MODULE_INVALID": lambda world: world.client.get(f"{_SHARING}/rules?module=X"),
    "SHARE_TYPE_INVALID": _share_type,
    "SHARING_VALUE_INVALID": _ruled(type="X"),
    "SHARING_RULES_LIMIT": _many_rules,
    "SHARING_RULE_TAKEN": _twice,
    "SHARING_RULE_UNKNOWN": lambda world: world.client.get(f"{_SHARING}/rules/{NOWHERE}"),
    "SHARING_DEPENDENT_MISSING": _ruled(shared_from=None),
    "SHARING_DEPENDENT_MISMATCH": _shared_to_role_as_group,
    "SHARING_STATUS_FIXED": _ruled(status="active"),
    "SHARING_ALREADY_ACTIVE": _switched("PUT"),
    "SHARING_ALREADY_INACTIVE": _switched("DELETE", "DELETE"),
    "SHARING_FILTERS_MISSING": lambda world: world.client.post(f"{_SHARING}/rules/search", {}),
}

SCENARIOS: Mapping[str, Scenario] = {
    **OF_ROLES, **OF_PROFILES, **OF_TERRITORIES, **OF_GROUPS, **OF_SHARING,
}  # fmt: skip
