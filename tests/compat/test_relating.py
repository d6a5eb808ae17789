"""The SDKs read, link and delink related records, and work with notes and related lists."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.values import World

pytestmark = pytest.mark.slow

LATER = "2090-01-01T00:00:00+00:00"
FIELDS = {
    "Tasks": "Subject,What_Id,Due_Date",
    "Quotes": "Subject,Account_Name,Grand_Total",
    "Site_Visits": "Name,Visited_On",
    "Sponsored": "Last_Name,Skills,Fee,Sponsor",
}


@pytest.fixture(scope="module")
def given(rich_org):
    """Ids of the records that the SDK works with."""
    client = rich_org.client()
    world = World(rich_org, client)
    account, deleted = client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "D"})
    named = {"id": account}
    people = [{"Last_Name": str(n), "Account_Name": named} for n in range(5)]
    client.insert("Contacts", *people, {"Last_Name": "left", "Account_Name": {"id": deleted}})
    about = {"What_Id": named, "$se_module": "Accounts"}
    client.insert("Tasks", {"Subject": "T", "Due_Date": "2030-01-02", **about})
    client.insert("Quotes", {**world.least("Quotes"), "Account_Name": named})
    client.insert("Site_Visits", {"Name": "V", "Customer": named, "Visited_On": "2024-02-29"})
    client.insert("Leads", {"Last_Name": "S", "Sponsor": named, "Skills": ["Lisp"], "Fee": 10.5})
    assert client.request("DELETE", f"/Accounts/{deleted}").status_code == 200
    return {
        "account": int(account),
        "deleted": int(deleted),
        "later": LATER,
        "fields": FIELDS,
        "campaign": int(client.insert("Campaigns", {"Campaign_Name": "C"})[0]),
        "leads": [int(one) for one in client.insert("Leads", *({"Last_Name": n} for n in "ab"))],
    }


@pytest.fixture(scope="module")
def found(rich_org, sdk, given):
    return drive("relate", sdk, rich_org, **given)


def entries(answer, root="data"):
    return answer["status"], [
        (one["code"], one["message"]) for one in answer["content"][root]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("link", ["relation added"] * 2),
        ("change", ["relation updated"]),
        ("delink", ["relation removed"]),
        ("delink_many", ["relation removed"]),
    ],
)
def test_leads_are_linked_to_a_campaign(found, name, messages):
    assert entries(found["links"][name]) == (200, [("SUCCESS", one) for one in messages])


def test_members_are_read_with_their_status(found, given):
    second, first = found["links"]["list"]["content"]["data"]
    assert [first["id"], second["id"]] == given["leads"]
    assert (first["Last_Name"], first["Member_Status"]) == ("a", "Invited")
    assert set(first["$member_info"]) == {"Modified_Time", "Created_Time", "id"}
    (one,) = found["links"]["one"]["content"]["data"]
    assert (one["id"], one["Member_Status"]) == (given["leads"][0], "Responded")
    assert found["links"]["after"] == [204, None]


def test_pages_of_contacts_are_read(found, given):
    answer = found["reads"]["page"]
    assert [one["Last_Name"] for one in answer["content"]["data"]] == ["2", "1"]
    assert {one["Account_Name"]["id"] for one in answer["content"]["data"]} == {given["account"]}
    info = answer["content"]["info"]
    assert (info["page"], info["per_page"], info["count"]) == (2, 2, 2)
    assert (info["more_records"], info["next_page_token"] is not None) == (True, True)


def test_nothing_newer_is_nothing(found):
    assert found["reads"]["newer"] == [304, None]


def test_an_unknown_list_is_refused_in_the_sdks_own_class(found):
    answer = found["reads"]["nowhere"]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    content = answer["content"]
    assert (content["code"], content["details"]) == ("INVALID_DATA", {"resource_path_index": 2})
    assert content["message"] == "the relation name given seems to be invalid"


def test_contacts_of_a_deleted_account_are_read(found):
    (one,) = found["reads"]["deleted"]["content"]["data"]
    assert one["Last_Name"] == "left"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tasks", {"Subject": "T", "Due_Date": "2030-01-02"}),
        ("Quotes", {"Subject": "S", "Grand_Total": 0.0}),
        ("Site_Visits", {"Name": "V", "Visited_On": "2024-02-29"}),
        ("Sponsored", {"Last_Name": "S", "Skills": ["Lisp"], "Fee": 10.5}),
    ],
)
def test_values_come_in_the_types_of_the_related_module(found, name, expected):
    (one,) = found["reads"][name]["content"]["data"]
    assert {key: one[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("name", "status", "message", "count"),
    [
        ("create", 201, "record added", 3),
        ("update_many", 200, "record updated", 2),
        ("update_one", 200, "record updated", 1),
        ("delete_one", 200, "record deleted", 1),
        ("delete_many", 200, "record deleted", 2),
    ],
)
def test_notes_are_written(found, name, status, message, count):
    assert entries(found["notes"][name]) == (status, [("SUCCESS", message)] * count)


def test_notes_are_read_with_their_parent(found, given):
    listed = found["notes"]["list"]["content"]["data"]
    assert [one["note_title"] for one in listed] == ["Title 0", "Title 1", "Title 2"]
    parents = {(one["parent_id"]["id"], one["parent_id"]["module"]["api_name"]) for one in listed}
    assert parents == {(given["leads"][0], "Leads")}
    (one,) = found["notes"]["one"]["content"]["data"]
    assert (one["note_title"], one["parent_id"]["name"]) == ("Title 0", "a")


def test_notes_of_a_lead_are_read_as_changed(found):
    listed = found["notes"]["of_lead"]["content"]["data"]
    assert [(one["Note_Title"], one["Note_Content"]) for one in listed] == [
        ("Title 0", "Changed"),
        ("Changed", "Content 1"),
        ("Title 2", "Changed again"),
    ]


def test_related_lists_are_read(found):
    lists = found["lists"]["all"]["content"]["related_lists"]
    names = [one["api_name"] for one in lists]
    assert {"Notes", "Leads", "Contacts", "Deals"} <= set(names)
    assert found["lists"]["one"]["content"]["related_lists"] == lists[:1]


def test_related_records_are_counted(found, sdk):
    if sdk == "7":
        assert found["counts"] is None  # that SDK has no such operation
        return
    root = "get_related_records_count"
    answer = found["counts"]
    first, second = answer["content"][root]
    assert (answer["status"], first["count"]) == (207, 5)
    assert first["related_list"]["api_name"] == "Contacts"
    assert (second["code"], second["message"]) == (
        "INVALID_DATA",
        "the relation name given seems to be invalid",
    )
