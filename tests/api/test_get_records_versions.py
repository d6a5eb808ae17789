"""In what the versions of Get Records differ: keys of records, `info`, line items, parents."""

from __future__ import annotations

import pytest

from crmstead.model.version import BY_NAME, VERSIONS
from tests.api.minimal import insert_minimal
from tests.api.reading import fixture_of
from tests.compat.org import rich_definitions

ALL = [one.name for one in VERSIONS]
WITHOUT_FIELDS, WITH_FIELDS = ALL[:2], ALL[2:]
EVER = ("v2", "v8")
#: Key -> modules whose single records have it, and the versions from first to last.
KEYS = {
    "$layout_id": ("Leads Contacts Deals Quotes Products", ("v2", "v2.1")),
    "Layout": ("Leads Contacts Deals Quotes Products", ("v3", "v8")),
    "$approved": ("Leads Accounts Tasks Quotes", ("v2", "v2.1")),
    "$state": ("Leads Accounts Tasks Quotes", ("v2", "v5")),
    "$converted": ("Leads", ("v2", "v3")),
    "Converted__s": ("Leads", EVER),
    "Converted_Account": ("Leads", ("v3", "v8")),
    "Converted_Contact": ("Leads", ("v3", "v8")),
    "Converted_Deal": ("Leads", ("v3", "v8")),
    "Record_Status__s": ("Leads Deals Tasks Products", ("v6", "v8")),
    "$sharing_permission": ("Leads Deals Tasks Products", ("v6", "v8")),
    "$pathfinder": ("Leads Deals", ("v7", "v8")),
    "$wizard_connection_path": ("Leads Deals", ("v7", "v8")),
    "$zia_visions": ("Leads Deals", ("v7", "v8")),
    "$approval_state": ("Leads Contacts Deals Quotes", EVER),
    "$approval": ("Leads Contacts Deals Quotes", EVER),
    "$currency_symbol": ("Leads Deals Quotes", EVER),
    "$editable": ("Leads Notes", EVER),
    "Product_Details": ("Quotes Sales_Orders Purchase_Orders Invoices", ("v2", "v2")),
    "Quoted_Items": ("Quotes", ("v2.1", "v8")),
    "Ordered_Items": ("Sales_Orders", ("v2.1", "v8")),
    "Purchased_Items": ("Purchase_Orders", ("v2.1", "v8")),
    "Invoiced_Items": ("Invoices", ("v2.1", "v8")),
}
INFO = {"per_page", "count", "page", "sort_by", "sort_order", "more_records"}
TOKENS = {"call", "email", "next_page_token", "previous_page_token", "page_token_expiry"}
MODULES = sorted({module for modules, _ in KEYS.values() for module in modules.split()})

org = fixture_of(rich_definitions)


@pytest.fixture(scope="module")
def newest(org):
    return org.client()


@pytest.fixture(scope="module")
def ids(org):
    return insert_minimal(org)


@pytest.fixture(scope="module")
def clients(newest):
    """The same administrator in each version."""
    return {version: newest.at(version) for version in ALL}


@pytest.fixture(params=ALL)
def client(request, clients):
    return clients[request.param]


def within(version, first, last):
    return BY_NAME[first].number <= BY_NAME[version].number <= BY_NAME[last].number


@pytest.mark.parametrize("module", MODULES)
def test_keys_of_a_record_are_there_in_their_versions_only(client, ids, module):
    spans = {key: span for key, (modules, span) in KEYS.items() if module in modules.split()}
    expected = {key for key, span in spans.items() if within(client.version, *span)}
    assert spans.keys() & client.record(module, ids[module]).keys() == expected


@pytest.mark.parametrize("version", WITHOUT_FIELDS)
@pytest.mark.parametrize("module", ["Leads", "Deals", "Tasks", "Site_Visits"])
def test_without_fields_older_lists_have_whole_records(clients, newest, ids, version, module):
    older = clients[version]
    answer = older.get(f"/{module}")
    assert answer.status_code in (200, 204)
    whole = {**ids, "Site_Visits": newest.insert("Site_Visits", {"Name": "Harbour"})[0]}[module]
    (found,) = older.get(f"/{module}", params={"ids": whole}).json()["data"]
    single = older.record(module, whole)
    assert set(found) == set(single) - {"$has_more"}
    differing = {name for name in found if found[name] != single[name]}
    assert differing <= {"Languages_Known", "Interests", "Fans"}


@pytest.mark.parametrize("version", WITH_FIELDS)
def test_without_fields_newer_lists_are_refused(clients, version):
    answer = clients[version].get("/Leads")
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUIRED_PARAM_MISSING")


def test_with_fields_every_list_has_just_those(client, ids):
    asked = {"fields": "Company", "ids": ids["Leads"]}
    data = client.get("/Leads", params=asked).json()["data"]
    assert data == [{"Company": None, "id": ids["Leads"]}]


