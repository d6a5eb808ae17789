"""The SDKs read records of several modules: a quote with its lines, an event, a custom one."""

from __future__ import annotations

import pytest

from tests.api.minimal import MINIMAL, insert_minimal
from tests.compat.sdk import drive

pytestmark = pytest.mark.slow

FIELDS = {
    "Quotes": "Subject,Account_Name,Quoted_Items,Grand_Total",
    "Products": "Product_Name,Unit_Price",
    "Events": "Event_Title,Start_DateTime,Participants,$event_cancelled",
    "Tasks": "Subject,What_Id,Due_Date",
    "Site_Visits": "Name,Customer,Visited_On",
    "Price_Books": "Price_Book_Name,Pricing_Details",
}


#: Fields of which a list tells nothing.
ROWS = (
    "Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items", "Pricing_Details",
    "Languages_Known",
)  # fmt: skip


@pytest.fixture(scope="module")
def ids(rich_org):
    """One record of each module, by its name."""
    client = rich_org.client()
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    products = client.insert(
        "Products",
        {"Product_Name": "Sail", "Product_Code": "S-1", "Unit_Price": 1000},
        {"Product_Name": "Oar", "Unit_Price": 12.5},
    )
    lines = [
        {"Product_Name": {"id": products[0]}, "Quantity": 100, "List_Price": 1000},
        {"Product_Name": {"id": products[1]}, "Quantity": 2, "List_Price": 12.5,
         "Description": "of ash"},
    ]  # fmt: skip
    quote = {"Subject": "Boats", "Account_Name": {"id": account}, "Quoted_Items": lines}
    event = {
        "Event_Title": "Regatta",
        "Start_DateTime": "2024-06-01T09:00:00+02:00",
        "End_DateTime": "2024-06-01T11:00:00+02:00",
        "Participants": [{"type": "email", "participant": "cox@example.com"}],
    }
    task = {"Subject": "Caulk", "Due_Date": "2024-05-31", "What_Id": {"id": account}}
    visit = {"Name": "Harbour", "Visited_On": "2024-05-01", "Customer": {"id": account}}
    book = {
        "Price_Book_Name": "Wholesale",
        "Pricing_Details": [{"from_range": 1, "to_range": 10, "discount": 5}],
    }
    inserted = {
        "Quotes": client.insert("Quotes", quote),
        "Events": client.insert("Events", event),
        "Tasks": client.insert("Tasks", {**task, "$se_module": "Accounts"}),
        "Site_Visits": client.insert("Site_Visits", visit),
        "Price_Books": client.insert("Price_Books", book),
        "Products": products[:1],
        "Accounts": [account],
    }
    return {module: int(made[0]) for module, made in inserted.items()}


@pytest.fixture(scope="module")
def read(rich_org, sdk, ids):
    asked = {module: {"fields": FIELDS[module], "record": ids[module]} for module in FIELDS}
    return drive("read", sdk, rich_org, modules=asked)


@pytest.fixture(scope="module")
def record(read):
    """The single record of each module."""
    return {module: found["record"]["content"]["data"][0] for module, found in read.items()}


@pytest.fixture(scope="module")
def listed(read, ids):
    """The same record, from the list of its module."""
    lists = {module: found["list"]["content"]["data"] for module, found in read.items()}
    return {
        module: next(one for one in records if one["id"] == ids[module])
        for module, records in lists.items()
    }


@pytest.mark.parametrize("module", FIELDS)
def test_records_are_read_and_what_is_not_there_is_nothing(read, module):
    found = {name: (one["status"], one["is"]) for name, one in read[module].items()}
    assert found == {
        "record": (200, "ResponseWrapper"),
        "list": (200, "ResponseWrapper"),
        "unknown": (204, "NoneType"),
        "unmodified": (304, "NoneType"),
    }


def test_a_quote_has_its_lines_as_written(record, ids):
    quote = record["Quotes"]
    assert (quote["Subject"], quote["Account_Name"]["name"]) == ("Boats", "Zylker")
    first, second = quote["Quoted_Items"]
    assert (first["Product_Name"]["id"], first["Product_Name"]["name"]) == (
        ids["Products"],
        "Sail",
    )
    assert first["Product_Name"]["Product_Code"] == "S-1"
    assert (first["Quantity"], first["List_Price"]) == (100.0, 1000.0)
    assert second["Product_Name"]["name"] == "Oar"
    assert (second["Quantity"], second["List_Price"]) == (2.0, 12.5)
    assert second["Description"] == "of ash"
    assert quote["$has_more"] == {"Quoted_Items": False}


def test_a_list_of_quotes_has_no_lines(listed):
    assert listed["Quotes"]["Quoted_Items"] is None
    assert listed["Quotes"]["Account_Name"]["name"] == "Zylker"


@pytest.mark.parametrize("view", ["record", "listed"])
def test_values_are_alike_in_record_and_list(record, listed, view, ids):
    found = {"record": record, "listed": listed}[view]
    assert found["Products"]["Unit_Price"] == 1000.0
    assert found["Events"]["Start_DateTime"] == "2024-06-01T07:00:00+00:00"
    assert found["Events"]["$event_cancelled"] is False
    assert [one["participant"] for one in found["Events"]["Participants"]] == ["cox@example.com"]
    assert found["Tasks"]["Due_Date"] == "2024-05-31"
    assert int(found["Tasks"]["What_Id"]["id"]) == ids["Accounts"]
    assert found["Site_Visits"]["Customer"] == {"id": ids["Accounts"], "name": "Zylker"}
    assert found["Site_Visits"]["Visited_On"] == "2024-05-01"


@pytest.fixture(scope="module")
def every(rich_org, sdk):
    """A record of each module, read whole and from its list with the fields of its metadata."""
    client = rich_org.client()
    minimal = insert_minimal(rich_org)
    asked = {}
    for module in MINIMAL:
        fields = client.get("/settings/fields", params={"module": module}).json()["fields"]
        names = [field["api_name"] for field in fields][:50]
        asked[module] = {"fields": ",".join(names), "record": int(minimal[module])}
    return asked, drive("read", sdk, rich_org, modules=asked)


@pytest.mark.parametrize("module", MINIMAL)
def test_a_record_of_every_module_is_read(every, module):
    asked, found = every
    record, listed = found[module]["record"], found[module]["list"]
    assert (record["status"], record["is"]) == (200, "ResponseWrapper")
    assert (listed["status"], listed["is"]) == (200, "ResponseWrapper")
    (whole,) = record["content"]["data"]
    same = next(one for one in listed["content"]["data"] if one["id"] == asked[module]["record"])
    assert whole["id"] == asked[module]["record"]
    differing = {name for name in same if same[name] != whole[name]}
    assert differing <= {*ROWS, "Interests", "Fans", "Members"}


def test_a_price_book_has_its_ranges(record):
    [detail] = record["Price_Books"]["Pricing_Details"]
    assert (detail["from_range"], detail["to_range"], detail["discount"]) == (1.0, 10.0, 5.0)
