"""Formula fields: kept when a record is written, and read like any other field."""

from __future__ import annotations

import time

import pytest

from crmstead.records.mass import computing
from tests.api.querying import ask
from tests.setup.changes import adding, changed


def formula(number, name, expression, return_type="double", **more):
    return {
        "id": 4200 + number,
        "api_name": name,
        "data_type": "formula",
        "return_type": return_type,
        "expression": expression,
        **more,
    }


FIELDS = [
    formula(1, "Twice", "${Leads.Annual_Revenue} * 2", decimal_place=3),
    formula(2, "Whole", "Concat(${Leads.Last Name}, ' of ', ${Leads.Company})", "text"),
    formula(3, "Big", "${Leads.Twice} > 100", "boolean"),
    formula(4, "Filled", "${Leads.Annual_Revenue} + 1", "currency", assume_default=True),
    formula(5, "Day", "Newdate(2024, 2, 29, 10, 0, 'AM')", "date"),
    formula(6, "Later", "Adddate(${Leads.Seen}, 2, 'HOUR')", "datetime"),
    {"id": 4207, "api_name": "Seen", "data_type": "datetime"},
]


@pytest.fixture
def computed(org, client):
    changed(org, adding(*FIELDS))
    return client


def test_formulas_are_computed_when_a_record_is_written(computed):
    (lead,) = computed.insert(
        "Leads",
        {
            "Last_Name": "Ray",
            "Company": "Acme",
            "Annual_Revenue": 60.5,
            "Seen": "2024-01-31T10:00:00+00:00",
            "Twice": 5,
        },
    )
    record = computed.record("Leads", lead)
    assert (record["Twice"], record["Whole"], record["Big"]) == (121, "Ray of Acme", True)
    assert (record["Filled"], record["Day"]) == (61.5, "2024-02-29")
    assert record["Later"] == "2024-01-31T04:00:00-08:00"
    changed = {"data": [{"id": lead, "Annual_Revenue": None}]}
    assert computed.request("PUT", "/Leads", json=changed).status_code == 200
    record = computed.record("Leads", lead)
    assert (record["Twice"], record["Big"], record["Filled"]) == (None, False, 1)


def test_formulas_are_found_sorted_and_selected(computed):
    low, high = computed.insert(
        "Leads",
        {"Last_Name": "Low", "Annual_Revenue": 1},
        {"Last_Name": "High", "Annual_Revenue": 99.25},
    )
    item = {"id": low, "Company": "A company with a long name"}
    assert computed.request("PUT", "/Leads", json={"data": [item]}).status_code == 200
    for criteria, lead in (
        ("(Twice:greater_than:10)", high),
        ("(Whole:equals:Low of A company with a long name)", low),
        ("(Big:equals:true)", high),
    ):
        found = computed.get("/Leads/search", params={"criteria": criteria})
        assert [one["id"] for one in found.json()["data"]] == [lead]
    asked = ask(computed, "select Twice from Leads where Twice > 0 order by Twice asc")
    assert [(one["id"], one["Twice"]) for one in asked.json()["data"]] == [(low, 2), (high, 198.5)]


def test_formulas_tell_what_they_are(computed):
    fields = computed.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    shown = {one["api_name"]: one for one in fields}
    assert shown["Whole"]["formula"]["return_type"] == "text"
    assert (shown["Whole"]["json_type"], shown["Big"]["json_type"]) == ("string", "boolean")
    assert shown["Filled"]["formula"]["assume_default"] is True
    assert all(shown[name]["read_only"] for name in ("Twice", "Whole", "Big"))


def create(client, label, expression, return_type="double", **more):
    field = {
        "field_label": label,
        "data_type": "formula",
        "formula": {"return_type": return_type, "expression": expression, **more},
    }
    answer = client.post("/settings/fields?module=Leads", {"fields": [field]})
    return answer.json()["fields"][0]


def change(client, number, **formula):
    body = {"fields": [{"id": number, "formula": formula}]}
    answer = client.request("PATCH", "/settings/fields?module=Leads", json=body)
    return answer.json()["fields"][0]


def twice(client, lead):
    return client.record("Leads", lead)["Twice"]


def test_a_formula_made_by_the_api_is_computed_for_what_is_there(client):
    lead, empty = client.insert(
        "Leads", {"Last_Name": "A", "Annual_Revenue": 21}, {"Last_Name": "B"}
    )
    modified = client.record("Leads", lead)["Modified_Time"]
    made = create(client, "Twice", "${Leads.Annual Revenue} * 2")
    assert made["code"] == "SUCCESS", made
    assert (twice(client, lead), twice(client, empty)) == (42, None)
    number = made["details"]["id"]
    shown = client.get(f"/settings/fields/{number}?module=Leads").json()["fields"][0]["formula"]
    assert shown == {
        "return_type": "double",
        "assume_default": False,
        "expression": "${Leads.Annual_Revenue} * 2",
    }
    assert change(client, number, expression="${Annual_Revenue} * 3")["code"] == "SUCCESS"
    assert (twice(client, lead), twice(client, empty)) == (63, None)
    assert change(client, number, assume_default=True)["code"] == "SUCCESS"
    assert (twice(client, lead), twice(client, empty)) == (63, 0)
    assert client.record("Leads", lead)["Modified_Time"] == modified