def test_info_has_the_keys_of_its_version(client, ids):
    info = client.get("/Leads", params={"fields": "id"}).json()["info"]
    expected = {True: INFO, False: INFO | TOKENS}[client.version in WITHOUT_FIELDS]
    assert set(info) == expected
    assert info["count"] == 1
    assert {name: info.get(name) for name in ("call", "email")} == {
        True: {"call": None, "email": None},
        False: {"call": False, "email": False},
    }[client.version in WITHOUT_FIELDS]


def test_a_page_token_is_known_from_v2_1_on(client, newest, ids):
    newest.insert("Contacts", {"Last_Name": "A"}, {"Last_Name": "B"})
    asked = {"fields": "id", "per_page": "1"}
    first = newest.get("/Contacts", params=asked).json()
    token = first["info"]["next_page_token"]
    found = client.get("/Contacts", params={**asked, "page_token": token}).json()["data"]
    assert (found == first["data"]) is (client.version == "v2")


@pytest.mark.parametrize("name", ["v1", "v9", "v2.2", "v10", "V8", "8", ""])
def test_a_version_that_is_none_is_no_path(newest, name):
    answer = newest.at(name).get("/Leads", params={"fields": "id"})
    assert (answer.status_code, answer.json()["code"]) == (404, "INVALID_URL_PATTERN")


# Line items


LINES = {
    "Quotes": "Quoted_Items",
    "Sales_Orders": "Ordered_Items",
    "Purchase_Orders": "Purchased_Items",
    "Invoices": "Invoiced_Items",
}
V2_ROW = {
    "product", "quantity", "Discount", "total_after_discount", "net_total", "book", "Tax",
    "list_price", "unit_price", "quantity_in_stock", "total", "id", "product_description",
    "line_tax",
}  # fmt: skip
ROW = {
    "id", "Sequence_Number", "Product_Name", "Description", "Quantity", "Price_Book_Name",
    "List_Price", "Total", "Discount", "Total_After_Discount", "Tax", "Net_Total", "Line_Tax",
    "Parent_Id", "Created_Time", "Modified_Time",
}  # fmt: skip


@pytest.fixture(scope="module")
def priced(newest):
    """An order of each kind with one line of known amounts."""
    (product,) = newest.insert("Products", {"Product_Name": "Sail", "Product_Code": "S-1"})
    (vendor,) = newest.insert("Vendors", {"Vendor_Name": "Sailmaker"})
    line = {"Product_Name": {"id": product}, "Quantity": 2, "List_Price": 10.5}
    row = {**line, "Description": "of flax"}
    order = {"Subject": "Sails", "Vendor_Name": {"id": vendor}}
    ids = {name: newest.insert(name, {**order, lines: [row]})[0] for name, lines in LINES.items()}
    return {"product": product, **ids}


@pytest.mark.parametrize("module", LINES)
def test_line_items_have_the_names_of_their_fields_from_v2_1_on(clients, priced, module):
    for version in ALL[1:]:
        record = clients[version].record(module, priced[module])
        (row,) = record[LINES[module]]
        assert set(row) >= ROW
        assert row["Product_Name"] == {
            "Product_Code": "S-1",
            "name": "Sail",
            "id": priced["product"],
        }
        assert (row["Quantity"], row["List_Price"], row["Total"]) == (2, 10.5, 21)
        assert (row["Description"], row["Sequence_Number"]) == ("of flax", 1)
        assert row["Parent_Id"] == {"name": "Sails", "id": priced[module]}


@pytest.mark.parametrize("module", LINES)
def test_v2_has_product_details_with_names_of_their_own(clients, newest, priced, module):
    record = clients["v2"].record(module, priced[module])
    (row,) = record["Product_Details"]
    assert set(row) >= V2_ROW - {"quantity_in_stock"}
    assert (row["product"]["name"], row["product"]["id"]) == ("Sail", priced["product"])
    assert (row["quantity"], row["list_price"], row["total"]) == (2, 10.5, 21)
    assert row["product_description"] == "of flax"
    newer = newest.record(module, priced[module])[LINES[module]]
    assert row["id"] == newer[0]["id"]


def test_purchase_orders_answer_to_both_names_of_their_lines(newest, priced):
    record = newest.record("Purchase_Orders", priced["Purchase_Orders"])
    assert record["Purchase_Items"] == record["Purchased_Items"]


# Parents of notes


@pytest.mark.parametrize("version", ALL)
def test_a_note_names_its_parent_as_its_version_does(org, clients, ids, version):
    note = clients[version].record("Notes", ids["Notes"])
    module = {"api_name": "Accounts", "id": org.module_id("Accounts")}
    newer = {"name": "Zylker", "id": ids["Accounts"], "module": module}
    older = version == "v2"
    assert note["Parent_Id"] == {True: ids["Accounts"], False: newer}[older]
    assert note.get("$se_module") == {True: "Accounts", False: None}[older or version == "v2.1"]
