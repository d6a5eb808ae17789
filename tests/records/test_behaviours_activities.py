"""Tasks, meetings and calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.live import ADMIN, STANDARD
from tests.records.conftest import IDLE, seen

MEETING = {
    "Event_Title": "M",
    "Start_DateTime": "2023-04-06T10:00:00-07:00",
    "End_DateTime": "2023-04-06T11:30:00-07:00",
}
CALL = {"Subject": "C", "Call_Start_Time": "2023-04-06T10:00:00-07:00"}
INVALID_ID = "the id given seems to be invalid"


@pytest.fixture(scope="module")
def people(desk):
    (contact,) = desk.client.insert(
        "Contacts", {"First_Name": "Ann", "Last_Name": "Bly", "Email": "ann@bly.test"}
    )
    (lead,) = desk.client.insert("Leads", {"Last_Name": "Cole"})
    return {"contact": contact, "lead": lead, "user": desk.user(STANDARD)}


@pytest.mark.parametrize(
    ("module", "item"),
    [
        ("Leads", {"Last_Name": "L"}),
        ("Accounts", {"Account_Name": "A"}),
        ("Deals", {"Deal_Name": "D", "Stage": "Qualification"}),
        ("Cases", {"Subject": "C", "Status": "New", "Case_Origin": "Web"}),
        ("Rigs", {"Name": "R"}),
    ],
)
@pytest.mark.parametrize(
    ("activity", "base"),
    [
        ("Tasks", {"Subject": "T"}),
        ("Events", MEETING),
        ("Calls", {**CALL, "Call_Type": "Missed"}),
    ],
)
def test_activities_belong_to_records_of_the_documented_modules(desk, module, item, activity, base):
    (related,) = desk.client.insert(module, item)
    kept = desk.keep(activity, {**base, "What_Id": {"id": related}, "$se_module": module})
    assert kept["What_Id"]["id"] == related
    assert kept["$se_module"] == module


@pytest.mark.parametrize("module", ["Contacts", "Tasks", "Solutions", "Nothing"])
def test_other_modules_are_refused_with_those_that_may_be_named(desk, people, module):
    item = {"Subject": "T", "What_Id": {"id": people["contact"]}, "$se_module": module}
    (entry,) = desk.answers("Tasks", item)
    assert entry["code"] == "INVALID_DATA"
    assert entry["details"]["api_name"] == "$se_module"
    assert entry["details"]["supported_values"] == [
        "Accounts", "Deals", "Products", "Quotes", "Sales_Orders", "Purchase_Orders", "Invoices",
        "Campaigns", "Vendors", "Cases", "Leads", "Rigs",
    ]  # fmt: skip


def test_a_lead_is_no_contact(desk, people):
    refused = desk.refused("Tasks", {"Subject": "T", "Who_Id": {"id": people["lead"]}})
    assert refused == ("INVALID_DATA", "Who_Id.id", INVALID_ID)


def test_a_completed_task_has_its_closed_time(desk):
    done = desk.keep("Tasks", {"Subject": "T", "Status": "Completed"})
    assert done["Closed_Time"] == done["Created_Time"]
    assert desk.keep("Tasks", {"Subject": "T"})["Closed_Time"] is None
    assert desk.clone("Tasks", done["id"])["Closed_Time"] is not None
    assert desk.clone("Tasks", done["id"], Status="In Progress")["Closed_Time"] is None


def test_a_meeting_ends_when_it_starts_or_later(desk):
    start = MEETING["Start_DateTime"]
    assert desk.keep("Events", {**MEETING, "End_DateTime": start, "All_day": True})["All_day"]
    (entry,) = desk.answers("Events", {**MEETING, "End_DateTime": "2023-04-06T09:59:59-07:00"})
    assert entry["code"] == "DEPENDENT_MISMATCH"
    assert entry["details"] == {
        "dependee": {"api_name": "Start_DateTime", "json_path": "$.data[0].Start_DateTime"},
        "api_name": "End_DateTime",
        "json_path": "$.data[0].End_DateTime",
    }


def test_participants_are_kept_with_names_and_addresses(desk, people):
    given = [{"type": kind, "participant": record} for kind, record in people.items()]
    given += [
        {"type": "email", "participant": "guest@x.test", "name": "Guest"},
        {"type": "email", "Email": "other@x.test"},
    ]
    kept = desk.keep("Events", {**MEETING, "Participants": given})["Participants"]
    assert [(one["type"], one["name"], one["Email"], one["participant"]) for one in kept] == [
        ("contact", "Ann Bly", "ann@bly.test", people["contact"]),
        ("lead", "Cole", None, people["lead"]),
        ("user", "Stan Dard", STANDARD, people["user"]),
        ("email", "Guest", "guest@x.test", "guest@x.test"),
        ("email", None, "other@x.test", "other@x.test"),
    ]
    assert all(one["invited"] is False and one["status"] == "not_known" for one in kept)
    assert len({int(one["id"]) for one in kept}) == 5


def test_a_clone_has_the_same_participants_as_entries_of_its_own(desk, people):
    given = [{"type": "contact", "participant": people["contact"]}]
    source = desk.keep("Events", {**MEETING, "Participants": given})
    (kept,), (copied,) = source["Participants"], desk.clone("Events", source["id"])["Participants"]
    assert kept.pop("id") != copied.pop("id")
    assert kept == copied
    assert desk.clone("Events", source["id"], Participants=[])["Participants"] == []


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({"type": "contact", "participant": "1"}, "INVALID_DATA", "[0].participant"),
        ({"type": "lead", "participant": "ann"}, "INVALID_DATA", "[0].participant"),
        ({"type": "user", "participant": "7"}, "INVALID_DATA", "[0].participant"),
        ({"type": "email", "participant": "nobody"}, "INVALID_DATA", "[0].participant"),
        ({"type": "email"}, "MANDATORY_NOT_FOUND", "[0].participant"),
        ({"type": "fax", "participant": "7"}, "INVALID_DATA", "[0].type"),
    ],
)
def test_participants_that_are_none_are_refused(desk, entry, code, path):
    found = desk.refused("Events", {**MEETING, "Participants": [entry]})
    assert found[:2] == (code, f"Participants{path}")


def test_an_inactive_user_does_not_take_part(desk):
    entry = {"type": "user", "participant": desk.user(IDLE)}
    (refused,) = desk.answers("Events", {**MEETING, "Participants": [entry]})
    assert refused["details"]["user_status"] == "inactive"


def test_fifty_participants_and_no_more(desk):
    guests = [{"type": "email", "participant": f"g{number}@x.test"} for number in range(51)]
    assert len(desk.keep("Events", {**MEETING, "Participants": guests[:50]})["Participants"]) == 50
    (entry,) = desk.answers("Events", {**MEETING, "Participants": guests})
    assert seen(entry) == (
        "LIMIT_EXCEEDED", "Participants", "Only 50 participants can be added to an event.",
    )  # fmt: skip
    assert entry["details"]["limit"] == 50


@pytest.mark.parametrize(
    ("given", "status", "outgoing", "seconds"),
    [
        ({"Call_Type": "Inbound", "Call_Duration": "00:15"}, "Received", None, 15),
        ({"Call_Type": "Inbound", "Call_Duration": "12:00"}, "Received", None, 720),
        ({"Call_Type": "Missed"}, "Missed", None, None),
        ({"Call_Type": "Missed", "Call_Duration": "00:00"}, "Missed", None, 0),
        ({"Call_Type": "Outbound", "Call_Duration": "1:05"}, "Completed", "Completed", 65),
        (
            {"Call_Type": "Outbound", "Outgoing_Call_Status": "Scheduled"},
            "Scheduled", "Scheduled", None,
        ),
        (
            {"Call_Type": "Outbound", "Outbound_Call_Status": "Scheduled"},
            "Scheduled", "Scheduled", None,
        ),
        (
            {"Call_Type": "Outbound", "Outgoing_Call_Status": "Cancelled"},
            "Cancelled", "Cancelled", None,
        ),
        (
            {"Call_Type": "Outbound", "Call_Start_Time": "2099-01-01T10:00:00Z"},
            "Scheduled", "Scheduled", None,
        ),
        (
            {"Call_Type": "Inbound", "Call_Duration": "10:00", "Call_Duration_in_seconds": 3},
            "Received", None, 600,
        ),
    ],
)  # fmt: skip
def test_calls_derive_status_and_seconds(desk, given, status, outgoing, seconds):
    kept = desk.keep("Calls", {**CALL, **given})
    found = (kept["Call_Status"], kept["Outgoing_Call_Status"], kept["Call_Duration_in_seconds"])
    assert found == (status, outgoing, seconds)
    copy = desk.clone("Calls", kept["id"])
    assert (copy["Call_Status"], copy["Call_Duration_in_seconds"]) == (status, seconds)


@pytest.mark.parametrize("kind", ["Inbound", "Outbound"])
def test_a_call_that_was_made_took_time(desk, kind):
    (entry,) = desk.answers("Calls", {**CALL, "Call_Type": kind, "Call_Duration": "00:00"})
    assert entry["code"] == "DEPENDENT_MISMATCH"
    assert entry["message"] == "Call Duration can not be zero."
    assert entry["details"] == {
        "dependee": {"api_name": "Call_Type", "json_path": "$.data[0].Call_Type"},
        "api_name": "Call_Duration",
        "json_path": "$.data[0].Call_Duration",
    }
    without = desk.refused("Calls", {**CALL, "Call_Type": kind})
    assert without == ("MANDATORY_NOT_FOUND", "Call_Duration", "required field not found")


@pytest.mark.parametrize("duration", ["15", "1:60", "a:b", "-1:00", "00:00:10", "99999:00"])
def test_a_duration_is_two_numbers(desk, duration):
    item = {**CALL, "Call_Type": "Inbound", "Call_Duration": duration}
    assert desk.refused("Calls", item)[:2] == ("INVALID_DATA", "Call_Duration")


def test_a_status_under_two_names_has_to_be_one(desk):
    item = {
        **CALL, "Call_Type": "Outbound", "Call_Duration": "1:00",
        "Outgoing_Call_Status": "Completed", "Outbound_Call_Status": "Scheduled",
    }  # fmt: skip
    assert desk.refused("Calls", item)[:2] == ("INVALID_DATA", "Outbound_Call_Status")


def repeated(desk, module, item, rule):
    entries = desk.answers(module, {**item, "Recurring_Activity": {"RRULE": rule}})
    assert {entry["code"] for entry in entries} == {"SUCCESS"}
    return [desk.client.record(module, entry["details"]["id"]) for entry in entries]


def test_a_recurring_meeting_becomes_one_record_a_day(desk):
    rule = "FREQ=DAILY;INTERVAL=1;DTSTART=2023-04-06;UNTIL=2023-04-12"
    guests = [{"type": "email", "participant": "g@x.test"}]
    item = {**MEETING, "Participants": guests, "Tag": [{"name": "Weekly"}]}
    kept = repeated(desk, "Events", item, rule)
    assert [one["Start_DateTime"] for one in kept] == [
        f"2023-04-{day:02}T10:00:00-07:00" for day in range(6, 13)
    ]
    assert [one["End_DateTime"] for one in kept] == [
        f"2023-04-{day:02}T11:30:00-07:00" for day in range(6, 13)
    ]
    assert len({one["id"] for one in kept}) == 7
    assert len({one["$recurrence_id"] for one in kept}) == 1
    assert kept[0]["$recurrence_id"]
    assert all(one["Tag"][0]["name"] == "Weekly" for one in kept)
    assert all(one["Participants"][0]["Email"] == "g@x.test" for one in kept)


def test_occurrences_keep_the_callers_time_of_day_over_a_change_of_the_clock(desk):
    item = {
        **MEETING,
        "Start_DateTime": "2023-03-11T09:00:00-08:00",
        "End_DateTime": "2023-03-11T10:00:00-08:00",
    }
    kept = repeated(desk, "Events", item, "FREQ=DAILY;INTERVAL=1;UNTIL=2023-03-13")
    assert [one["Start_DateTime"] for one in kept] == [
        "2023-03-11T09:00:00-08:00", "2023-03-12T09:00:00-07:00", "2023-03-13T09:00:00-07:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;DTSTART=2023-05-01;COUNT=3", ["2023-05-01", "2023-05-08", "2023-05-15"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;DTSTART=2023-05-01;COUNT=2", ["2023-05-02", "2023-05-04"]),
        ("FREQ=MONTHLY;DTSTART=2023-01-31;UNTIL=20230501T000000Z", ["2023-01-31", "2023-03-31"]),
        ("FREQ=YEARLY;INTERVAL=4;DTSTART=2024-02-29;COUNT=2", ["2024-02-29", "2028-02-29"]),
        ("FREQ=DAILY;UNTIL=2023-06-02", ["2023-06-01", "2023-06-02"]),
    ],
)
def test_recurring_tasks_are_due_on_the_days_of_the_rule(desk, rule, days):
    kept = repeated(desk, "Tasks", {"Subject": "T", "Due_Date": "2023-06-01"}, rule)
    assert [one["Due_Date"] for one in kept] == days


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        ("FREQ=DAILY;COUNT=101", "LIMIT_EXCEEDED", "Recurring_Activity"),
        ("FREQ=DAILY", "LIMIT_EXCEEDED", "Recurring_Activity"),
        ("FREQ=DAILY;UNTIL=2022-01-01;DTSTART=2023-01-01", "INVALID_DATA", None),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", "INVALID_DATA", None),
        ("FREQ=DAILY;COUNT=0", "INVALID_DATA", None),
        ("FREQ=HOURLY;COUNT=2", "INVALID_DATA", None),
        ("FREQ=DAILY;COUNT=2;BYHOUR=1", "INVALID_DATA", None),
        ("FREQ=DAILY;COUNT=2;DTSTART=2023-02-30", "INVALID_DATA", None),
        ("FREQ=DAILY;COUNT=2;BYMONTH=2;BYMONTHDAY=31", "INVALID_DATA", None),
        ("every day", "INVALID_DATA", None),
    ],
)
def test_rules_that_make_no_records_or_too_many_are_refused(desk, rule, code, path):
    item = {"Subject": "T", "Recurring_Activity": {"RRULE": rule}}
    assert desk.refused("Tasks", item)[:2] == (code, path or "Recurring_Activity.RRULE")


def test_a_clone_of_a_recurring_record_is_one_record(desk):
    rule = {"RRULE": "FREQ=DAILY;COUNT=2;DTSTART=2023-05-01"}
    entries = desk.answers("Tasks", {"Subject": "T", "Recurring_Activity": rule})
    source = entries[0]["details"]["id"]
    assert len(desk.client.clone("Tasks", source).json()["data"]) == 1
    body = {"data": [{"Recurring_Activity": rule}]}
    assert len(desk.client.clone("Tasks", source, body).json()["data"]) == 2


def test_everyday_times_are_those_of_the_server(desk):
    made = desk.keep("Tasks", {"Subject": "T", "Status": "Completed"})
    closed = datetime.fromisoformat(made["Closed_Time"])
    assert abs(closed - datetime.now(UTC)) < timedelta(minutes=5)
    assert made["Owner"]["email"] == ADMIN
