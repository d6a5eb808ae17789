"""What modules share by default, and rules that share more."""

from __future__ import annotations

from typing import Any

from tests.api.people import NOWHERE, add_user, done, entry, made, post, put, role
from tests.live import PEER, STANDARD

DEFAULTS = "/settings/data_sharing"
RULES = "/settings/data_sharing/rules"
LEADS = f"{RULES}?module=Leads"
ROOT = "sharing_rules"
FIELDS = {"fields": "Last_Name"}
CRITERIA = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Graz"}


def rule(org, **more):
    return {
        "name": "R",
        "type": "Record_Owner_Based",
        "shared_from": {"type": "roles", "resource": {"id": role(org, "CEO")}},
        "shared_to": {"type": "roles", "resource": {"id": role(org)}},
        "permission_type": "read",
        "superiors_allowed": False,
        **more,
    }


def share_types(client):
    found = client.get(DEFAULTS).json()["data_sharing"]
    return {one["module"]["api_name"]: one["share_type"] for one in found}


def test_modules_share_by_default(org, client):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    stan = org.client(STANDARD)
    assert share_types(client)["Leads"] == "private"
    assert stan.get("/Leads", params=FIELDS).status_code == 204
    leads = {"module": {"id": org.module_id("Leads")}}
    answer = put(client, DEFAULTS, "data_sharing", {**leads, "share_type": "public_read_only"})
    assert (answer.status_code, entry(answer)) == (
        200,
        {
            "code": "SUCCESS",
            "details": {"module": "Leads"},
            "message": "data sharing settings updated successfully",
            "status": "success",
        },
    )
    assert share_types(client)["Leads"] == "public_read_only"
    assert [one["id"] for one in stan.get("/Leads", params=FIELDS).json()["data"]] == [lead]
    body = {"data": [{"City": "Graz"}]}
    assert stan.request("PUT", f"/Leads/{lead}", json=body).status_code == 400
    both = put(
        client, DEFAULTS, "data_sharing",
        {**leads, "share_type": "public_read_write"},
        {**leads, "share_type": "secret"},
    )  # fmt: skip
    assert both.status_code == 207
    assert entry(both, 1)["details"] == {
        "regex": "private|public_read_only|public_read_write|public",
        "api_name": "share_type",
        "json_path": "$.data_sharing[1].share_type",
    }
    assert stan.request("PUT", f"/Leads/{lead}", json=body).status_code == 200
    assert stan.request("DELETE", f"/Leads/{lead}").status_code != 200
    put(client, DEFAULTS, "data_sharing", {**leads, "share_type": "private"})
    assert stan.get("/Leads", params=FIELDS).status_code == 204
    for item in (
        {"share_type": "public"},
        {"share_type": "public", "module": {"id": NOWHERE}},
        {"module": {"api_name": "Leads"}},
        {"share_type": "public", "module": {"api_name": "Users"}},
    ):
        answer = put(client, DEFAULTS, "data_sharing", item)
        assert answer.status_code == 400, item
    assert stan.get(DEFAULTS).json()["details"] == {
        "permissions": ["Crm_Implied_Manage_Data_Sharing"]
    }


def test_a_rule_shares_what_some_own_with_others(org, client):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    stan = org.client(STANDARD)
    number = made(post(client, LEADS, ROOT, rule(org)))
    assert stan.get("/Leads", params=FIELDS).json()["data"][0]["id"] == lead
    shown = client.get(f"{RULES}/{number}").json()[ROOT][0]
    assert shown["shared_from"] == {
        "type": "roles",
        "resource": {"name": "CEO", "id": role(org, "CEO")},
        "subordinates": False,
    }
    assert (shown["status"], shown["permission_type"], shown["criteria"]) == (
        "active",
        "read",
        None,
    )
    assert shown["module"] == {
        "api_name": "Leads",
        "id": org.module_id("Leads"),
        "name": "Leads",
    }
    path = f"{RULES}/{number}/actions/activate?module=Leads"
    answer = client.request("DELETE", path)
    assert answer.json() == {ROOT: [done(number, "sharing rule is deactivated successfully")]}
    assert stan.get("/Leads", params=FIELDS).status_code == 204
    again = client.request("DELETE", path)
    assert (again.status_code, again.json()["code"], again.json()["details"]) == (
        400, "ID_ALREADY_DEACTIVATED", {"resource_path_index": 3},
    )  # fmt: skip
    assert client.request("PUT", path).status_code == 200
    assert client.request("PUT", path).json()["code"] == "ID_ALREADY_ACTIVE"
    change: dict[str, Any] = {"permission_type": "read_write", "name": "S"}
    answer = put(client, f"{RULES}/{number}?module=Leads", ROOT, change)
    assert answer.json() == {ROOT: [done(number, "sharing rule is updated successfully")]}
    body = {"data": [{"City": "Graz"}]}
    assert stan.request("PUT", f"/Leads/{lead}", json=body).status_code == 200
    answer = client.request("DELETE", f"{RULES}/{number}?module=Leads")
    assert answer.json() == {ROOT: [done(number, "Sharing Rule deleted")]}
    assert stan.get("/Leads", params=FIELDS).status_code == 204
    assert client.get(RULES).status_code == 204
    answer = client.post(f"{RULES}/actions/run?module=Leads")
    assert entry(answer)["code"] == "SCHEDULED"


