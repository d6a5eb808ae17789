"""Layouts: their sections, fields and profiles, and what becomes of their records."""

from __future__ import annotations

from typing import Any

from tests.live import STANDARD, definitions

PATH = "/settings/layouts"
KEPT = {"permanent": False}


def send(client, method, path, item=None, module="Leads", **params):
    body = None if item is None else {"layouts": [item]}
    return client.request(method, PATH + path, params={"module": module, **params}, json=body)


def entry_of(answer):
    content = answer.json()
    return content["layouts"][0] if "layouts" in content else content


def done(answer, message, status=200):
    entry = entry_of(answer)
    assert (answer.status_code, entry["message"]) == (status, message), answer.text
    return entry["details"]["id"]


def layouts(client, module="Leads"):
    found = client.get(PATH, params={"module": module}).json()["layouts"]
    return {one["name"]: one for one in found}


def sections(layout):
    return {one["display_label"]: one for one in layout["sections"]}


def names(section):
    return [one["api_name"] for one in section["fields"]]


def ids(client, module="Leads"):
    fields = client.get("/settings/fields", params={"module": module, "type": "all"}).json()
    return {one["api_name"]: one["id"] for one in fields["fields"]}


def patch(client, layout, **item):
    return send(client, "PATCH", f"/{layout}", item)


def with_layout():
    """Returns an org whose leads have a second layout that shows what the first one does."""
    made = definitions()
    partner = {"name": "Partner", "id": 981, "mandatory": ["Company"], "removed": ["Fax"]}
    made.modules.append({"api_name": "Leads", "layouts": [partner]})
    return made


def test_fields_come_change_move_and_go(make):
    org = make(with_layout())
    client = org.client()
    standard, known = layouts(client)["Standard"], ids(client)
    first = sections(standard)["Lead Information"]
    entries = [
        {"field_label": "Shoe Size", "data_type": "integer", "sequence_number": 1},
        {"id": known["Fax"], "_delete": KEPT},
        {"id": known["Company"], "required": True},
        {"id": known["Description"], "sequence_number": 3},
    ]
    answer = patch(client, standard["id"], sections=[{"id": first["id"], "fields": entries}])
    assert done(answer, "layout updated") == standard["id"]
    found = layouts(client)
    after = sections(found["Standard"])["Lead Information"]
    assert after["id"] == first["id"]
    kept = [name for name in names(first) if name not in {"Fax", "Description"}]
    expected = ["Shoe_Size", *kept]
    expected.insert(2, "Description")
    assert names(after) == expected
    required = {one["api_name"]: one["required"] for one in after["fields"]}
    assert (required["Company"], required["Phone"]) == (True, False)
    assert found["Standard"]["modified_by"]["name"] == "Patricia Boyle"
    # The other layout stays what it was.
    partner = sections(found["Partner"])
    assert names(partner["Lead Information"]) == [one for one in names(first) if one != "Fax"]
    fields = client.get("/settings/fields", params={"module": "Leads", "type": "all"}).json()
    of = {one["api_name"]: one for one in fields["fields"]}
    assert [one["name"] for one in of["Shoe_Size"]["layout_associations"]] == ["Standard"]
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Shoe_Size": 44})
    assert client.record("Leads", lead)["Shoe_Size"] == 44
    back = [{"id": known["Fax"]}, {"id": of["Shoe_Size"]["id"], "field_label": "Size of Shoes"}]
    done(
        patch(client, standard["id"], sections=[{"id": first["id"], "fields": back}]),
        "layout updated",
    )
    after = sections(layouts(client)["Standard"])["Lead Information"]
    assert names(after)[-1] == "Fax"
    assert after["fields"][0]["field_label"] == "Size of Shoes"


