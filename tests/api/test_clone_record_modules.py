"""Record Clone in the modules with exclusions and rules of their own."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.live import ADMIN, close_clients, definitions, make_org
from tests.values import LATER, LINE_ITEMS, SOON, World


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    yield World(make_org(request.getfixturevalue(f"{request.param}_live"), definitions()))
    close_clients()


def inserted(world, module, **more):
    (made,) = world.client.insert(module, {**world.least(module), **more})
    return world.client.record(module, made)


def cloned(world, module, source, body=None):
    answer = world.client.clone(module, source["id"], body)
    assert answer.status_code == 201, answer.text
    (entry,) = answer.json()["data"]
    return world.client.record(module, entry["details"]["id"])


def set_columns(world, module, record, **values):
    """Write columns that no request writes."""
    columns = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(values, 1))
    table = world.org.org.database.table(module)
    text = f'UPDATE {table} SET {columns} WHERE "id" = ${len(values) + 1}'
    given = (*values.values(), int(record["id"]))
    world.org.write(lambda transaction: transaction.execute(text, given))


# Meetings


def test_the_clone_of_a_meeting_does_not_recur_and_reminds_nobody(world):
    source = inserted(
        world,
        "Events",
        Recurring_Activity={"RRULE": "FREQ=DAILY;INTERVAL=1;DTSTART=2024-03-01;UNTIL=2024-03-01"},
        Remind_At=[{"unit": 15, "period": "minutes"}],
    )
    assert source["Recurring_Activity"] is not None
    clone = cloned(world, "Events", source)
    assert (clone["Recurring_Activity"], clone["Remind_At"]) == (None, None)
    assert clone["$recurrence_id"] is None


def test_one_occurrence_is_cloned_alone(world):
    rule = {"RRULE": "FREQ=DAILY;INTERVAL=1;DTSTART=2024-03-01;COUNT=3"}
    item = {**world.least("Events"), "Recurring_Activity": rule}
    first, *others = world.client.insert("Events", item)
    assert len(others) == 2
    answer = world.client.clone("Events", first)
    assert len(answer.json()["data"]) == 1


def test_the_excluded_fields_of_a_meeting_may_be_given(world):
    remind = [{"unit": 5, "period": "minutes"}]
    clone = cloned(world, "Events", inserted(world, "Events"), {"data": [{"Remind_At": remind}]})
    assert clone["Remind_At"] == remind


# Services


def test_the_clone_of_a_service_is_available(world):
    source = inserted(
        world,
        "Services__s",
        Status="Not in Use",
        Unavailable_From="2024-03-01T09:30:00+00:00",
        Unavailable_Till="2024-04-01T09:30:00+00:00",
    )
    clone = cloned(world, "Services__s", source)
    assert [clone[name] for name in ("Status", "Unavailable_From", "Unavailable_Till")] == [
        "Available",
        None,
        None,
    ]
    assert len(clone["Members"]) == len(source["Members"]) == 2


# Appointments

OTHER_SECTIONS = (
    "Cancelled_Time", "Cancelled_By", "Cancellation_Reason", "Cancellation_Note",
    "Rescheduled_Time", "Rescheduled_By", "Rescheduled_From", "Rescheduled_To",
    "Reschedule_Reason", "Reschedule_Note", "Job_Sheet_Name__s", "Job_Sheet_Description__s",
    "Job_Sheet_Section__s",
)  # fmt: skip


def test_only_the_section_appointment_information_is_cloned(world):
    source = inserted(
        world,
        "Appointments__s",
        Owner=world.user(),
        Additional_Information="kept",
        Status="Cancelled",
        Cancellation_Reason="By Team",
        Cancellation_Note="note",
        Rescheduled_From=LATER,
        Reschedule_Reason="By Team",
        Reschedule_Note="note",
    )
    jobs = dict.fromkeys(
        ("Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s"), "job"
    )
    set_columns(world, "Appointments__s", source, **jobs, Job_Sheet_Created__s=True)
    source = world.client.record("Appointments__s", source["id"])
    assert [name for name in OTHER_SECTIONS if source[name] is None] == []
    clone = cloned(world, "Appointments__s", source)
    assert [name for name in OTHER_SECTIONS if clone[name] is not None] == []
    assert (clone["Status"], clone["Reschedule_Count"], clone["Job_Sheet_Created__s"]) == (
        "Scheduled",
        0,
        False,
    )
    kept = ("Appointment_Name", "Service_Name", "Appointment_For", "Additional_Information")
    assert [clone[name] for name in kept] == [source[name] for name in kept]


def test_an_appointment_of_the_past_is_cloned_as_overdue(world):
    source = inserted(world, "Appointments__s")
    set_columns(world, "Appointments__s", source, Appointment_Start_Time=1_700_000_000)
    clone = cloned(world, "Appointments__s", source)
    assert clone["Status"] == "Overdue"
    assert clone["Appointment_Start_Time"] == "2023-11-14T14:13:20-08:00"


def test_an_appointment_may_be_cloned_to_another_time(world):
    source = inserted(world, "Appointments__s", Appointment_Start_Time=SOON)
    body = {"data": [{"Appointment_Start_Time": LATER}]}
    clone = cloned(world, "Appointments__s", source, body)
    assert clone["Appointment_Start_Time"] > source["Appointment_Start_Time"]
    assert clone["Appointment_End_Time"] > source["Appointment_End_Time"]


# Inventory


@pytest.mark.parametrize("module", LINE_ITEMS)
def test_taxes_of_the_record_are_dropped_and_totals_worked_out_anew(world, module):
    lines = [{"Product_Name": world.record("Products"), "Quantity": 2, "List_Price": 50000}]
    source = inserted(
        world,
        module,
        **{LINE_ITEMS[module]: lines},
        Discount=5000,
        Adjustment=1,
        **{"$line_tax": [{"percentage": 21, "name": "Vat"}]},
    )
    totals = ("Sub_Total", "Discount", "Tax", "Adjustment", "Grand_Total")
    assert [source[name] for name in totals] == [100000, 5000, 19950, 1, 114951]
    assert source["$line_tax"] != []
    clone = cloned(world, module, source)
    assert clone["$line_tax"] == []
    assert [clone[name] for name in totals] == [100000, 5000, 0, 1, 95001]


@pytest.mark.parametrize("module", LINE_ITEMS)
def test_other_lines_make_other_totals(world, module):
    product = {"Product_Name": world.record("Products"), "Quantity": 1, "List_Price": 10}
    source = inserted(world, module, **{LINE_ITEMS[module]: [product, product]})
    body = {"data": [{LINE_ITEMS[module]: [{**product, "List_Price": 7}]}]}
    clone = cloned(world, module, source, body)
    assert (source["Grand_Total"], clone["Grand_Total"]) == (20, 7)
    assert [line["List_Price"] for line in clone[LINE_ITEMS[module]]] == [7]


@pytest.mark.parametrize("nothing", [None, []])
@pytest.mark.parametrize("module", LINE_ITEMS)
def test_line_items_are_mandatory_in_a_clone_too(world, module, nothing):
    source = inserted(world, module)
    answer = world.client.clone(module, source["id"], {"data": [{LINE_ITEMS[module]: nothing}]})
    assert answer.status_code == 400
    (entry,) = answer.json()["data"]
    assert entry["code"] == "MANDATORY_NOT_FOUND"
    assert entry["details"] == {
        "api_name": LINE_ITEMS[module],
        "json_path": f"$.data[0].{LINE_ITEMS[module]}",
    }


# The rest


def test_a_note_is_copied_under_the_same_parent(world):
    source = inserted(world, "Notes", Note_Title="T")
    reader = world.org.client(scope="ZohoCRM.modules.notes.CREATE")
    (entry,) = reader.clone("Notes", source["id"]).json()["data"]
    assert "$approval_state" not in entry["details"]
    clone = world.client.record("Notes", entry["details"]["id"])
    kept = ("Note_Title", "Note_Content", "Parent_Id", "Owner")
    assert [clone[name] for name in kept] == [source[name] for name in kept]


def test_auto_numbers_are_the_clones_own(world):
    source = inserted(world, "Cases")
    clone = cloned(world, "Cases", source)
    assert source["Case_Number"] != clone["Case_Number"]


def test_comments_are_not_cloned(world):
    source = inserted(world, "Cases", Add_Comment="Called back")
    assert source["No_of_comments"] == 1
    clone = cloned(world, "Cases", source)
    assert (clone["Comments"], clone["No_of_comments"]) == ([], 0)


def test_a_name_made_of_others_follows_them(world):
    source = inserted(world, "Leads", First_Name="Ann", Last_Name="Root")
    clone = cloned(world, "Leads", source, {"data": [{"First_Name": "Bea"}]})
    assert clone["Full_Name"] == "Bea Root"


def test_another_stage_brings_its_own_probability(world):
    source = inserted(world, "Deals", Amount=1000)
    clone = cloned(world, "Deals", source, {"data": [{"Stage": "Closed Won"}]})
    assert (source["Probability"], source["Expected_Revenue"]) == (10, 100)
    assert (clone["Probability"], clone["Expected_Revenue"]) == (100, 1000)


def test_a_converted_lead_is_cloned_as_an_open_one(world):
    source = inserted(world, "Leads")
    owner = int(world.user(ADMIN))
    set_columns(world, "Leads", source, Converted__s=True, Converted_Account=owner)
    assert world.client.record("Leads", source["id"])["Converted__s"] is True
    clone = cloned(world, "Leads", source)
    assert (clone["Converted__s"], clone["Converted_Account"]) == (False, None)


@pytest.mark.parametrize(
    ("version", "status"), [("v2", 202), ("v2.1", 202), ("v3", 400), ("v7", 400), ("v8", 400)]
)
def test_every_version_clones_and_refuses_in_its_own_way(world, version, status):
    source = inserted(world, "Leads")["id"]
    client = world.client.at(version)
    assert client.clone("Leads", source).status_code == 201
    assert client.clone("Leads", source, {"data": [{"Last_Name": None}]}).status_code == status
