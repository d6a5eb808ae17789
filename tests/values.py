"""Valid values of every kind of field, and whole records made of them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from tests.live import ADMIN, PEER, Client, LiveOrg

#: Modules that keep records which are not rows of others, in the order of the API's own list.
RECORD_MODULES = (
    "Leads", "Accounts", "Contacts", "Deals", "Campaigns", "Tasks", "Cases", "Events", "Calls",
    "Solutions", "Products", "Vendors", "Price_Books", "Quotes", "Sales_Orders",
    "Purchase_Orders", "Invoices", "Appointments__s", "Appointments_Rescheduled_History__s",
    "Services__s", "Notes",
)  # fmt: skip

LINE_ITEMS = {
    "Quotes": "Quoted_Items",
    "Sales_Orders": "Ordered_Items",
    "Purchase_Orders": "Purchase_Items",
    "Invoices": "Invoiced_Items",
}
#: What no inserted record has: a comment is kept elsewhere, a job sheet follows an appointment.
UNFILLABLE = {
    "Cases": {"Add_Comment"},
    "Solutions": {"Add_Comment"},
    "Appointments__s": {"Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s"},
}
_TOMORROW = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
SOON = f"{_TOMORROW:%Y-%m-%d}T10:00:00+00:00"
LATER = f"{_TOMORROW:%Y-%m-%d}T12:00:00+00:00"
BEFORE = "2024-03-01T09:30:00+00:00"

_numbers = itertools.count(1)


class World:
    """Records and users that others point to, made in an org when they are first wanted."""

    def __init__(self, org: LiveOrg, client: Client | None = None) -> None:
        self.org = org
        self.client = client or org.client()
        self._made: dict[str, str] = {}

    def module(self, name: str) -> Module:
        """Return a module of the org."""
        return self.org.org.catalogue.module_by_name[name]

    def user(self, email: str = PEER) -> str:
        """Return a user's id."""
        return str(self.org.org.catalogue.user_by_email[email].id)

    def record(self, module: str) -> str:
        """Return the id of a record of a module, made at the first call."""
        if module not in self._made:
            (self._made[module],) = self.client.insert(module, self.least(module))
        return self._made[module]

    def least(self, module: str) -> dict[str, Any]:
        """Return an item with all that a module calls for, and nothing else."""
        if module in LINE_ITEMS:
            seller = {"Vendor_Name": {"id": self.record("Vendors")}}
            return {
                "Subject": "S",
                LINE_ITEMS[module]: [{"Product_Name": {"id": self.record("Products")}}],
                **(seller if module == "Purchase_Orders" else {}),
            }
        made = _LEAST.get(module)
        return made(self) if made else {"Name": "N"}

    def rescheduled(self) -> str:
        """Return the id of an appointment that was rescheduled, made at the first call."""
        if "rescheduled" not in self._made:
            item = {**self.least("Appointments__s"), "Rescheduled_From": LATER}
            (self._made["rescheduled"],) = self.client.insert("Appointments__s", item)
        return self._made["rescheduled"]

    def full(self, module: str) -> dict[str, Any]:
        """Return an item that fills every field a client may write."""
        item: dict[str, Any] = {}
        for field in writable(self.module(module)):
            item[field.api_name] = self.plain(field)
        whole = {**item, **self.least(module), **_told(module, self)}
        left_out = UNFILLABLE.get(module, set())
        return {name: value for name, value in whole.items() if name not in left_out}

    def plain(self, field: Field) -> Any:
        """Return an ordinary value of a field; of a unique one another each time."""
        if field.unique:
            number = next(_numbers)
            return number if field.kind == "integer" else f"u{number}"
        made = PLAIN[field.kind]
        return made(self, field) if callable(made) else made


def writable(module: Module) -> list[Field]:
    """Return the fields of a module that a client may write."""
    return [
        field
        for field in module.fields
        if not field.input_ignored and not type_of(field.kind).computed
    ]


_LEAST: Mapping[str, Callable[[World], dict[str, Any]]] = {
    "Leads": lambda world: {"Last_Name": "L"},
    "Accounts": lambda world: {"Account_Name": "A"},
    "Contacts": lambda world: {"Last_Name": "C"},
    "Deals": lambda world: {"Deal_Name": "D", "Stage": "Qualification"},
    "Campaigns": lambda world: {"Campaign_Name": "C"},
    "Tasks": lambda world: {"Subject": "T"},
    "Cases": lambda world: {"Case_Origin": "Email", "Status": "New", "Subject": "C"},
    "Events": lambda world: {
        "Event_Title": "E",
        "Start_DateTime": BEFORE,
        "End_DateTime": "2024-03-01T10:30:00+00:00",
    },
    "Calls": lambda world: {
        "Subject": "C",
        "Call_Type": "Inbound",
        "Call_Start_Time": BEFORE,
        "Call_Duration": "10:30",
    },
    "Solutions": lambda world: {"Solution_Title": "S"},
    "Products": lambda world: {"Product_Name": "P"},
    "Vendors": lambda world: {"Vendor_Name": "V"},
    "Price_Books": lambda world: {"Price_Book_Name": "P"},
    "Services__s": lambda world: {
        "Service_Name": "S",
        "Duration": 30,
        "Location": "Business Address",
        "Members": [{"Members": {"id": world.user(ADMIN)}}, {"Members": {"id": world.user()}}],
        "Availability_Type": "Every Business Days",
        "Price": 20,
    },
    "Appointments__s": lambda world: {
        "Appointment_Name": "A",
        "Service_Name": {"id": world.record("Services__s")},
        "Appointment_For": {"id": world.record("Leads"), "module": {"api_name": "Leads"}},
        "Appointment_Start_Time": SOON,
        "Location": "Business Address",
    },
    "Appointments_Rescheduled_History__s": lambda world: {
        "Appointment_Name": {"id": world.rescheduled()},
        "Rescheduled_Time": BEFORE,
        "Rescheduled_By": {"id": world.user()},
        "Rescheduled_From": SOON,
        "Rescheduled_To": LATER,
    },
    "Notes": lambda world: {
        "Note_Content": "N",
        "Parent_Id": {"id": world.record("Leads"), "module": {"api_name": "Leads"}},
    },
}


