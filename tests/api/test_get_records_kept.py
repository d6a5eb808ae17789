"""Lists that are kept ready: who asks, for which page and since when still counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.live import STANDARD, close_clients, make_org

ASKED = {"fields": "Last_Name", "sort_order": "asc"}
NAMES = ["A", "B", "C", "D", "E"]


@pytest.fixture
def org(sqlite_live):
    yield make_org(sqlite_live)
    close_clients()


@pytest.fixture
def leads(org):
    """Five leads, the first two of them the standard user's."""
    own = {"Owner": {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}}
    items = [{"Last_Name": name, **(own if name < "C" else {})} for name in NAMES]
    return org.client().insert("Leads", *items)


def listed(client, module: str = "Leads", **params: str) -> list[str]:
    answer = client.get(f"/{module}", params={**ASKED, **params})
    return [one["id"] for one in answer.json()["data"]] if answer.content else []


def test_each_user_sees_what_that_user_may(org, leads):
    for _ in range(2):
        assert listed(org.client()) == leads
        assert listed(org.client(STANDARD)) == leads[:2]


def test_each_version_tells_what_it_knows(org, leads):
    client = org.client()
    for _ in range(2):
        assert "next_page_token" in client.get("/Leads", params=ASKED).json()["info"]
        assert "next_page_token" not in client.at("v2").get("/Leads", params=ASKED).json()["info"]


def test_pages_come_in_any_order(org, leads):
    client = org.client()
    for page, found in ((2, leads[2:4]), (1, leads[:2]), (3, leads[4:]), (2, leads[2:4])):
        assert listed(client, per_page="2", page=str(page)) == found


@pytest.mark.parametrize("field", ["id", "Modified_Time"])
def test_tokens_lead_on_and_back(org, leads, field):
    client = org.client()
    params = {**ASKED, "per_page": "2", "sort_by": field}
    for _ in range(2):
        page = client.get("/Leads", params=params).json()
        walked = [[one["id"] for one in page["data"]]]
        while token := page["info"]["next_page_token"]:
            page = client.get("/Leads", params={**params, "page_token": token}).json()
            walked.append([one["id"] for one in page["data"]])
        assert walked == [leads[:2], leads[2:4], leads[4:]]
        back = page["info"]["previous_page_token"]
        assert listed(client, **params, page_token=back) == leads[2:4]


def test_what_is_newer_is_asked_apart(org, leads):
    client = org.client()
    assert listed(client) == leads
    later = datetime.fromtimestamp(org.live.clock.seconds() + 3600, UTC).isoformat()
    answer = client.get("/Leads", params=ASKED, headers={"If-Modified-Since": later})
    assert answer.status_code == 304
    assert listed(client) == leads


def test_what_comes_and_goes_is_seen_at_once(org, leads):
    client = org.client()
    assert listed(client) == leads
    (more,) = client.insert("Leads", {"Last_Name": "F"})
    assert client.request("DELETE", f"/Leads/{leads[0]}").status_code == 200
    assert listed(client) == [*leads[1:], more]


def test_a_list_over_several_modules_is_not_one_of_them(org):
    client = org.client()
    (task,) = client.insert("Tasks", {"Subject": "T"})
    start = {"Start_DateTime": "2024-01-01T10:00:00Z", "End_DateTime": "2024-01-01T11:00:00Z"}
    (event,) = client.insert("Events", {"Event_Title": "E", **start})
    for _ in range(2):
        assert listed(client, "Tasks", fields="Subject") == [task]
        assert listed(client, "Activities", fields="Subject") == [task, event]
