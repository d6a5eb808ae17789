"""Appointments and their rescheduled history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.live import ADMIN, PEER, STANDARD, ZONE
from tests.records.conftest import seen

DEPENDENT = "DEPENDENT_FIELD_MISSING"
MISMATCH = "DEPENDENT_MISMATCH"
CANCELLED_ONLY = (
    "To Update the fields of Cancellation Information Section, value of Status should be Cancelled"
)


@pytest.fixture(scope="module")
def contact(desk):
    return desk.client.insert("Contacts", {"Last_Name": "C"})[0]


@pytest.fixture
def appointment(desk, service, contact):
    """Makes an item, for a service of its own unless one is given."""

    def item(of=None, **changed):
        of = of or desk.client.insert("Services__s", service())[0]
        return {
            "Appointment_Name": "A",
            "Service_Name": {"id": of},
            "Appointment_For": {"module": {"api_name": "Contacts"}, "id": contact},
            "Owner": desk.user(STANDARD),
            "Appointment_Start_Time": desk.now(days=1),
            "Location": "Business Address",
            **changed,
        }

    return item


def test_an_appointment_ends_when_its_service_does(desk, appointment):
    kept = desk.keep("Appointments__s", appointment())
    start, end = (
        datetime.fromisoformat(kept[f"Appointment_{one}_Time"]) for one in ("Start", "End")
    )
    assert end - start == timedelta(minutes=60)
    assert (kept["Duration"], kept["Status"], kept["Reschedule_Count"]) == (60, "Scheduled", 0)
    assert kept["Job_Sheet_Created__s"] is False


@pytest.mark.parametrize(
    ("changed", "code", "path", "message"),
    [
        (
            {"Owner": PEER}, "INVALID_DATA", "Owner",
            "Appointment Owner is not a part of Service Members",
        ),
        (
            {"Owner": None}, "INVALID_DATA", "Owner",
            "Appointment Owner is not a part of Service Members",
        ),
        (
            {"Appointment_Start_Time": {"hours": -1}}, "INVALID_DATA", "Appointment_Start_Time",
            "Appointment cannot be scheduled for past dates",
        ),
        ({"Location": "Client Address"}, DEPENDENT, "Address", "Dependent Field missing"),
        (
            {"Status": "Completed"}, "INVALID_DATA", "Status",
            "Appointment cannot be marked as completed before the appointment ends",
        ),
        (
            {"Status": "Overdue"}, "INVALID_DATA", "Status",
            "Appointment cannot be marked as overdue before the appointment ends",
        ),
        (
            {"Cancellation_Note": "N"}, "INVALID_DATA", "Cancellation_Note",
            CANCELLED_ONLY,
        ),
        (
            {"Job_Sheet_Name__s": "J"}, "INVALID_DATA", "Job_Sheet_Name__s",
            "Job Sheet can be created only for completed appointment",
        ),
        (
            {"Reschedule_Reason": "By Team"}, DEPENDENT, "Rescheduled_From",
            "Rescheduled_From cannot be empty",
        ),
        (
            {"Appointment_Start_Time": {"days": 2}, "Rescheduled_From": {"days": 2}},
            "DEPENDENT_FIELD_UNCHANGED", "Rescheduled_From",
            "Reschedule_From and Appointment_Start_Time cannot be same",
        ),
    ],
)  # fmt: skip
def test_appointments_that_do_not_hold_together_are_refused(
    desk, appointment, changed, code, path, message
):
    given = {
        name: desk.now(**value) if isinstance(value, dict) else value
        for name, value in changed.items()
    }
    if given.get("Rescheduled_From"):
        given["Rescheduled_From"] = given["Appointment_Start_Time"]
    if given.get("Owner"):
        given["Owner"] = {"id": desk.user(given["Owner"])}
    assert desk.refused("Appointments__s", appointment(**given)) == (code, path, message)


def local(**when):
    """Return a moment some days ahead at a time of day in the org's zone."""
    days = when.pop("days")
    day = datetime.now(UTC).astimezone(ZoneInfo(ZONE)) + timedelta(days=days)
    return day.replace(**when, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("offered", "start", "allowed"),
    [
        ({"Available_Timings": [{"From": "10:00", "To": "12:00"}]}, 10, True),
        ({"Available_Timings": [{"From": "10:00", "To": "12:00"}]}, 11, True),
        ({"Available_Timings": [{"From": "10:00", "To": "12:00"}]}, 12, False),
        ({"Available_Timings": [{"From": "10:00", "To": "12:00"}]}, 9, False),
        ({"Availability_Type": "Specific Date(s)", "Available_Dates": [0]}, 10, True),
        ({"Availability_Type": "Specific Date(s)", "Available_Dates": [1]}, 10, False),
        ({"Availability_Type": "Specific Day(s)", "Available_Days": [0]}, 10, True),
        ({"Availability_Type": "Specific Day(s)", "Available_Days": [1, 2]}, 10, False),
        (
            {"Availability_Type": "Specific Date Range", "Available_From": 0, "Available_Till": 1},
            10, True,
        ),
        (
            {"Availability_Type": "Specific Date Range", "Available_From": 1, "Available_Till": 2},
            10, False,
        ),
        ({"Status": "Not in Use", "Unavailable_From": "2020-01-01T00:00:00Z"}, 10, False),
        (
            {
                "Status": "Temporarily Unavailable",
                "Unavailable_From": "2020-01-01T00:00:00Z",
                "Unavailable_Till": "2099-01-01T00:00:00Z",
            },
            10, False,
        ),
    ],
)  # fmt: skip
def test_appointments_fall_into_the_times_of_the_service(
    desk, service, appointment, offered, start, allowed
):
    day = local(days=3, hour=start)

    def later(days):
        return (day + timedelta(days=days)).date()

    given = dict(offered)
    for name in ("Available_From", "Available_Till"):
        if name in given:
            given[name] = later(given[name]).isoformat()
    if "Available_Dates" in given:
        given["Available_Dates"] = [later(one).isoformat() for one in given["Available_Dates"]]
    if "Available_Days" in given:
        given["Available_Days"] = [later(one).strftime("%A") for one in given["Available_Days"]]
    (of,) = desk.client.insert("Services__s", service(**given))
    item = appointment(of, Appointment_Start_Time=day.isoformat())
    (entry,) = desk.answers("Appointments__s", item)
    if allowed:
        assert entry["code"] == "SUCCESS"
    else:
        assert seen(entry) == (
            "NOT_ALLOWED", "Appointment_Start_Time", "Service is not available on the given time",
        )  # fmt: skip


