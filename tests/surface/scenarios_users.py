"""One request for every row of users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from crmstead.model.people import REPORTING_TO_HIERARCHY
from tests.api.people import add_user, post, put, role, user_item
from tests.live import ADMIN, STANDARD, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

ROOT = "users"
AWAY = "/settings/users_unavailability"
TRANSFER = "/users/actions/transfer_and_delete"


def _added(**changes: Any) -> Scenario:
    return lambda world: post(world.client, "/users", ROOT, {**user_item(world.org), **changes})


def _changed(**changes: Any) -> Scenario:
    return lambda world: put(world.client, "/users", ROOT, {"id": world.user(STANDARD), **changes})


def _seated(world: World) -> World:
    """Return an org that has no licence left."""
    made = definitions()
    made.org = replace(made.org, user_licenses=3)
    return World(make_org(world.org.live, made))


def _reactivated(world: World) -> httpx.Response:
    full = _seated(world)
    idle = full.user(STANDARD)
    put(full.client, f"/users/{idle}", ROOT, {"status": "inactive"})
    add_user(full.org, full.client)
    return put(full.client, f"/users/{idle}", ROOT, {"status": "active"})


def _deleted(world: World) -> str:
    number = world.user(STANDARD)
    world.client.request("DELETE", f"/users/{number}")
    return number


def _reporting(world: World) -> World:
    """Return an org in which a user reports to another one of the same role."""
    made = definitions()
    made.org = replace(made.org, hierarchy=REPORTING_TO_HIERARCHY)
    other = World(make_org(world.org.live, made))
    put(other.client, "/users", ROOT, {"id": other.user(STANDARD), "Reporting_To": other.user()})
    return other


def _reported(**changes: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        other = _reporting(world)
        given = {key: value(other) for key, value in changes.items()}
        return put(other.client, "/users", ROOT, {"id": other.user(STANDARD), **given})

    return run


def _reporting_deleted(world: World) -> httpx.Response:
    other = _reporting(world)
    gone = other.user()
    other.client.request("DELETE", f"/users/{gone}")
    return put(other.client, "/users", ROOT, {"id": other.user(STANDARD), "Reporting_To": gone})


def _transferred(**given: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        return post(world.client, TRANSFER, "transfer_and_delete", {
            "id": world.user(STANDARD), "transfer": {"id": world.user(), "records": True}, **given,
        })  # fmt: skip

    return run


def _to_self(world: World) -> httpx.Response:
    return _transferred(transfer={"id": world.user(STANDARD), "records": True})(world)


def _logged_in(world: World) -> httpx.Response:
    """Let a second administrator try to go."""
    catalogue = world.org.org.catalogue
    administrator = next(one.id for one in catalogue.profiles if one.administrator)
    number = add_user(world.org, world.client, profile=str(administrator))
    return world.org.client("new@acme.test").request("DELETE", f"/users/{number}")


def _away_details(world: World) -> httpx.Response:
    away = {"from": "2030-01-01T00:00:00Z", "to": "2030-01-02T00:00:00Z"}
    post(world.client, AWAY, "users_unavailability", away)
    return world.client.get(f"{AWAY}?include_inner_details=user.shoes")


SCENARIOS: Mapping[str, Scenario] = {
    "SETUP_DENIED": lambda world: post(world.org.client(STANDARD), "/users", ROOT, {}),
    "USER_MANDATORY": _added(last_name=None),
    "USER_EMAIL_TAKEN": _added(email=STANDARD),
    "USER_EMAIL_INVALID": _added(email="x"),
    "USER_EMAIL_FIXED": _changed(email="x@y.co"),
    "SEATS_TAKEN": lambda world: post(
        (full := _seated(world)).client, "/users", ROOT, user_item(full.org)
    ),
    "SEATS_TAKEN_FOR_ACTIVE": _reactivated,
    "USER_REFERENCE_UNKNOWN": _added(role=NOWHERE),
    "USER_UNKNOWN": _changed(id=NOWHERE),
    "USER_ZONE_INVALID": _added(time_zone="Mars"),
    "USER_LANGUAGE_INVALID": _added(language="?"),
    "USER_DATE_FORMAT_INVALID": _added(date_format="?"),
    "USER_SPECIAL_SIGNS": _added(last_name="<b>"),
    "USER_PATTERN": _added(time_format="?"),
    "USER_SEPARATOR_UNKNOWN": _added(decimal_separator="Dot"),
    "USER_SEPARATORS_ALIKE": _added(decimal_separator="Comma"),
    "USER_STAMPS_FIXED": _added(created_by=NOWHERE),
    "USER_TYPE_FIXED": _added(type__s="Team User"),
    "USER_OF_ANOTHER": _changed(signature="S"),
    "REPORTING_NOT_ENABLED": _added(Reporting_To=NOWHERE),
    "REPORTING_DELETED": _reporting_deleted,
    "REPORTING_UNKNOWN": _reported(Reporting_To=lambda _: NOWHERE),
    "REPORTING_BELOW": _reported(
        role=lambda world: role(world.org, "CEO"), Reporting_To=lambda world: world.user()
    ),
    "REPORTING_NEEDED": _reported(role=lambda world: role(world.org, "CEO")),
    "ALREADY_INACTIVE": lambda world: [_changed(status="inactive")(world) for _ in range(2)][-1],
    "ALREADY_ACTIVE": _changed(status="active"),
    "ALREADY_DELETED": lambda world: world.client.request("DELETE", f"/users/{_deleted(world)}"),
    "DELETED_FIXED": lambda world: put(world.client, "/users", ROOT, {"id": _deleted(world)}),
    "PRIMARY_NEEDED": lambda world: put(
        world.client, "/users", ROOT, {"id": world.user(ADMIN), "status": "inactive"}
    ),
    "PRIMARY_KEPT": lambda world: world.client.request("DELETE", f"/users/{world.user(ADMIN)}"),
    "REINVITE_CONFIRMED": _changed(confirm=False),
    "USER_LOGGED_IN": _logged_in,
    "TRANSFER_UNKNOWN": _transferred(id=NOWHERE),
    "TRANSFER_TO_INVALID": _transferred(transfer={"id": NOWHERE, "records": True}),
    "TRANSFER_TO_SELF": _to_self,
    "TRANSFER_NOTHING": lambda world: _transferred(transfer={"id": world.user()})(world),
    "TRANSFER_JOB_MISSING": lambda world: world.client.get(TRANSFER),
    "AWAY_IDS_INVALID": lambda world: world.client.get(f"{AWAY}?role_ids=1,x"),
    "AWAY_DETAILS_UNKNOWN": _away_details,
}
