"""Cases, solutions, services and appointments of the sample org."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crmstead.databases.base import Transaction
from crmstead.sample.people import END
from crmstead.sample.scribe import Scribe
from crmstead.sample.words import CASE_SUBJECTS
from crmstead.sample.world import DAY, Made, Wanted, World, links, moment, without_empty

#: Service, minutes, price, location, availability.
_SERVICES = (
    ("Installation on site", 180, 390.0, "Client Address", "Every Business Days"),
    ("Remote set-up", 60, 120.0, "Business Address", "Every Business Days"),
    ("Training, half a day", 240, 560.0, "Business Address and Client Address", "Specific Day(s)"),
    ("Hardware inspection", 90, 180.0, "Client Address", "Every Business Days"),
    ("Data import", 120, 240.0, "Business Address", "Specific Date Range"),
    ("Quarterly check-up", 45, 90.0, "Business Address", "Every Business Days"),
)
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_SATURDAY = 5


def case(world: World, at: int) -> Wanted:
    """Return a case; old ones are mostly closed."""
    customer = world.some("Accounts")
    contact = world.among("Contacts", "Account_Name", customer)
    about = world.maybe("Products", 70)
    closed = at < END - 20 * DAY and world.chance(85)
    item = {
        "Subject": world.random.choice(CASE_SUBJECTS),
        "Status": "Closed" if closed else world.random.choice(("New", "On Hold", "Escalated")),
        "Case_Origin": world.value("Cases", "Case_Origin"),
        "Priority": world.value("Cases", "Priority"),
        "Type": world.value("Cases", "Type"),
        "Case_Reason": world.value("Cases", "Case_Reason") if world.chance(60) else None,
        "Account_Name": customer.link,
        "Related_To": contact.link if contact else None,
        "Email": contact.item.get("Email") if contact else None,
        "Product_Name": about.link if about else None,
        "Description": world.sentence() if world.chance(50) else None,
        "Add_Comment": "We look into it." if world.chance(40) else None,
        "Solution": "Solved by restarting the device." if closed and world.chance(30) else None,
        "Tag": world.tags(10),
    }
    return Wanted(without_empty(item), world.support, world.changed_later(at, world.support, 60))


def solution(world: World, at: int) -> Wanted:
    """Return a solution."""
    about = world.maybe("Products", 80)
    subject = world.random.choice(CASE_SUBJECTS)
    item = {
        "Solution_Title": f"How to: {subject}",
        "Status": world.value("Solutions", "Status"),
        "Published": world.chance(60),
        "Product_Name": about.link if about else None,
        "Question": subject,
        "Answer": "Open the settings, choose the device, and press Reset.",
        "Add_Comment": "Checked with the vendor." if world.chance(30) else None,
    }
    return Wanted(without_empty(item), world.support, world.changed_later(at, world.support))


def service(world: World, at: int) -> Wanted:
    """Return a service, the next of the list."""
    del at
    number = len(world.made.get("Services__s", ()))
    name, minutes, price, location, availability = _SERVICES[number % len(_SERVICES)]
    members = [world.support, world.administrator, *world.managers[: number % 3]]
    item = {
        "Service_Name": name,
        "Duration": minutes,
        "Price": price,
        "Location": location,
        "Availability_Type": availability,
        "Members": links("Members", members),
        "Tax": [{"value": "Sales Tax"}],
        "Job_Sheet_Required": "Yes" if world.chance(30) else "No",
        "Description": f"{name}: {minutes} minutes.",
    }
    if availability == "Specific Day(s)":
        item["Available_Days"] = _WEEKDAYS
    elif availability == "Specific Date Range":
        item["Available_From"], item["Available_Till"] = "2024-11-01", "2030-12-31"
    return Wanted(item, world.administrator)


def appointment(world: World, at: int) -> Wanted:
    """Return an appointment; those that are over by now were kept or called off."""
    offered = world.some("Services__s")
    module = world.random.choice(("Contacts", "Contacts", "Leads"))
    visited = world.some(module)
    start = _working_time(world, at)
    location = offered.item["Location"]
    at_client = location.endswith("Client Address")
    item = {
        "Appointment_Name": f"{offered.item['Service_Name']}: {visited.item['Last_Name']}",
        "Service_Name": offered.link,
        "Appointment_For": {**visited.link, "module": {"api_name": module}},
        "Appointment_Start_Time": moment(start),
        "Location": "Client Address" if at_client else "Business Address",
        "Address": "12 Main Street" if at_client else None,
        "Remind_At": [{"unit": 1, "period": "days"}] if world.chance(50) else None,
        "Additional_Information": world.sentence() if world.chance(20) else None,
    }
    if world.chance(15):
        item["Rescheduled_From"] = moment(start - DAY)
        item["Reschedule_Reason"] = world.value("Appointments__s", "Reschedule_Reason")
    owner = world.random.choice((world.support, world.administrator))
    changes: dict[str, object] = {}
    if start + DAY < END:
        cancelled = world.chance(12)
        changes = {
            "Status": "Cancelled" if cancelled else "Completed",
            "Modified_Time": start + DAY,
        }
        if cancelled:
            changes |= {"Cancelled_Time": start - DAY // 4, "Cancelled_By": owner.id}
            changes["Cancellation_Reason"] = world.value("Appointments__s", "Cancellation_Reason")
    return Wanted(without_empty(item), owner, changes)


def _working_time(world: World, at: int) -> int:
    """Return a moment on a working day to come, in the org's zone."""
    zone = ZoneInfo(world.catalogue.org.time_zone)
    day = datetime.fromtimestamp(at, zone).date() + timedelta(days=world.random.randrange(2, 30))
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    start = datetime.combine(day, time(world.random.randrange(9, 13)), zone)
    return int(start.astimezone(UTC).timestamp())


async def tell_rescheduling(
    scribe: Scribe, transaction: Transaction, appointment: Made
) -> Made | None:
    """Write the history of an appointment that was rescheduled."""
    before = appointment.item.get("Rescheduled_From")
    if before is None:
        return None
    item = {
        "Appointment_Name": appointment.link,
        "Rescheduled_Time": moment(appointment.at),
        "Rescheduled_By": {"id": str(appointment.owner.id)},
        "Rescheduled_From": before,
        "Rescheduled_To": appointment.item["Appointment_Start_Time"],
        "Reschedule_Reason": appointment.item["Reschedule_Reason"],
    }
    wanted = Wanted(item, appointment.owner)
    return await scribe.insert(
        transaction, "Appointments_Rescheduled_History__s", wanted, appointment.at
    )
