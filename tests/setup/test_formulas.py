"""Formula fields: kept when a record is written, and read like any other field."""

from __future__ import annotations

import pytest

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
    found = computed.get("/Leads/search", params={"criteria": "(Twice:greater_than:10)"})
    assert [one["id"] for one in found.json()["data"]] == [high]
    asked = ask(computed, "select Twice from Leads where Twice > 0 order by Twice asc")
    assert [(one["id"], one["Twice"]) for one in asked.json()["data"]] == [(low, 2), (high, 198.5)]


def test_formulas_tell_what_they_are(computed):
    fields = computed.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    shown = {one["api_name"]: one for one in fields}
    assert shown["Whole"]["formula"]["return_type"] == "text"
    assert (shown["Whole"]["json_type"], shown["Big"]["json_type"]) == ("string", "boolean")
    assert shown["Filled"]["formula"]["assume_default"] is True
    assert all(shown[name]["read_only"] for name in ("Twice", "Whole", "Big"))
