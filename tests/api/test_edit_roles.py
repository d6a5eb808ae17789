"""Adding, changing and deleting roles."""

from __future__ import annotations

from typing import Any

from tests.api.people import NOWHERE, add_user, done, entry, made, post, put, role
from tests.live import ADMIN, STANDARD

PATH = "/settings/roles"


def roles(client):
    return {one["name"]: one for one in client.get(PATH).json()["roles"]}


def add(client, name, above, **more):
    return made(post(client, PATH, "roles", {"name": name, "reporting_to": above, **more}))


def test_roles_make_a_tree(org, client):
    ceo, manager = role(org, "CEO"), role(org)
    boss = str(org.org.catalogue.user_by_email[ADMIN].id)
    answer = post(
        client, PATH, "roles",
        {"name": "Rep", "reporting_to": {"id": manager}, "share_with_peers": True,
         "description": "Sells", "forecast_manager": {"id": boss}},
        {"name": "Rep", "reporting_to": manager},
        {"name": "Desk", "reporting_to": ceo},
    )  # fmt: skip
    assert answer.status_code == 207
    assert [one["code"] for one in answer.json()["roles"]] == [
        "SUCCESS", "DUPLICATE_DATA", "SUCCESS",
    ]  # fmt: skip
    shown = roles(client)["Rep"]
    assert shown["reporting_to"] == {"name": "Manager", "id": manager}
    assert (shown["share_with_peers"], shown["description"]) == (True, "Sells")
    assert shown["forecast_manager"]["id"] == boss
    assert shown["created_by__s"]["id"] == shown["modified_by__s"]["id"] == boss
    assert shown["created_time__s"] == shown["modified_time__s"]
    answer = put(client, f"{PATH}/{shown['id']}", "roles", {"name": "Seller", "description": None})
    assert answer.json() == {"roles": [done(shown["id"], "Role updated")]}
    desk = roles(client)["Desk"]["id"]
    put(client, PATH, "roles", {"id": shown["id"], "reporting_to": desk})
    shown = client.get(f"{PATH}/{shown['id']}").json()["roles"][0]
    assert (shown["name"], shown["description"]) == ("Seller", None)
    assert shown["reporting_to"]["name"] == "Desk"


def test_a_role_decides_who_is_seen(org, client):
    """Users see those below; the role of a user is moved, and peers share when they are told."""
    rep = add(client, "Rep", role(org))
    add_user(org, client, "rep", role=rep)
    client.insert("Leads", {"Last_Name": "L", "Owner": {"id": user_id(org, "rep@acme.test")}})
    manager, peer = org.client(STANDARD), None
    fields = {"fields": "Last_Name"}
    assert manager.get("/Leads", params=fields).status_code == 200
    put(client, f"{PATH}/{rep}", "roles", {"reporting_to": role(org, "CEO")})
    assert manager.get("/Leads", params=fields).status_code == 204
    add_user(org, client, "peer", role=rep)
    peer = org.client("peer@acme.test")
    assert peer.get("/Leads", params=fields).status_code == 204
    put(client, f"{PATH}/{rep}", "roles", {"share_with_peers": True})
    assert peer.get("/Leads", params=fields).status_code == 200


def user_id(org, email):
    return str(org.org.catalogue.user_by_email[email].id)


def test_a_wrong_role_is_refused(org, client):
    ceo, manager = role(org, "CEO"), role(org)
    low = add(client, "Low", manager)
    before = roles(client)
    at = {name: {"api_name": name, "json_path": f"$.roles[0].{name}"}
          for name in ("name", "reporting_to", "id", "forecast_manager", "share_with_peers",
                       "description")}  # fmt: skip
    good: dict[str, Any] = {"name": "New", "reporting_to": ceo}
    cases: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"name": None}, "MANDATORY_NOT_FOUND", at["name"]),
        ({"name": "x" * 201}, "INVALID_DATA", {"maximum_length": 200, **at["name"]}),
        ({"name": "<x>"}, "INVALID_DATA", at["name"]),
        ({"name": "low"}, "DUPLICATE_DATA", at["name"]),
        ({"reporting_to": None}, "MANDATORY_NOT_FOUND", at["reporting_to"]),
        ({"reporting_to": NOWHERE}, "INVALID_DATA", at["reporting_to"]),
        ({"forecast_manager": {"id": NOWHERE}}, "INVALID_DATA", at["forecast_manager"]),
        ({"share_with_peers": "yes"}, "INVALID_DATA",
         {"expected_data_type": "boolean", **at["share_with_peers"]}),
        ({"description": "x" * 251}, "INVALID_DATA",
         {"maximum_length": 250, **at["description"]}),
    ]  # fmt: skip
    for changes, code, details in cases:
        answer = post(client, PATH, "roles", good | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
        assert entry(answer)["details"] == details, changes
    for number, changes, code in [
        (NOWHERE, {"name": "X"}, "INVALID_DATA"),
        (manager, {"reporting_to": low}, "INVALID_DATA"),
        (manager, {"reporting_to": manager}, "INVALID_DATA"),
        (manager, {"reporting_to": None}, "INVALID_DATA"),
        (ceo, {"reporting_to": low}, "INVALID_DATA"),
    ]:
        answer = put(client, f"{PATH}/{number}", "roles", changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
    assert entry(put(client, PATH, "roles", {"name": "X"}))["code"] == "MANDATORY_NOT_FOUND"
    assert roles(client) == before


def test_a_deleted_role_is_taken_over(org, client):
    ceo, manager = role(org, "CEO"), role(org)
    low = add(client, "Low", manager)
    other = add(client, "Other", ceo)
    for to, status in [(low, "subordinate"), (manager, "same_role"), (NOWHERE, "invalid")]:
        answer = client.request("DELETE", f"{PATH}/{manager}", params={"transfer_to_id": to})
        assert (answer.status_code, answer.json()) == (
            400,
            {
                "code": "INVALID_DATA",
                "details": {"role_status": status, "param_name": "transfer_to_id"},
                "message": "invalid transferToId",
                "status": "error",
            },
        )
    assert client.request("DELETE", f"{PATH}/{manager}").json()["code"] == "REQUIRED_PARAM_MISSING"
    to = {"transfer_to_id": other}
    answer = client.request("DELETE", f"{PATH}/{manager}", params=to)
    assert answer.json() == {"roles": [done(manager, "Role Deleted")]}
    assert set(roles(client)) == {"CEO", "Low", "Other"}
    assert roles(client)["Low"]["reporting_to"]["id"] == other
    found = client.get(f"/users/{user_id(org, STANDARD)}").json()["users"][0]
    assert found["role"] == {"name": "Other", "id": other}
    gone = client.request("DELETE", f"{PATH}/{manager}", params=to)
    assert (gone.status_code, gone.json()["details"]) == (400, {"resource_path_index": 2})


def test_roles_need_their_right(org):
    standard = org.client(STANDARD)
    number = role(org)
    for answer in (
        post(standard, PATH, "roles", {"name": "X"}),
        put(standard, PATH, "roles", {"id": number}),
        put(standard, f"{PATH}/{number}", "roles", {}),
        standard.request("DELETE", f"{PATH}/{number}?transfer_to_id={number}"),
    ):
        assert answer.status_code == 403
        assert answer.json()["details"] == {"permissions": ["Crm_Implied_Manage_Roles"]}
