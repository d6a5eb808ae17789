"""The SDKs name records by external ids: those they read, write, delete, link and delink."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.externals import FIELD, externals_over
from tests.compat.sdk import drive

pytestmark = pytest.mark.slow

CONTACT, LEAD = FIELD["Contacts"], FIELD["Leads"]


@pytest.fixture(scope="module", params=DATABASES)
def ext(request):
    yield from externals_over(request)


@pytest.fixture(scope="module")
def given(ext, sdk):
    """Values of the records that the SDK works with."""
    (account, number), (campaign, _) = ext.keep("Accounts"), ext.keep("Campaigns")
    leads = [ext.keep("Leads") for _ in range(2)]
    return {
        "account": account,
        "number": int(number),
        "campaign": campaign,
        "leads": [value for value, _ in leads],
        "people": [record for _, record in leads],
        "values": [f"one {sdk}", f"two-{sdk}", f"three.{sdk}"],
    }


@pytest.fixture(scope="module")
def found(ext, sdk, given):
    return drive("external", sdk, ext.org, **given)


def told(answer, field=CONTACT):  # of related records, and of errors, the SDKs read no such key
    """The status, and of each entry its code and the external value beside its id."""
    entries = answer["content"]["data"]
    return answer["status"], [(one["code"], one["details"].get(field)) for one in entries]


def test_records_are_made_with_a_lookup(found, given):
    one, two, _ = given["values"]
    answer = found["records"]["create"]
    assert told(answer) == (201, [("SUCCESS", one), ("SUCCESS", two)])
    (read,) = found["records"]["read"]["content"]["data"]
    assert (read["Last_Name"], read[CONTACT]) == ("One", one)
    assert read["Account_Name"]["id"] == given["number"]


def test_records_are_read(found, given):
    assert found["records"]["nobody"] == [204, None]
    answer = found["records"]["list"]["content"]
    assert {record[CONTACT] for record in answer["data"]} == set(given["values"][:2])
    assert (answer["info"]["count"], answer["info"]["more_records"]) == (2, False)


def test_records_are_updated(found, given):
    one, two, three = given["values"]
    records = found["records"]
    assert told(records["update"]) == (200, [("SUCCESS", one)])
    assert told(records["fixed"]) == (400, [("NOT_ALLOWED", None)])
    assert told(records["update_many"]) == (207, [("SUCCESS", two), ("INVALID_DATA", None)])
    (refused,) = records["lookup"]["content"]["data"]
    assert refused["details"]["json_path"] == f"$.data[0].Account_Name.{FIELD['Accounts']}"
    assert told(records["upsert"]) == (200, [("SUCCESS", two), ("SUCCESS", three)])
    first, second = records["upsert"]["content"]["data"]
    assert [first["duplicate_field"], second["duplicate_field"]] == [CONTACT, None]


def test_records_are_deleted(found, given):
    one, two, three = given["values"]
    assert told(found["records"]["delete"]) == (200, [("SUCCESS", one)])
    assert told(found["records"]["delete_many"]) == (
        207,
        [("SUCCESS", two), ("SUCCESS", three), ("INVALID_DATA", None)],
    )


def test_related_records_are_linked_read_and_delinked(found, given):
    first, second = given["leads"]
    one, two = ([("SUCCESS", int(record))] for record in given["people"])
    related = found["related"]
    assert told(related["link"], "id") == (200, one + two)
    assert {record[LEAD] for record in related["list"]["content"]["data"]} == {first, second}
    assert told(related["change"], "id") == (200, one)
    (read,) = related["one"]["content"]["data"]
    assert (read[LEAD], read["Member_Status"]) == (first, "Responded")
    assert told(related["delink"], "id") == (200, one)
    assert told(related["delink_many"], "id") == (200, two)
