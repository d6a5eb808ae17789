"""The SDKs clone a record, and read the clone with the values of the original."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.live import PEER

pytestmark = pytest.mark.slow

KEPT = ("Company", "Email", "Skills", "Met_At", "Born", "Fee", "Certain", "Share", "Weight")


@pytest.fixture(scope="module")
def cloned(rich_org, sdk):
    client = rich_org.client()
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    (record,) = client.insert(
        "Leads",
        {
            "Last_Name": "Dolly",
            "Company": "Roslin",
            "Email": "dolly@example.com",
            "Skills": ["Lisp"],
            "Met_At": "1996-07-05T17:00:00+01:00",
            "Born": "1996-07-05",
            "Fee": 277.25,
            "Certain": True,
            "Share": 0.5,
            "Weight": 6.6,
            "Sponsor": {"id": account},
            "Languages_Known": [{"Language": ["English"], "Years": 6}],
        },
    )
    owner = rich_org.org.catalogue.user_by_email[PEER].id
    return drive(
        "clone",
        sdk,
        rich_org,
        module="Leads",
        record=int(record),
        overrides={"Last_Name": "Molly", "Fee": 3, "Owner": {"id": str(owner)}},
    )


@pytest.fixture(scope="module")
def records(cloned):
    return [answer["content"]["data"][0] for answer in cloned["read"]]


def test_a_clone_without_a_body_is_added(cloned):
    assert (cloned["cloned"]["status"], cloned["cloned"]["is"]) == (201, "ActionWrapper")
    [entry] = cloned["cloned"]["content"]["data"]
    assert (entry["code"], entry["message"]) == ("SUCCESS", "record added")


def test_a_clone_with_overrides_is_added(cloned):
    assert cloned["overridden"]["status"] == 201
    assert cloned["overridden"]["body"]["data"][0]["code"] == "SUCCESS"


@pytest.mark.parametrize("name", [*KEPT, "Last_Name", "Sponsor", "Full_Name"])
def test_a_clone_has_the_values_of_its_original(records, name):
    original, copy, _ = records
    assert copy[name] == original[name]
    assert original[name] is not None


def test_a_clone_is_another_record_with_rows_of_its_own(records):
    original, copy, _ = records
    assert copy["id"] != original["id"]
    [row], [its_own] = original["Languages_Known"], copy["Languages_Known"]
    assert (its_own["Language"], its_own["Years"]) == (["English"], 6)
    assert its_own["id"] != row["id"]
    assert its_own["Parent_Id"]["id"] == copy["id"]


def test_overrides_take_the_place_of_values(records):
    original, _, other = records
    assert (other["Last_Name"], other["Fee"]) == ("Molly", 3.0)
    assert other["Owner"]["email"] == PEER
    assert other["Company"] == original["Company"]