def test_a_job_computes_what_is_too_much_at_once(client, monkeypatch):
    monkeypatch.setattr(computing, "AT_ONCE", 2)
    leads = client.insert("Leads", *({"Last_Name": "A", "Annual_Revenue": n} for n in range(5)))
    create(client, "Twice", "${Leads.Annual_Revenue} * 2")
    expected = [2 * n for n in range(5)]
    found = []
    for _ in range(100):
        found = [twice(client, one) for one in leads]
        if found == expected:
            break
        time.sleep(0.1)
    assert found == expected


BAD = [
    ("${Leads.Ghost}", "double"),
    ("${Leads.Owner}", "text"),
    ("${Leads.Annual_Revenue} +", "double"),
    ("Abs('x')", "double"),
    ("Ghost(1)", "double"),
    ("1 = 'x'", "boolean"),
    ("'x'", "double"),
    ("1", "text"),
    ("1;", "double"),
    ("'open", "text"),
    ("If(1, 2, 3)", "double"),
    ("(" * 60 + "1" + ")" * 60, "double"),
]


def test_what_is_no_formula_is_refused(client):
    for expression, return_type in BAD:
        entry = create(client, "Bad", expression, return_type)
        assert (entry["code"], entry["details"]) == (
            "INVALID_DATA",
            {"api_name": "expression", "json_path": "$.fields[0].formula.expression"},
        ), expression


def test_no_formula_leads_to_itself(client):
    first = create(client, "First", "1")["details"]["id"]
    assert create(client, "Second", "${Leads.First} + 1")["code"] == "SUCCESS"
    for expression in ("${Leads.First}", "${Leads.Second}"):
        assert change(client, first, expression=expression)["code"] == "INVALID_DATA"
    (lead,) = client.insert("Leads", {"Last_Name": "A"})
    assert client.record("Leads", lead)["Second"] == 2
    assert change(client, first, expression="5")["code"] == "SUCCESS"
    assert client.record("Leads", lead)["Second"] == 6


def test_rows_of_a_subform_have_formulas_of_their_own(org, client):
    rows = [
        {"id": 4301, "api_name": "Price", "data_type": "double"},
        formula(101, "Half", "${Parts.Price} / 2"),
    ]
    parts = {"id": 4302, "api_name": "Parts", "data_type": "subform", "rows": rows}
    changed(org, adding(parts))
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Parts": [{"Price": 5}, {"Price": 8}]})
    first, second = client.record("Leads", lead)["Parts"]
    assert (first["Half"], second["Half"]) == (2.5, 4)
    item = {"id": lead, "Parts": [{"id": first["id"], "Price": 7}]}
    assert client.request("PUT", "/Leads", json={"data": [item]}).status_code == 200
    assert [one["Half"] for one in client.record("Leads", lead)["Parts"]] == [3.5, 4]


def test_formulas_follow_auto_numbers_clones_and_mass_updates(org, client):
    number = {"id": 4303, "api_name": "No", "data_type": "autonumber"}
    changed(
        org, adding(number, formula(104, "Tag_No", "Concat('#', ${Leads.No})", "text"), FIELDS[0])
    )
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Annual_Revenue": 4})
    assert client.record("Leads", lead)["Tag_No"] == f"#{client.record('Leads', lead)['No']}"
    copied = client.post(f"/Leads/{lead}/actions/clone").json()["data"][0]["details"]["id"]
    assert client.record("Leads", copied)["Tag_No"] == f"#{client.record('Leads', copied)['No']}"
    body = {"data": [{"Annual_Revenue": 6}], "ids": [lead]}
    assert client.post("/Leads/actions/mass_update", body).status_code == 200
    assert (twice(client, lead), twice(client, copied)) == (12, 8)


def test_formulas_read_the_time_of_the_change(live, org, client):
    changed(org, adding(formula(105, "Changed", "${Leads.Modified_Time}", "datetime")))
    (lead,) = client.insert("Leads", {"Last_Name": "A"})
    live.clock.offset += 60
    body = {"data": [{"id": lead, "City": "Rome"}]}
    assert client.request("PUT", "/Leads", json=body).status_code == 200
    record = client.record("Leads", lead)
    assert record["Changed"] == record["Modified_Time"] != record["Created_Time"]
