"""Global pick lists, and the fields and records that follow them (platform reference 2.7)."""

from __future__ import annotations

import pytest

from tests.setup.asking import change, create, create_one, described, error_of

LISTS = "/settings/global_picklists"


def values(*names):
    return [{"display_value": name} for name in names]


def add(client, label="Region", *names, **more):
    body = {"display_label": label, "pick_list_values": values(*(names or ("North", "South")))}
    answer = client.post(LISTS, {"global_picklists": [{**body, **more}]})
    assert answer.status_code == 201, answer.text
    return answer.json()["global_picklists"][0]["details"]["id"]


def patch(client, number, **item):
    return client.request("PATCH", f"{LISTS}/{number}", json={"global_picklists": [item]})


def one(client, number):
    return client.get(f"{LISTS}/{number}").json()["global_picklists"][0]


def refusal(answer, root="global_picklists"):
    (entry,) = answer.json()[root]
    return entry["code"], entry["details"].get("json_path")


def test_a_list_is_made_read_and_changed(client):
    assert client.get(LISTS).status_code == 204
    number = add(client, description="Where")
    found = one(client, number)
    assert (found["display_label"], found["api_name"], found["description"]) == (
        "Region",
        "Region",
        "Where",
    )
    shown = [(one["display_value"], one["sequence_number"]) for one in found["pick_list_values"]]
    assert shown == [("North", 0), ("South", 1)]
    listed = client.get(LISTS).json()["global_picklists"][0]
    assert "pick_list_values" not in listed
    listed = client.get(LISTS, params={"include": "pick_list_values,used_in_modules"}).json()
    assert listed["global_picklists"][0]["used_in_modules"] == []
    north = found["pick_list_values"][0]["id"]
    changed = patch(
        client,
        number,
        display_label="Area",
        pick_list_values=[{"id": north, "display_value": "Nord"}, *values("West")],
    )
    assert (
        changed.json()["global_picklists"][0]["message"] == "global picklist updated successfully"
    )
    found = one(client, number)
    assert (found["display_label"], found["actual_label"]) == ("Area", "Region")
    assert [one["display_value"] for one in found["pick_list_values"]] == ["Nord", "South", "West"]
    assert found["pick_list_values"][0]["actual_value"] == "North"


def test_fields_and_records_follow_a_list(client):
    number = add(client)
    field = create_one(client, "Zone", data_type="picklist", global_picklist={"id": number})
    create_one(client, "Zones", data_type="multiselectpicklist", global_picklist={"id": number})
    shown = described(client)["Zone"]
    assert shown["global_picklist"] == {"api_name": "Region", "id": number}
    assert [one["display_value"] for one in shown["pick_list_values"]] == [
        "-None-",
        "North",
        "South",
    ]
    (lead,) = client.insert(
        "Leads", {"Last_Name": "L", "Zone": "North", "Zones": ["South", "North"]}
    )
    north, south = (one["id"] for one in one(client, number)["pick_list_values"])
    renamed = [{"id": north, "display_value": "Nord"}, *values("West")]
    assert patch(client, number, pick_list_values=renamed).status_code == 200
    record = client.record("Leads", lead)
    assert (record["Zone"], record["Zones"]) == ("Nord", ["South", "Nord"])
    own = {"id": field, "pick_list_values": [{"display_value": "X", "actual_value": "X"}]}
    assert error_of(change(client, own))[0] == "NOT_ALLOWED"
    used = client.get(f"{LISTS}/{number}/actions/associations").json()
    assert [one["field"]["api_name"] for one in used["associations"]] == ["Zone", "Zones"]
    assert used["associations"][0]["layouts"][0]["name"] == "Standard"
    assert used["info"]["count"] == 2
    body = {"old_value": {"id": north}, "new_value": {"id": south}}
    path = f"{LISTS}/{number}/actions/replace_picklist_values"
    (entry,) = client.post(path, {"replace_picklist_values": [body]}).json()[
        "replace_picklist_values"
    ]
    assert (entry["code"], entry["message"]) == ("SCHEDULED", "success")
    assert entry["details"]["job_id"].isdigit()
    record = client.record("Leads", lead)
    assert (record["Zone"], record["Zones"]) == ("South", ["South"])
    replaced = client.get(f"{LISTS}/{number}/actions/replaced_values").json()["replaced_values"]
    assert replaced == [
        {"display_value": "Nord", "reference_value": "South", "actual_value": "South"}
    ]
    left = [one["display_value"] for one in described(client)["Zones"]["pick_list_values"]]
    assert left == ["South", "West"]
    where = {"picklist_value_id": south}
    found = client.get(f"{LISTS}/{number}/actions/pick_list_values_associations", params=where)
    assert found.status_code == 204
    gone = client.request("DELETE", f"{LISTS}/{number}").json()["global_picklists"][0]
    assert gone["code"] == "SCHEDULED"
    assert client.get(f"{LISTS}/{number}").status_code == 204
    field = described(client)["Zone"]
    assert field["global_picklist"] is None
    assert [one["display_value"] for one in field["pick_list_values"]] == [
        "-None-",
        "South",
        "West",
    ]


