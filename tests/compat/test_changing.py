"""The SDKs update, upsert, convert and merge records, one by one and many at once."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.live import PEER

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def around(rich_org, sdk):
    """What the driver is given, and its answers."""
    client, catalogue = rich_org.client(), rich_org.org.catalogue
    email = f"known{sdk}@acme.example"
    leads = client.insert("Leads", {"Last_Name": "A", "Email": email}, {"Last_Name": "B"})
    to_convert = client.insert(
        "Leads", *({"Last_Name": f"C{n}", "Company": f"Conv {n}", "City": "x"} for n in range(3))
    )
    client.insert("Accounts", {"Account_Name": "Conv 0"})
    (product,) = client.insert("Products", {"Product_Name": "P", "Unit_Price": 5})
    lines = [{"Product_Name": product, "Quantity": 2}]
    (quote,) = client.insert("Quotes", {"Subject": "Q", "Quoted_Items": lines})
    contacts = client.insert(
        "Contacts", {"Last_Name": "M"}, {"Last_Name": "N", "Mailing_City": "Lima"}
    )
    vendors = client.insert("Vendors", *({"Vendor_Name": f"V{n}"} for n in range(3)))
    views = catalogue.module_by_name["Vendors"].custom_views
    given = {
        "leads": [int(one) for one in leads],
        "email": email,
        "to_convert": [int(one) for one in to_convert],
        "quote": int(quote),
        "contacts": [int(one) for one in contacts],
        "vendors": [int(one) for one in vendors],
        "view": next(one.id for one in views if one.system_name == "ALLVIEWS"),
        "owner": catalogue.user_by_email[PEER].id,
    }
    return given, drive("change", sdk, rich_org, **given), client


def entries(answer):
    """Codes and messages of an answer: of its items, or its own."""
    content = answer["content"]
    items = content.get("data") or content.get("merge") or [content]
    return [(one["code"], one["message"]) for one in items]


UPDATED = ("SUCCESS", "record updated")
UNKNOWN = ("INVALID_DATA", "the id given seems to be invalid")
CONVERTED = ("SUCCESS", "The record has been converted successfully")


@pytest.mark.parametrize(
    ("name", "status", "expected"),
    [
        ("update_one", 200, [UPDATED]),
        ("update_many", 207, [UPDATED, UNKNOWN]),
        ("update_nobody", 400, [UNKNOWN]),
        ("upsert", 200, [UPDATED, ("SUCCESS", "record added")]),
        ("convert", 200, [CONVERTED]),
        ("convert_again", 400, [("ID_ALREADY_CONVERTED", "id already converted")]),
        ("convert_quote", 200, [CONVERTED]),
        ("mass_convert", 202, [("SCHEDULED", "Mass Convert scheduled successfully")]),
        ("merge", 200, [("SUCCESS", "The records have been merged successfully")]),
        ("merge_again", 400, [UNKNOWN]),
        ("mass_update", 200, [("SUCCESS", "mass update scheduled successfully")]),
        ("mass_update_named", 200, [UPDATED]),
        ("mass_owner", 202, [("SCHEDULED", "change owner is successfully scheduled")]),
        ("mass_delete_named", 200, [("SUCCESS", "record is deleted")]),
        ("mass_delete", 200, [("SUCCESS", "mass delete scheduled successfully")]),
    ],
)
def test_an_operation_answers_what_the_sdk_understands(around, name, status, expected):
    _, answers, _ = around
    assert (answers[name]["status"], entries(answers[name])) == (status, expected)


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("mass_convert_status", 2),
        ("mass_update_status", 3),
        ("mass_owner_status", 3),
        ("mass_delete_status", 2),
    ],
)
def test_a_job_is_done(around, name, counted):
    _, answers, _ = around
    text = str(answers[name]["content"])
    assert (answers[name]["status"], "COMPLETED" in text) == (200, True)
    assert f": {counted}" in text


def test_what_was_asked_for_was_done(around):
    given, answers, client = around
    first, second = map(str, given["leads"])
    assert client.record("Leads", first)["City"] == "Rome"
    record = client.record("Leads", second)
    assert (record["City"], [one["name"] for one in record["Tag"]]) == ("Oslo", ["moved"])
    assert client.record("Leads", first)["State"] == "found"
    master = client.record("Contacts", str(given["contacts"][0]))
    assert master["Mailing_City"] == "Lima"
    assert client.get(f"/Vendors/{given['vendors'][2]}").status_code == 204
    assert answers["options"]["status"] == 200
