"""Whatever stands in a body about people, it is answered, and nothing fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.people import made, post, profile, role
from tests.live import PEER, STANDARD, LiveOrg, LiveServer, close_clients, definitions, make_org

ODD: tuple[Any, ...] = (
    None, 5, -1.5, True, "", "x" * 400, "\x00", "١", [], {}, [None], [[]], [{}], {"id": None},
    {"id": {}}, {"id": "x"}, {"id": 10**30}, 10**30, [{"id": [], "type": {}, "enabled": 1}],
    {"type": [], "resource": [], "group": [[]], "field": [], "comparator": {}},
)  # fmt: skip
#: One of so many of all items is sent; each has been.
_PART = 3


@pytest.fixture(scope="module")
def org(sqlite_live: LiveServer) -> Iterator[LiveOrg]:
    """Return an org with territories that all tests share."""
    yield make_org(sqlite_live, definitions(frozenset({"territories"})))
    close_clients()


def user(org: LiveOrg, email: str = STANDARD) -> str:
    return str(org.org.catalogue.user_by_email[email].id)


def bodies(org: LiveOrg) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield method, path, root and an item that is good, of operations that take one."""
    client = org.client()
    world = made(post(client, "/settings/territories", "territories", {"name": "World"}))
    stan, manager, standard = user(org), role(org), profile(org)
    criteria = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Graz"}
    person = {"last_name": "L", "email": "l@l.co", "role": manager, "profile": standard,
              "time_zone": "UTC", "decimal_separator": "Comma", "number_separator": "Space",
              "status": "active", "confirm": True, "Reporting_To": stan, "dob": "2000-01-01",
              "signature": "S", "language": "de"}  # fmt: skip
    yield "POST", "/users", "users", person
    yield "PUT", f"/users/{stan}", "users", person
    yield "PUT", "/users", "users", {"id": stan}
    yield (
        "POST", "/users/actions/transfer_and_delete", "transfer_and_delete",
        {"id": stan, "transfer": {"id": stan, "records": 5}, "move_subordinate": {"id": stan}},
    )  # fmt: skip
    post_role = {"name": "R", "reporting_to": manager, "forecast_manager": stan,
                 "share_with_peers": False, "description": "D"}  # fmt: skip
    yield "POST", "/settings/roles", "roles", post_role
    yield "PUT", f"/settings/roles/{manager}", "roles", post_role
    yield "POST", f"/settings/profiles/{standard}/actions/clone", "profiles", {
        "name": "P", "description": "D",
    }  # fmt: skip
    yield "PUT", f"/settings/profiles/{standard}", "profiles", {
        "permissions_details": [{"id": "1", "enabled": True}], "_default_view": {"id": "1"},
    }  # fmt: skip
    territory = {"name": "T", "reporting_to": world, "manager": stan, "description": "D",
                 "permission_type": "read_only", "lead_rule_criteria": criteria}  # fmt: skip
    yield "POST", "/settings/territories", "territories", territory
    yield "PUT", f"/settings/territories/{world}", "territories", territory
    yield (
        "POST", "/settings/territories/actions/transfer_and_delete", "territories",
        {"id": "1", "transfer_to_id": world},
    )  # fmt: skip
    yield "PUT", f"/settings/territories/{world}/users", "users", {"id": stan}
    yield "PUT", f"/users/{stan}/territories", "territories", {"id": world}
    source = {"type": "users", "source": {"id": stan}, "subordinates": True}
    yield "POST", "/settings/user_groups", "user_groups", {
        "name": "G", "description": "D", "sources": [source],
    }  # fmt: skip
    shared = {"type": "roles", "resource": {"id": manager}, "subordinates": True}
    rule = {"name": "N", "type": "Criteria_Based", "shared_from": shared, "shared_to": shared,
            "permission_type": "read", "superiors_allowed": True,
            "criteria": criteria}  # fmt: skip
    yield "POST", "/settings/data_sharing/rules?module=Leads", "sharing_rules", rule
    yield "PUT", "/settings/data_sharing", "data_sharing", {
        "share_type": "private", "module": {"api_name": "Leads"},
    }  # fmt: skip
    search = {"group_operator": "and", "group": [
        {"field": {"api_name": "name"}, "comparator": "like", "value": "x"}]}  # fmt: skip
    yield "POST", "/settings/data_sharing/rules/search", "filters", search


def spoilt(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an item with each of its values, and of those within, being odd."""
    for key, value in item.items():
        for odd in ODD:
            yield {**item, key: odd}
        if isinstance(value, dict):
            yield from ({**item, key: inner} for inner in spoilt(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from ({**item, key: [inner]} for inner in spoilt(value[0]))


def test_whatever_a_body_holds_is_answered(org):
    client = org.client()
    for place, (method, path, root, item) in enumerate(bodies(org)):
        items: list[Any] = [*spoilt(item), *ODD]
        for odd in items[place % _PART :: _PART]:
            answer = client.request(method, path, json={root: [odd]})
            assert answer.status_code < 500, (method, path, odd)
            if answer.status_code >= 400:
                error = answer.json()
                found = error if "code" in error else next(iter(error.values()))[0]
                assert set(found) == {"code", "details", "message", "status"}, (path, odd)
        wrong: tuple[Any, ...] = (
            None,
            5,
            [],
            {},
            {root: None},
            {root: {}},
            {root: []},
            {root: [{}] * 300},
        )
        for body in wrong:
            answer = client.request(method, path, json=body)
            assert 400 <= answer.status_code < 500, (method, path, body)
    assert user(org, PEER) in {one["id"] for one in client.get("/users").json()["users"]}
