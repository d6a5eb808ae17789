"""Services: times, status, members, limits."""

from __future__ import annotations

import pytest

from tests.live import ADMIN, PEER, STANDARD, make_org
from tests.records.conftest import IDLE, Desk, seen, with_rules

DEPENDENT = "DEPENDENT_FIELD_MISSING"
MISMATCH = "DEPENDENT_MISMATCH"


def test_a_service_is_kept_and_cloned_with_its_members(desk, service):
    kept = desk.keep("Services__s", service(Tax=["Vat"], Available_Days=["Monday"]))
    assert (kept["Duration"], kept["Status"], kept["Job_Sheet_Required"]) == (60, "Available", "No")
    assert kept["Tax"][0]["value"] == "Vat - 1.0 %"
    assert [one["Members"]["email"] for one in kept["Members"]] == [STANDARD]
    copy = desk.clone("Services__s", kept["id"])
    assert [one["Members"]["email"] for one in copy["Members"]] == [STANDARD]
    assert copy["Members"][0]["id"] != kept["Members"][0]["id"]
    both = [{"Members": {"id": desk.user(one)}} for one in (ADMIN, PEER)]
    assert len(desk.clone("Services__s", kept["id"], Members=both)["Members"]) == 2


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"Duration": 14}, "INVALID_DATA", "Duration"),
        ({"Duration": "1441"}, "INVALID_DATA", "Duration"),
        ({"Duration": "long"}, "INVALID_DATA", "Duration"),
        ({"Members": []}, "MANDATORY_NOT_FOUND", "Members"),
        ({"Members": [{"Members": {"id": "1"}}]}, "INVALID_DATA", "Members[0].Members.id"),
        ({"Availability_Type": "Specific Date Range"}, DEPENDENT, "Available_From"),
        (
            {"Availability_Type": "Specific Date Range", "Available_From": "2030-01-01"},
            DEPENDENT, "Available_Till",
        ),
        ({"Availability_Type": "Specific Date(s)"}, DEPENDENT, "Available_Dates"),
        ({"Availability_Type": "Specific Day(s)"}, DEPENDENT, "Available_Days"),
        ({"Availability_Type": "Never"}, "INVALID_DATA", "Availability_Type"),
        (
            {"Available_From": "2030-01-02", "Available_Till": "2030-01-01"},
            MISMATCH, "Available_Till",
        ),
        (
            {"Available_Dates": [f"2030-01-{day:02}" for day in range(1, 22)]},
            "LIMIT_EXCEEDED", "Available_Dates",
        ),
        (
            {"Available_Timings": [{"From": f"0{n}:00", "To": f"0{n + 1}:00"} for n in range(3)]},
            "LIMIT_EXCEEDED", "Available_Timings",
        ),
        (
            {"Available_Timings": [{"From": "10:00", "To": "10:59"}]}, MISMATCH, "Duration",
        ),
        (
            {"Available_Timings": [{"From": "10:00", "To": "09:00"}]},
            MISMATCH, "Available_Timings[0].To",
        ),
        ({"Job_Sheet_Section__s": "One"}, MISMATCH, "Job_Sheet_Section__s"),
        ({"Status": "Not in Use"}, DEPENDENT, "Unavailable_From"),
        (
            {"Status": "Not in Use", "Unavailable_From": "2099-01-01T00:00:00Z"},
            "INVALID_DATA", "Unavailable_From",
        ),
        (
            {"Status": "Temporarily Unavailable", "Unavailable_From": "2020-01-01T00:00:00Z"},
            DEPENDENT, "Unavailable_Till",
        ),
        (
            {
                "Status": "Temporarily Unavailable",
                "Unavailable_From": "2020-01-01T00:00:00Z",
                "Unavailable_Till": "2020-01-02T00:00:00Z",
            },
            MISMATCH, "Unavailable_Till",
        ),
        ({"Unavailable_Till": "2099-01-01T00:00:00Z"}, MISMATCH, "Unavailable_Till"),
        (
            {
                "Status": "Not in Use",
                "Unavailable_From": "2020-01-02T00:00:00Z",
                "Unavailable_Till": "2020-01-01T00:00:00Z",
            },
            MISMATCH, "Unavailable_Till",
        ),
        ({"Tax": ["Nothing"]}, "INVALID_DATA", "Tax[0].value"),
    ],
)  # fmt: skip
def test_services_that_do_not_hold_together_are_refused(desk, service, changed, code, path):
    assert desk.refused("Services__s", service(**changed))[:2] == (code, path)


@pytest.mark.parametrize(
    "changed",
    [
        {"Duration": 15},
        {"Duration": 1440},
        {
            "Availability_Type": "Specific Date Range",
            "Available_From": "2030-01-01",
            "Available_Till": "2030-01-01",
        },
        {"Available_Timings": [{"From": "10:00", "To": "11:00"}, {"From": "12:00", "To": "12:30"}]},
        {"Job_Sheet_Required": "Yes", "Job_Sheet_Section__s": "One"},
        {"Status": "Not in Use", "Unavailable_From": "2020-01-01T00:00:00Z"},
        {
            "Status": "Temporarily Unavailable",
            "Unavailable_From": "2020-01-01T00:00:00Z",
            "Unavailable_Till": "2099-01-01T00:00:00Z",
        },
        {"Unavailable_Till": "2020-01-02T00:00:00Z"},
    ],
)
def test_services_that_do_are_kept(desk, service, changed):
    kept = desk.keep("Services__s", service(**changed))
    for name, value in changed.items():
        if not name.startswith("Unavailable"):
            assert kept[name] == value


def test_dependees_are_named(desk, service):
    (entry,) = desk.answers("Services__s", service(Availability_Type="Specific Day(s)"))
    assert entry["message"] == "Dependent Field missing"
    assert entry["details"]["dependee"] == {
        "api_name": "Availability_Type",
        "json_path": "$.data[0].Availability_Type",
    }


def test_members_are_active_and_at_most_a_hundred(desk, service):
    idle = [{"Members": {"id": desk.user(IDLE)}}]
    (entry,) = desk.answers("Services__s", service(Members=idle))
    assert seen(entry) == ("INVALID_DATA", "Members[0].Members.id", "Members is not Active")
    assert entry["details"]["user_status"] == "inactive"
    many = [{"Members": {"id": desk.user(STANDARD)}}] * 101
    (entry,) = desk.answers("Services__s", service(Members=many))
    assert seen(entry) == (
        "LIMIT_EXCEEDED", "Members", "More than 100 users cannot be associated",
    )  # fmt: skip


def test_five_hundred_services_are_on_offer_and_no_more(desk, service):
    own = Desk(make_org(desk.org.live, with_rules()))

    def item(**changed):
        return service(Members=[{"Members": {"id": own.user(STANDARD)}}], **changed)

    for _ in range(5):
        own.client.insert("Services__s", *[item() for _ in range(100)])
    assert own.refused("Services__s", item()) == (
        "LIMIT_EXCEEDED", "Service_Name", "You cannot create more than 500 active services",
    )  # fmt: skip
    not_used = item(Status="Not in Use", Unavailable_From="2020-01-01T00:00:00Z")
    assert own.answers("Services__s", not_used)[0]["code"] == "SUCCESS"
