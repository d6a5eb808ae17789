"""Tasks, meetings, calls and notes of the sample org."""

from __future__ import annotations

from typing import Any

from crmstead.model.people import User
from crmstead.sample.people import END
from crmstead.sample.words import CALL_SUBJECTS, MEETING_TITLES, NOTES, TASK_SUBJECTS
from crmstead.sample.world import DAY, HOUR, Made, Wanted, World, day_of, moment, without_empty

#: Modules that activities are about, as often as they stand here.
_ABOUT = ("Deals", "Deals", "Leads", "Leads", "Accounts", "Cases", "Quotes", "Campaigns")
_NOTED = ("Leads", "Leads", "Contacts", "Accounts", "Deals", "Cases", "Vendors", "Quotes")


def _subject(world: World, at: int) -> tuple[dict[str, Any], User]:
    """Return what an activity is about, and who does it."""
    if world.chance(25) or "Contacts" not in world.made:
        return {}, world.random.choice(world.active)
    module = world.random.choice([name for name in _ABOUT if name in world.made])
    record = world.some(module)
    about: dict[str, Any] = {"What_Id": record.link, "$se_module": module}
    contact = _contact(world, module, record)
    if contact is not None:
        about["Who_Id"] = contact.link
        world.touch("Contacts", contact, at)
    world.touch(module, record, at)
    return about, record.owner


def _contact(world: World, module: str, record: Made) -> Made | None:
    if module == "Leads" or not world.chance(60):
        return None
    if module == "Accounts":
        return world.among("Contacts", "Account_Name", record)
    return None if module == "Campaigns" else world.some("Contacts")


def task(world: World, at: int) -> Wanted:
    """Return a task; most of those that are due are done."""
    about, owner = _subject(world, at)
    due = at + world.random.randrange(1, 30) * DAY
    done = due < END and world.chance(80)
    closed = min(at + world.random.randrange(1, 28) * DAY, END - 60)
    item = {
        "Subject": world.random.choice(TASK_SUBJECTS),
        "Due_Date": day_of(due),
        "Status": "Completed" if done else world.random.choice(("Not Started", "In Progress")),
        "Priority": world.value("Tasks", "Priority"),
        "Description": world.sentence() if world.chance(20) else None,
        "Remind_At": (
            {"ALARM": "ACTION=EMAIL;TRIGGER=-P1D;TRIGGER_TIME=09:00"} if world.chance(20) else None
        ),
        "Tag": world.tags(5),
        **about,
    }
    changes = {"Closed_Time": closed, "Modified_Time": closed} if done else {}
    return Wanted(without_empty(item), owner, changes)


def series(world: World, at: int) -> Wanted:
    """Return a meeting that is held every week for a quarter."""
    start = _half_hour(at + DAY)
    item = {
        "Event_Title": "Sales stand-up",
        "Start_DateTime": moment(start),
        "End_DateTime": moment(start + HOUR // 2),
        "Recurring_Activity": {
            "RRULE": f"FREQ=WEEKLY;INTERVAL=1;DTSTART={day_of(start)};UNTIL={day_of(start, 84)}"
        },
        "Participants": [_participant(user) for user in world.active[:3]],
    }
    return Wanted(item, world.random.choice(world.managers))


def _participant(user: User) -> dict[str, str]:
    return {"type": "user", "participant": str(user.id)}


def _half_hour(at: int) -> int:
    return at - at % (HOUR // 2)


def event(world: World, at: int) -> Wanted:
    """Return a meeting with participants of every kind."""
    about, owner = _subject(world, at)
    if about.get("$se_module") == "Leads":
        about = {}
    start = _half_hour(at + world.random.randrange(1, 21) * DAY)
    people: list[dict[str, Any]] = [_participant(world.random.choice(world.active))]
    if "Who_Id" in about:
        people.append({"type": "contact", "participant": about["Who_Id"]["id"]})
    if world.chance(20) and world.made.get("Leads"):
        people.append({"type": "lead", "participant": str(world.some("Leads").id)})
    if world.chance(15):
        people.append({"type": "email", "participant": "guest@partner.example", "name": "Guest"})
    all_day = world.chance(5)
    item = {
        "Event_Title": world.random.choice(MEETING_TITLES),
        "Start_DateTime": moment(start),
        "End_DateTime": moment(start + (9 if all_day else world.random.randint(1, 3)) * HOUR),
        "All_day": all_day,
        "Venue": world.random.choice(("Online", "Head office", "Customer's site", None)),
        "Participants": people,
        "Remind_At": [{"unit": 15, "period": "minutes"}] if world.chance(50) else None,
        "Description": world.sentence() if world.chance(30) else None,
        **about,
    }
    return Wanted(without_empty(item), owner)


def call(world: World, at: int) -> Wanted:
    """Return a call: made, received, missed, or planned for after the sample's time."""
    about, owner = _subject(world, at)
    kind = world.random.choice(("Outbound", "Outbound", "Outbound", "Inbound", "Inbound", "Missed"))
    planned = kind == "Outbound" and at > END - 20 * DAY
    start = END + world.random.randrange(1, 20) * DAY if planned else at - HOUR
    item = {
        "Subject": world.random.choice(CALL_SUBJECTS),
        "Call_Type": kind,
        "Call_Start_Time": moment(start),
        "Call_Purpose": world.value("Calls", "Call_Purpose"),
        "Outgoing_Call_Status": "Scheduled" if planned else None,
        **about,
    }
    if kind != "Missed" and not planned:
        minutes, seconds = world.random.randrange(1, 40), world.random.randrange(60)
        item["Call_Duration"] = f"{minutes:02}:{seconds:02}"
        item["Call_Result"] = world.value("Calls", "Call_Result")
    elif kind == "Missed":
        item["Call_Duration"] = "00:00"
    return Wanted(without_empty(item), owner)


def note(world: World, at: int) -> Wanted:
    """Return a note on a record."""
    module = world.random.choice([name for name in _NOTED if name in world.made])
    record = world.some(module)
    world.touch(module, record, at)
    item = {
        "Note_Title": "Conversation" if world.chance(40) else None,
        "Note_Content": world.random.choice(NOTES),
        "Parent_Id": {**record.link, "module": {"api_name": module}},
    }
    return Wanted(without_empty(item), record.owner)
