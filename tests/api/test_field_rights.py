"""Fields that a profile does not have, or only reads, wherever something could tell of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.reading import client_of_org, error, fixture_of, listed
from tests.live import STANDARD, definitions

VIEW = 4_000_000_000_003_201


def limited():
    """Return an org whose standard users lack fields of contacts, and only read another one."""
    made = definitions()
    lacks: dict[str, Any] = {"hidden_from": [made.profiles[1].id]}
    stays = {"api_name": "Stays", "data_type": "subform", "rows": [
        {"id": 961, "api_name": "Town", "data_type": "text"},
        {"id": 962, "api_name": "Price", "data_type": "text", **lacks},
    ]}  # fmt: skip
    fields: list[dict[str, Any]] = [
        {"api_name": "Secret", "data_type": "text", **lacks},
        {"api_name": "Code", "data_type": "text", "unique_case_sensitive": False, **lacks},
        {"api_name": "Fixed", "data_type": "text", "read_only_for": [made.profiles[1].id]},
        {"api_name": "Friend", "data_type": "lookup", "lookup": "Contacts", **lacks},
        stays,
    ]
    criteria = {"field": {"api_name": "Secret"}, "comparator": "equal", "value": "Hush"}
    view = {"id": VIEW, "name": "Quiet", "criteria": criteria, "sort_by": "Secret",
            "fields": ["Last_Name", "Secret"]}  # fmt: skip
    made.modules.append(
        {
            "api_name": "Contacts",
            "fields": [{"id": 951 + place, **one} for place, one in enumerate(fields)],
            "custom_views": [view],
        }
    )
    return made


org = fixture_of(limited)
client = client_of_org


@pytest.fixture
def reader(org):
    return org.client(STANDARD)


@pytest.fixture
def contact(org, client):
    """A contact of the standard user's with all fields."""
    owner = {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}
    stays = [{"Town": "Oslo", "Price": "9"}]
    item = {"Last_Name": "Smith", "Owner": owner, "Secret": "Hush", "Fixed": "F", "Stays": stays}
    (record,) = client.insert("Contacts", item)
    return record


def put(client, record, **values):
    body = {"data": [{"id": record, **values}]}
    (entry,) = client.request("PUT", "/Contacts", json=body).json()["data"]
    return entry


def refused(name):
    path = {"api_name": name, "json_path": f"$.data[0].{name}"}
    return error("NO_PERMISSION", "permission denied", **path)


def test_a_hidden_field_is_nowhere_in_a_record(client, reader, contact):
    assert client.record("Contacts", contact)["Secret"] == "Hush"
    shown = reader.record("Contacts", contact)
    assert {"Secret", "Code", "Friend"}.isdisjoint(shown)
    assert shown["Fixed"] == "F"
    asked = {"fields": "Secret,Last_Name", "ids": contact}
    (found,) = reader.get("/Contacts", params=asked).json()["data"]
    assert found == {"Last_Name": "Smith", "id": contact}


def test_a_hidden_field_is_not_in_rows_either(client, reader, contact):
    (row,) = reader.record("Contacts", contact)["Stays"]
    assert (row["Town"], "Price" in row) == ("Oslo", False)
    assert client.record("Contacts", contact)["Stays"][0]["Price"] == "9"


def test_a_view_by_a_hidden_field_is_refused_and_tells_nothing_of_it(client, reader, contact):
    assert contact in listed(client, "Contacts", "id", cvid=str(VIEW))
    answer = reader.get("/Contacts", params={"fields": "id", "cvid": str(VIEW)})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_DATA")
    assert "Secret" not in answer.text
    query = {"select_query": f"select Last_Name from Contacts where id > 0 using cvid {VIEW}"}
    assert reader.post("/coql", query).status_code == 400
    path = f"/settings/custom_views/{VIEW}?module=Contacts"
    for one, told in ((client, True), (reader, False)):
        (view,) = one.get(path).json()["custom_views"]
        assert (view["criteria"] is not None, "Secret" in str(view)) == (told, told)
        assert (view["sort_by"] is not None) == told


