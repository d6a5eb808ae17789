"""Which records a list has, and in which order: every parameter that chooses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from crmstead.model.ids import metadata_id
from crmstead.model.people import Territory
from tests.api.deleting import gone
from tests.api.reading import assign_territory, client_of_org, error, fixture_of, listed, set_values
from tests.live import definitions

#: Territory -> the one above it.
TREE = {"World": None, "North": "World", "Far North": "North", "South": "World"}
BOUND = "TOKEN_BOUND_DATA_MISMATCH"


def with_territories():
    made = definitions(frozenset({"territories"}))
    ids = {name: metadata_id(made.org.id, "territory", name) for name in TREE}
    made.territories.extend(
        Territory(
            id=ids[name],
            name=name,
            reporting_to=ids.get(above or ""),
            created_time=made.org.created_time,
            created_by=made.users[0].id,
        )
        for name, above in TREE.items()
    )
    return made


org = fixture_of(with_territories)
client = client_of_org


# Converted and approved


@pytest.fixture(scope="module")
def leads(org, client):
    """One lead of each state; no request converts or rejects yet, so columns are set."""
    names = ("open", "converted", "pending", "rejected", "converted pending")
    approved = {"pending": False, "converted pending": False}
    ids = client.insert(
        "Leads", *({"Last_Name": name, "$approved": approved.get(name, True)} for name in names)
    )
    found = dict(zip(names, ids, strict=True))
    for name in ("converted", "converted pending"):
        set_values(org, "Leads", found[name], Converted__s=True, Converted_Date_Time=1_700_000_000)
    set_values(org, "Leads", found["rejected"], **{"$approval_state": "approval_process_rejected"})
    return found


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({}, "open"),
        ({"converted": "false"}, "open"),
        ({"converted": "true"}, "converted"),
        ({"converted": "both"}, "converted,open"),
        ({"approved": "true"}, "open"),
        ({"approved": "false"}, "rejected,pending"),
        ({"approved": "both"}, "rejected,pending,open"),
        ({"approved": "false", "converted": "true"}, "converted pending"),
        ({"approved": "false", "converted": "both"}, "converted pending,rejected,pending"),
        (
            {"approved": "both", "converted": "both"},
            "converted pending,rejected,pending,converted,open",
        ),
    ],
)
def test_converted_and_approved_choose_leads(client, leads, params, names):
    assert listed(client, "Leads", "Last_Name", **params) == names.split(",")


def test_a_converted_lead_tells_when_it_was(client, leads):
    fields = "Converted__s,Converted_Date_Time"
    answer = client.get("/Leads", params={"fields": fields, "converted": "both"}).json()
    assert answer["data"] == [
        {
            "Converted__s": True,
            "Converted_Date_Time": "2023-11-14T14:13:20-08:00",
            "id": leads["converted"],
        },
        {"Converted__s": False, "Converted_Date_Time": None, "id": leads["open"]},
    ]


@pytest.mark.parametrize("name", ["open", "converted", "pending", "rejected"])
def test_every_lead_is_read_by_its_id(client, leads, name):
    assert client.record("Leads", leads[name])["Last_Name"] == name


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("open", "approved"),
        ("pending", "approval_process_pending"),
        ("rejected", "approval_process_rejected"),
    ],
)
def test_the_approval_state_is_told_when_asked(client, leads, name, state):
    params = {"approved": "both", "ids": leads[name]}
    assert listed(client, "Leads", "$approval_state", **params) == [state]
    assert client.record("Leads", leads[name])["$approval_state"] == state


@pytest.mark.parametrize("converted", ["true", "false", "both"])
def test_other_modules_know_nothing_of_converted(client, converted):
    client.insert("Campaigns", {"Campaign_Name": "Spring"})
    found = listed(client, "Campaigns", "Campaign_Name", converted=converted)
    assert set(found) == {"Spring"}


# Ids and order


@pytest.fixture(scope="module")
def cases(org, client):
    """Five cases, oldest first, made and modified at moments of their own."""
    values = {"Status": "New", "Case_Origin": "Web"}
    ids = client.insert("Cases", *({**values, "Subject": letter} for letter in "ABCDE"))
    created, modified = (30, 10, 50, 20, 10), (70, 70, 60, 90, 80)
    for record, first, last in zip(ids, created, modified, strict=True):
        set_values(
            org, "Cases", record, Created_Time=1_700_000_000 + first,
            Modified_Time=1_700_000_000 + last,
        )  # fmt: skip
    return dict(zip("ABCDE", ids, strict=True))


@pytest.mark.parametrize(
    ("params", "letters"),
    [
        ({}, "EDCBA"),
        ({"sort_order": "desc"}, "EDCBA"),
        ({"sort_order": "asc"}, "ABCDE"),
        ({"sort_by": "id"}, "EDCBA"),
        ({"sort_by": "id", "sort_order": "asc"}, "ABCDE"),
        ({"sort_by": "Created_Time"}, "CADEB"),
        ({"sort_by": "Created_Time", "sort_order": "asc"}, "BEDAC"),
        ({"sort_by": "Modified_Time"}, "DEBAC"),
        ({"sort_by": "Modified_Time", "sort_order": "asc"}, "CABED"),
    ],
)
@pytest.mark.parametrize("per_page", [200, 2])
def test_a_list_is_sorted_and_ties_by_id(client, cases, params, letters, per_page):
    asked = {"fields": "Subject", "per_page": per_page, **params}
    answer = client.get("/Cases", params=asked).json()
    found = answer["data"]
    assert answer["info"]["sort_by"] == params.get("sort_by", "id")
    assert answer["info"]["sort_order"] == params.get("sort_order", "desc")
    while answer["info"]["next_page_token"]:
        token = answer["info"]["next_page_token"]
        answer = client.get("/Cases", params={**asked, "page_token": token}).json()
        found += answer["data"]
    assert "".join(record["Subject"] for record in found) == letters


@pytest.mark.parametrize(
    ("asked", "letters"),
    [
        ("{A}", "A"),
        ("{A},{C},{B}", "CBA"),
        ("{A},{A}", "A"),
        (" {A} , {E} ", "EA"),
        ("{A},999999999999999999", "A"),
        ("999999999999999999", ""),
    ],
)
def test_ids_choose_records_in_the_lists_own_order(client, cases, asked, letters):
    found = listed(client, "Cases", "Subject", ids=asked.format_map(cases))
    assert "".join(found) == letters


def test_ids_of_another_module_are_not_found(client, cases, leads):
    assert listed(client, "Cases", "Subject", ids=leads["open"]) == []
    assert listed(client, "Leads", "Last_Name", ids=leads["converted"]) == []


# If-Modified-Since


def moment(seconds):
    return datetime.fromtimestamp(1_700_000_000 + seconds).astimezone().isoformat()


@pytest.mark.parametrize(
    ("since", "letters"), [(0, "EDCBA"), (60, "EDCBA"), (61, "EDBA"), (80, "ED"), (90, "D")]
)
def test_a_list_has_what_was_modified_since_that_second_included(client, cases, since, letters):
    answer = client.get(
        "/Cases", params={"fields": "Subject"}, headers={"If-Modified-Since": moment(since)}
    )
    assert answer.status_code == 200
    assert "".join(record["Subject"] for record in answer.json()["data"]) == letters


def test_a_list_with_nothing_newer_is_not_modified(client, cases):
    answer = client.get(
        "/Cases", params={"fields": "Subject"}, headers={"If-Modified-Since": moment(91)}
    )
    assert (answer.status_code, answer.content) == (304, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize(("since", "status"), [(69, 200), (70, 304), (71, 304)])
def test_a_record_that_is_not_newer_is_not_modified(client, cases, since, status):
    path = f"/Cases/{cases['A']}"
    answer = client.get(path, headers={"If-Modified-Since": moment(since)})
    assert answer.status_code == status
    assert bool(answer.content) is (status == 200)


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-15T03:43:20+05:30",
        "2023-11-14T22:13:20Z",
        "2023-11-15T03:43:20 05:30",
        "Tue, 14 Nov 2023 22:13:20 GMT",
    ],
)
def test_the_header_is_read_in_every_documented_form(client, cases, text):
    asked = {"fields": "Subject", "ids": cases["A"]}
    answer = client.get("/Cases", params=asked, headers={"If-Modified-Since": text})
    assert answer.status_code == 200
    later = client.get(f"/Cases/{cases['A']}", headers={"If-Modified-Since": text})
    assert later.status_code == 200


def test_an_unknown_record_is_no_content_even_with_the_header(client):
    answer = client.get("/Cases/1", headers={"If-Modified-Since": moment(0)})
    assert (answer.status_code, answer.content) == (204, b"")


# Territories


@pytest.fixture(scope="module")
def deals(org, client):
    """A deal of each territory, one of two and one of none."""
    deal = {"Stage": "Qualification"}
    of = {"W": ["World"], "N": ["North"], "F": ["Far North"], "S": ["South"],
          "B": ["North", "South"], "0": []}  # fmt: skip
    ids = client.insert("Deals", *({**deal, "Deal_Name": name} for name in of))
    territories = territory_ids(org)
    by = org.org.catalogue.users[0].id
    for record, names in zip(ids, of.values(), strict=True):
        for name in names:
            assign_territory(org, record, territories[name], by)
    return dict(zip(of, ids, strict=True))


def territory_ids(org):
    return {one.name: one.id for one in org.org.catalogue.territories}


@pytest.mark.parametrize(
    ("name", "children", "deals_found"),
    [
        ("World", {}, "W"),
        ("World", {"include_child": "false"}, "W"),
        ("World", {"include_child": "true"}, "BSFNW"),
        ("North", {"include_child": "false"}, "BN"),
        ("North", {"include_child": "true"}, "BFN"),
        ("Far North", {"include_child": "true"}, "F"),
        ("South", {"include_child": "true"}, "BS"),
    ],
)
def test_a_territory_chooses_records(org, client, deals, name, children, deals_found):
    asked = {"territory_id": territory_ids(org)[name], **children}
    assert "".join(listed(client, "Deals", "Deal_Name", **asked)) == deals_found


def test_include_child_alone_chooses_nothing(client, deals):
    assert "".join(listed(client, "Deals", "Deal_Name", include_child="true")) == "0BSFNW"


def test_a_territory_without_records_is_empty(org, client):
    asked = {"fields": "id", "territory_id": territory_ids(org)["South"]}
    assert client.get("/Accounts", params=asked).status_code == 204


@pytest.mark.parametrize("altered", [{"territory_id": None}, {"include_child": "false"}])
def test_a_page_token_is_bound_to_the_territory(org, client, deals, altered):
    asked = {
        "fields": "id", "per_page": 1, "territory_id": str(territory_ids(org)["World"]),
        "include_child": "true",
    }  # fmt: skip
    info = client.get("/Deals", params=asked).json()["info"]
    again = {**asked, **altered, "page_token": info["next_page_token"]}
    sent = {name: value for name, value in again.items() if value is not None}
    answer = client.get("/Deals", params=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, BOUND)


# Start and end


DAYS = {"1": "2024-03-01", "2": "2024-03-02", "3": "2024-03-03"}


@pytest.fixture(scope="module")
def activities(client):
    """An event, a task and a call of each of three days."""
    for name, day in DAYS.items():
        start, end = f"{day}T10:00:00-08:00", f"{day}T11:00:00-08:00"
        client.insert("Events", {"Event_Title": name, "Start_DateTime": start, "End_DateTime": end})
        client.insert("Tasks", {"Subject": name, "Due_Date": day})
        call = {"Subject": name, "Call_Type": "Inbound", "Call_Duration": "00:05"}
        client.insert("Calls", {**call, "Call_Start_Time": start})


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-03-02T00:00:00-08:00", None, "32"),
        (None, "2024-03-02T23:59:59-08:00", "21"),
        ("2024-03-02T00:00:00-08:00", "2024-03-02T23:59:59-08:00", "2"),
        ("2025-01-01T00:00:00-08:00", None, ""),
    ],
)
@pytest.mark.parametrize(
    ("module", "name"), [("Events", "Event_Title"), ("Tasks", "Subject"), ("Calls", "Subject")]
)
def test_start_and_end_choose_activities(client, activities, module, name, start, end, days):
    given = {"startDateTime": start, "endDateTime": end}
    asked = {key: value for key, value in given.items() if value is not None}
    assert "".join(listed(client, module, name, **asked)) == days


def test_an_event_must_lie_in_the_period_whole(client, activities):
    within = {
        "startDateTime": "2024-03-01T10:00:00-08:00",
        "endDateTime": "2024-03-01T11:00:00-08:00",
    }
    cut = {**within, "endDateTime": "2024-03-01T10:59:59-08:00"}
    assert listed(client, "Events", "Event_Title", **within) == ["1"]
    assert listed(client, "Events", "Event_Title", **cut) == []


def test_start_and_end_say_nothing_to_other_modules(client, cases):
    late = (datetime.now().astimezone() + timedelta(days=9)).isoformat(timespec="seconds")
    assert len(listed(client, "Cases", "Subject", startDateTime=late)) == len(cases)


def test_an_empty_list_has_no_body(client):
    answer = client.get("/Vendors", params={"fields": "Vendor_Name"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("record", ["1", "0", "999999999999999999", "{lead}", "9" * 19])
def test_a_record_that_is_none_is_no_content(client, leads, record):
    answer = client.get(f"/Cases/{record.replace('{lead}', leads['open'])}")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("record", ["abc", "1x", "-1", "1.5", "1" * 20])
def test_what_is_no_id_is_no_path(client, record):
    answer = client.get(f"/Cases/{record}")
    message = "Please check if the URL trying to access is a correct one"
    assert (answer.status_code, answer.json()) == (404, error("INVALID_URL_PATTERN", message))


def test_a_record_in_the_bin_is_not_read(org, client):
    kept, other = client.insert("Solutions", {"Solution_Title": "A"}, {"Solution_Title": "B"})
    gone(client, "Solutions", other)
    assert listed(client, "Solutions", "id") == [kept]
    assert listed(client, "Solutions", "id", ids=f"{kept},{other}") == [kept]
    assert client.get(f"/Solutions/{other}").status_code == 204
