"""Create Custom Fields: what is made, and what is refused (platform reference 2.3)."""

from __future__ import annotations

from typing import Any

from tests.setup.asking import change, create, create_one, delete, described, error_of
from tests.setup.every_type import EVERY, SIMPLE, in_fives


def test_a_text_is_made_written_and_read(client):
    answer = create(client, {"field_label": "Pet Name", "data_type": "text", "length": 20})
    assert answer.status_code == 201
    (entry,) = answer.json()["fields"]
    assert (entry["code"], entry["message"]) == ("SUCCESS", "field created")
    field = described(client)["Pet_Name"]
    assert (field["id"], field["length"]) == (entry["details"]["id"], 20)
    assert field["custom_field"] is True
    (made,) = client.insert("Leads", {"Last_Name": "L", "Pet_Name": "Rex"})
    assert client.record("Leads", made)["Pet_Name"] == "Rex"


def test_every_type_is_made_written_and_read(client):
    for five in in_fives(EVERY):
        answer = create(client, *[one.body for one in five])
        assert answer.status_code == 201, answer.text
    fields = described(client)
    for one in EVERY:
        field = fields[one.name]
        assert field["data_type"] == one.body["data_type"]
        for key in ("length", "separator", "private", "tooltip"):
            assert key not in one.body or key == "private" or field[key] == one.body[key]
    written = {one.name: one.value for one in SIMPLE if one.value is not None}
    (made,) = client.insert("Leads", {"Last_Name": "L", **written})
    record = client.record("Leads", made)
    for one in SIMPLE:
        assert one.name not in record or record[one.name] == one.answered or not one.value, one.name
    assert record["A_Serial"] == "P7S"
    assert record["Pets"] == record["Goods"] == record["Fans"] == []


def test_rows_of_a_subform_get_lose_and_change_fields(client):
    rows = [{"field_label": "Pet", "data_type": "text"}]
    subform = create_one(client, "Pets", data_type="subform", fields=rows)
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Pets": [{"Pet": "Rex"}]})
    age = create_one(client, "Age", module="Pets", data_type="integer", default_value=3)
    client.request(
        "PUT", f"/Leads/{lead}", json={"data": [{"Pets": [{"Pet": "Ann", "Age": 5}, {}]}]}
    )
    read = client.record("Leads", lead)["Pets"]
    assert [(one["Pet"], one["Age"]) for one in read] == [("Rex", None), ("Ann", 5), (None, 3)]
    assert change(client, {"id": age, "field_label": "Years"}, module="Pets").status_code == 200
    assert described(client, "Pets")["Age"]["field_label"] == "Years"
    assert delete(client, age, "Pets").status_code == 200
    assert "Age" not in client.record("Leads", lead)["Pets"][0]
    nested = create(client, {"field_label": "A", "data_type": "subform"}, module="Pets")
    assert error_of(nested) == ("INVALID_DATA", "$.fields[0].data_type")
    quoted = create_one(client, "Colour", module="Quoted_Items")
    assert delete(client, quoted, "Quoted_Items").status_code == 200
    assert delete(client, subform).status_code == 200


def test_default_values_are_for_new_records(client):
    (old,) = client.insert("Leads", {"Last_Name": "Old"})
    options = [{"display_value": one, "actual_value": one} for one in ("a", "b")]
    said: dict[str, Any] = {
        "Text": ({"data_type": "text", "default_value": "x"}, "x"),
        "Flag": ({"data_type": "boolean", "default_value": "true"}, True),
        "Whole": ({"data_type": "integer", "default_value": "7"}, 7),
        "Part": ({"data_type": "double", "default_value": 1.5}, 1.5),
        "Pick": ({"data_type": "picklist", "pick_list_values": options, "default_value": "b"}, "b"),
        "Day": ({"data_type": "date", "default_value": "2024-01-02"}, "2024-01-02"),
    }
    ids = {name: create_one(client, name, **body) for name, (body, _) in said.items()}
    (new,) = client.insert("Leads", {"Last_Name": "New"})
    (given,) = client.insert("Leads", {"Last_Name": "Given", "Text": None, "Whole": 8})
    record = client.record("Leads", new)
    assert {name: record[name] for name in said} == {
        name: value for name, (_, value) in said.items()
    }
    assert client.record("Leads", given)["Whole"] == 8
    assert client.record("Leads", old)["Text"] is None
    assert described(client)["Whole"]["default_value"] == "7"
    assert change(client, {"id": ids["Text"], "default_value": "y"}).status_code == 200
    assert change(client, {"id": ids["Whole"], "default_value": None}).status_code == 200
    (newer,) = client.insert("Leads", {"Last_Name": "Newer"})
    record = client.record("Leads", newer)
    assert (record["Text"], record["Whole"]) == ("y", None)