def test_a_number_of_a_layout_numbers_the_records_that_are_there(client):
    old = client.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})
    standard = layouts(client)["Standard"]
    entry = {
        "field_label": "Serial",
        "data_type": "autonumber",
        "auto_number": {"prefix": "L", "start_number": 7},
        "_update_existing_records": True,
    }
    section = {"id": sections(standard)["Lead Information"]["id"], "fields": [entry]}
    done(patch(client, standard["id"], sections=[section]), "layout updated")
    (new,) = client.insert("Leads", {"Last_Name": "C"})
    numbers = [client.record("Leads", one)["Serial"] for one in (*old, new)]
    assert sorted(numbers) == ["L7", "L8", "L9"]


def test_a_new_field_of_one_layout_is_in_no_other(make):
    org = make(with_layout())
    client = org.client()
    section = sections(layouts(client)["Partner"])["Lead Information"]["id"]
    entry = {"field_label": "Rebate", "data_type": "percent", "required": True}
    done(patch(client, "981", sections=[{"id": section, "fields": [entry]}]), "layout updated")
    found = layouts(client)
    assert "Rebate" in names(sections(found["Partner"])["Lead Information"])
    assert "Rebate" not in names(sections(found["Standard"])["Lead Information"])
    lead = {"Last_Name": "A", "Company": "C"}
    answer = client.post("/Leads", {"data": [{**lead, "Layout": {"id": "981"}}]})
    assert answer.json()["data"][0]["details"]["api_name"] == "Rebate"
    (record,) = client.insert("Leads", {**lead, "Layout": {"id": "981"}, "Rebate": 5})
    assert client.record("Leads", record)["Layout"] == {"name": "Partner", "id": "981"}
    client.insert("Leads", lead)
    cleared = {"data": [{"Rebate": None, "Layout": {"id": "981"}}]}
    answer = client.request("PUT", f"/Leads/{record}", json=cleared)
    assert answer.json()["data"][0]["code"] == "MANDATORY_NOT_FOUND"


def test_sections_come_change_and_go(client):
    standard, known = layouts(client)["Standard"], ids(client)
    address = sections(standard)["Address Information"]
    new = {
        "display_label": "Personal Details",
        "sequence_number": 1,
        "column_count": 1,
        "tab_traversal": "top_to_bottom",
        "fields": [{"field_label": "Age", "data_type": "integer"}, {"id": known["City"]}],
    }
    renamed = {"id": address["id"], "display_label": "Where they live"}
    empty = {"display_label": "Nothing yet"}
    done(patch(client, standard["id"], sections=[new, renamed, empty]), "layout updated")
    after = layouts(client)["Standard"]
    assert after["sections"][0]["display_label"] == "Personal Details"
    made = sections(after)["Personal Details"]
    assert (names(made), made["column_count"]) == (["Age", "City"], 1)
    assert (made["tab_traversal"], made["generated_type"]) == ("top_to_bottom", "custom")
    moved = sections(after)["Where they live"]
    assert (moved["id"], moved["api_name"]) == (address["id"], "Address_Information")
    assert "City" not in names(moved)
    gone = [{"id": made["id"], "_delete": KEPT}, {"id": address["id"], "_delete": KEPT}]
    done(patch(client, standard["id"], sections=gone), "layout updated")
    after = layouts(client)["Standard"]
    assert {"Personal Details", "Where they live"}.isdisjoint(sections(after))
    assert "City" not in {name for one in after["sections"] for name in names(one)}
    (record,) = client.insert("Leads", {"Last_Name": "A", "City": "Rome", "Age": 5})
    assert client.record("Leads", record)["City"] == "Rome"
    nothing = sections(after)["Nothing yet"]["id"]
    back = {"id": nothing, "fields": [{"id": known["City"]}]}
    done(patch(client, standard["id"], sections=[back]), "layout updated")
    assert names(sections(layouts(client)["Standard"])["Nothing yet"]) == ["City"]