def test_related_counts_are_not_filtered_by_a_hidden_field(client, reader, contact):
    (account,) = reader.insert("Accounts", {"Account_Name": "A"})
    assert put(reader, contact, Account_Name={"id": account})["code"] == "SUCCESS"
    filters = {"field": {"api_name": "Secret"}, "comparator": "equal", "value": "Hush"}
    item = {"related_list": {"api_name": "Contacts"}, "params": {"filters": filters}}
    path = f"/Accounts/{account}/actions/get_related_records_count"
    told, untold = (
        one.post(path, {"get_related_records_count": [item]}).json()["get_related_records_count"]
        for one in (client, reader)
    )
    assert told[0]["count"] == 1
    assert untold[0]["code"] == "INVALID_DATA"


def test_values_for_a_hidden_field_are_ignored(client, reader, contact):
    assert put(reader, contact, Secret="Loud", Title="T")["code"] == "SUCCESS"
    found = client.record("Contacts", contact)
    assert (found["Secret"], found["Title"]) == ("Hush", "T")
    (made,) = reader.insert("Contacts", {"Last_Name": "L", "Secret": "Loud"})
    assert client.record("Contacts", made)["Secret"] is None


def test_values_for_a_field_that_is_only_read_are_refused(client, reader, contact):
    assert put(reader, contact, Fixed="G", Title="T") == refused("Fixed")
    assert put(client, contact, Fixed="G")["code"] == "SUCCESS"
    body = {"data": [{"Last_Name": "L", "Fixed": "G"}]}
    assert reader.post("/Contacts", body).json()["data"] == [refused("Fixed")]
    clone = reader.clone("Contacts", contact, {"data": [{"Fixed": "H"}]})
    assert clone.json()["data"] == [refused("Fixed")]
    assert reader.clone("Contacts", contact).status_code == 201
    for name, message in (
        ("Fixed", "This field cannot be updated in the Mass Update"),
        ("Secret", "Field is not visible"),
    ):
        body = {"data": [{name: "M"}], "ids": [contact]}
        answer = reader.post("/Contacts/actions/mass_update", body)
        assert message in answer.text


def test_items_of_an_import_are_held_to_the_same(reader):
    items = [{"Last_Name": "L", "Fixed": "G", "Secret": "S"}] * 60
    answer = reader.post("/Contacts", {"data": items})
    assert {one["code"] for one in answer.json()["data"]} == {"NO_PERMISSION"}
    items = [{"Last_Name": "L", "Secret": "S"}] * 60
    made = reader.insert("Contacts", *items)
    assert all("Secret" not in reader.record("Contacts", one) for one in made[-2:])


def test_an_upsert_finds_no_record_by_a_hidden_field(client, reader, contact):
    assert put(client, contact, Code="c-1")["code"] == "SUCCESS"
    body = {"data": [{"Last_Name": "L", "Code": "c-1"}]}
    answer = reader.post("/Contacts/upsert", {**body, "duplicate_check_fields": ["Code"]})
    assert answer.json()["code"] == "INVALID_DATA"
    assert "Code" not in answer.json()["details"]["supported_values"]
    (entry,) = reader.post("/Contacts/upsert", body).json()["data"]
    assert entry["action"] == "insert"
    assert client.record("Contacts", entry["details"]["id"])["Code"] is None
    assert put(client, contact, Code=None)["code"] == "SUCCESS"


@pytest.mark.parametrize("name", ["Secret", "Fixed"])
def test_a_merge_takes_no_field_that_the_profile_may_not_write(client, reader, contact, name):
    (other,) = reader.insert("Contacts", {"Last_Name": "O"})
    child = {"id": other, "_fields": [{"api_name": name}]}
    body = {"merge": [{"data": [child]}]}
    answer = reader.post(f"/Contacts/{contact}/actions/merge", body)
    assert answer.status_code == 400, answer.text
    assert client.record("Contacts", other)["Last_Name"] == "O"


def test_a_timeline_tells_no_change_of_a_hidden_field(client, reader, contact):
    assert put(client, contact, Secret="Loud", Title="T")["code"] == "SUCCESS"
    path = f"/Contacts/{contact}/__timeline"
    assert "Loud" in client.get(path).text
    told = reader.get(path)
    assert ("Loud" in told.text, "Secret" in told.text, "Title" in told.text) == (
        False, False, True,
    )  # fmt: skip