def _told(module: str, world: World) -> dict[str, Any]:
    """Return values of a full record that depend on each other."""
    told: dict[str, dict[str, Any]] = {
        "Deals": {"Pipeline": "Standard (Standard)", "Probability": 35},
        "Calls": {
            "Call_Type": "Outbound",
            "Outgoing_Call_Status": "Completed",
            "Call_Duration": "01:05",
        },
        "Events": {"Recurring_Activity": {"RRULE": "FREQ=DAILY;INTERVAL=1;COUNT=1"}},
        "Tasks": {"Recurring_Activity": {"RRULE": "FREQ=DAILY;INTERVAL=1;COUNT=1"}},
        "Price_Books": {
            "Pricing_Details": [
                {"from_range": 1, "to_range": 9, "discount": 5},
                {"from_range": 10, "to_range": 20.5, "discount": 7.25},
            ]
        },
        "Services__s": {
            "Availability_Type": "Specific Date Range",
            "Available_From": "2024-01-01",
            "Available_Till": "2090-01-01",
            "Job_Sheet_Required": "Yes",
            "Status": "Temporarily Unavailable",
            "Unavailable_From": BEFORE,
            "Unavailable_Till": "2089-01-01T00:00:00+00:00",
        },
        "Appointments__s": {
            "Owner": {"id": world.user()},
            "Location": "Client Address",
            "Status": "Cancelled",
            "Rescheduled_From": LATER,
        },
    }
    lines = {
        name: {
            rows: [
                {
                    "Product_Name": {"id": world.record("Products")},
                    "Quantity": 3,
                    "List_Price": 10.5,
                    "Discount": 1.5,
                    "Description": "first line",
                    "Line_Tax": [{"percentage": 10, "name": "Vat"}],
                },
                {"Product_Name": {"id": world.record("Products")}, "List_Price": 7},
            ]
        }
        for name, rows in LINE_ITEMS.items()
        if name == module
    }
    activity = {"What_Id": {"id": world.record("Deals")}, "$se_module": "Deals"}
    related = activity if module in {"Tasks", "Events", "Calls"} else {}
    return {**told.get(module, {}), **lines.get(module, {}), **related}


def _short(world: World, field: Field) -> str:
    return field.api_name[: field.length]


def _choice(world: World, field: Field) -> str:
    values = [one.display_value for one in field.pick_list_values]
    return next((value for value in values if value != "-None-"), "Chosen")


def _other(world: World, field: Field) -> dict[str, str]:
    return {"id": world.record(field.lookup or "")}


def _any_other(world: World, field: Field) -> dict[str, Any]:
    module = next(iter(field.multi_module), "Leads")
    return {"id": world.record(module), "module": {"api_name": module}}


def _linked(world: World, field: Field) -> list[dict[str, Any]]:
    assert field.linking is not None
    return [{field.linking.connected_lookup: {"id": world.record(field.linking.connected_module)}}]


def _rows(world: World, field: Field) -> list[dict[str, Any]]:
    assert field.subform is not None
    fields = [one for one in writable(world.module(field.subform)) if one.api_name != "Parent_Id"]
    return [{one.api_name: world.plain(one) for one in fields} for _ in range(2)]


#: An ordinary value by the field's kind; fields of a full record that need another are in `_told`.
PLAIN: Mapping[str, Any] = {
    "text": _short,
    "textarea": "Several\nlines",
    "email": "some.body@example.com",
    "phone": "+1 650-555-0100",
    "website": "https://www.example.com/a?b=c",
    "picklist": _choice,
    "multiselectpicklist": lambda world, field: [
        _choice(world, field),
        *([] if field.pick_list_closed else ["Another"]),
    ],
    "integer": 42,
    "numeric_text": 45,
    "bigint": "0012345600012",
    "double": 12.25,
    "percent": 33.5,
    "currency": 1234.5,
    "discount": 3.5,
    "boolean": lambda world, field: field.default_value is not True,
    "date": "2024-02-29",
    "dates": ["2024-02-29", "2024-03-01"],
    "datetime": "2024-02-29T12:00:00+00:00",
    "lookup": _other,
    "product_lookup": _other,
    "user": lambda world, field: {"id": world.user()},
    "any_module_lookup": _any_other,
    "multiselectlookup": _linked,
    "multiuserlookup": lambda world, field: [{"User": {"id": world.user()}}],
    "subform": _rows,
    "tags": [{"name": "First"}, {"name": "Second"}],
    "RRULE": {"RRULE": "FREQ=DAILY;INTERVAL=1;DTSTART=2024-03-01;UNTIL=2024-03-03"},
    "ALARM": {"ALARM": "ACTION=EMAIL;TRIGGER=-P1D;TRIGGER_TIME=22:52"},
    "multireminder": [{"unit": 15, "period": "minutes"}],
    "time_range": [{"From": "09:00", "To": "17:30"}],
    "participants": [{"type": "email", "participant": "guest@example.com"}],
    "taxes": [{"value": "Vat"}],
    "linetax": [{"percentage": 5.0, "name": "Vat"}],
    "consent_lookup": {"Data_Processing_Basis": "Contract"},
    "fileupload": [{"File_Id__s": "file1"}],
    "imageupload": [{"File_Id__s": "image1"}],
}
