"""Adding, changing, deleting and handing over territories, and who is in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.people import NOWHERE, done, entry, made, post, put
from tests.live import ADMIN, PEER, STANDARD, definitions

PATH = "/settings/territories"
ROOT = "territories"


@pytest.fixture
def org(make):
    return make(definitions(frozenset({"territories"})))


def user(org, email=STANDARD):
    return str(org.org.catalogue.user_by_email[email].id)


def add(client, name, above=None, **more):
    parent = {} if above is None else {"reporting_to": {"id": above}}
    return made(post(client, PATH, ROOT, {"name": name, **parent, **more}))


def shown(client, number, **query):
    return client.get(f"{PATH}/{number}", params=query).json()[ROOT][0]


def tree(client):
    answer = client.get(PATH)
    found = answer.json()[ROOT] if answer.content else []
    return {one["name"]: (one["reporting_to"] or {}).get("name") for one in found}


def at(name, **more):
    return {**more, "api_name": name, "json_path": f"$.territories[0].{name}"}


def test_territories_make_a_tree(org, client):
    world = add(client, "World", description="D", manager={"id": user(org)})
    answer = post(
        client, PATH, ROOT,
        {"name": "North", "reporting_to": world, "permission_type": "read_only"},
        {"name": "north", "reporting_to": world},
    )  # fmt: skip
    assert answer.status_code == 207
    north = entry(answer)["details"]["id"]
    assert entry(answer) == done(north, "Territory Created Successfully")
    assert entry(answer, 1)["message"] == "Given Territory name already exists"
    one = shown(client, world)
    assert (one["description"], one["manager"]["id"]) == ("D", user(org))
    assert one["created_by"]["id"] == one["modified_by"]["id"] == user(org, ADMIN)
    assert shown(client, north)["permission_type"] == "read_only"
    changed = put(client, f"{PATH}/{north}", ROOT, {"name": "Far North", "manager": user(org)})
    assert changed.json() == {ROOT: [done(north, "Territory Updated Successfully")]}
    put(client, PATH, ROOT, {"id": world, "manager": None, "description": None})
    one = shown(client, world)
    assert (one["description"], one["manager"], one["name"]) == (None, None, "World")
    assert tree(client) == {"World": None, "Far North": "World"}
    assert [t["id"] for t in client.get(f"{PATH}/{world}/__child_territories").json()[ROOT]] == [
        north
    ]


def test_a_wrong_territory_is_refused(org, client):
    world = add(client, "World")
    low = add(client, "Low", world)
    before = client.get(PATH).json()
    good: dict[str, Any] = {"name": "New", "reporting_to": world}
    rule = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Graz"}
    many = {"group_operator": "OR", "group": [rule] * 26}
    cases: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"name": None}, "MANDATORY_NOT_FOUND", at("name")),
        ({"name": " "}, "INVALID_DATA", at("name")),
        ({"name": "a+b"}, "INVALID_DATA", at("name")),
        ({"name": "x" * 51}, "INVALID_DATA", at("name", maximum_length=50)),
        ({"reporting_to": None}, "MANDATORY_NOT_FOUND", at("reporting_to")),
        ({"reporting_to": NOWHERE}, "INVALID_DATA", at("reporting_to")),
        ({"manager": NOWHERE}, "INVALID_DATA", at("manager")),
        ({"permission_type": None}, "INVALID_DATA", at("permission_type")),
        ({"permission_type": "all"}, "INVALID_DATA",
         at("permission_type", supported_values=["read_write_delete", "read_only"])),
        ({"lead_rule_criteria": many}, "LIMIT_EXCEEDED", at("lead_rule_criteria", limit=25)),
        ({"lead_rule_criteria": {**rule, "field": {"api_name": "Nowhere"}}}, "INVALID_DATA",
         {"api_name": "api_name",
          "json_path": "$.territories[0].lead_rule_criteria.field.api_name"}),
    ]  # fmt: skip
    for changes, code, details in cases:
        answer = post(client, PATH, ROOT, good | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
        assert entry(answer)["details"] == details, changes
    for number, changes in [
        (NOWHERE, {"name": "X"}),
        (world, {"reporting_to": low}),
        (low, {"reporting_to": low}),
        (low, {"reporting_to": None}),
    ]:
        answer = put(client, PATH, ROOT, {"id": number} | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, "INVALID_DATA"), changes
    eleven = post(client, PATH, ROOT, *({"name": str(n), "reporting_to": world} for n in range(11)))
    assert (eleven.status_code, eleven.json()["details"]["maximum_length"]) == (400, 10)
    assert client.get(PATH).json() == before


def test_a_deleted_territory_leaves_those_below_to_the_one_above(org, client):
    world = add(client, "World")
    north = add(client, "North", world)
    add(client, "Pole", north)
    put(client, f"{PATH}/{north}/users", "users", {"id": user(org)})
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    assign(client, account, north)
    refused = client.request("DELETE", f"{PATH}/{world}")
    assert (refused.status_code, entry(refused)["code"]) == (400, "NOT_ALLOWED")
    answer = client.request("DELETE", PATH, params={"ids": f"{north},{NOWHERE}"})
    assert answer.status_code == 207
    assert entry(answer) == done(
        north,
        "Given Territory Removed Successfully and its child Territories moved to the another "
        "territory",
    )
    assert entry(answer, 1)["details"] == {"id": NOWHERE}
    assert tree(client) == {"World": None, "Pole": "World"}
    assert client.record("Accounts", account)["Territories"] == []
    assert client.get(f"/users/{user(org)}/territories").status_code == 204
    assert client.request("DELETE", PATH).json()["code"] == "REQUIRED_PARAM_MISSING"
    gone = client.request("DELETE", f"{PATH}/{north}")
    assert gone.json()["details"] == {"resource_path_index": 2}


def assign(client, account, *territories):
    items = [{"id": one} for one in territories]
    body = {"data": [{"Territories": items}]}
    answer = client.post(f"/Accounts/{account}/actions/assign_territories", body)
    assert answer.json()["data"][0]["code"] == "SCHEDULED", answer.text


def names(client, account):
    return sorted(one["name"] for one in client.record("Accounts", account)["Territories"])


def test_another_territory_takes_over(org, client):
    world = add(client, "World")
    north, south = add(client, "North", world), add(client, "South", world)
    add(client, "Pole", north)
    put(client, f"{PATH}/{north}/users", "users", {"id": user(org)}, {"id": user(org, PEER)})
    put(client, f"{PATH}/{south}/users", "users", {"id": user(org)})
    one, both = client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "B"})
    assign(client, one, north)
    assign(client, both, north, south)
    path = f"{PATH}/actions/transfer_and_delete"
    pole = next(t["id"] for t in client.get(PATH).json()[ROOT] if t["name"] == "Pole")
    for to, message in [
        (NOWHERE, "Given transfer_to_id isn't valid one"),
        (north, "Territory id and Transfer_to_id are same.Please choose different transfer_to_id"),
        (pole, "Choose correct transfer_to_id value"),
    ]:
        answer = post(client, path, ROOT, {"id": north, "transfer_to_id": to})
        assert (answer.status_code, entry(answer)["message"]) == (400, message)
    answer = post(
        client, f"{PATH}/{north}/actions/transfer_and_delete", ROOT, {"transfer_to_id": south}
    )
    assert (answer.status_code, entry(answer)["code"]) == (200, "SUCCESS")
    assert tree(client) == {"World": None, "South": "World", "Pole": "South"}
    assert names(client, one) == names(client, both) == ["South"]
    found = client.get(f"{PATH}/{south}/users").json()["users"]
    assert {one["id"] for one in found} == {user(org), user(org, PEER)}
    counts = client.get(f"{PATH}/actions/associated_users_count").json()
    assert counts["associated_users_count"] == [
        {"count": "2", "territory": {"name": "South", "id": south}}
    ]
    answer = post(client, path, ROOT, {"id": south})
    assert tree(client) == {"World": None, "Pole": "World"}
    assert client.get(f"{PATH}/actions/deleted_associated_territories").status_code == 204


def test_users_of_territories_from_both_sides(org, client):
    world = add(client, "World", manager=user(org, ADMIN))
    north = add(client, "North", world)
    stan, pia = user(org), user(org, PEER)
    answer = put(client, f"{PATH}/{north}/users", "users", {"id": stan}, {"id": NOWHERE})
    assert answer.status_code == 207
    added = "Given User added to the mentioned territory Successfully"
    assert entry(answer) == done(stan, added)
    assert entry(answer, 1)["code"] == "INVALID_DATA"
    again = client.request("PUT", f"{PATH}/{north}/users/{stan}")
    assert (again.status_code, entry(again)["code"]) == (400, "DUPLICATE_DATA")
    assert entry(client.request("PUT", f"{PATH}/{north}/users/{pia}")) == done(pia, added)
    (one,) = client.get(f"{PATH}/{north}/users/{pia}").json()["users"]
    assert one["territories"] == [{"manager": False, "name": "North", "id": north}]
    answer = put(client, f"/users/{stan}/territories", ROOT, {"id": world})
    assert entry(answer) == done(world, "Territory associated to the user successfully")
    found = client.get(f"/users/{stan}/territories").json()
    assert [one["Name"] for one in found[ROOT]] == ["North", "World"]
    assert found[ROOT][0] == {
        "id": north,
        "Name": "North",
        "Manager": None,
        "Reporting_To": {"Name": "World", "id": world},
    }
    assert found[ROOT][1]["Manager"]["Name"] == "Patricia Boyle"
    assert found["info"]["count"] == 2
    assert client.get(f"/users/{stan}/territories/{world}").json()[ROOT] == [found[ROOT][1]]
    answer = client.request("DELETE", f"/users/{stan}/territories", params={"ids": world})
    assert (answer.status_code, entry(answer)["code"]) == (200, "SUCCESS")
    assert client.get(f"/users/{stan}/territories/{world}").status_code == 204
    answer = client.request("DELETE", f"{PATH}/{north}/users", params={"ids": f"{stan},{stan}"})
    assert [one["code"] for one in answer.json()["users"]] == ["SUCCESS", "INVALID_DATA"]
    assert client.request("DELETE", f"{PATH}/{north}/users/{pia}").status_code == 200
    assert client.get(f"{PATH}/{north}/users").status_code == 204
    answer = client.request("DELETE", f"/users/{pia}/territories/{north}")
    assert (answer.status_code, entry(answer)["details"]) == (400, {"id": north})
    put(client, f"/users/{pia}", "users", {"status": "inactive"})
    refused = put(client, f"{PATH}/{north}/users", "users", {"id": pia})
    assert entry(refused)["details"]["owner_status"] == "inactive"
    assert client.get(f"{PATH}/{NOWHERE}/users").json()["details"] == {"resource_path_index": 2}
    assert client.get(f"/users/{NOWHERE}/territories").json()["details"] == {
        "resource_path_index": 1
    }


def test_territories_need_their_right_and_their_feature(org, make):
    standard = org.client(STANDARD)
    for answer in (
        post(standard, PATH, ROOT, {"name": "X"}),
        put(standard, f"{PATH}/1", ROOT, {}),
        standard.request("DELETE", f"{PATH}/1"),
        standard.request("PUT", f"{PATH}/1/users/1"),
        standard.request("DELETE", "/users/1/territories/1"),
    ):
        assert answer.status_code == 403
        assert answer.json()["details"] == {"permissions": ["Crm_Implied_Manage_Territories"]}
    plain = make(definitions()).client()
    for answer in (
        post(plain, PATH, ROOT, {"name": "X"}),
        plain.request("DELETE", f"{PATH}/1"),
        plain.get(f"{PATH}/1/users"),
        plain.get("/users/1/territories"),
        plain.get(f"{PATH}/actions/associated_users_count"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "TERRITORY_NOT_ENABLED")
