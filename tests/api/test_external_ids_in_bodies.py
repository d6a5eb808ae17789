"""External ids in bodies: lookups, rows, line items, records of any module, participants."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.externals import FIELD, NOWHERE, OWN, entry, externals_over

ACCOUNT, CONTACT, DEAL, PRODUCT, BOOK = (
    FIELD[name] for name in ("Accounts", "Contacts", "Deals", "Products", "Price_Books")
)
TIMES = {
    "Start_DateTime": "2024-03-01T09:30:00+00:00",
    "End_DateTime": "2024-03-01T10:30:00+00:00",
}


@pytest.fixture(scope="module", params=DATABASES)
def ext(request):
    yield from externals_over(request)


def made(ext, module, header, item, version="v8"):
    """The record as it is read back after it was inserted with the header."""
    answer = ext.ask("POST", f"/{module}", header, {"data": [item]}, version=version)
    return ext.client.record(module, entry(answer, 201)["details"]["id"])


def refused(ext, module, header, item, version="v8"):
    answer = ext.ask("POST", f"/{module}", header, {"data": [item]}, version=version)
    found = entry(answer, 400 if version != "v2" else answer.status_code)
    assert found["status"] == "error"
    return found


BY_ACCOUNT = f"Contacts.Account_Name.{ACCOUNT}"


@pytest.mark.parametrize("version", ["v2", "v5", "v8"])
def test_a_lookup_takes_a_value(ext, version):
    value, account = ext.keep("Accounts")
    given = {ACCOUNT: value.upper(), "name": "whatever"}
    item = {"Last_Name": "C", "Precise": 98765.123456789, "Account_Name": given}
    record = made(ext, "Contacts", BY_ACCOUNT, item, version)
    assert (record["Account_Name"]["id"], record["Precise"]) == (account, 98765.123456789)


def test_a_lookup_takes_a_bare_value_where_it_is_no_id(ext):
    value, account = ext.keep("Accounts")
    for given in (value, account):
        record = made(ext, "Contacts", BY_ACCOUNT, {"Last_Name": "C", "Account_Name": given})
        assert record["Account_Name"]["id"] == account


def test_the_header_decides_between_a_value_and_an_id(ext):
    (value, first), (_, second) = (ext.keep("Accounts") for _ in range(2))
    item = {"Last_Name": "C", "Account_Name": {"id": second, ACCOUNT: value}}
    assert made(ext, "Contacts", BY_ACCOUNT, item)["Account_Name"]["id"] == first
    (plain,) = ext.client.insert("Contacts", item)
    assert ext.client.record("Contacts", plain)["Account_Name"]["id"] == second
    item = {"Last_Name": "C", "Account_Name": {ACCOUNT: value}}
    answer = ext.client.post("/Contacts", {"data": [item]})
    assert entry(answer, 400)["code"] == "MANDATORY_NOT_FOUND"
    item = {"Last_Name": "C", "Account_Name": {"id": second, ACCOUNT: None}}
    assert made(ext, "Contacts", BY_ACCOUNT, item)["Account_Name"]["id"] == second


@pytest.mark.parametrize("value", [NOWHERE, "", 5, {}, True])
def test_a_lookup_of_no_record_is_told_where_it_stands(ext, value):
    item = {"Last_Name": "C", "Account_Name": {ACCOUNT: value}}
    found = refused(ext, "Contacts", BY_ACCOUNT, item)
    assert found["code"] == "INVALID_DATA"
    path = f"$.data[0].Account_Name.{ACCOUNT}"
    assert found["details"] == {"api_name": ACCOUNT, "json_path": path}


def test_an_old_version_tells_the_field_alone(ext):
    item = {"Last_Name": "C", "Account_Name": {ACCOUNT: NOWHERE}}
    found = refused(ext, "Contacts", BY_ACCOUNT, item, "v2")
    assert (found["code"], found["details"]) == ("INVALID_DATA", {"api_name": ACCOUNT})


def test_one_bad_item_spares_the_others(ext):
    value, account = ext.keep("Accounts")
    items = [{"Last_Name": "C", "Account_Name": {ACCOUNT: one}} for one in (value, NOWHERE)]
    answer = ext.ask("POST", "/Contacts", BY_ACCOUNT, {"data": items})
    assert answer.status_code == 207
    good, bad = answer.json()["data"]
    assert ext.client.record("Contacts", good["details"]["id"])["Account_Name"]["id"] == account
    assert bad["details"]["json_path"] == f"$.data[1].Account_Name.{ACCOUNT}"


def test_rows_of_a_subform_take_values(ext):
    (value, deal), (_, other) = (ext.keep("Deals") for _ in range(2))
    header = f"Contacts.Ventures.Deal.{DEAL}"
    rows = [{"Deal": {DEAL: value}, "Budget": 10.25}, {"Deal": {"id": other}}, {"Budget": 1}]
    record = made(ext, "Contacts", header, {"Last_Name": "C", "Ventures": rows})
    shown = [(one["Deal"] and one["Deal"]["id"], one["Budget"]) for one in record["Ventures"]]
    assert shown == [(deal, 10.25), (other, None), (None, 1)]
    rows[1] = {"Deal": {DEAL: NOWHERE}}
    found = refused(ext, "Contacts", header, {"Last_Name": "C", "Ventures": rows})
    path = f"$.data[0].Ventures[1].Deal.{DEAL}"
    assert found["details"] == {"api_name": DEAL, "json_path": path}


def test_a_multi_select_lookup_takes_values(ext):
    value, product = ext.keep("Products")
    header = f"Contacts.Goods.Products.{PRODUCT}"
    item = {"Last_Name": "C", "Goods": [{"Products": {PRODUCT: value}}]}
    (shown,) = made(ext, "Contacts", header, item)["Goods"]
    assert shown["Products"]["id"] == product


@pytest.mark.parametrize(
    ("rows", "key", "version"),
    [
        ("Quoted_Items", "Product_Name", "v8"),
        ("Product_Details", "product", "v8"),
        ("Product_Details", "product", "v2"),
        ("Quoted_Items", "product", "v5"),
    ],
)
@pytest.mark.parametrize("spelt", ["Quoted_Items.Product_Name", "Product_Details.product"])
def test_line_items_take_values(ext, rows, key, version, spelt):
    (value, product), (book, priced) = ext.keep("Products"), ext.keep("Price_Books")
    header = f"Quotes.{spelt}.{PRODUCT}, Quotes.Product_Details.book.{BOOK}"
    line = {key: {PRODUCT: value}, "Quantity": 2, "List_Price": 10.5, "book": book}
    (shown,) = made(ext, "Quotes", header, {"Subject": "Q", rows: [line]}, version)["Quoted_Items"]
    assert (shown["Product_Name"]["id"], shown["Quantity"]) == (product, 2)
    assert priced in str(shown["Price_Book_Name"])
    bad = {"Subject": "Q", rows: [line, {key: {PRODUCT: NOWHERE}}]}
    found = refused(ext, "Quotes", header, bad, version)
    assert found["details"]["api_name"] == PRODUCT
    if version != "v2":
        assert found["details"]["json_path"] == f"$.data[0].{rows}[1].{key}.{PRODUCT}"


@pytest.mark.parametrize("more", [{"$se_module": "Accounts"}, {"se_module": "Accounts"}, {}])
@pytest.mark.parametrize("version", ["v2", "v8"])
def test_a_record_of_any_module_takes_the_value_of_its_module(ext, more, version):
    value, account = ext.keep("Accounts")
    header = f"Events.What_Id->Deals.{DEAL}, Events.What_Id->Accounts.{ACCOUNT}"
    item: dict[str, object] = {"Event_Title": "E", **TIMES, "What_Id": {ACCOUNT: value}, **more}
    record = made(ext, "Events", header, item, version)
    assert (record["What_Id"]["id"], record["$se_module"]) == (account, "Accounts")
    item["What_Id"] = {ACCOUNT: NOWHERE}
    found = refused(ext, "Events", header, item, version)
    assert found["details"]["api_name"] == ACCOUNT


def test_a_module_that_is_named_decides(ext):
    value, _ = ext.keep("Accounts")
    header = f"Events.What_Id->Accounts.{ACCOUNT}"
    item = {"Event_Title": "E", **TIMES, "What_Id": {ACCOUNT: value}, "$se_module": "Deals"}
    assert refused(ext, "Events", header, item)["code"] == "MANDATORY_NOT_FOUND"


@pytest.mark.parametrize("whole", [True, False])
def test_participants_take_values(ext, whole):
    value, contact = ext.keep("Contacts")
    lead, person = ext.keep("Leads")
    header = (
        f"Events.Participants.participant->Contacts.{CONTACT},"
        f"Events.Participants.participant->Leads.{FIELD['Leads']}, Events.Who_Id.{CONTACT}"
    )
    entries: list[dict[str, object]] = [
        {"type": "contact", "participant": {CONTACT: value} if whole else value},
        {"type": "lead", "participant": {FIELD["Leads"]: lead} if whole else lead},
        {"type": "email", "participant": "guest@acme.test"},
    ]
    item = {"Event_Title": "E", **TIMES, "Who_Id": {CONTACT: value}, "Participants": entries}
    record = made(ext, "Events", header, item)
    assert record["Who_Id"]["id"] == contact
    shown = [one["participant"] for one in record["Participants"]]
    assert shown == [contact, person, "guest@acme.test"]
    entries[1]["participant"] = {FIELD["Leads"]: NOWHERE} if whole else NOWHERE
    found = refused(ext, "Events", header, item)
    path = "$.data[0].Participants[1].participant"
    assert found["details"]["json_path"] == (f"{path}.{FIELD['Leads']}" if whole else path)


def test_a_note_takes_the_value_of_its_parent(ext):
    value, contact = ext.keep("Contacts")
    header = f"Notes.Parent_Id->Contacts.{CONTACT}"
    item = {"Note_Content": "N", "Parent_Id": {CONTACT: value, "module": {"api_name": "Contacts"}}}
    note = made(ext, "Notes", header, item)
    assert note["Parent_Id"]["id"] == contact


def test_updates_take_values_in_lookups(ext):
    (value, account), (contact, record) = ext.keep("Accounts"), ext.keep("Contacts")
    header = f"{BY_ACCOUNT},{OWN['Contacts']}"
    given = {"Account_Name": {ACCOUNT: value}}
    one = ext.ask("PUT", f"/Contacts/{contact}", header, {"data": [given]})
    assert entry(one)["code"] == "SUCCESS"
    assert ext.client.record("Contacts", record)["Account_Name"]["id"] == account
    given = {CONTACT: contact, "Account_Name": {ACCOUNT: NOWHERE}}
    many = ext.ask("PUT", "/Contacts", header, {"data": [given]})
    assert entry(many, 400)["details"]["json_path"] == f"$.data[0].Account_Name.{ACCOUNT}"
    other, second = ext.keep("Accounts")
    items = [{CONTACT: contact, "Last_Name": "U", "Account_Name": {ACCOUNT: other}}]
    up = ext.ask("POST", "/Contacts/upsert", header, {"data": items})
    assert entry(up)["action"] == "update"
    assert ext.client.record("Contacts", record)["Account_Name"]["id"] == second


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b'{"data": 5}', b'{"data": []}', b'{"data": [5, null, []]}',
     b'{"data": [{"Account_Name": []}]}', b'{"data": [{"Ventures": 5}]}',
     b'{"data": [{"Ventures": [5, {"Deal": [[]]}]}]}', b'{"data": {"id": 1}}', b"\xff\xfe",
     b'{"data": [{"Last_Name": "C", "Precise": 1e999999999}]}', b'{"ids": {"a": 1}}',
     b'{"data": [' + b"{}," * 100 + b"{}]}", b"[" * 5000],
)  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [("POST", "/Contacts"), ("PUT", "/Contacts")])
def test_a_bad_body_is_refused_as_without_the_header(ext, body, method, path):
    header = f"{BY_ACCOUNT},Contacts.Ventures.Deal.{DEAL},{OWN['Contacts']}"
    plain = ext.client.request(method, path, content=body)
    with_it = ext.client.request(method, path, content=body, headers={"X-EXTERNAL": header})
    assert plain.status_code == with_it.status_code == 400
    told = with_it.text.replace(CONTACT, "id")  # the field that the header asks for
    assert told == plain.text


def test_numbers_and_texts_survive(ext):
    value, _ = ext.keep("Accounts")
    item = {
        "Last_Name": "Ünï \\ \u2028 x",
        "Precise": 0.1,
        "Account_Name": {ACCOUNT: value},
        "Ventures": [{"Budget": 12345678901.25}],
    }
    record = made(ext, "Contacts", BY_ACCOUNT, item)
    assert (record["Last_Name"], record["Precise"]) == (item["Last_Name"], 0.1)
    assert record["Ventures"][0]["Budget"] == 12345678901.25