def test_what_cannot_become_of_a_layout_is_refused(org, client):
    standard, known = layouts(client)["Standard"], ids(client)
    first = sections(standard)["Lead Information"]["id"]
    address = sections(standard)["Address Information"]["id"]

    def field(**entry: Any) -> dict[str, Any]:
        return {"sections": [{"id": first, "fields": [entry]}]}

    age = {"field_label": "Age", "data_type": "integer"}
    new = {"display_label": "New"}
    refused: list[tuple[dict[str, Any], str, str | None]] = [
        ({"api_name": "Other"}, "NOT_ALLOWED", "api_name"),
        ({"name": " "}, "INVALID_DATA", "name"),
        ({"name": "x" * 51}, "INVALID_DATA", "name"),
        ({"sections": {}}, "INVALID_DATA", "sections"),
        ({"sections": [5]}, "INVALID_DATA", "sections[0]"),
        ({"sections": [{}]}, "EXPECTED_FIELD_MISSING", None),
        ({"sections": [{"id": "1"}]}, "INVALID_DATA", "sections[0].id"),
        ({"sections": [{"display_label": "A & B"}]}, "INVALID_DATA", "sections[0].display_label"),
        ({"sections": [new, new]}, "DUPLICATE_DATA", "sections[1].display_label"),
        (
            {"sections": [{"id": first, "display_label": "address information"}]},
            "DUPLICATE_DATA",
            "sections[0].display_label",
        ),
        (
            {"sections": [{"id": first, "column_count": 3}]},
            "INVALID_DATA",
            "sections[0].column_count",
        ),
        (
            {"sections": [{"id": first, "tab_traversal": "up"}]},
            "INVALID_DATA",
            "sections[0].tab_traversal",
        ),
        ({"sections": [{"id": first, "_delete": KEPT}]}, "NOT_ALLOWED", "sections[0].id"),
        (
            {"sections": [{"id": address, "_delete": {"permanent": True}}]},
            "INVALID_DATA",
            "sections[0]._delete.permanent",
        ),
        (
            {"sections": [{"id": address, "_delete": {}}]},
            "MANDATORY_NOT_FOUND",
            "sections[0]._delete.permanent",
        ),
        (field(), "EXPECTED_FIELD_MISSING", None),
        (field(id="1"), "INVALID_DATA", "sections[0].fields[0].id"),
        (field(id=known["City"], _delete=KEPT), "INVALID_DATA", "sections[0].fields[0].id"),
        (field(id=known["Last_Name"], _delete=KEPT), "NOT_ALLOWED", "sections[0].fields[0].id"),
        (
            field(id=known["Last_Name"], required=False),
            "NOT_ALLOWED",
            "sections[0].fields[0].required",
        ),
        (
            field(id=known["Created_By"], required=True),
            "NOT_ALLOWED",
            "sections[0].fields[0].required",
        ),
        (
            field(id=known["Phone"], required="yes"),
            "INVALID_DATA",
            "sections[0].fields[0].required",
        ),
        (
            field(id=known["Phone"], field_label="Telephone"),
            "NOT_ALLOWED",
            "sections[0].fields[0].field_label",
        ),
        (field(field_label="Age"), "MANDATORY_NOT_FOUND", "sections[0].fields[0].data_type"),
        (
            field(field_label="Age", data_type="x"),
            "INVALID_DATA",
            "sections[0].fields[0].data_type",
        ),
        ({"sections": [{"id": first, "fields": [age] * 6}]}, "LIMIT_EXCEEDED", None),
        (
            {"sections": [{"display_label": f"New {number}"} for number in range(6)]},
            "LIMIT_EXCEEDED",
            None,
        ),
        ({"profiles": [{"id": "1"}]}, "INVALID_DATA", "profiles[0].id"),
        ({"show_business_card": 5}, "INVALID_DATA", "show_business_card"),
    ]
    before = org.org.catalogue
    for item, code, path in refused:
        entry = entry_of(patch(client, standard["id"], **item))
        shown = path and f"$.layouts[0].{path}"
        assert (entry["code"], entry["details"].get("json_path")) == (code, shown), item
    assert org.org.catalogue is before
    limit = entry_of(patch(client, standard["id"], sections=[{"id": first, "fields": [age] * 6}]))
    due_to = [{"api_name": "fields", "json_path": "$.layouts[0].sections[0].fields"}]
    assert limit["details"] == {"limit": 5, "limit_due_to": due_to}
    assert send(client, "PATCH", "/1", {}).json()["details"] == {"resource_path_index": 2}
    assert send(client, "PATCH", "", {}).json()["layouts"][0]["code"] == "MANDATORY_NOT_FOUND"
    named = {"id": standard["id"], "name": "Usual"}
    done(send(client, "PATCH", "", named), "layout updated")
    assert layouts(client)["Standard"]["display_label"] == "Usual"
    denied = org.client(STANDARD).request("PATCH", f"{PATH}/1", params={"module": "Leads"}, json={})
    assert (denied.status_code, denied.json()["code"]) == (403, "NO_PERMISSION")
    missing = client.request("PATCH", f"{PATH}/1", json={})
    assert missing.json()["details"] == {"param": "module"}


