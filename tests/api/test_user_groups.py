"""User groups: what they consist of, and who is in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.people import NOWHERE, done, entry, made, post, put, role
from tests.live import ADMIN, PEER, STANDARD, definitions

PATH = "/settings/user_groups"
ROOT = "user_groups"


@pytest.fixture
def org(make):
    return make(definitions(frozenset({"territories"})))


def user(org, email=STANDARD):
    return str(org.org.catalogue.user_by_email[email].id)


def source(kind, number, **more):
    return {"type": kind, "source": {"id": number}, **more}


def add(client, name, *sources, **more):
    return made(post(client, PATH, ROOT, {"name": name, "sources": list(sources), **more}))


def group(client, number):
    return client.get(f"{PATH}/{number}").json()[ROOT][0]


def test_a_group_consists_of_its_sources(org, client):
    territory = made(post(client, "/settings/territories", "territories", {"name": "World"}))
    stan, ceo = user(org), role(org, "CEO")
    inner = add(client, "Inner", source("users", stan))
    number = add(
        client, "Outer", source("groups", inner), source("roles", ceo, subordinates=True),
        source("territories", territory, sub_territories=True), source("users", stan),
        description="D",
    )  # fmt: skip
    shown = group(client, number)
    assert (shown["name"], shown["description"]) == ("Outer", "D")
    assert shown["created_by"]["id"] == user(org, ADMIN)
    assert shown["sources"] == [
        {"type": "groups", "source": {"name": "Inner", "id": inner}},
        {"type": "roles", "source": {"name": "CEO", "id": ceo}, "subordinates": True},
        {"type": "territories", "source": {"name": "World", "id": territory},
         "sub_territories": True},
        {"type": "users", "source": {"name": "Stan Dard", "id": stan}},
    ]  # fmt: skip
    counts = {"territories": 1, "roles": 1, "groups": 1,
              "users": {"active": 1, "inactive": 0, "deleted": 0}}  # fmt: skip
    assert shown["sources_count"] == counts
    assert client.get(f"{PATH}/{number}/actions/sources_count").json() == {
        "sources_count": [counts]
    }
    listed = client.get(f"{PATH}/{number}/sources", params={"type": "roles"}).json()
    assert [one["type"] for one in listed["sources"]] == ["roles"]
    assert client.get(f"{PATH}/{number}/sources?user_type=inactive&type=users").status_code == 204
    found = client.get(PATH, params={"include": "sources"}).json()
    assert [one["name"] for one in found[ROOT]] == ["Inner", "Outer"]
    assert "sources" in found[ROOT][0]
    assert "sources" not in client.get(PATH).json()[ROOT][0]
    assert [one["id"] for one in client.get(PATH, params={"name": "Inner"}).json()[ROOT]] == [inner]
    total = client.get(f"{PATH}/actions/associated_users_count").json()["associated_users_count"]
    assert [(one["user_group"]["id"], one["count"]) for one in total] == [(inner, 1), (number, 3)]
    grouped = client.get(f"{PATH}/{number}/associated_users/actions/grouped_counts?group_by=status")
    assert grouped.json()["grouped_counts"] == [{"status": "active", "count": 3}]
    of_pia = client.get(f"/users/{user(org, PEER)}/actions/associated_groups").json()
    assert [one["name"] for one in of_pia[ROOT]] == ["Outer"]
    for name, expected in (("get_assigned", [inner, number]), ("get_unassigned", [])):
        body = {name: {"feature": ROOT, "related_entity_id": stan}}
        answer = client.post(f"{PATH}/actions/{name}", body)
        shown = answer.json()[ROOT] if answer.content else []
        assert [one["id"] for one in shown] == expected


def test_a_group_is_changed_and_deleted(org, client):
    stan, pia = user(org), user(org, PEER)
    number = add(client, "Old", source("users", stan))
    answer = put(client, f"{PATH}/{number}", ROOT, {"name": "New"})
    assert answer.json() == {ROOT: [done(number, "User Group Updated successfully")]}
    put(client, PATH, ROOT, {"id": number, "sources": [source("users", pia)]})
    shown = group(client, number)
    assert (shown["name"], shown["sources"][0]["source"]["id"]) == ("New", pia)
    rule = made(
        client.post(
            "/settings/data_sharing/rules?module=Leads",
            {
                "sharing_rules": [
                    {
                        "name": "R",
                        "type": "Record_Owner_Based",
                        "shared_from": {"type": "roles", "resource": {"id": role(org, "CEO")}},
                        "shared_to": {"type": "groups", "resource": {"id": number}},
                        "permission_type": "read",
                        "superiors_allowed": False,
                    }
                ]
            },
        )
    )
    (found,) = client.get(f"{PATH}/{number}/actions/associations").json()["associations"]
    assert (found["type"], found["resource"]) == ("sharing_rules", {"name": "R", "id": rule})
    assert found["detail"]["module"]["api_name"] == "Leads"
    answer = client.request("DELETE", f"{PATH}/{number}")
    assert answer.json() == {ROOT: [done(number, "User Group Deleted successfully")]}
    assert client.get(f"{PATH}/{number}").status_code == 204
    assert client.get("/settings/data_sharing/rules").status_code == 204
    gone = client.request("DELETE", f"{PATH}/{number}")
    assert (gone.status_code, gone.json()["details"]) == (400, {"resource_path_index": 2})
    assert client.get(f"{PATH}/actions/deletion_jobs?job_id={NOWHERE}").status_code == 204
    assert client.get(f"{PATH}/actions/deletion_jobs").json()["code"] == "REQUIRED_PARAM_MISSING"


def test_a_wrong_group_is_refused(org, client):
    stan = user(org)
    number = add(client, "One", source("users", stan))
    outer = add(client, "Outer", source("groups", number))
    at = "$.user_groups[0]"
    cases: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"name": None}, "MANDATORY_NOT_FOUND", {"api_name": "name", "json_path": f"{at}.name"}),
        ({"name": "one"}, "DUPLICATE_DATA", {"api_name": "name", "json_path": f"{at}.name"}),
        ({"sources": None}, "MANDATORY_NOT_FOUND",
         {"api_name": "sources", "json_path": f"{at}.sources"}),
        ({"sources": [{"type": "all", "source": {"id": stan}}]}, "INVALID_DATA",
         {"supported_values": ["users", "roles", "territories", "groups"], "api_name": "type",
          "json_path": f"{at}.sources[0].type"}),
        ({"sources": [source("roles", stan)]}, "INVALID_DATA",
         {"api_name": "id", "json_path": f"{at}.sources[0].source.id"}),
        ({"description": "x" * 251}, "INVALID_DATA",
         {"maximum_length": 250, "api_name": "description", "json_path": f"{at}.description"}),
    ]  # fmt: skip
    good = {"name": "New", "sources": [source("users", stan)]}
    for changes, code, details in cases:
        answer = post(client, PATH, ROOT, good | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
        assert entry(answer)["details"] == details, changes
    for inside in (number, outer):
        answer = put(client, f"{PATH}/{number}", ROOT, {"sources": [source("groups", inside)]})
        assert (answer.status_code, entry(answer)["code"]) == (400, "INVALID_DATA")
    assert entry(put(client, PATH, ROOT, {"id": NOWHERE}))["code"] == "INVALID_DATA"
    bare = put(client, f"{PATH}/{NOWHERE}", ROOT, {"name": "X"})
    assert (bare.status_code, bare.json()["details"]) == (400, {"resource_path_index": 2})
    standard = org.client(STANDARD)
    for answer in (
        post(standard, PATH, ROOT, good),
        put(standard, f"{PATH}/{number}", ROOT, good),
        standard.request("DELETE", f"{PATH}/{number}"),
    ):
        assert answer.status_code == 403
        assert answer.json()["details"] == {"permissions": ["Crm_Implied_Manage_Groups"]}


def test_sources_that_go_leave_groups(org, client):
    """A deleted territory leaves its groups; a deleted user stays, and is counted as such."""
    territory = made(post(client, "/settings/territories", "territories", {"name": "World"}))
    stan = user(org)
    number = add(client, "G", source("territories", territory), source("users", stan))
    client.request("DELETE", f"/settings/territories/{territory}")
    client.request("DELETE", f"/users/{stan}")
    shown = group(client, number)
    assert [one["type"] for one in shown["sources"]] == ["users"]
    assert shown["sources_count"]["users"] == {"active": 0, "inactive": 0, "deleted": 1}
