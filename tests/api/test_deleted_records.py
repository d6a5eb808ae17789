"""Deleted Records: what is told of a module's deleted records, for how long, to whom."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crmstead.model.version import VERSIONS
from tests.api.deleting import (
    READER,
    deleting_definitions,
    fresh_client,
    fresh_org,
    gone,
    in_bin,
    leads,
    removed,
    restored,
    told,
)
from tests.api.reading import error, fixture_of
from tests.live import ADMIN, PEER, STANDARD

shared = fixture_of(deleting_definitions)
org = fresh_org
client = fresh_client


def later(org, **time: float):
    """Turn the clock, and return a client whose token is good then."""
    org.live.clock.offset += int(timedelta(**time).total_seconds())
    return org.client()


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_record_in_the_bin_is_told_with_its_names(org, client, version):
    (lead,) = client.insert("Leads", {"First_Name": "Ann", "Last_Name": "Lee"})
    gone(client, "Leads", lead)
    answer = client.at(version).get("/Leads/deleted")
    admin = {"name": "Patricia Boyle", "id": str(org.org.catalogue.user_by_email[ADMIN].id)}
    (shown,) = answer.json()["data"]
    time = datetime.fromisoformat(shown.pop("deleted_time"))
    assert abs(time.timestamp() - org.live.clock.seconds()) < 60
    assert shown == {
        "deleted_by": admin,
        "id": lead,
        "display_name": "Ann Lee",
        "type": "recycle",
        "created_by": admin,
    }
    info = {"per_page": 200, "count": 1, "page": 1, "more_records": False}
    assert (answer.status_code, answer.json()["info"]) == (200, info)


def test_of_a_record_that_is_gone_for_good_no_name_is_told(client):
    (lead,) = leads(client, "A")
    gone(client, "Leads", lead)
    removed(client, lead)
    (shown,) = client.get("/Leads/deleted").json()["data"]
    assert shown.pop("deleted_time")
    nothing = dict.fromkeys(("deleted_by", "display_name", "created_by"))
    assert shown == {**nothing, "id": lead, "type": "permanent"}


def test_types_part_what_is_told(client):
    kept, lost, back = leads(client, "A", "B", "C")
    gone(client, "Leads", kept, lost, back)
    removed(client, lost)
    restored(client, back)
    assert sorted(told(client, "Leads")) == sorted([(kept, "recycle"), (lost, "permanent")])
    assert told(client, "Leads", type="all") == told(client, "Leads")
    assert told(client, "Leads", type="recycle") == [(kept, "recycle")]
    assert told(client, "Leads", type="permanent") == [(lost, "permanent")]
    assert told(client, "Accounts") == []


def test_time_ends_the_bin_after_sixty_days_and_all_telling_after_a_hundred_and_twenty(org, client):
    (lead,) = leads(client, "A")
    gone(client, "Leads", lead)
    client = later(org, days=60, seconds=-30)
    assert told(client, "Leads") == [(lead, "recycle")]
    assert in_bin(client) == [lead]
    client = later(org, seconds=60)
    assert told(client, "Leads") == told(client, "Leads", type="permanent") == [(lead, "permanent")]
    assert (told(client, "Leads", type="recycle"), in_bin(client)) == ([], [])
    shown = client.get("/Leads/deleted").json()["data"][0]
    assert (shown["display_name"], shown["deleted_by"], shown["created_by"]) == (None, None, None)
    client = later(org, days=60, seconds=-60)
    assert told(client, "Leads") == [(lead, "permanent")]
    client = later(org, seconds=60)
    assert client.get("/Leads/deleted").status_code == 204


def test_the_latest_are_told_first_page_by_page(org, client):
    first = leads(client, "A", "B")
    gone(client, "Leads", *first)
    client = later(org, seconds=5)
    second = leads(client, "C", "D", "E")
    gone(client, "Leads", *second)
    expected = [*reversed(second), *reversed(first)]
    pages = [client.get(f"/Leads/deleted?per_page=2&page={page}") for page in (1, 2, 3, 4)]
    shown = [[one["id"] for one in page.json()["data"]] for page in pages[:3]]
    assert shown == [expected[:2], expected[2:4], expected[4:]]
    assert [page.json()["info"]["more_records"] for page in pages[:3]] == [True, True, False]
    assert pages[3].status_code == 204


def test_if_modified_since_is_about_the_deletion(org, client):
    old = leads(client, "A")
    gone(client, "Leads", *old)
    client = later(org, hours=1)
    moment = datetime.fromtimestamp(org.live.clock.seconds()).astimezone()
    header = {"If-Modified-Since": moment.isoformat(timespec="seconds")}
    assert client.get("/Leads/deleted", headers=header).status_code == 304
    new = leads(client, "B")
    gone(client, "Leads", *new)
    found = client.get("/Leads/deleted", headers=header).json()["data"]
    assert [one["id"] for one in found] == new


@pytest.mark.parametrize(
    ("params", "headers", "expected"),
    [
        (
            {"type": "some"},
            {},
            error(
                "PATTERN_NOT_MATCHED",
                "Please check whether the input values are correct",
                param_name="type",
            ),
        ),
        (
            {"page": "0"},
            {},
            error("INVALID_DATA", "invalid data", expected_data_type="integer", param_name="page"),
        ),
        (
            {},
            {"If-Modified-Since": "yesterday"},
            error(
                "INVALID_DATA",
                "invalid data",
                expected_data_type="datetime",
                param_name="If-Modified-Since",
            ),
        ),
    ],
)
def test_parameters_that_are_not_good_are_refused(client, params, headers, expected):
    answer = client.get("/Leads/deleted", params=params, headers=headers)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_activities_are_told_of_all_three_modules(client):
    (task,) = client.insert("Tasks", {"Subject": "T"})
    event = {
        "Event_Title": "E",
        "Start_DateTime": "2024-03-01T09:30:00+00:00",
        "End_DateTime": "2024-03-01T10:30:00+00:00",
    }
    (meeting,) = client.insert("Events", event)
    (lead,) = leads(client, "A")
    for module, record in (("Tasks", task), ("Events", meeting), ("Leads", lead)):
        gone(client, module, record)
    assert {one for one, _ in told(client, "Activities")} == {task, meeting}


def test_users_are_told_of_what_they_saw(org, client):
    (mine,) = leads(org.client(STANDARD), "Mine")
    (theirs,) = leads(org.client(PEER), "Theirs")
    (vendor,) = client.insert("Vendors", {"Vendor_Name": "V"})
    gone(client, "Leads", mine, theirs)
    gone(client, "Vendors", vendor)
    assert [one for one, _ in told(org.client(STANDARD), "Leads")] == [mine]
    removed(client, mine, theirs)
    assert [one for one, _ in told(org.client(STANDARD), "Leads")] == [mine]


def test_a_module_that_the_profile_may_not_view_is_refused(org):
    answer = org.client(READER).get("/Accounts/deleted")
    refused = error("NO_PERMISSION", "Permission denied", permissions=["Crm_Implied_View_Accounts"])
    assert (answer.status_code, answer.json()) == (403, refused)


def test_the_names_are_those_at_the_time(org, client):
    (lead,) = leads(client, "A")
    gone(client, "Leads", lead)
    assert client.get("/Leads/deleted").json()["data"][0]["display_name"] == "A"
    (task,) = client.insert("Tasks", {"Subject": "T"})
    gone(client, "Tasks", task)
    assert client.get("/Tasks/deleted").json()["data"][0]["display_name"] == "T"


def test_a_second_deletion_counts_from_its_own_time(org, client):
    (lead,) = leads(client, "A")
    gone(client, "Leads", lead)
    client = later(org, days=50)
    restored(client, lead)
    gone(client, "Leads", lead)
    client = later(org, days=59)
    assert in_bin(client) == [lead]
    assert told(client, "Leads", type="recycle") == [(lead, "recycle")]
