"""Adding, changing and deleting users."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crmstead.model.people import REPORTING_TO_HIERARCHY
from tests.api.people import (
    NOWHERE,
    add_user,
    done,
    entry,
    made,
    post,
    profile,
    put,
    role,
    user_item,
)
from tests.live import ADMIN, PEER, STANDARD, definitions


def user(client, number):
    answer = client.get(f"/users/{number}")
    assert answer.status_code == 200, answer.text
    return answer.json()["users"][0]


def at(name, **more):
    return {"api_name": name, "json_path": f"$.users[0].{name}", **more}


def test_a_user_is_added_as_it_was_sent(org, client):
    item = user_item(
        org, first_name=" Ada ", city="Graz", dob="1990-02-03", decimal_separator="comma",
        number_separator="Space", time_zone="Europe/Vienna", time_format="HH:mm",
        role={"id": role(org)}, website="https://ada.example",
    )  # fmt: skip
    number = made(post(client, "/users", "users", item))
    shown = user(client, number)
    assert (shown["full_name"], shown["city"], shown["dob"]) == ("Ada New", "Graz", "1990-02-03")
    assert (shown["decimal_separator"], shown["number_separator"]) == ("Comma", "Space")
    assert (shown["status"], shown["confirm"], shown["time_format"]) == ("active", False, "HH:mm")
    assert shown["role"] == {"name": "Manager", "id": role(org)}
    assert shown["created_by"]["name"] == "Patricia Boyle"
    assert shown["created_time"] == shown["Modified_Time"]
    assert number in {
        one["id"] for one in client.get("/users?type=NotConfirmedUsers").json()["users"]
    }
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Owner": {"id": number}})
    assert client.record("Leads", lead)["Owner"]["email"] == "new@acme.test"
    own = org.client("new@acme.test")
    assert [one["id"] for one in own.get("/Leads?fields=Last_Name").json()["data"]] == [lead]
    (me,) = own.get("/users?type=CurrentUser").json()["users"]
    assert me["id"] == number


REFUSED: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    ({"last_name": None}, "MANDATORY_NOT_FOUND", "Last Name is required", at("last_name")),
    ({"email": None}, "MANDATORY_NOT_FOUND", "required field not found", at("email")),
    ({"role": None}, "MANDATORY_NOT_FOUND", "required field not found", at("role")),
    ({"profile": NOWHERE}, "INVALID_DATA", "INVALID_DATA", at("profile")),
    ({"role": {"id": "x"}}, "INVALID_DATA", "INVALID_DATA", at("role")),
    ({"email": "nobody"}, "INVALID_DATA",
     "Invalid Email Id. Please choose a different email id", at("email")),
    ({"email": STANDARD.upper()}, "DUPLICATE_DATA",
     "Failed to add user since same email id is already present", at("email")),
    ({"last_name": "<b>"}, "INVALID_DATA", "Special Characters Found", at("last_name")),
    ({"last_name": "x" * 51}, "INVALID_DATA", "invalid data", at("last_name", maximum_length=50)),
    ({"first_name": 5}, "INVALID_DATA", "invalid data",
     at("first_name", expected_data_type="text")),
    ({"time_zone": "Mars/Base"}, "INVALID_DATA", "Give a proper time zone value",
     at("time_zone")),
    ({"locale": "english"}, "INVALID_DATA", "INVALID_DATA", at("locale")),
    ({"time_format": "late"}, "INVALID_DATA", "Pattern not matched", at("time_format")),
    ({"date_format": "soon"}, "INVALID_DATA", "Valid date format should be given",
     at("date_format")),
    ({"decimal_separator": "Dot"}, "INVALID_DATA",
     "Invalid data. Valid values are Comma/Period (Not case-sensitive)", at("decimal_separator")),
    ({"number_separator": "Period"}, "MAPPING_MISMATCH",
     "the number separator and decimal separator values should not be same",
     at("decimal_separator", mapped_field=at("number_separator"))),
    ({"created_by": NOWHERE}, "NOT_SUPPORTED",
     "Created by & Modified by fields cannot be updated by api", at("created_by")),
    ({"type__s": "Regular User"}, "NOT_SUPPORTED", "type__s is cannot be updated by api",
     at("type__s")),
    ({"Reporting_To": NOWHERE}, "FEATURE_NOT_ENABLED", "ReportingTo Feature is not enabled",
     at("Reporting_To")),
    ({"dob": "2001-02-30"}, "INVALID_DATA", "invalid data", at("dob")),
]  # fmt: skip


def test_a_wrong_user_is_not_added(org, client):
    before = client.get("/users").json()["info"]["count"]
    for changes, code, message, details in REFUSED:
        answer = post(client, "/users", "users", user_item(org) | changes)
        assert answer.status_code == 400, changes
        refused = {"code": code, "details": details, "message": message, "status": "error"}
        assert entry(answer) == refused, changes
    two = post(client, "/users", "users", user_item(org), user_item(org, "other"))
    assert (two.status_code, two.json()["code"]) == (400, "INVALID_DATA")
    assert two.json()["details"] == {
        "maximum_length": 1,
        "api_name": "users",
        "json_path": "$.users",
    }
    assert client.get("/users").json()["info"]["count"] == before


@pytest.mark.parametrize("one", [True, False], ids=["path", "body"])
def test_a_user_is_changed_by_what_is_given(org, client, one):
    number = add_user(org, client, city="Graz")
    item = {"phone": "1", "city": None, "email": "newer@acme.test", "confirm": True}
    path = f"/users/{number}" if one else "/users"
    answer = put(client, path, "users", item if one else {**item, "id": int(number)})
    assert (answer.status_code, answer.json()) == (200, {"users": [done(number, "User updated")]})
    shown = user(client, number)
    assert (shown["phone"], shown["city"], shown["email"]) == ("1", None, "newer@acme.test")
    assert (shown["confirm"], shown["last_name"]) == (True, "New")
    assert shown["Modified_By"]["name"] == "Patricia Boyle"


def test_a_wrong_change_of_a_user_is_refused(org, client):
    number = add_user(org, client)
    put(client, "/users", "users", {"id": number, "confirm": True})
    primary = str(org.org.catalogue.user_by_email[ADMIN].id)
    gone = add_user(org, client, "gone")
    client.request("DELETE", f"/users/{gone}")
    before = user(client, number)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"id": None}, "MANDATORY_NOT_FOUND"),
        ({"id": NOWHERE}, "INVALID_DATA"),
        ({"id": gone}, "CANNOT_UPDATE_DELETED_USER"),
        ({"email": "later@acme.test"}, "EMAIL_UPDATE_NOT_ALLOWED"),
        ({"confirm": False}, "INVALID_REQUEST"),
        ({"status": "active"}, "ID_ALREADY_ACTIVE"),
        ({"status": "tired"}, "INVALID_DATA"),
        ({"status": "inactive", "id": primary}, "INVALID_REQUEST"),
        ({"signature": "S"}, "NOT_ALLOWED"),
        ({"last_name": ""}, "MANDATORY_NOT_FOUND"),
        ({"last_name": "Fine", "role": NOWHERE}, "INVALID_DATA"),
    ]
    for changes, code in cases:
        answer = put(client, "/users", "users", {"id": number} | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
    assert user(client, number) == before


def test_a_token_ends_with_its_user(org, client):
    add_user(org, client)
    number = str(org.org.catalogue.user_by_email["new@acme.test"].id)
    own = org.client("new@acme.test")
    assert own.get("/Leads?fields=Last_Name").status_code == 204
    put(client, f"/users/{number}", "users", {"status": "inactive"})
    assert (own.get("/org").status_code, own.get("/org").json()["code"]) == (401, "INVALID_TOKEN")
    again = put(client, f"/users/{number}", "users", {"status": "disabled"})
    assert entry(again)["code"] == "ID_ALREADY_DEACTIVATED"
    put(client, f"/users/{number}", "users", {"status": "active"})
    assert own.get("/org").status_code == 200
    answer = client.request("DELETE", f"/users/{number}")
    assert answer.json() == {"users": [done(number, "User deleted")]}
    assert own.get("/org").status_code == 401
    assert user(client, number)["status"] == "deleted"
    assert number not in {one["id"] for one in client.get("/users").json()["users"]}
    again = client.request("DELETE", f"/users/{number}")
    assert (again.status_code, entry(again)["code"]) == (400, "ID_ALREADY_DELETED")
    # The address is free again.
    other = add_user(org, client)
    assert (
        org.client("new@acme.test").get("/users?type=CurrentUser").json()["users"][0]["id"] == other
    )


def test_the_primary_contact_stays(org, client):
    primary = str(org.org.catalogue.user_by_email[org.org.catalogue.org.primary_email].id)
    answer = client.request("DELETE", f"/users/{primary}")
    assert (answer.status_code, entry(answer)["message"]) == (
        400,
        "Primary contact cannot be deleted",
    )
    answer = client.request("DELETE", f"/users/{NOWHERE}")
    assert (answer.json()["code"], answer.json()["details"]) == (
        "INVALID_DATA",
        {"resource_path_index": 1},
    )


def test_seats_are_counted(make):
    plain = definitions()
    plain.org = replace(plain.org, user_licenses=4)
    org = make(plain)
    client = org.client()
    first = add_user(org, client)
    full = post(client, "/users", "users", user_item(org, "more"))
    assert entry(full)["code"] == "LICENSE_LIMIT_EXCEEDED"
    assert client.get("/org").json()["org"][0]["license_details"]["users_license_purchased"] == 4
    put(client, f"/users/{first}", "users", {"status": "inactive"})
    add_user(org, client, "more")
    back = put(client, f"/users/{first}", "users", {"status": "active"})
    assert (back.status_code, entry(back)["message"]) == (400, "License Limit is Exceeded")


def test_users_are_managed_with_the_right_alone(org):
    standard = org.client(STANDARD)
    peer = org.org.catalogue.user_by_email[PEER].id
    for answer in (
        post(standard, "/users", "users", user_item(org)),
        put(standard, "/users", "users", {"id": str(peer), "phone": "1"}),
        put(standard, f"/users/{peer}", "users", {"phone": "1"}),
        standard.request("DELETE", f"/users/{peer}"),
    ):
        assert answer.status_code == 403
        assert answer.json() == {
            "code": "NO_PERMISSION",
            "details": {"permissions": ["Crm_Implied_Manage_Users"]},
            "message": "permission denied",
            "status": "error",
        }


def test_users_report_to_users(make):
    plain = definitions()
    plain.org = replace(plain.org, hierarchy=REPORTING_TO_HIERARCHY)
    org = make(plain)
    client = org.client()
    boss = add_user(org, client, "boss")
    low = add_user(org, client, "low", Reporting_To={"id": boss})
    assert user(client, low)["Reporting_To"] == {"name": "Boss", "id": boss}
    for changes, code in [
        ({"id": boss, "Reporting_To": low}, "INVALID_DATA"),
        ({"id": boss, "Reporting_To": boss}, "INVALID_DATA"),
        ({"id": boss, "Reporting_To": NOWHERE}, "INVALID_DATA"),
        ({"id": low, "role": role(org, "CEO")}, "REQUIRED_DATA_NOT_FOUND"),
        ({"id": low, "role": role(org, "CEO"), "Reporting_To": boss}, "INVALID_DATA"),
    ]:
        answer = put(client, "/users", "users", changes)
        assert entry(answer)["code"] == code, changes
    client.request("DELETE", f"/users/{boss}")
    assert user(client, low)["Reporting_To"] is None
    refused = put(client, "/users", "users", {"id": low, "Reporting_To": boss})
    assert entry(refused)["code"] == "NOT_ALLOWED"
    assert profile(org) == user(client, low)["profile"]["id"]
