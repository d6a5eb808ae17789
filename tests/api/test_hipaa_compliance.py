"""Health data: who sees it once access through the API is restricted, and what else tells it."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.querying import ask
from tests.api.reading import shared_org
from tests.live import STANDARD, definitions

PATH = "/settings/hipaa_compliance"
VIEW, SORTED = 971, 972
COLD = {"field": {"api_name": "Illness"}, "comparator": "equal", "value": "cold"}
OPEN = {
    "enabled": False,
    "restrict_data_access_through_api": False,
    "restrict_data_in_export": False,
    "restrict_to_zoho_apps": False,
    "restrict_to_third_party_apps": [],
    "enabled_for_modules": [],
}


def made():
    found = definitions()
    illness = {"id": 951, "api_name": "Illness", "data_type": "text", "hipaa": True}
    views = [
        {"id": VIEW, "name": "Cold", "criteria": COLD},
        {"id": SORTED, "name": "By illness", "sort_by": "Illness", "sort_order": "asc"},
    ]
    leads = {"api_name": "Leads", "fields": [illness], "custom_views": views}
    found.modules += [leads, {"api_name": "Contacts", "fields": [{**illness, "id": 952}]}]
    return found


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    yield from shared_org(request, made())


@pytest.fixture(scope="module")
def client(org):
    return org.client()


@pytest.fixture
def records(client):
    """A well lead and an ill one; at the end health data is shown again."""
    set_to(client, OPEN)
    yield client.insert(
        "Leads",
        {"Last_Name": "Well", "Illness": "none", "Company": "A"},
        {"Last_Name": "Ill", "Illness": "cold", "Company": "A"},
    )
    set_to(client, OPEN)


def set_to(client, switches):
    answer = client.request("PUT", PATH, json={"hipaa_compliance": switches})
    assert answer.status_code == 200, answer.text
    return answer.json()["hipaa_compliance"]


def restrict(client, *modules):
    named = [{"api_name": name} for name in modules or ("Leads",)]
    switches = {"enabled": True, "restrict_data_access_through_api": True}
    return set_to(client, {**switches, "enabled_for_modules": named})


def test_switches_are_told_as_they_were_set(org, client, records):
    assert client.get(PATH).json() == {"hipaa_compliance": OPEN}
    assert client.get("/org").json()["org"][0]["hipaa_compliance_enabled"] is False
    switches = {
        "enabled": True,
        "restrict_data_in_export": True,
        "restrict_to_third_party_apps": ["zapier"],
        "enabled_for_modules": [{"id": org.module_id("Leads")}, {"api_name": "Contacts"}],
    }
    done = set_to(client, switches)
    assert (done["code"], done["details"], done["status"]) == ("SUCCESS", {}, "success")
    modules = [{"api_name": name, "id": org.module_id(name)} for name in ("Contacts", "Leads")]
    told = {**OPEN, **switches, "enabled_for_modules": modules}
    assert client.get(PATH).json() == {"hipaa_compliance": told}
    assert client.get("/org").json()["org"][0]["hipaa_compliance_enabled"] is True
    set_to(client, {"restrict_to_zoho_apps": True})
    assert client.get(PATH).json()["hipaa_compliance"] == {**told, "restrict_to_zoho_apps": True}


def illness(client):
    fields = client.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    return next(one for one in fields if one["api_name"] == "Illness")


def test_fields_tell_what_is_done_with_their_data(client, records):
    flags = ("hipaa_compliance_enabled", "hipaa_compliance")
    shown = {"restricted": False, "restricted_in_export": False}
    assert [illness(client)[one] for one in flags] == [True, shown]
    restrict(client)
    set_to(client, {"restrict_data_in_export": True})
    shown = {"restricted": True, "restricted_in_export": True}
    assert [illness(client)[one] for one in flags] == [True, shown]


def test_values_are_null_wherever_they_are_read(client, records):
    _, ill = records
    changed = {"data": [{"id": ill, "Illness": "flu", "City": "Rome"}]}
    assert client.request("PUT", "/Leads", json=changed).status_code == 200
    restrict(client)
    assert client.record("Leads", ill)["Illness"] is None
    listed = client.get("/Leads", params={"fields": "Last_Name,Illness"}).json()["data"]
    assert {one["Illness"] for one in listed} == {None}
    found = client.get("/Leads/search", params={"criteria": "(Last_Name:equals:Ill)"}).json()
    assert {one["Illness"] for one in found["data"]} == {None}
    asked = ask(client, "select Illness from Leads where Last_Name = 'Ill'").json()
    assert {one["Illness"] for one in asked["data"]} == {None}
    told = client.get(f"/Leads/{ill}/__timeline").text
    assert "Rome" in told
    assert "flu" not in told
    assert "cold" not in told


def test_nothing_is_found_by_restricted_data(client, records):
    criterion = {"data": [{"City": "Rome"}], "cvid": str(VIEW), "criteria": COLD}
    assert client.get(f"/Leads?fields=id&cvid={VIEW}").json()["info"]["count"] >= 1
    restrict(client)
    assert client.get(f"/Leads?fields=id&cvid={VIEW}").status_code == 400
    by_name = client.get("/Leads?fields=id&sort_by=id&sort_order=asc").json()["data"]
    sorted_view = client.get(f"/Leads?fields=id&cvid={SORTED}").json()["data"]
    assert [one["id"] for one in sorted_view] == [one["id"] for one in by_name]
    searched = client.get("/Leads/search", params={"criteria": "(Illness:equals:cold)"})
    assert searched.json()["code"] == "INVALID_QUERY"
    assert client.get("/Leads/search", params={"word": "cold"}).status_code == 204
    assert ask(client, "select id from Leads where Illness = 'cold'").status_code == 400
    assert client.post("/Leads/actions/mass_update", criterion).status_code == 400


def test_only_modules_in_which_it_is_enabled_are_restricted(client, records):
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Illness": "gout"})
    restrict(client, "Contacts")
    assert client.record("Leads", records[1])["Illness"] == "cold"
    assert client.record("Contacts", contact)["Illness"] is None
    set_to(client, {"restrict_data_access_through_api": False})
    assert client.record("Contacts", contact)["Illness"] == "gout"


def test_data_that_nobody_sees_is_written_and_copied_still(client, records):
    restrict(client)
    changed = {"data": [{"id": records[0], "Illness": "gout"}]}
    assert client.request("PUT", "/Leads", json=changed).status_code == 200
    copied = client.post(f"/Leads/{records[0]}/actions/clone").json()
    copy = copied["data"][0]["details"]["id"]
    assert client.record("Leads", copy)["Illness"] is None
    set_to(client, OPEN)
    assert client.record("Leads", copy)["Illness"] == "gout"


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        ({}, "MANDATORY_NOT_FOUND", {"json_path": "$.hipaa_compliance"}),
        ({"hipaa_compliance": []}, "INVALID_DATA", {"expected_data_type": "jsonobject"}),
        (
            {"hipaa_compliance": {"enabled": "yes"}},
            "INVALID_DATA",
            {"expected_data_type": "boolean", "json_path": "$.hipaa_compliance.enabled"},
        ),
        (
            {"hipaa_compliance": {"enabled_for_modules": [{"api_name": "Ghosts"}]}},
            "INVALID_DATA",
            {"json_path": "$.hipaa_compliance.enabled_for_modules[0].api_name"},
        ),
        (
            {"hipaa_compliance": {"enabled": True, "restrict_to_third_party_apps": [5]}},
            "INVALID_DATA",
            {"json_path": "$.hipaa_compliance.restrict_to_third_party_apps[0]"},
        ),
    ],
)
def test_a_bad_body_changes_nothing(client, records, body, code, details):
    answer = client.request("PUT", PATH, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["details"].items() >= details.items()
    assert client.get(PATH).json() == {"hipaa_compliance": OPEN}


def test_setting_it_takes_a_permission(org):
    answer = org.client(STANDARD).request("PUT", PATH, json={"hipaa_compliance": {}})
    assert (answer.status_code, answer.json()["code"]) == (403, "NO_PERMISSION")
