"""Records of the sample org's custom modules."""

from __future__ import annotations

from typing import Any

from crmstead.sample.people import END
from crmstead.sample.world import DAY, HOUR, Wanted, World, day_of, links, moment, without_empty

_MILESTONES = ("Plan agreed", "Hardware delivered", "Data imported", "Staff trained", "Sign-off")


def rollout(world: World, at: int) -> Wanted:
    """Return a rollout for an account, with milestones."""
    customer = world.some("Accounts")
    number = len(world.made.get("Rollouts", ())) + 1
    sold = world.among("Deals", "Account_Name", customer)
    over = at + 120 * DAY < END
    status = "Done" if over else world.random.choice(("Planned", "Running", "On Hold"))
    progress = {"Done": 100, "Planned": 0}.get(status, world.random.randrange(10, 90))
    item = {
        "Name": f"Rollout at {customer.item['Account_Name']}",
        "Account": customer.link,
        "Deal": sold.link if sold else None,
        "Rollout_Status": status,
        "Start_Date": day_of(at, 10),
        "End_Date": day_of(at, 120),
        "Budget": round(world.amount(2_000, 150_000), 0),
        "Progress": progress,
        "External_Rollout_ID": f"ro-{number:04}",
        "Rollout_Team": links("User", world.random.sample(world.active, 2)),
        "Products_Used": links("Products", world.random.sample(world.made["Products"], 3)),
        "Milestones": [
            {
                "Milestone": name,
                "Due": day_of(at, 20 * (position + 1)),
                "Done": position * 20 < progress,
                "Cost": round(world.amount(100, 9_000), 2),
            }
            for position, name in enumerate(_MILESTONES)
        ],
        "Tag": world.tags(20),
    }
    owner = customer.owner
    return Wanted(without_empty(item), owner, world.changed_later(at, owner))


def all_types(world: World, at: int) -> Wanted:
    """Return a record with something in every field; the first has nothing but its name."""
    number = len(world.made.get("All_Types", ()))
    owner = world.administrator
    if number == 0:
        return Wanted({"Name": "Nothing filled"}, owner)
    document, image = world.file(at, "notes.txt"), world.file(at, "picture.png")
    contacts = world.random.sample(world.made["Contacts"], 2)
    item = {
        "Name": f"Everything filled {number}",
        **_plain_values(world, at, number),
        **_structured_values(world, at),
        "Lookup_Field": world.some("Accounts").link,
        "User_Field": {"id": str(world.random.choice(world.active).id)},
        "Multi_Module_Lookup": {**world.some("Leads").link, "module": {"api_name": "Leads"}},
        "Multi_Select_Lookup": links("Contacts", contacts),
        "Multi_User_Lookup": links("User", world.random.sample(world.active, 3)),
        "File_Upload": [document.reference],
        "Image_Upload": [image.reference],
        "Type_Rows": [
            {
                "Row_Text": f"Row {row}",
                "Row_Number": row,
                "Row_Amount": row * 1.25,
                "Row_Date": day_of(at, row),
                "Row_Contact": contacts[row % 2].link,
            }
            for row in range(1, 4)
        ],
        "Tag": world.tags(100),
    }
    return Wanted(item, owner, files=(document, image))


def _plain_values(world: World, at: int, number: int) -> dict[str, Any]:
    return {
        "Text_Field": "Grüße, 世界 & <friends>",
        "Small_Text_Area": "Two\nlines",
        "Large_Text_Area": world.sentence() * 10,
        "Rich_Text_Area": f"<p>{world.sentence()}</p>" * 15,
        "Email_Field": f"all.types{number}@acme.example",
        "Phone_Field": "(213) 555-0123",
        "Website_Field": "https://acme.example/types",
        "Pick_List": world.value("All_Types", "Pick_List"),
        "Multi_Select": ["Red", "Blue"],
        "Integer_Field": world.random.randrange(1_000_000),
        "Long_Integer": str(10**17 + number),
        "Decimal_Field": round(world.random.uniform(-1000, 1000), 4),
        "Percent_Field": world.random.randrange(101),
        "Currency_Field": world.amount(1, 1_000_000),
        "Boolean_Field": number % 2 == 0,
        "Date_Field": day_of(at),
        "Date_Time_Field": moment(at + HOUR),
        "Unique_Text": f"unique-{number}",
        "External_Of_User": f"external-{number}",
    }


def _structured_values(world: World, at: int) -> dict[str, Any]:
    tax = world.catalogue.taxes[0]
    return {
        "Repeat_Rule": {
            "RRULE": f"FREQ=DAILY;INTERVAL=1;DTSTART={day_of(at)};UNTIL={day_of(at, 8)}"
        },
        "Alarm_Field": {"ALARM": "ACTION=EMAIL;TRIGGER=-P1D;TRIGGER_TIME=22:52"},
        "Reminders": [{"unit": 15, "period": "minutes"}],
        "Tax_Of_Line": [{"percentage": tax.value, "name": tax.name, "id": str(tax.id)}],
        "Time_Range": [{"From": "10:00", "To": "18:30"}],
    }
