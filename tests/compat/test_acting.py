"""The SDKs change owners, assign territories, enrol in cadences and cancel meetings."""

from __future__ import annotations

import pytest

from crmstead.model.ids import metadata_id
from tests.compat.org import MANUAL_CADENCE
from tests.compat.sdk import drive
from tests.live import PEER

pytestmark = pytest.mark.slow

NOWHERE = 4150868000000225013
SOON = "2090-01-01T10:00:00+00:00"


@pytest.fixture(scope="module")
def done(rich_org, sdk):
    client, org = rich_org.client(), rich_org.org
    accounts = client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "B"})
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Account_Name": {"id": accounts[0]}})
    leads = client.insert("Leads", {"Last_Name": "L"})
    guest = {"type": "email", "participant": "guest@acme.example"}
    times = {"Start_DateTime": SOON, "End_DateTime": SOON}
    meeting = {"Event_Title": "E", **times, "Participants": [guest]}
    answers = drive(
        "act",
        sdk,
        rich_org,
        accounts=[int(one) for one in accounts],
        owner=org.catalogue.user_by_email[PEER].id,
        territory=metadata_id(org.id, "territory", "North"),
        cadence=MANUAL_CADENCE,
        leads=[*map(int, leads), NOWHERE],
        meeting=int(client.insert("Events", meeting)[0]),
    )
    owners = [
        client.record(module, record)["Owner"]["name"]
        for module, record in (("Accounts", accounts[0]), ("Contacts", contact))
    ]
    return answers, owners


ASSIGNED = ("SCHEDULED", "Territory assignment process scheduled successfully")
REMOVED = ("SCHEDULED", "Territory removal process scheduled successfully")
OWNED = ("SUCCESS", "owner is successfully updated")
UNKNOWN = ("INVALID_DATA", "given id seems to be invalid")


@pytest.mark.parametrize(
    ("name", "status", "entries"),
    [
        ("owner_of_one", 200, [OWNED]),
        ("owner_of_many", 200, [OWNED] * 2),
        ("assign_one", 200, [ASSIGNED]),
        (
            "assign_again",
            400,
            [("DUPLICATE_DATA", "Given Territory id already exists for that record")],
        ),
        ("remove_one", 200, [REMOVED]),
        ("assign_many", 200, [ASSIGNED] * 2),
        ("remove_many", 200, [REMOVED] * 2),
        ("enrol", 207, [("SUCCESS", "records manually enrolled"), UNKNOWN]),
        ("unenrol", 207, [("SUCCESS", "records manually unenrolled"), UNKNOWN]),
        ("cancel", 200, [("SUCCESS", "The event is successfully cancelled")]),
        ("cancel_again", 400, [("NOT_ALLOWED", "The event is already cancelled")]),
    ],
)
def test_an_action_answers_an_entry_for_each_record(done, name, status, entries):
    answer = done[0][name]
    assert answer["status"] == status
    got = [(one["code"], one["message"]) for one in answer["content"]["data"]]
    assert got == entries


def test_the_records_have_the_owner(done):
    assert done[1] == ["Pia Peer"] * 2


def test_a_refusal_of_all_is_the_sdks_exception(done):
    answer = done[0]["owner_refused"]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    assert answer["content"]["message"] == "the owner id given is invalid"


def test_the_details_of_an_enrolment_name_its_cadences(done):
    details = done[0]["enrol"]["content"]["data"][0]["details"]
    assert details["cadences"][0]["name"] == "By hand"
