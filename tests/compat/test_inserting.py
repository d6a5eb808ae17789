"""What the SDKs insert, they read again: a hundred leads with values of every shape."""

from __future__ import annotations

import pytest

from tests.compat.org import ids_of
from tests.compat.sdk import drive
from tests.live import ADMIN, PEER, STANDARD

pytestmark = pytest.mark.slow

COUNT = 100
READ = (0, 1, 99)
#: Fields whose values the SDKs hand out as they took them.
PLAIN = (
    "Last_Name", "Company", "Email", "Story", "Lead_Source", "Skills", "Born", "Fee", "Certain",
    "Share", "Weight", "Serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def around(rich_org):
    """Records and users that the leads point to."""
    client = rich_org.client()
    known = rich_org.org.catalogue.user_by_email
    accounts = client.insert("Accounts", {"Account_Name": "Zylker"}, {"Account_Name": "Acme"})
    products = client.insert("Products", *({"Product_Name": name} for name in ("Sail", "Oar")))
    return {
        "accounts": [int(one) for one in accounts],
        "products": [int(one) for one in products],
        "users": {email: known[email].id for email in (ADMIN, STANDARD, PEER)},
    }


def lead(number, around):
    return {
        "Last_Name": f"Lead {number}",
        "Company": "Müller & Søn <GmbH>",
        "Email": f"lead.{number}@example.com",
        "Story": "<b>Once</b> upon a time\nthere was 王",
        "Lead_Source": "Cold Call",
        "Skills": ["Lisp", "Sailing"],
        "Met_At": "2024-02-29T10:15:30+05:30",
        "Born": "1969-12-31",
        "Fee": 1234.5,
        "Certain": number % 2 == 0,
        "Share": 12.25,
        "Weight": 0.5,
        "Serial": 123_456_789_012_345_678,
        "Sponsor": around["accounts"][number % 2],
        "Buddy": around["users"][PEER],
        "Interests": around["products"],
        "Fans": [around["users"][STANDARD], around["users"][PEER]],
        "Languages_Known": [
            {
                "Language": ["English"],
                "Proficiency": "Native",
                "Years": number,
                "Since": "2001-01-01",
            },
            {
                "Language": ["Gaelic", "English"],
                "Proficiency": "Professional",
                "Years": 2,
                "Since": "2023-06-23",
            },
        ],
    }


@pytest.fixture(scope="module")
def inserted(rich_org, sdk, around):
    leads = [lead(number, around) for number in range(COUNT)]
    return drive("insert", sdk, rich_org, leads=leads, places=READ)


@pytest.fixture(params=range(len(READ)))
def one(request, inserted, around):
    """A lead as it was sent, and as it was read."""
    answer = inserted["read"][request.param]
    return lead(READ[request.param], around), answer["content"]["data"][0]


def test_all_are_added(inserted):
    created = inserted["created"]
    assert (created["status"], created["is"]) == (201, "ActionWrapper")
    entries = created["content"]["data"]
    assert [entry["code"] for entry in entries] == ["SUCCESS"] * COUNT
    assert len({entry["details"]["id"] for entry in entries}) == COUNT


def test_each_is_read_as_a_record(inserted):
    assert [(one["status"], one["is"]) for one in inserted["read"]] == [
        (200, "ResponseWrapper")
    ] * len(READ)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_value_is_the_one_written(one, name):
    sent, read = one
    assert read[name] == sent[name]


def test_a_moment_is_the_one_written(one):
    assert one[1]["Met_At"] == "2024-02-29T04:45:30+00:00"


def test_a_lookup_names_the_record_written(one):
    sent, read = one
    names = {"Lead 0": "Zylker", "Lead 1": "Acme", "Lead 99": "Acme"}
    assert read["Sponsor"] == {"id": sent["Sponsor"], "name": names[sent["Last_Name"]]}


def test_a_user_field_names_the_user_written(one):
    sent, read = one
    assert (read["Buddy"]["id"], read["Buddy"]["name"]) == (sent["Buddy"], "Pia Peer")
    assert read["Buddy"]["email"] == PEER


def test_links_to_records_are_those_written(one):
    sent, read = one
    assert [link["Products"]["id"] for link in read["Interests"]] == sent["Interests"]
    assert [link["Products"]["name"] for link in read["Interests"]] == ["Sail", "Oar"]


def test_links_to_users_are_those_written(one):
    sent, read = one
    assert [link["User"]["id"] for link in read["Fans"]] == sent["Fans"]


def test_rows_are_those_written_in_their_order(one):
    sent, read = one
    rows = [
        {name: row[name] for name in ("Language", "Proficiency", "Years", "Since")}
        for row in read["Languages_Known"]
    ]
    assert rows == sent["Languages_Known"]
    parents = {row["Parent_Id"]["id"] for row in read["Languages_Known"]}
    assert parents == set(ids_of([read]))


def test_there_is_no_more_than_was_read(one):
    more = {"Interests": False, "Fans": False, "Languages_Known": False}
    assert one[1]["$has_more"] == more