def test_a_cancelled_appointment_tells_by_whom_and_when(desk, appointment):
    kept = desk.keep(
        "Appointments__s",
        appointment(Status="Cancelled", Cancellation_Reason="By Team", Cancellation_Note="N"),
    )
    assert kept["Cancelled_By"]["email"] == ADMIN
    assert kept["Cancelled_Time"] == kept["Created_Time"]


def test_a_rescheduled_appointment_tells_from_where(desk, appointment):
    before = desk.now(days=2)
    kept = desk.keep(
        "Appointments__s", appointment(Rescheduled_From=before, Reschedule_Reason="By Customer")
    )
    assert kept["Rescheduled_To"] == kept["Appointment_Start_Time"]
    assert kept["Rescheduled_By"]["email"] == ADMIN
    assert kept["Rescheduled_Time"] == kept["Created_Time"]
    assert kept["Reschedule_Count"] == 1


def test_a_clone_that_starts_in_the_past_is_overdue(desk, appointment):
    source = desk.keep("Appointments__s", appointment(Rescheduled_From=desk.now(days=2)))
    ahead = desk.clone("Appointments__s", source["id"])
    assert (ahead["Status"], ahead["Reschedule_Count"]) == ("Scheduled", 0)
    assert ahead["Rescheduled_From"] is None
    desk.turn_clock(days=3)
    late = desk.clone("Appointments__s", source["id"])
    assert late["Status"] == "Overdue"
    assert late["Appointment_Start_Time"] == source["Appointment_Start_Time"]
    assert late["Duration"] == 60
    done = desk.clone("Appointments__s", source["id"], Status="Completed", Job_Sheet_Name__s="J")
    assert (done["Status"], done["Job_Sheet_Created__s"]) == ("Completed", True)
    body = {"data": [{"Owner": {"id": desk.user(PEER)}}]}
    (entry,) = desk.client.clone("Appointments__s", source["id"], body).json()["data"]
    assert entry["details"]["api_name"] == "Owner"


@pytest.fixture(autouse=True)
def clock_set_right(desk):
    yield
    desk.turn_clock()


def history(desk, appointment, **changed):
    return {
        "Appointment_Name": {"id": appointment},
        "Rescheduled_Time": desk.now(),
        "Rescheduled_By": {"id": desk.user(STANDARD)},
        "Rescheduled_From": desk.now(days=2),
        "Rescheduled_To": desk.now(days=1),
        **changed,
    }


MODULE = "Appointments_Rescheduled_History__s"


def test_history_is_told_of_rescheduled_appointments_up_to_twenty_times(desk, appointment):
    (moved,) = desk.client.insert("Appointments__s", appointment(Rescheduled_From=desk.now(days=2)))
    desk.client.insert(MODULE, *[history(desk, moved) for _ in range(19)])
    two = {"data": [history(desk, moved), history(desk, moved)]}
    first, second = desk.client.post(f"/{MODULE}", two).json()["data"]
    assert first["code"] == "SUCCESS"
    assert second["code"] == "IN_REQUEST_LIMIT_EXCEEDED"
    assert second["details"] == {
        "limit": 20,
        "api_name": "Appointment_Name",
        "json_path": "$.data[1].Appointment_Name",
    }
    copied = desk.client.clone(MODULE, first["details"]["id"])
    assert copied.json()["data"][0]["code"] == "IN_REQUEST_LIMIT_EXCEEDED"


def test_history_lies_in_the_past(desk, appointment):
    (moved,) = desk.client.insert("Appointments__s", appointment(Rescheduled_From=desk.now(days=2)))
    later = history(desk, moved, Rescheduled_Time=desk.now(hours=1))
    assert desk.refused(MODULE, later)[:2] == ("INVALID_DATA", "Rescheduled_Time")


def test_an_appointment_that_never_moved_has_no_history(desk, appointment):
    (kept,) = desk.client.insert("Appointments__s", appointment())
    sent = desk.client.post(f"/{MODULE}", {"data": [history(desk, kept)]})
    assert sent.status_code == 403
    assert seen(sent.json()["data"][0])[:2] == ("NOT_ALLOWED", "Appointment_Name")