def test_a_rule_shares_what_meets_its_criteria(org, client):
    group = made(
        post(
            client, "/settings/user_groups", "user_groups",
            {"name": "G", "sources": [
                {"type": "users",
                 "source": {"id": str(org.org.catalogue.user_by_email[PEER].id)}},
            ]},
        )
    )  # fmt: skip
    graz, _ = client.insert("Leads", {"Last_Name": "A", "City": "Graz"}, {"Last_Name": "B"})
    item = rule(
        org, type="Criteria_Based", criteria=CRITERIA,
        shared_to={"type": "groups", "resource": {"id": group}},
    )  # fmt: skip
    number = made(post(client, LEADS, ROOT, item))
    shown = client.get(f"{RULES}/{number}").json()[ROOT][0]
    assert shown["shared_from"] is None
    assert shown["criteria"]["value"] == "Graz"
    pia = org.client(PEER).get("/Leads", params=FIELDS).json()["data"]
    assert [one["id"] for one in pia] == [graz]
    assert org.client(STANDARD).get("/Leads", params=FIELDS).status_code == 204
    everybody = {"shared_to": {"type": "all_users"}, "id": number}
    put(client, LEADS, ROOT, everybody)
    stan = org.client(STANDARD).get("/Leads", params=FIELDS).json()["data"]
    assert [one["id"] for one in stan] == [graz]
    assert client.get(f"{RULES}/{number}").json()[ROOT][0]["shared_to"]["resource"] is None


def test_a_role_that_goes_takes_rules_to_its_successor(org, client):
    low = made(post(client, "/settings/roles", "roles",
                    {"name": "Low", "reporting_to": role(org)}))  # fmt: skip
    add_user(org, client, role=low)
    to = {"type": "roles", "resource": {"id": low}}
    number = made(post(client, LEADS, ROOT, rule(org, shared_to=to)))
    client.request("DELETE", f"/settings/roles/{low}?transfer_to_id={role(org)}")
    shown = client.get(f"{RULES}/{number}").json()[ROOT][0]
    assert shown["shared_to"]["resource"]["id"] == role(org)


