"""Insert Records, rules of one record: mandatory fields, layouts, unique fields, their order."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import (
    MODULE,
    RETIRED_LAYOUT,
    SHORT_LAYOUT,
    every_type,
    gauges_over,
    invalid,
    missing,
    unknown,
)
from tests.live import ADMIN, close_clients, make_org
from tests.naming import named
from tests.values import World

NOWHERE = "4150868000000225013"

#: The table of system-defined mandatory fields.
MANDATORY = {
    "Leads": "Last_Name",
    "Contacts": "Last_Name",
    "Accounts": "Account_Name",
    "Deals": "Deal_Name Stage",
    "Tasks": "Subject",
    "Calls": "Subject Call_Type Call_Start_Time Call_Duration",
    "Events": "Event_Title Start_DateTime End_DateTime",
    "Products": "Product_Name",
    "Quotes": "Subject Quoted_Items",
    "Invoices": "Subject Invoiced_Items",
    "Campaigns": "Campaign_Name",
    "Vendors": "Vendor_Name",
    "Price_Books": "Price_Book_Name",
    "Cases": "Case_Origin Status Subject",
    "Solutions": "Solution_Title",
    "Purchase_Orders": "Subject Vendor_Name Purchase_Items",
    "Sales_Orders": "Subject Ordered_Items",
    "Notes": "Note_Content Parent_Id",
    "Services__s": "Service_Name Duration Location Members Availability_Type Price",
    "Appointments__s": (
        "Appointment_Name Service_Name Appointment_For Appointment_Start_Time Location"
    ),
    "Appointments_Rescheduled_History__s": (
        "Appointment_Name Rescheduled_Time Rescheduled_By Rescheduled_From Rescheduled_To"
    ),
    MODULE: "Name",
}
EACH = [(module, name) for module, names in MANDATORY.items() for name in names.split()]


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    yield World(make_org(request.getfixturevalue(f"{request.param}_live"), every_type()))
    close_clients()


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


@pytest.mark.parametrize("module", MANDATORY)
def test_the_mandatory_fields_are_enough(world, module):
    item = world.least(module)
    assert set(item) == set(MANDATORY[module].split())
    assert world.client.post(f"/{module}", {"data": [item]}).status_code == 201


def answer(world, module, item):
    sent = world.client.post(f"/{module}", {"data": [item]})
    assert sent.status_code == 400
    (entry,) = sent.json()["data"]
    return entry


@pytest.mark.parametrize(("module", "name"), EACH)
def test_each_mandatory_field_is_called_for(world, module, name):
    item = world.least(module)
    without = {key: value for key, value in item.items() if key != name}
    assert answer(world, module, without) == missing(name, f".{name}")
    assert answer(world, module, {**item, name: None}) == missing(name, f".{name}")


@pytest.mark.parametrize(
    ("module", "name", "blank"),
    [
        ("Leads", "Last_Name", ""),
        ("Leads", "Last_Name", "  "),
        ("Deals", "Stage", " "),
        ("Deals", "Stage", "-None-"),
        ("Events", "Start_DateTime", ""),
        ("Purchase_Orders", "Vendor_Name", {"id": ""}),
        (MODULE, "Name", "\n"),
    ],
)
def test_a_blank_is_as_good_as_nothing(world, module, name, blank):
    item = {**world.least(module), name: blank}
    assert answer(world, module, item) == missing(name, f".{name}")


@pytest.mark.parametrize("rows", ["Quoted_Items", "Members"])
def test_an_empty_list_is_as_good_as_nothing(world, rows):
    module = {"Quoted_Items": "Quotes", "Members": "Services__s"}[rows]
    assert answer(world, module, {**world.least(module), rows: []}) == missing(rows, f".{rows}")


def test_the_first_mandatory_field_in_metadata_order_is_named(world):
    assert answer(world, "Deals", {}) == missing("Deal_Name", ".Deal_Name")
    assert answer(world, "Events", {}) == missing("Event_Title", ".Event_Title")


@pytest.mark.parametrize(
    "name", ["Quoted_Items", "Product_Details"], ids=["own-name", "older-name"]
)
def test_a_line_item_names_its_product(world, name):
    entry = answer(world, "Quotes", {"Subject": "S", name: [{"Quantity": 1}]})
    assert entry == missing("Product_Name", ".Quoted_Items[0].Product_Name")


@pytest.mark.parametrize("name", ["Purchase_Items", "Purchased_Items", "Product_Details"])
def test_the_lines_of_a_purchase_order_go_by_several_names(world, name):
    item = world.least("Purchase_Orders")
    lines = item.pop("Purchase_Items")
    (made,) = world.client.insert("Purchase_Orders", {**item, name: lines})
    record = world.client.record("Purchase_Orders", made)
    assert len(record["Purchased_Items"]) == 1


def test_an_alias_and_the_own_name_may_not_disagree(world):
    item = world.least("Purchase_Orders")
    item["Purchased_Items"] = []
    assert answer(world, "Purchase_Orders", item) == invalid("Purchased_Items", ".Purchased_Items")


# Layouts


def short(**values):
    return {"Name": "G", "Layout": {"id": str(SHORT_LAYOUT)}, **values}


def test_without_a_layout_its_mandatory_fields_are_not_called_for(gauges):
    kept = gauges.keep(Line=None)
    assert kept["Layout"]["name"] == "Standard"


def test_a_named_layout_calls_for_its_own_mandatory_fields(gauges):
    standard = gauges.keep()["Layout"]["id"]
    named = {"Name": "G", "Layout": {"id": standard}}
    assert gauges.answer(named) == missing("Line", ".Line")
    assert gauges.answer({**named, "Line": ""}) == missing("Line", ".Line")
    assert gauges.answer({**named, "Line": "x"})["code"] == "SUCCESS"
    assert gauges.answer(short()) == missing("Word", ".Word")
    assert gauges.answer(short(Word="w")) == missing("Parts", ".Parts")
    assert gauges.answer(short(Word="w", Parts=[])) == missing("Parts", ".Parts")


def test_the_systems_mandatory_fields_come_before_the_layouts(gauges):
    assert gauges.answer({"Layout": {"id": str(SHORT_LAYOUT)}}) == missing("Name", ".Name")


def test_fields_that_are_not_in_the_named_layout_are_ignored(gauges):
    item = short(Word="w", Parts=[{"Part": "p"}], Count=5, Line="ignored", Ratio="no number")
    made = gauges.answer(item)
    assert made["code"] == "SUCCESS"
    kept = gauges.client.record(MODULE, made["details"]["id"])
    assert (kept["Word"], kept["Count"], kept["Line"], kept["Ratio"]) == ("w", 5, None, None)
    assert kept["Layout"] == {"name": "Short", "id": str(SHORT_LAYOUT)}


@pytest.mark.parametrize(
    ("layout", "entry"),
    [
        ({"id": NOWHERE}, unknown("id", ".Layout.id")),
        ({"id": str(RETIRED_LAYOUT)}, unknown("id", ".Layout.id")),
        ({"id": "x"}, unknown("id", ".Layout.id")),
        ({}, missing("id", ".Layout.id")),
        ({"name": "Short"}, missing("id", ".Layout.id")),
        (5.5, invalid("Layout", ".Layout", expected_data_type="jsonobject")),
        (True, invalid("Layout", ".Layout", expected_data_type="jsonobject")),
        ([], invalid("Layout", ".Layout", expected_data_type="jsonobject")),
    ],
    ids=named,
)
def test_a_layout_that_is_none_is_refused(gauges, layout, entry):
    assert gauges.answer({"Name": "G", "Layout": layout}) == entry


def test_a_layout_of_another_module_is_refused(gauges):
    lead = gauges.org.org.catalogue.module_by_name["Leads"].layouts[0].id
    assert gauges.answer({"Name": "G", "Layout": {"id": str(lead)}}) == unknown("id", ".Layout.id")


# Unique fields


def duplicate(gauges, name, record):
    owner = gauges.org.org.catalogue.user_by_email[ADMIN]
    return {
        "code": "DUPLICATE_DATA",
        "details": {
            "id": record,
            "more_records": False,
            "duplicate_record": {
                "Owner": {"name": owner.full_name, "id": str(owner.id), "zuid": owner.zuid},
                "module": {"api_name": MODULE, "id": gauges.org.module_id(MODULE)},
                "id": record,
            },
            "api_name": name,
            "json_path": f"$.data[0].{name}",
        },
        "message": "duplicate data",
        "status": "error",
    }


@pytest.mark.parametrize(
    ("name", "kept", "again"),
    [
        ("Code", "Same", "Same"),
        ("Code", "Case", "cASE"),
        ("Code", "Blank", " Blank  "),
        ("Code", "Éclair", "éCLAIR"),
        ("Serial", "Exact", "Exact"),
        ("Serial", "Trim", " Trim "),
        ("Meter", 4711, 4711),
        ("Foreign_Id", "Abroad", "abroad"),
    ],
)
def test_a_value_that_another_record_has_is_refused(gauges, name, kept, again):
    first = gauges.keep(**{name: kept})["id"]
    before = gauges.count()
    assert gauges.answer({"Name": "G", name: again}) == duplicate(gauges, name, first)
    assert gauges.count() == before


@pytest.mark.parametrize(
    ("name", "kept", "again"),
    [
        ("Code", None, None),
        ("Code", "", " "),
        ("Serial", "letter", "LETTER"),
        ("Meter", 100, 1000),
        ("Line", "not unique", "not unique"),
    ],
)
def test_a_value_that_no_other_record_has_passes(gauges, name, kept, again):
    gauges.keep(**{name: kept})
    assert gauges.answer({"Name": "G", name: again})["code"] == "SUCCESS"


def test_within_one_request_the_later_item_is_refused(gauges):
    items = [{"Name": "G", "Code": "within"}, {"Name": "G", "Code": "WITHIN"}]
    sent = gauges.client.post(f"/{MODULE}", {"data": items})
    assert sent.status_code == 207
    first, second = sent.json()["data"]
    assert second["code"] == "DUPLICATE_DATA"
    assert second["details"]["id"] == first["details"]["id"]
    assert second["details"]["json_path"] == "$.data[1].Code"


def test_a_refused_item_holds_no_value_against_a_later_one(gauges):
    items = [
        {"Name": "G", "Code": "let go", "Parts": [{}]},
        {"Name": "G", "Code": "let go", "Tag": [{"id": NOWHERE}]},
        {"Name": "G", "Code": "let go"},
    ]
    sent = gauges.client.post(f"/{MODULE}", {"data": items})
    assert [entry["code"] for entry in sent.json()["data"]] == [
        "MANDATORY_NOT_FOUND",
        "INVALID_DATA",
        "SUCCESS",
    ]


def test_two_fields_that_collide_are_told_in_one_error(gauges):
    code = gauges.keep(Code="first of two")["id"]
    meter = gauges.keep(Meter=2222)["id"]
    assert gauges.answer({"Name": "G", "Code": "first of two", "Meter": 2222}) == {
        "code": "MULTIPLE_OR_MULTI_ERRORS",
        "details": {"errors": [duplicate(gauges, "Code", code), duplicate(gauges, "Meter", meter)]},
        "message": "Multiple errors in the request",
        "status": "error",
    }


def test_a_duplicate_the_caller_does_not_see_is_refused_all_the_same(gauges):
    gauges.keep(Code="unseen")
    sent = gauges.org.client("stan.dard@acme.test").post(
        f"/{MODULE}", {"data": [{"Name": "G", "Code": "unseen"}]}
    )
    assert sent.json()["data"][0]["code"] == "DUPLICATE_DATA"


def test_older_versions_tell_a_duplicate_by_name_and_id(gauges):
    first = gauges.keep(Code="older")["id"]
    entry = gauges.answer({"Name": "G", "Code": "older"}, "v2")
    assert entry["details"] == {"id": first, "api_name": "Code"}


# Order


BAD_LAYOUT = {"Layout": {"id": NOWHERE}}
BAD_COUNT = {"Count": "x"}
BAD_WORD = {"Word": "sixsix"}
NO_NAME = {"Name": None}
TAKEN = {"Code": "order of checks"}
BAD_ROW: dict[str, Any] = {"Parts": [{}]}


@pytest.mark.parametrize(
    ("item", "place"),
    [
        ({**BAD_COUNT, **BAD_LAYOUT}, ".Layout.id"),
        ({**NO_NAME, **BAD_LAYOUT}, ".Layout.id"),
        ({**BAD_WORD, **BAD_COUNT}, ".Word"),
        ({**BAD_COUNT, **BAD_WORD}, ".Count"),
        ({**NO_NAME, **BAD_COUNT}, ".Count"),
        ({**TAKEN, **BAD_COUNT}, ".Count"),
        ({**TAKEN, **NO_NAME}, ".Name"),
        ({**BAD_ROW, **NO_NAME}, ".Name"),
        ({**BAD_ROW, **TAKEN}, ".Code"),
        ({"Parts": "no array", **NO_NAME}, ".Parts"),
    ],
    ids=named,
)
def test_the_first_check_that_fails_is_told(gauges, item, place):
    gauges.client.post(f"/{MODULE}", {"data": [{"Name": "G", **TAKEN}]})
    entry = gauges.answer({"Name": "G", **item})
    assert entry["details"]["json_path"] == f"$.data[0]{place}"


@pytest.mark.parametrize(
    ("module", "item", "place"),
    [
        ("Deals", {"Stage": "Nowhere", "Deal_Name": None}, ".Deal_Name"),
        ("Deals", {"Deal_Name": "D", "Stage": "Nowhere", "Tag": [{"id": NOWHERE}]}, ".Stage"),
        ("Price_Books", {"Pricing_Details": [{"from_range": 2}]}, ".Price_Book_Name"),
    ],
    ids=named,
)
def test_rules_between_fields_come_after_the_mandatory_ones(world, module, item, place):
    assert answer(world, module, item)["details"]["json_path"] == f"$.data[0]{place}"
