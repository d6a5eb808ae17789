"""Update and Delete Custom Fields (platform reference 2.3.3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.setup.asking import FIELDS, change, create, create_one, delete, described, error_of
from tests.setup.every_type import EVERY, in_fives


def test_every_type_is_changed_and_deleted(client):
    for five in in_fives(EVERY):
        assert create(client, *[one.body for one in five]).status_code == 201
    fields = described(client)
    for five in in_fives(EVERY):
        items = [{"id": fields[one.name]["id"], **one.change} for one in five]
        answer = change(client, *items)
        assert answer.status_code == 200, answer.text
        assert answer.json()["fields"][0]["message"] == "field updated"
    assert described(client)["A_Text"]["tooltip"] == {"name": "info_icon", "value": "Why"}
    client.insert("Leads", {"Last_Name": "L", "A_Text": "word", "Pets": [{"Pet": "Rex"}]})
    for one in EVERY:
        answer = delete(client, fields[one.name]["id"])
        assert answer.status_code == 200, answer.text
        assert answer.json()["fields"][0]["message"] == "field deleted"
    assert not {one.name for one in EVERY} & described(client).keys()
    modules = {one["api_name"] for one in client.get("/settings/modules").json()["modules"]}
    assert not {"Pets", "LeadsXProducts", "LeadsXUsers"} & modules


def test_a_label_is_changed_and_stays_unlike_others(client):
    one, _ = create_one(client, "One"), create_one(client, "Two")
    assert change(client, {"id": one, "field_label": "First"}).status_code == 200
    assert described(client)["One"]["field_label"] == "First"
    assert error_of(change(client, {"id": one, "field_label": "two"})) == (
        "DUPLICATE_DATA",
        "$.fields[0].field_label",
    )


def test_a_field_becomes_unique_and_ceases_to_be(client):
    field = create_one(client, "Code")
    first, second = client.insert(
        "Leads", {"Last_Name": "A", "Code": " x"}, {"Last_Name": "B", "Code": "X"}
    )
    insensitive = {"id": field, "unique": {"case_sensitive": False}}
    assert error_of(change(client, insensitive)) == ("DUPLICATE_DATA", "$.fields[0].unique")
    assert change(client, {"id": field, "unique": {"case_sensitive": True}}).status_code == 200
    assert described(client)["Code"]["unique"] == {"case_sensitive": True}
    refused = client.post("/Leads", {"data": [{"Last_Name": "C", "Code": "x"}]})
    assert refused.json()["data"][0]["code"] == "DUPLICATE_DATA"
    assert refused.json()["data"][0]["details"]["id"] == first
    assert error_of(change(client, insensitive)) == ("DUPLICATE_DATA", "$.fields[0].unique")
    client.request("PUT", f"/Leads/{second}", json={"data": [{"Code": "Y"}]})
    assert change(client, insensitive).status_code == 200
    refused = client.post("/Leads", {"data": [{"Last_Name": "C", "Code": "y"}]})
    assert refused.json()["data"][0]["details"]["id"] == second
    assert change(client, {"id": field, "unique": {"_disable": None}}).status_code == 200
    assert described(client)["Code"]["unique"] == {}
    client.insert("Leads", {"Last_Name": "C", "Code": "y"})


def test_records_follow_the_names_of_values(client):
    body: dict[str, Any] = {
        "data_type": "picklist",
        "pick_list_values": [{"display_value": one, "actual_value": one} for one in "abc"],
    }
    field = create_one(client, "Choice", **body)
    many = create_one(client, "Choices", **{**body, "data_type": "multiselectpicklist"})
    first, second = client.insert(
        "Leads",
        {"Last_Name": "A", "Choice": "a", "Choices": ["a", "c"]},
        {"Last_Name": "B", "Choice": "b", "Choices": ["b"]},
    )
    swapped = [
        {"actual_value": "a", "display_value": "b"},
        {"actual_value": "b", "display_value": "a"},
        {"actual_value": "c", "_delete": None},
        {"actual_value": "d", "display_value": "d", "sequence_number": 1},
    ]
    answer = change(
        client,
        {"id": field, "pick_list_values": swapped},
        {"id": many, "pick_list_values": swapped},
    )
    assert answer.status_code == 200, answer.text
    shown = [one["display_value"] for one in described(client)["Choice"]["pick_list_values"]]
    assert shown == ["d", "-None-", "b", "a"]
    read = [client.record("Leads", one) for one in (first, second)]
    assert [one["Choice"] for one in read] == ["b", "a"]
    assert [one["Choices"] for one in read] == [["b", "c"], ["a"]]


def test_the_search_follows_what_becomes_of_words(client):
    values = [{"display_value": one, "actual_value": one} for one in ("crimson", "azure")]
    field = create_one(client, "Hue", data_type="picklist", pick_list_values=values)
    text = create_one(client, "Remark")
    client.insert("Leads", {"Last_Name": "A", "Hue": "crimson", "Remark": "wombat"})

    def found(word):
        return client.get("/Leads/search", params={"word": word}).status_code == 200

    assert found("crimson")
    assert found("wombat")
    renamed = [{"actual_value": "crimson", "display_value": "scarlet"}]
    assert change(client, {"id": field, "pick_list_values": renamed}).status_code == 200
    assert (found("crimson"), found("scarlet")) == (False, True)
    assert delete(client, text).status_code == 200
    assert not found("wombat")


def test_a_length_shrinks_only_as_far_as_values_do(client):
    text = create_one(client, "Short", length=20)
    number = create_one(client, "Few", data_type="integer", length=5)
    client.insert("Leads", {"Last_Name": "A", "Short": "x" * 10, "Few": 123})
    assert (
        change(client, {"id": text, "length": 10}, {"id": number, "length": 3}).status_code == 200
    )
    for field in (text, number):
        refused = change(client, {"id": field, "length": 2})
        assert error_of(refused) == ("DEPENDENT_MISMATCH", "$.fields[0].length")
    assert described(client)["Short"]["length"] == 10


def test_a_decimal_gets_more_places(client):
    field = create_one(client, "Weight", data_type="double", decimal_place=1, length=8)
    (made,) = client.insert("Leads", {"Last_Name": "A", "Weight": 1.5})
    assert change(client, {"id": field, "decimal_place": 3}).status_code == 200
    assert client.record("Leads", made)["Weight"] == 1.5
    client.request("PUT", f"/Leads/{made}", json={"data": [{"Weight": 2.125}]})
    assert client.record("Leads", made)["Weight"] == 2.125
    refused = change(client, {"id": field, "decimal_place": 0})
    assert error_of(refused) == ("NOT_ALLOWED", "$.fields[0].decimal_place")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, {"data_type": "integer"}),
        ({}, {"api_name": "Other"}),
        ({"data_type": "textarea", "textarea": {"type": "small"}}, {"textarea": {"type": "large"}}),
        (
            {"data_type": "formula", "formula": {"return_type": "double", "expression": "1"}},
            {"formula": {"return_type": "text"}},
        ),
        (
            {
                "data_type": "lookup",
                "lookup": {"module": {"api_name": "Accounts"}, "display_label": "L"},
            },
            {"lookup": {"module": {"api_name": "Contacts"}}},
        ),
        ({}, {"external": {"type": "org"}}),
    ],
)
def test_what_is_fixed_stays(client, body, said):
    field = create_one(client, "Fixed", **body)
    refused = change(client, {"id": field, **said})
    assert error_of(refused)[0] == "NOT_ALLOWED"


def test_a_system_field_takes_rights_and_values_alone(client):
    fields = described(client)
    source, name = fields["Lead_Source"]["id"], fields["Last_Name"]["id"]
    new = {"pick_list_values": [{"display_value": "Moon", "actual_value": "Moon"}]}
    assert change(client, {"id": source, **new}).status_code == 200
    shown = described(client)["Lead_Source"]["pick_list_values"]
    assert [one["display_value"] for one in shown][-1] == "Moon"
    assert len(shown) == len(fields["Lead_Source"]["pick_list_values"]) + 1
    for said in ({"field_label": "Other"}, {"length": 9}, {"unique": {"case_sensitive": True}}):
        assert error_of(change(client, {"id": name, **said}))[0] == "NOT_ALLOWED"
    profile = next(one for one in fields["Company"]["profiles"] if one["name"] == "Standard")
    hidden = {"id": profile["id"], "permission_type": "hidden"}
    assert change(client, {"id": fields["Company"]["id"], "profiles": [hidden]}).status_code == 200
    assert error_of(change(client, {"id": name, "profiles": [hidden]}))[0] == "NOT_ALLOWED"
    kept = {one["name"]: one["permission_type"] for one in described(client)["Company"]["profiles"]}
    assert kept["Standard"] == "hidden"


def test_one_field_by_its_path_and_several_in_one_request(client):
    one, two = create_one(client, "One"), create_one(client, "Two")
    single = client.request(
        "PATCH", f"{FIELDS}/{one}?module=Leads", json={"fields": [{"field_label": "First"}]}
    )
    assert single.json()["fields"][0]["details"] == {"id": one}
    mixed = change(client, {"id": two, "field_label": "Second"}, {"id": "1", "field_label": "X"})
    assert mixed.status_code == 207
    assert [entry["code"] for entry in mixed.json()["fields"]] == ["SUCCESS", "INVALID_DATA"]
    assert {described(client)[name]["field_label"] for name in ("One", "Two")} == {
        "First",
        "Second",
    }


def test_a_used_field_stays(client):
    field = create_one(client, "Used")
    create_one(
        client,
        "Formula",
        data_type="formula",
        formula={"return_type": "text", "expression": "Upper(${Leads.Used})"},
    )
    refused = delete(client, field)
    assert (refused.status_code, refused.json()["code"]) == (400, "NOT_ALLOWED")
    assert refused.json()["details"] == {"resource_path_index": 2}
    system = delete(client, described(client)["Company"]["id"])
    assert system.json()["code"] == "NOT_ALLOWED"
    assert delete(client, "1").json()["code"] == "INVALID_DATA"


def test_an_auto_number_begins_anew(client):
    body: dict[str, Any] = {"data_type": "autonumber", "auto_number": {"start_number": 5}}
    field = create_one(client, "Serial", **body)
    (first,) = client.insert("Leads", {"Last_Name": "A"})
    assert client.record("Leads", first)["Serial"] == "5"
    delete(client, field)
    field = create_one(client, "Serial", **body)
    (second,) = client.insert("Leads", {"Last_Name": "B"})
    assert client.record("Leads", second)["Serial"] == "5"
    jump = {"id": field, "auto_number": {"start_number": 50, "prefix": "N"}}
    assert change(client, jump).status_code == 200
    (third,) = client.insert("Leads", {"Last_Name": "C"})
    assert client.record("Leads", third)["Serial"] == "N50"


def test_what_is_gone_is_asked_for_no_more(client):
    """Everything that told of a field's values is read after it, as if it had never been."""
    rows = [{"field_label": "Pet", "data_type": "text"}]
    goods = {"connected_module": {"api_name": "Products"}}
    values = [{"display_value": one, "actual_value": one} for one in ("a", "b")]
    fields = [
        create_one(client, "Word"),
        create_one(client, "Pick", data_type="picklist", pick_list_values=values),
        create_one(client, "Pets", data_type="subform", fields=rows),
        create_one(client, "Goods", data_type="multiselectlookup", multiselectlookup=goods),
        create_one(client, "Fans", data_type="multiuserlookup"),
    ]
    (good,) = client.insert("Products", {"Product_Name": "P"})
    first, second = client.insert(
        "Leads",
        {"Last_Name": "A", "Word": "x", "Pick": "a", "Pets": [{"Pet": "Rex"}]},
        {"Last_Name": "B", "Goods": [{"Products": good}]},
    )
    changed = {"Word": "y", "Pick": "b", "Goods": [{"Products": good}]}
    client.request("PUT", f"/Leads/{first}", json={"data": [changed]})
    client.request("DELETE", f"/Leads/{second}")
    page = client.get("/Leads?fields=Word,Last_Name&per_page=1").json()["info"]
    assert page["count"] == 1
    for field in fields:
        assert delete(client, field).status_code == 200, field
    assert client.get(f"/Leads/{first}/__timeline").status_code == 200
    assert client.record("Leads", first)["Last_Name"] == "A"
    assert client.get("/Leads?fields=Word,Last_Name").status_code == 200
    assert client.get("/Leads/deleted?type=all").status_code == 200
    restored = client.request("PUT", "/recycle_bin/actions/restore_all", json={})
    assert restored.status_code < 500
    query = {"select_query": "select Word from Leads where Last_Name = 'A'"}
    assert client.post("/coql", query).status_code == 400
    assert client.get("/Leads/search?word=Rex").status_code == 204
    assert client.get(f"/Products/{good}/Leads_Goods?fields=id").status_code == 400
    assert client.clone("Leads", first).status_code == 201
    assert client.request("DELETE", f"/Leads/{first}").status_code == 200