def test_profiles_decide_which_layout_records_have(make):
    org = make(with_layout())
    client, theirs = org.client(), org.client(STANDARD)
    profiles = {one.name: str(one.id) for one in org.org.catalogue.profiles}
    standard = layouts(client)["Standard"]["id"]
    (before,) = theirs.insert("Leads", {"Last_Name": "A"})
    gone = [{"id": profiles["Standard"], "_delete": True}]
    done(patch(client, standard, profiles=gone), "layout updated")
    (after,) = theirs.insert("Leads", {"Last_Name": "B"})
    found = [client.record("Leads", one)["Layout"]["name"] for one in (before, after)]
    assert found == ["Standard", "Partner"]
    item = {"Last_Name": "C", "Layout": {"id": standard}}
    refused = theirs.post("/Leads", {"data": [item]}).json()["data"][0]
    assert (refused["code"], refused["details"]["json_path"]) == (
        "INVALID_DATA", "$.data[0].Layout.id",
    )  # fmt: skip
    kept = theirs.request("PUT", f"/Leads/{before}", json={"data": [item]})
    assert kept.json()["data"][0]["code"] == "SUCCESS"
    shown = layouts(client)
    assert [one["name"] for one in shown["Standard"]["profiles"]] == ["Administrator"]
    defaults = {one["name"]: one["default"] for one in shown["Partner"]["profiles"]}
    assert defaults == {"Administrator": False, "Standard": True}
    none = [{"id": profiles["Administrator"], "_delete": True}]
    assert entry_of(patch(client, standard, profiles=none))["code"] == "MINIMUM_DATA_NOT_FOUND"


def test_records_of_a_layout_that_goes_get_another_one(make):
    org = make(with_layout())
    client = org.client()
    profiles = [{"id": str(one.id)} for one in org.org.catalogue.profiles]
    standard = layouts(client)["Standard"]["id"]
    lead = {"Last_Name": "A", "Company": "C", "Layout": {"id": "981"}}
    record, binned = client.insert("Leads", lead, lead)
    client.request("DELETE", f"/Leads/{binned}")
    of = lambda: client.record("Leads", record)["Layout"]["name"]  # noqa: E731
    for path in ("/981", "/981/actions/activate"):
        assert send(client, "DELETE", path).json()["details"] == {"param": "transfer_to"}
        for to in ("1", "981", "x"):
            refused = send(client, "DELETE", path, transfer_to=to).json()
            assert (refused["code"], refused["details"]) == (
                "INVALID_DATA", {"param_name": "transfer_to"},
            )  # fmt: skip
        fixed = send(client, "DELETE", path.replace("981", standard), transfer_to="981")
        assert fixed.json()["code"] == "NOT_ALLOWED"
    active = send(client, "POST", "/981/actions/activate", {"profiles": profiles})
    assert active.json()["code"] == "ALREADY_ACTIVATED"
    answer = send(client, "DELETE", "/981/actions/activate", transfer_to=standard)
    done(answer, "layout deactivated")
    assert (of(), layouts(client)["Partner"]["status"]) == ("Standard", "inactive")
    again = send(client, "DELETE", "/981/actions/activate", transfer_to=standard)
    assert again.json()["code"] == "ALREADY_DEACTIVATED"
    assert client.post("/Leads", {"data": [lead]}).status_code == 400
    nobody = send(client, "POST", "/981/actions/activate", {"profiles": []})
    assert entry_of(nobody)["code"] == "MINIMUM_DATA_NOT_FOUND"
    done(send(client, "POST", "/981/actions/activate", {"profiles": profiles}), "layout activated")
    (record,) = client.insert("Leads", lead)
    assert of() == "Partner"
    (other,) = [done(send(client, "POST", "", {"name": "Third"}), "layout created", 201)]
    done(
        send(client, "DELETE", f"/{other}/actions/activate", transfer_to="981"),
        "layout deactivated",
    )
    inactive = send(client, "DELETE", "/981", transfer_to=other)
    assert inactive.json()["code"] == "NOT_ALLOWED"
    done(send(client, "DELETE", "/981", transfer_to=standard), "layout deleted")
    assert (of(), set(layouts(client))) == ("Standard", {"Standard", "Third"})
    assert client.get(f"{PATH}/981", params={"module": "Leads"}).status_code == 204


