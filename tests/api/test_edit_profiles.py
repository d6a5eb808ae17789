"""Cloning, changing and deleting profiles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.people import NOWHERE, add_user, done, entry, made, post, profile, put
from tests.live import ADMIN, STANDARD, definitions

PATH = "/settings/profiles"
FIELDS = {"fields": "Last_Name"}


def whole(client, number):
    return client.get(f"{PATH}/{number}").json()["profiles"][0]


def clone(client, source, name="New", **more):
    path = f"{PATH}/{source}/actions/clone"
    return made(post(client, path, "profiles", {"name": name, **more}))


def permit(client, number, **rights):
    """Change permissions by the ends of their names."""
    ids = {one["name"].removeprefix("Crm_Implied_"): one["id"]
           for one in whole(client, number)["permissions_details"]}  # fmt: skip
    details = [{"id": ids[name], "enabled": on} for name, on in rights.items()]
    return put(client, f"{PATH}/{number}", "profiles", {"permissions_details": details})


def enabled(client, number):
    details = whole(client, number)["permissions_details"]
    return {one["name"].removeprefix("Crm_Implied_") for one in details if one["enabled"]}


@pytest.fixture
def limited(make):
    """An org in which Standard users do not see one field of leads and only read another."""
    plain = definitions()
    standard = next(one.id for one in plain.profiles if not one.administrator)
    plain.modules.append(
        {
            "api_name": "Leads",
            "fields": [
                {"api_name": "Badge", "id": 4501, "data_type": "text", "hidden_from": [standard]},
                {"api_name": "Company", "read_only_for": [standard]},
            ],
            "layouts": [{"name": "Standard", "profiles": [standard]}],
        }
    )
    return make(plain)


def test_a_clone_may_what_its_source_may(limited):
    client = limited.client()
    source = profile(limited)
    permit(client, source, Delete_Deals=False)
    number = clone(client, source, description="D")
    shown = whole(client, number)
    assert (shown["name"], shown["description"], shown["custom"]) == ("New", "D", True)
    assert shown["created_by"]["name"] == "Patricia Boyle"
    assert shown["created_time"] == shown["modified_time"]
    assert enabled(client, number) == enabled(client, source)
    assert "Delete_Deals" not in enabled(client, number)
    fields = client.get("/settings/fields?module=Leads").json()["fields"]
    profiles = {one["api_name"]: {p["id"]: p["permission_type"] for p in one["profiles"]}
                for one in fields}  # fmt: skip
    assert profiles["Badge"][number] == profiles["Badge"][source] == "hidden"
    assert profiles["Company"][number] == profiles["Company"][source] == "read_only"
    assert profiles["City"][number] == "read_write"
    layout = client.get("/settings/layouts?module=Leads").json()["layouts"][0]
    assert {one["id"] for one in layout["profiles"]} == {source, number}
    client.insert("Leads", {"Last_Name": "L", "Badge": "b"})
    add_user(limited, client, "ada", profile=number)
    mine = limited.client("ada@acme.test")
    (lead,) = mine.insert("Leads", {"Last_Name": "L"})
    assert "Badge" not in mine.record("Leads", lead)
    to = {"transfer_to": source}
    client.request("DELETE", f"{PATH}/{number}", params=to)
    fields = client.get("/settings/fields?module=Leads").json()["fields"]
    assert all(number not in {p["id"] for p in one["profiles"]} for one in fields)
    layout = client.get("/settings/layouts?module=Leads").json()["layouts"][0]
    assert [one["id"] for one in layout["profiles"]] == [source]


def test_a_clone_of_the_administrator_can_be_limited(org, client):
    number = clone(client, profile(org, "Administrator"), "Almost")
    assert enabled(client, number) == enabled(client, profile(org, "Administrator"))
    answer = permit(client, number, Manage_Users=False, Manage_Roles=False)
    assert answer.json() == {"profiles": [done(number, "profile updated successfully")]}
    assert not {"Manage_Users", "Manage_Roles"} & enabled(client, number)
    assert "Manage_Profiles" in enabled(client, number)


def test_permissions_are_held_at_once(org, client):
    number = profile(org)
    standard = org.client(STANDARD)
    (lead,) = standard.insert("Leads", {"Last_Name": "L"})
    permit(client, number, Delete_Leads=False)
    refused = standard.request("DELETE", f"/Leads/{lead}")
    assert (refused.status_code, refused.json()["code"]) == (403, "NO_PERMISSION")
    # Who may not view may do nothing.
    permit(client, number, View_Leads=False)
    names = {f"{right}_Leads" for right in ("View", "Create", "Edit", "Delete")}
    assert not names & enabled(client, number)
    assert standard.get("/Leads", params=FIELDS).status_code == 403
    assert standard.post("/Leads", {"data": [{"Last_Name": "L"}]}).status_code == 403
    permit(client, number, Edit_Leads=True, View_Leads=True)
    assert names & enabled(client, number) == {"View_Leads", "Edit_Leads"}
    body = {"data": [{"Last_Name": "M"}]}
    assert standard.request("PUT", f"/Leads/{lead}", json=body).status_code == 200
    permit(client, number, Manage_Users=True)
    user = str(org.org.catalogue.user_by_email[STANDARD].id)
    assert put(standard, f"/users/{user}", "users", {"phone": "1"}).status_code == 200


def test_a_profile_is_changed_by_what_is_given(org, client):
    number = clone(client, profile(org))
    view = client.get("/settings/custom_views?module=Leads").json()["custom_views"][0]
    answer = put(
        client, f"{PATH}/{number}", "profiles",
        {"name": "Newer", "description": None, "_default_view": {"id": view["id"]}},
    )  # fmt: skip
    assert answer.json() == {"profiles": [done(number, "profile updated successfully")]}
    shown = whole(client, number)
    assert (shown["name"], shown["description"]) == ("Newer", "")
    assert shown["_default_view"]["id"] == view["id"]
    assert shown["modified_by"]["id"] == str(org.org.catalogue.user_by_email[ADMIN].id)


def test_a_wrong_profile_is_refused(org, client):
    number = clone(client, profile(org))
    before = client.get(PATH).json()
    at = {"api_name": "name", "json_path": "$.profiles[0].name"}
    cases: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
        ({"name": None}, "MANDATORY_NOT_FOUND", at),
        ({"name": "x" * 51}, "INVALID_DATA", {"maximum_length": 50, **at}),
        ({"name": "a%b"}, "INVALID_DATA", at),
        ({"name": "standard"}, "DUPLICATE_DATA", {"id": profile(org), **at}),
        ({"description": "x" * 251}, "INVALID_DATA",
         {"maximum_length": 250, "api_name": "description",
          "json_path": "$.profiles[0].description"}),
    ]  # fmt: skip
    for item, code, details in cases:
        for answer in (
            post(client, f"{PATH}/{number}/actions/clone", "profiles", {"name": "X"} | item),
            put(client, f"{PATH}/{number}", "profiles", item),
        ):
            assert (answer.status_code, entry(answer)["code"]) == (400, code), item
            assert entry(answer)["details"] == details, item
    wrong = [{"id": NOWHERE, "enabled": True}]
    answer = put(client, f"{PATH}/{number}", "profiles", {"permissions_details": wrong})
    assert entry(answer)["message"] == "Invalid permission ID"
    assert entry(answer)["details"] == {
        "api_name": "id",
        "json_path": "$.profiles[0].permissions_details[0].id",
    }
    gone = post(client, f"{PATH}/{NOWHERE}/actions/clone", "profiles", {"name": "X"})
    assert (gone.status_code, gone.json()["details"]) == (400, {"resource_path_index": 2})
    assert client.get(PATH).json() == before


def test_a_deleted_profile_leaves_its_users_another(org, client):
    number = clone(client, profile(org))
    user = add_user(org, client, profile=number)
    for query, code in [
        ({}, "MANDATORY_NOT_FOUND"),
        ({"transfer_to": number}, "INVALID_DATA"),
        ({"transfer_to": "x"}, "INVALID_DATA"),
    ]:
        answer = client.request("DELETE", f"{PATH}/{number}", params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    standard = profile(org)
    kept = client.request("DELETE", f"{PATH}/{standard}", params={"transfer_to": number})
    assert (kept.status_code, kept.json()["code"]) == (400, "CANNOT_DELETE")
    answer = client.request("DELETE", f"{PATH}/{number}", params={"transfer_to": standard})
    assert (answer.status_code, answer.json()) == (200, done(number, "Profile deleted"))
    assert client.get(f"/users/{user}").json()["users"][0]["profile"]["id"] == standard
    assert client.get(f"{PATH}/{number}").status_code == 204


def test_profiles_need_their_right(org):
    standard = org.client(STANDARD)
    number = profile(org)
    for answer in (
        post(standard, f"{PATH}/{number}/actions/clone", "profiles", {"name": "X"}),
        put(standard, f"{PATH}/{number}", "profiles", {}),
        standard.request("DELETE", f"{PATH}/{number}?transfer_to={number}"),
    ):
        assert answer.status_code == 403
        assert answer.json()["details"] == {"permissions": ["Crm_Implied_Manage_Profiles"]}
