"""Privacy settings: the basis of processing of records, and personal data closed to the API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.querying import ask
from tests.live import STANDARD

PATH = "/settings/privacy_preference"
OFF = {
    "privacy_setting_status": "false",
    "consent_modules": "Leads,Contacts",
    "exclude_api_zoho": "false",
    "exclude_export": "false",
}
BASIS = {"Data_Processing_Basis", "Data_Processing_Basis_Details"}


def put(client, **preference):
    body = {"privacyPreference": [{"preference": preference}]}
    return client.request("PUT", PATH, json=body)


def preference(client):
    (one,) = client.get(PATH).json()["privacyPreference"]
    return one["preference"]


def fields(client, module="Leads"):
    answer = client.get("/settings/fields", params={"module": module}).json()["fields"]
    return {one["api_name"]: one for one in answer}


def modules(client):
    return {one["api_name"] for one in client.get("/settings/modules").json()["modules"]}


def test_privacy_settings_add_a_basis_of_processing(client):
    (old,) = client.insert("Leads", {"Last_Name": "Old"})
    assert preference(client) == OFF
    assert not BASIS & set(fields(client))
    assert not {"Consents", "Data_Subject_Requests"} & modules(client)
    done = put(client, privacy_setting_status="true", consent_modules="Leads")
    (entry,) = done.json()["privacyPreference"]
    assert (done.status_code, entry["code"], entry["status"]) == (200, "SUCCESS", "success")
    assert preference(client) == {
        **OFF, "privacy_setting_status": "true", "consent_modules": "Leads",
    }  # fmt: skip
    assert client.get("/org").json()["org"][0]["privacy_settings"] is True
    assert set(fields(client)) >= BASIS
    assert not BASIS & set(fields(client, "Contacts"))
    assert {"Consents", "Data_Subject_Requests"} <= modules(client)
    details = {"Data_Processing_Basis": "Contract", "Contact_Through_Email": True}
    plain, agreed = client.insert(
        "Leads",
        {"Last_Name": "A"},
        {"Last_Name": "B", "Data_Processing_Basis_Details": details},
    )
    bases = [client.record("Leads", one)["Data_Processing_Basis"] for one in (old, plain, agreed)]
    assert bases == ["Not Applicable", "Not Applicable", "Contract"]
    assert client.record("Leads", agreed)["Data_Processing_Basis_Details"] == details
    put(client, privacy_setting_status="false")
    assert "Data_Processing_Basis" not in client.record("Leads", agreed)


@pytest.fixture
def personal(client):
    """A client of an org whose leads have a personal field, and a formula that reads it."""
    number = {"field_label": "Passport", "data_type": "text", "length": 50}
    read = {"return_type": "text", "expression": "Concat('No. ', ${Leads.Passport})"}
    for one in (
        {**number, "private": {"type": "High"}},
        {"field_label": "Shown", "data_type": "formula", "formula": read},
    ):
        answer = client.post("/settings/fields?module=Leads", {"fields": [one]})
        assert answer.json()["fields"][0]["code"] == "SUCCESS", answer.text
    client.insert("Leads", {"Last_Name": "A", "Passport": "P7"})
    return client


def test_personal_data_is_closed_to_the_api(personal):
    client = personal
    names = ("Passport", "Shown")
    query = "select Passport, Shown from Leads where Last_Name = 'A'"
    criteria = {"criteria": "(Passport:equals:P7)"}
    put(client, privacy_setting_status="true")
    assert fields(client)["Passport"]["private"] == {
        "restricted": False, "export": True, "type": "High",
    }  # fmt: skip
    (one,) = ask(client, query).json()["data"]
    assert [one[name] for name in names] == ["P7", "No. P7"]
    put(client, exclude_api_zoho="true", exclude_export="true")
    assert fields(client)["Passport"]["private"] == {
        "restricted": True, "export": False, "type": "High",
    }  # fmt: skip
    (one,) = ask(client, query).json()["data"]
    assert [one[name] for name in names] == [None, None]
    (one,) = client.get("/Leads", params={"fields": ",".join(names)}).json()["data"]
    assert [one[name] for name in names] == [None, None]
    refused = client.get("/Leads/search", params=criteria).json()
    assert (refused["code"], refused["message"]) == (
        "INVALID_QUERY", "the field in restricted in GDPR",
    )  # fmt: skip
    put(client, privacy_setting_status="false")
    assert client.get("/Leads/search", params=criteria).status_code == 200


def test_health_data_that_a_formula_reads_is_closed_with_it(personal):
    client = personal
    (number,) = (one["id"] for one in fields(client).values() if one["api_name"] == "Passport")
    health = {"fields": [{"id": number, "hipaa_compliance_enabled": True, "private": None}]}
    assert client.request("PATCH", "/settings/fields?module=Leads", json=health).status_code == 200
    switches = {"enabled": True, "restrict_data_access_through_api": True}
    body = {"hipaa_compliance": {**switches, "enabled_for_modules": [{"api_name": "Leads"}]}}
    assert client.request("PUT", "/settings/hipaa_compliance", json=body).status_code == 200
    (one,) = client.get("/Leads", params={"fields": "Passport,Shown,Last_Name"}).json()["data"]
    assert (one["Passport"], one["Shown"], one["Last_Name"]) == (None, None, "A")


def test_a_bad_body_changes_nothing(org, client):
    for wrong, key in (
        ({"privacy_setting_status": "maybe"}, "privacy_setting_status"),
        ({"exclude_api_zoho": 5}, "exclude_api_zoho"),
        ({"consent_modules": "Ghosts"}, "consent_modules"),
        ({"consent_modules": {}}, "consent_modules"),
    ):
        answer = put(client, **wrong)
        path = f"$.privacyPreference[0].preference.{key}"
        assert (answer.status_code, answer.json()["details"]["json_path"]) == (400, path)
    bodies: list[dict[str, Any]] = [{}, {"privacyPreference": []}, {"privacyPreference": [{}]}]
    for body in bodies:
        assert client.request("PUT", PATH, json=body).status_code == 400
    assert put(org.client(STANDARD), exclude_export="true").status_code == 403
    assert preference(client) == OFF
