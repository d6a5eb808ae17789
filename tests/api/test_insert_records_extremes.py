"""Insert Records, values at the ends of what can be kept, and what is worked out from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import invalid
from tests.live import close_clients, definitions, make_org
from tests.values import LINE_ITEMS, World

#: The zones in which a moment reads latest and earliest.
ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")
MOST = 9_999_999_999_999_999


@pytest.fixture(scope="module", params=DATABASES)
def live(request):
    yield request.getfixturevalue(f"{request.param}_live")
    close_clients()


def world_in(live, zone):
    made = definitions()
    made.org = replace(made.org, time_zone=zone)
    made.users = [replace(user, time_zone=zone) for user in made.users]
    return World(make_org(live, made))


@pytest.fixture(scope="module")
def world(live):
    return World(make_org(live))


def posted(world, module, **changes):
    item = {**world.least(module), **changes}
    (entry,) = world.client.post(f"/{module}", {"data": [item]}).json()["data"]
    return entry


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("moment", ["9999-12-31T00:00:00+00:00", "0001-01-02T00:00:00+00:00"])
def test_the_first_and_the_last_moment_are_read_in_every_zone(live, zone, moment):
    world = world_in(live, zone)
    entry = posted(world, "Events", Start_DateTime=moment, End_DateTime=moment)
    assert entry["code"] == "SUCCESS"
    assert world.client.get("/Events?fields=Start_DateTime").status_code == 200
    record = world.client.record("Events", entry["details"]["id"])
    again = posted(world, "Events", **{
        name: record[name] for name in ("Start_DateTime", "End_DateTime")
    })  # fmt: skip
    assert again["code"] == "SUCCESS"


@pytest.mark.parametrize("zone", ZONES)
def test_an_appointment_ends_within_what_can_be_kept(live, zone):
    world = world_in(live, zone)
    (service,) = world.client.insert(
        "Services__s", {**world.least("Services__s"), "Duration": 1440}
    )
    start = "9999-12-30T00:00:01+00:00"
    entry = posted(world, "Appointments__s", Service_Name=service, Appointment_Start_Time=start)
    assert entry == invalid("Appointment_Start_Time", ".Appointment_Start_Time")
    last = "9999-12-30T00:00:00+00:00"
    entry = posted(world, "Appointments__s", Service_Name=service, Appointment_Start_Time=last)
    assert entry["code"] == "SUCCESS"
    assert world.client.get("/Appointments__s?fields=Appointment_End_Time").status_code == 200


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;INTERVAL=1;COUNT=3", "FREQ=YEARLY;INTERVAL=1000;COUNT=3"]
)
def test_a_recurrence_ends_within_what_can_be_kept(world, rule):
    moment = "9999-12-30T23:00:00+00:00"
    entry = posted(
        world,
        "Events",
        Start_DateTime=moment,
        End_DateTime=moment,
        Recurring_Activity={"RRULE": rule},
    )
    assert entry == invalid("RRULE", ".Recurring_Activity.RRULE")


@pytest.mark.parametrize("module", LINE_ITEMS)
@pytest.mark.parametrize(
    ("lines", "changes", "name", "place"),
    [
        ([{"Quantity": MOST, "List_Price": 2}], {}, "Total", "[0].Total"),
        ([{"Quantity": 1, "List_Price": MOST}] * 2, {}, "Sub_Total", None),
        ([{"Quantity": 1, "List_Price": MOST}], {"Adjustment": MOST}, "Grand_Total", None),
    ],
)
def test_a_total_that_cannot_be_kept_is_refused(world, module, lines, changes, name, place):
    product = {"Product_Name": world.record("Products")}
    rows = LINE_ITEMS[module]
    entry = posted(world, module, **{rows: [{**product, **line} for line in lines], **changes})
    where = f".{rows}{place}" if place else f".{name}"
    assert entry == invalid(name, where, maximum_length=16)


def test_the_largest_amounts_are_kept_to_the_digit(world):
    entry = posted(world, "Deals", Amount=MOST, Probability=100)
    record = world.client.record("Deals", entry["details"]["id"])
    assert (record["Amount"], record["Expected_Revenue"]) == (MOST, MOST)