def test_a_layout_is_made_like_another_one_and_named_anew(make):
    org = make(with_layout())
    client = org.client()
    profiles = {one.name: str(one.id) for one in org.org.catalogue.profiles}
    item = {"name": "Ours", "clone_of": {"id": "981"}, "profiles": [{"id": profiles["Standard"]}]}
    number = done(send(client, "POST", "", item), "layout created", 201)
    found = layouts(client)
    ours, partner = found["Ours"], found["Partner"]
    assert [names(one) for one in ours["sections"]] == [names(one) for one in partner["sections"]]
    every = [one["id"] for layout in found.values() for one in layout["sections"]]
    assert len(set(every)) == len(every)
    assert [one["name"] for one in ours["profiles"]] == ["Standard"]
    assert (ours["generated_type"], ours["created_by"]["name"]) == ("custom", "Patricia Boyle")
    done(patch(client, number, name="Yours"), "layout updated")
    renamed = layouts(client)["Yours"]
    assert [one["id"] for one in renamed["sections"]] == [one["id"] for one in ours["sections"]]
    done(patch(client, "981", name="Partners"), "layout updated")
    for wrong, code in (
        ({}, "MANDATORY_NOT_FOUND"),
        ({"name": "standard"}, "DUPLICATE_DATA"),
        ({"name": "X", "clone_of": {"id": "1"}}, "INVALID_DATA"),
    ):
        assert entry_of(send(client, "POST", "", wrong))["code"] == code
    quoted = send(client, "POST", "", {"name": "X"}, module="Quoted_Items")
    assert quoted.json()["code"] == "NOT_SUPPORTED"


def test_deals_of_a_layout_that_goes_are_in_a_pipeline_of_the_other_one(client):
    standard = layouts(client, "Deals")["Standard"]["id"]
    made = done(send(client, "POST", "", {"name": "Big"}, "Deals"), "layout created", 201)
    url = f"/settings/pipeline?layout_id={made}"
    (copied,) = client.get(url).json()["pipeline"]
    own = {"display_value": "Slow", "maps": copied["maps"], "default": True}
    assert client.post(url, {"pipeline": [own]}).status_code == 201
    deal = {"Deal_Name": "D", "Stage": "Qualification"}
    slow, here = client.insert("Deals", {**deal, "Layout": {"id": made}}, deal)
    assert client.record("Deals", slow)["Pipeline"] == "Slow"
    done(send(client, "DELETE", f"/{made}", None, "Deals", transfer_to=standard), "layout deleted")
    for one in (slow, here):
        found = client.record("Deals", one)
        assert (found["Pipeline"], found["Layout"]["name"]) == ("Standard (Standard)", "Standard")
