"""The SDKs add, change and remove contact roles, and give contacts of a deal theirs."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def done(rich_org, sdk):
    client = rich_org.client()
    (deal,) = client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification"})
    contacts = client.insert("Contacts", {"Last_Name": "A"}, {"Last_Name": "B"})
    return drive("role", sdk, rich_org, deal=int(deal), contacts=[int(one) for one in contacts])


@pytest.mark.parametrize(
    ("name", "message", "count"),
    [
        ("create", "contact role added", 2),
        ("update_many", "contact role updated", 1),
        ("update_one", "contact role updated", 1),
        ("delete_one", "contact role deleted", 1),
        ("delete_many", "contact role deleted", 1),
    ],
)
def test_roles_are_kept(done, name, message, count):
    content = done[name]["content"]["contact_roles"]
    assert done[name]["status"] == 200
    assert [one["message"] for one in content] == [message] * count


def test_roles_are_listed_in_their_order(done):
    roles = done["list"]["content"]["contact_roles"]
    assert [one["name"] for one in roles[:2]] == ["Chief judge", "Jury"]
    assert [one["sequence_number"] for one in roles] == list(range(1, len(roles) + 1))
    assert done["one"]["content"]["contact_roles"] == roles[:1]
    assert done["gone"] == [204, None]


def test_a_refusal_is_the_sdks_exception(done):
    (refused,) = done["twice"]["content"]["contact_roles"]
    assert (done["twice"]["status"], refused["code"]) == (400, "DUPLICATE_DATA")
    (refused,) = done["unknown"]["content"]["data"]
    assert (done["unknown"]["status"], refused["code"]) == (400, "INVALID_DATA")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("associate", "relation added"),
        ("again", "relation updated"),
        ("remove_one", "relation removed"),
        ("remove_many", "relation removed"),
    ],
)
def test_contacts_of_a_deal_are_changed(done, name, message):
    assert done[name]["status"] == 200
    assert [one["message"] for one in done[name]["content"]["data"]] == [message]


def test_contacts_of_a_deal_have_their_role_as_an_object(done):
    shown = done["of_deal"]["content"]["data"]
    names = {one["Last_Name"]: one["Contact_Role"]["name"] for one in shown}
    assert names == {"A": "Chief judge", "B": "Chief judge"}
    (one,) = done["of_contact"]["content"]["data"]
    assert (one["Last_Name"], one["Contact_Role"]["name"]) == ("A", "Chief judge")
    assert done["after"] == [204, None]
