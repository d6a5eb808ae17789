"""Meeting Cancel."""

from __future__ import annotations

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import error, fixture_of, set_values
from tests.live import PEER, STANDARD, definitions

NOWHERE = "4150868000000225013"
BEFORE, SOON = "2090-01-01T10:00:00+00:00", "2090-01-01T11:00:00+00:00"
GUEST = {"type": "email", "participant": "guest@acme.example"}

org = fixture_of(definitions)


@pytest.fixture
def client(org):
    return org.client()


def meeting(client, *participants, start=BEFORE, end=SOON):
    item = {"Event_Title": "E", "Start_DateTime": start, "End_DateTime": end}
    return client.insert("Events", {**item, "Participants": list(participants)})[0]


def cancel(client, record, *items, module="Events"):
    given = items or ({"send_cancelling_mail": False},)
    return client.post(f"/{module}/{record}/actions/cancel", {"data": list(given)})


@pytest.mark.parametrize("mail", [True, False])
@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_meeting_is_cancelled_in_every_version(org, client, version, mail):
    record = meeting(client, GUEST)
    before = client.record("Events", record)
    org.live.clock.offset += 60
    answer = cancel(client.at(version), record, {"send_cancelling_mail": mail})
    assert answer.status_code == 200
    assert answer.json() == {
        "data": [
            {
                "code": "SUCCESS",
                "details": {"id": record},
                "message": "The event is successfully cancelled",
                "status": "success",
            }
        ]
    }
    after = client.record("Events", record)
    assert (before["$event_cancelled"], after["$event_cancelled"]) == (False, True)
    assert after["Modified_Time"] > before["Modified_Time"]
    assert org.fetch("SELECT action FROM {_history} WHERE record = $1", int(record)) == [
        ("cancelled",)
    ]


def at(name, **details):
    return {**details, "api_name": name, "json_path": f"$.data[0].{name}"}


MAIL = "send_cancelling_mail"


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        ({}, error("MANDATORY_NOT_FOUND", "required field not found", **at(MAIL))),
        ({MAIL: None}, error("MANDATORY_NOT_FOUND", "required field not found", **at(MAIL))),
        ({MAIL: "true"}, error("INVALID_DATA", "invalid data",
                               **at(MAIL, expected_data_type="boolean"))),
        (5, error("INVALID_DATA", "invalid data", expected_data_type="jsonobject",
                  api_name="data", json_path="$.data[0]")),
    ],
)  # fmt: skip
def test_bad_items_are_refused(client, item, entry):
    record = meeting(client, GUEST)
    answer = cancel(client, record, item)
    assert (answer.status_code, answer.json()) == (400, {"data": [entry]})
    assert client.record("Events", record)["$event_cancelled"] is False


def test_a_meeting_is_cancelled_once(client):
    record = meeting(client, GUEST)
    cancel(client, record)
    answer = cancel(client, record)
    message = "The event is already cancelled"
    assert (answer.status_code, answer.json()) == (400, {"data": [error("NOT_ALLOWED", message)]})


def test_a_meeting_without_participants_is_not_cancelled(client):
    answer = cancel(client, meeting(client))
    message = "You cannot cancel the event without inviting participants"
    assert (answer.status_code, answer.json()) == (400, {"data": [error("NOT_ALLOWED", message)]})


def test_a_meeting_that_is_over_is_not_cancelled(client):
    past = "2024-01-01T10:00:00+00:00"
    answer = cancel(client, meeting(client, GUEST, start=past, end=past))
    message = "You cannot cancel the meeting after the meeting end time"
    assert (answer.status_code, answer.json()) == (400, {"data": [error("NOT_ALLOWED", message)]})


def test_what_is_no_meeting_of_the_callers_is_refused(org, client):
    theirs = meeting(org.client(STANDARD), GUEST)
    unknown = error("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1)
    for who, record in ((client, NOWHERE), (org.client(PEER), theirs)):
        answer = cancel(who, record)
        assert (answer.status_code, answer.json()) == (400, unknown)


def test_a_meeting_that_waits_for_approval_is_refused(org, client):
    record = meeting(client, GUEST)
    set_values(org, "Events", record, **{"$approval_state": "pending"})
    assert cancel(client, record).json()["code"] == "NOT_APPROVED"


def test_other_records_are_not_cancelled(client):
    answer = cancel(client, NOWHERE, module="Tasks")
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")


def test_one_meeting_is_cancelled_at_a_time(client):
    entry = {"send_cancelling_mail": False}
    answer = cancel(client, meeting(client, GUEST), entry, entry)
    assert answer.json()["details"]["maximum_length"] == 1


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE", "ALL"])
def test_scopes(org, client, operation):
    record = meeting(client, GUEST)
    scoped = org.client(scope=f"ZohoCRM.modules.events.{operation}")
    assert cancel(scoped, record).status_code == 200