def test_a_list_of_rows_and_letters(client):
    number = add(client, "Sorted", "b", "a", pick_list_values_sorted_lexically=True)
    assert [one["display_value"] for one in one(client, number)["pick_list_values"]] == ["a", "b"]
    rows = [{"field_label": "Kind", "data_type": "picklist", "global_picklist": {"id": number}}]
    made = create(client, {"field_label": "Parts", "data_type": "subform", "fields": rows})
    assert made.status_code == 201, made.text
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Parts": [{"Kind": "a"}]})
    first = one(client, number)["pick_list_values"][0]["id"]
    assert (
        patch(client, number, pick_list_values=[{"id": first, "display_value": "A1"}]).status_code
        == 200
    )
    assert client.record("Leads", lead)["Parts"][0]["Kind"] == "A1"


@pytest.mark.parametrize(
    ("item", "code", "path"),
    [
        ({"display_label": None}, "MANDATORY_NOT_FOUND", "display_label"),
        ({"pick_list_values": []}, "MANDATORY_NOT_FOUND", "pick_list_values"),
        ({"display_label": "x" * 51}, "INVALID_DATA", "display_label"),
        ({"display_label": "<x>"}, "INVALID_DATA", "display_label"),
        ({"description": "x" * 1001}, "INVALID_DATA", "description"),
        ({"pick_list_values": [{}]}, "MANDATORY_NOT_FOUND", "pick_list_values[0].display_value"),
        (
            {"pick_list_values": [{"display_value": "x" * 121}]},
            "INVALID_DATA",
            "pick_list_values[0].display_value",
        ),
        (
            {"pick_list_values": values("-None-")},
            "INVALID_DATA",
            "pick_list_values[0].display_value",
        ),
        ({"pick_list_values": values("a", "a")}, "DUPLICATE_DATA", "pick_list_values"),
        (
            {"pick_list_values": [{"display_value": "a", "type": "new"}]},
            "INVALID_DATA",
            "pick_list_values[0].type",
        ),
        ({"api_name": "9x"}, "INVALID_DATA", "api_name"),
    ],
)
def test_a_list_is_refused(minimal_client, item, code, path):
    body = {"display_label": "Refused", "pick_list_values": values("a"), **item}
    given = {key: value for key, value in body.items() if value is not None}
    answer = minimal_client.post(LISTS, {"global_picklists": [given]})
    assert answer.status_code == 400
    assert refusal(answer) == (code, f"$.global_picklists[0].{path}")


def test_lists_by_their_ids(client):
    first, second = add(client, "First"), add(client, "Second")
    item = {"id": second, "display_label": "first"}
    double = client.request("PATCH", LISTS, json={"global_picklists": [item]})
    assert refusal(double) == ("DUPLICATE_DATA", "$.global_picklists[0].display_label")
    unknown = client.request("PATCH", LISTS, json={"global_picklists": [{"id": "1"}]})
    assert refusal(unknown) == ("INVALID_DATA", "$.global_picklists[0].id")
    gone = client.request("DELETE", f"{LISTS}?ids={first},1")
    assert gone.status_code == 207
    assert {entry["code"] for entry in gone.json()["global_picklists"]} == {
        "SCHEDULED",
        "INVALID_DATA",
    }


def test_a_field_takes_a_list_over(client):
    number = add(client, "Market", "Nord", "South")
    own = [{"display_value": one, "actual_value": one} for one in ("North", "South", "Else")]
    field = create_one(client, "Zone", data_type="picklist", pick_list_values=own)
    leads = client.insert(
        "Leads", *({"Last_Name": one, "Zone": one} for one in ("North", "South", "Else"))
    )
    _, north, *_ = described(client)["Zone"]["pick_list_values"]
    nord, _ = one(client, number)["pick_list_values"]
    mapped = {"id": north["id"], "_global_picklist_value": {"id": nord["id"]}}
    item = {"id": field, "global_picklist": {"id": number}, "pick_list_values": [mapped]}
    twice = change(client, {**item, "pick_list_values": [mapped, mapped]})
    assert error_of(twice)[0] == "INVALID_DATA"
    assert change(client, item).status_code == 200
    shown = described(client)["Zone"]
    assert shown["global_picklist"]["id"] == number
    assert [one["display_value"] for one in shown["pick_list_values"]] == [
        "-None-",
        "Nord",
        "South",
    ]
    assert [client.record("Leads", one)["Zone"] for one in leads] == ["Nord", "South", "Else"]