def test_a_wrong_rule_is_refused(org, client):
    number = made(post(client, LEADS, ROOT, rule(org, name="Taken")))
    at = "$.sharing_rules[0]"

    def place(*path):
        return {"api_name": path[-1], "json_path": ".".join((at, *path))}

    cases: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"name": None}, "MANDATORY_NOT_FOUND", place("name")),
        ({"name": "taken"}, "DUPLICATE_DATA", place("name")),
        ({"superiors_allowed": None}, "MANDATORY_NOT_FOUND", place("superiors_allowed")),
        ({"type": "Odd"}, "INVALID_DATA",
         {"supported_values": ["Record_Owner_Based", "Criteria_Based"], **place("type")}),
        ({"permission_type": "all"}, "INVALID_DATA",
         {"supported_values": ["read", "read_write", "read_write_delete"],
          **place("permission_type")}),
        ({"shared_from": None}, "DEPENDENT_FIELD_MISSING",
         {"dependee": place("type"), **place("shared_from")}),
        ({"type": "Criteria_Based"}, "DEPENDENT_FIELD_MISSING",
         {"dependee": place("type"), **place("criteria")}),
        ({"shared_to": {"type": "roles"}}, "DEPENDENT_FIELD_MISSING",
         {"dependee": place("shared_to", "type"), **place("shared_to", "resource")}),
        ({"shared_to": {"type": "groups", "resource": {"id": role(org)}}},
         "DEPENDENT_FIELD_MISMATCH",
         {"dependee": place("shared_to", "type"), **place("shared_to", "resource", "id")}),
        ({"shared_to": {"type": "roles", "resource": {"id": NOWHERE}}}, "INVALID_DATA",
         place("shared_to", "resource", "id")),
        ({"status": "inactive"}, "NOT_ALLOWED", place("status")),
        ({"type": "Criteria_Based", "criteria": {"field": {"api_name": "City"}}},
         "MANDATORY_NOT_FOUND", place("criteria", "comparator")),
    ]  # fmt: skip
    for changes, code, details in cases:
        answer = post(client, LEADS, ROOT, rule(org) | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
        assert entry(answer)["details"] == details, changes
    for method, path, code in [
        ("POST", RULES, "REQUIRED_PARAM_MISSING"),
        ("POST", f"{RULES}?module=Nowhere", "INVALID_DATA"),
        ("POST", f"{RULES}?module=Users", "INVALID_DATA"),
        ("GET", f"{RULES}?module=Nowhere", "INVALID_DATA"),
        ("GET", f"{RULES}/{NOWHERE}", "INVALID_DATA"),
        ("DELETE", f"{RULES}/{number}?module=Deals", "INVALID_DATA"),
        ("PUT", f"{RULES}/{NOWHERE}/actions/activate?module=Leads", "INVALID_DATA"),
    ]:
        answer = client.request(method, path, json={ROOT: [rule(org)]})
        assert (answer.status_code, answer.json()["code"]) == (400, code), path
    refused = post(org.client(STANDARD), LEADS, ROOT, rule(org))
    assert (refused.status_code, refused.json()["details"]) == (
        403,
        {"permissions": ["Crm_Implied_Manage_Data_Sharing"]},
    )


def leaf(name, comparator, value):
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


def test_rules_are_searched_and_counted(org, client):
    one = made(post(client, LEADS, ROOT, rule(org, name="First")))
    two = made(post(client, f"{RULES}?module=Deals", ROOT, rule(org, name="Second")))
    assert [r["id"] for r in client.get(RULES).json()[ROOT]] == [one, two]
    assert [r["id"] for r in client.get(f"{RULES}?module=Deals").json()[ROOT]] == [two]
    manager = role(org)
    for filters, expected in [
        ({"group_operator": "and", "group": [leaf("name", "like", "sec")]}, [two]),
        ({"group_operator": "and", "group": [leaf("name", "like", "first"),
                                             leaf("status", "equal", "inactive")]}, []),
        ({"group_operator": "or", "group": [
            leaf("name", "like", "zzz"),
            {"group_operator": "and", "group": [leaf("shared_to.resource.id", "in", [manager])]},
        ]}, [one, two]),
        (leaf("superiors_allowed", "equal", False), [one, two]),
    ]:  # fmt: skip
        answer = client.post(f"{RULES}/search", {"filters": [filters]})
        found = answer.json()[ROOT] if answer.content else []
        assert [r["id"] for r in found] == expected, filters
    for filters in ({}, {"filters": []}, {"filters": [leaf("color", "equal", "red")]},
                    {"filters": [leaf("name", "equal", "x")]},
                    {"filters": [{"group_operator": "xor", "group": []}]}):  # fmt: skip
        assert client.post(f"{RULES}/search", filters).status_code == 400, filters
    summary = client.get(f"{RULES}/actions/summary").json()["sharing_rules_summary"]
    counts = {r["module"]["api_name"]: r["rule_count"] for r in summary}
    assert (counts["Leads"], counts["Deals"], counts["Contacts"]) == (1, 1, 0)
    body = {"filters": [leaf("name", "like", "second")]}
    (only,) = client.post(f"{RULES}/actions/summary", body).json()["sharing_rules_summary"]
    assert (only["module"]["api_name"], only["rule_count"]) == ("Deals", 1)
