"""The duplicate check preference: kept, described, refused where wrong, and obeyed by inserts."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.live import STANDARD, make_org
from tests.surface.scenarios_preferences import ROOT, SETTINGS, mapping, with_marks

CONVERTED = {"type": "converted_records", "type_configurations": []}


@pytest.fixture(params=DATABASES)
def org(request):
    return make_org(request.getfixturevalue(f"{request.param}_live"), with_marks())


@pytest.fixture
def client(org):
    return org.client()


def keep(client, preference, method="POST"):
    answer = client.request(method, SETTINGS, json={ROOT: preference})
    assert answer.status_code == 200, answer.text
    entry = answer.json()[ROOT]
    assert (entry["code"], entry["details"], entry["status"]) == ("SUCCESS", {}, "success")
    return entry["message"]


def insert(client, module="Leads", **values):
    return client.post(f"/{module}", {"data": [{"Last_Name": "L", **values}]})


def convert(client, record):
    """Convert a lead."""
    answer = client.post(f"/Leads/{record}/actions/convert", {"data": [{}]})
    assert answer.status_code == 200, answer.text


def test_a_preference_is_kept_changed_and_taken_away(org, client):
    assert client.get(SETTINGS).status_code == 204
    assert keep(client, mapping()) == "Enabled mapped_module_records successfully."
    shown = client.get(SETTINGS).json()[ROOT]
    contacts = org.module_id("Contacts")
    assert shown == {
        "type": "mapped_module_records",
        "type_configurations": [
            {
                "field_mappings": [
                    {
                        "mapped_field": {"api_name": "Mark", "id": "952", "name": "Contacts"},
                        "current_field": {"api_name": "Mark", "id": "951", "name": "Leads"},
                    }
                ],
                "mapped_module": {"api_name": "Contacts", "id": contacts, "name": "Contacts"},
            }
        ],
    }
    message = keep(client, CONVERTED, "PUT")
    assert message == "Updated fieldMapping for converted_records successfully."
    assert client.get(SETTINGS).json()[ROOT] == CONVERTED
    answer = client.request("DELETE", SETTINGS)
    assert answer.json()[ROOT]["message"] == "Disabled converted_records successfully."
    assert client.get(SETTINGS).status_code == 204
    for method in ("PUT", "DELETE"):
        refused = client.request(method, SETTINGS, json={ROOT: CONVERTED})
        assert (refused.status_code, refused.json()["code"]) == (403, "FEATURE_NOT_ENABLED")


def test_a_lead_may_not_have_what_a_mapped_contact_has(org, client):
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Mark": "M-1"})
    assert insert(client, Mark="m-1").status_code == 201
    keep(client, mapping(current={"id": "951"}, mapped={"id": "952"}))
    (other,) = client.insert("Contacts", {"Last_Name": "C", "Mark": "M-2"})
    answer = insert(client, Mark=" m-2 ")
    assert answer.status_code == 400
    (entry,) = answer.json()["data"]
    details = entry["details"]
    assert (entry["code"], details["api_name"], details["id"]) == ("DUPLICATE_DATA", "Mark", other)
    assert details["duplicate_record"]["module"] == {
        "api_name": "Contacts", "id": org.module_id("Contacts"),
    }  # fmt: skip
    good = insert(client, Mark="M-3")
    assert good.status_code == 201
    record = good.json()["data"][0]["details"]["id"]
    body = {"data": [{"id": record, "Mark": "M-2"}]}
    assert client.request("PUT", "/Leads", json=body).status_code == 200
    assert insert(client, "Contacts", Mark="M-3").status_code == 201
    client.request("DELETE", SETTINGS)
    client.insert("Contacts", {"Last_Name": "C", "Mark": "M-4"})
    assert insert(client, Mark="M-4").status_code == 201
    assert contact != other


def test_converted_leads_count_if_that_is_preferred(client):
    one, two = client.insert(
        "Leads", {"Last_Name": "One", "Mark": "A"}, {"Last_Name": "Two", "Mark": "B"}
    )
    convert(client, one)
    assert insert(client, Mark="b").status_code == 400
    assert insert(client, Mark="a").status_code == 201
    convert(client, two)
    keep(client, CONVERTED)
    answer = insert(client, Mark="b")
    assert answer.status_code == 400
    assert answer.json()["data"][0]["details"]["id"] == two
    (three,) = client.insert("Leads", {"Last_Name": "Three", "Mark": "C"})
    convert(client, three)
    assert insert(client, Mark="C").status_code == 400
    client.request("DELETE", SETTINGS)
    assert insert(client, Mark="b").status_code == 201
    assert insert(client, Mark="C").status_code == 201


@pytest.mark.parametrize("counted", [True, False])
def test_a_converted_lead_comes_back_from_the_bin_as_it_counts(client, counted):
    if counted:
        keep(client, CONVERTED)
    (record,) = client.insert("Leads", {"Last_Name": "L", "Mark": "A"})
    convert(client, record)
    assert client.request("DELETE", f"/Leads?ids={record}").status_code == 200
    (other,) = client.insert("Leads", {"Last_Name": "Other", "Mark": "B"})
    restored = client.post(f"/settings/recycle_bin/{record}/actions/restore")
    assert restored.status_code == 200, restored.text
    assert insert(client, Mark="a").status_code == (400 if counted else 201)
    tagged = {"data": [{"id": record, "Tag": [{"name": "Old"}]}]}
    assert client.request("PUT", "/Leads", json=tagged).status_code == 200
    assert other != record


@pytest.mark.parametrize(
    ("preference", "code", "where"),
    [
        (None, "MANDATORY_NOT_FOUND", ""),
        (5, "INVALID_DATA", ""),
        ({}, "MANDATORY_NOT_FOUND", ".type"),
        ({"type": 5}, "INVALID_DATA", ".type"),
        ({"type": "mapped_module_records", "type_configurations": []}, "DEPENDENT_FIELD_MISSING",
         ".type_configurations"),
        ({"type": "mapped_module_records", "type_configurations": 5}, "INVALID_DATA",
         ".type_configurations"),
        ({"type": "mapped_module_records", "type_configurations": [5]}, "INVALID_DATA",
         ".type_configurations[0]"),
        ({"type": "mapped_module_records", "type_configurations": [{}]}, "MANDATORY_NOT_FOUND",
         ".type_configurations[0].mapped_module"),
        ({"type": "mapped_module_records",
          "type_configurations": [{"mapped_module": {"api_name": "Contacts"}}]},
         "MANDATORY_NOT_FOUND", ".type_configurations[0].field_mappings"),
        (mapping(module=5), "INVALID_DATA", ".type_configurations[0].mapped_module"),
        (mapping(module={"api_name": "Products"}), "INVALID_DATA",
         ".type_configurations[0].mapped_module.api_name"),
        (mapping(current={"id": "1"}), "INVALID_DATA",
         ".type_configurations[0].field_mappings[0].current_field.id"),
        (mapping(mapped={"api_name": "Nowhere"}), "INVALID_DATA",
         ".type_configurations[0].field_mappings[0].mapped_field.api_name"),
        (mapping(mapped={"api_name": "Email"}), "NOT_ALLOWED",
         ".type_configurations[0].field_mappings[0].mapped_field.api_name"),
    ],
)  # fmt: skip
def test_a_preference_that_is_none_is_refused(client, preference, code, where):
    answer = client.post(SETTINGS, {ROOT: preference})
    error = answer.json()
    assert (answer.status_code, error["code"]) == (400, code)
    assert error["details"]["json_path"] == f"$.{ROOT}{where}"
    assert client.get(SETTINGS).status_code == 204


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_who_may_customize_changes_it(org, method):
    answer = org.client(STANDARD).request(method, SETTINGS, json={ROOT: CONVERTED})
    assert (answer.status_code, answer.json()["code"]) == (403, "NO_PERMISSION")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/settings/{ROOT}", "REQUIRED_PARAM_MISSING"),
        (f"/settings/{ROOT}?module=Nowhere", "INVALID_MODULE"),
        (f"/settings/{ROOT}?module=Deals", "NOT_SUPPORTED"),
    ],
)
def test_the_module_must_be_one_that_is_converted(client, path, code):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