def test_records_that_are_there_are_numbered_on_request(client):
    old = client.insert("Leads", *[{"Last_Name": f"L{one}"} for one in range(3)])
    number: dict[str, Any] = {
        "data_type": "autonumber",
        "auto_number": {"start_number": 5, "prefix": "N-"},
    }
    create_one(client, "Serial", **number, _update_existing_records=True)
    assert [client.record("Leads", one)["Serial"] for one in old] == ["N-5", "N-6", "N-7"]
    (new,) = client.insert("Leads", {"Last_Name": "L"})
    assert client.record("Leads", new)["Serial"] == "N-8"


def test_two_lookups_of_one_module_have_lists_and_links_of_their_own(client):
    lookup = {"module": {"api_name": "Accounts"}, "display_label": "Its Leads"}
    many: dict[str, Any] = {
        "data_type": "multiselectlookup",
        "multiselectlookup": {"connected_module": {"api_name": "Products"}},
    }
    for label in ("One", "Two"):
        create_one(client, f"{label} Account", data_type="lookup", lookup=lookup)
        create_one(client, f"{label} Goods", **many)
        create_one(client, f"{label} Fans", data_type="multiuserlookup")
    fields = described(client)
    lists = {fields[f"{label}_Account"]["lookup"]["api_name"] for label in ("One", "Two")}
    assert lists == {"Its_Leads", "Its_Leads1"}
    links = [
        fields[f"{label}_{name}"][kind]["linking_module"]["api_name"]
        for label in ("One", "Two")
        for name, kind in (("Goods", "multiselectlookup"), ("Fans", "multiuserlookup"))
    ]
    assert links == ["LeadsXProducts", "LeadsXUsers", "LeadsXProducts1", "LeadsXUsers1"]
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    (good,) = client.insert("Products", {"Product_Name": "P"})
    (lead,) = client.insert(
        "Leads",
        {"Last_Name": "L", "Two_Account": account, "Two_Goods": [{"Products": good}]},
    )
    record = client.record("Leads", lead)
    assert (record["One_Account"], record["Two_Account"]["id"]) == (None, account)
    assert (record["One_Goods"], record["Two_Goods"][0]["Products"]["id"]) == ([], good)
    shown = client.get(f"/Accounts/{account}/Its_Leads1", params={"fields": "Last_Name"})
    assert [one["id"] for one in shown.json()["data"]] == [lead]
    assert client.get(f"/Accounts/{account}/Its_Leads", params={"fields": "id"}).status_code == 204


def test_long_names_keep_unique_fields_apart(client):
    profiles = [{"id": one["id"]} for one in client.get("/settings/profiles").json()["profiles"]]
    module = "A" * 50
    item = {
        "singular_label": "Long",
        "plural_label": "Longs",
        "api_name": module,
        "profiles": profiles,
    }
    assert client.post("/settings/modules", {"modules": [item]}).status_code == 201
    for end in "ab":
        unique = {"case_sensitive": False}
        create_one(client, f"{'b' * 40} {end}", module=module, unique=unique)
    names = [f"{'b' * 40}_{end}" for end in "ab"]
    made = client.insert(module, {"Name": "1", names[0]: "x", names[1]: "y"})
    for name, value in zip(names, "xy", strict=True):
        answer = client.post(f"/{module}", {"data": [{"Name": "2", name: value}]})
        assert answer.json()["data"][0]["details"]["id"] == made[0]