def test_settings_follow_the_names_of_values(client):
    fields = described(client)
    source = fields["Lead_Source"]
    (value,) = [one for one in source["pick_list_values"] if one["display_value"] == "Cold Call"]
    criteria = {"comparator": "equal", "field": {"api_name": "Lead_Source"}, "value": "Cold Call"}
    view = {"name": "Cold", "criteria": criteria, "fields": [{"api_name": "Last_Name"}]}
    made = client.post("/settings/custom_views?module=Leads", {"custom_views": [view]})
    number = made.json()["custom_views"][0]["details"]["id"]
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Lead_Source": "Cold Call"})
    renamed = [{"id": value["id"], "display_value": "Kaltakquise"}]
    assert change(client, {"id": source["id"], "pick_list_values": renamed}).status_code == 200
    listed = client.get(f"/Leads?fields=Last_Name&cvid={number}").json()["data"]
    assert [one["id"] for one in listed] == [lead]
    (shown,) = client.get(f"/settings/custom_views/{number}?module=Leads").json()["custom_views"]
    assert shown["criteria"]["value"] == "Kaltakquise"


def test_pipelines_follow_the_names_of_stages(client):
    stage = described(client, "Deals")["Stage"]
    first = next(
        one for one in stage["pick_list_values"] if one["display_value"] == "Qualification"
    )
    renamed = [{"id": first["id"], "display_value": "Quali"}]
    item = {"id": stage["id"], "pick_list_values": renamed}
    assert change(client, item, module="Deals").status_code == 200
    deal = {"Deal_Name": "D", "Stage": "Quali", "Pipeline": "Standard (Standard)"}
    (made,) = client.insert("Deals", deal)
    assert client.record("Deals", made)["Stage"] == "Quali"
    assert client.record("Deals", made)["Probability"] == 10
