"""The least that a record of each module can be inserted with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.reading import set_values
from tests.live import ADMIN, LiveOrg

Values = dict[str, Any]
START, END = "2024-06-01T09:00:00+02:00", "2024-06-01T11:00:00+02:00"


def _line(ids: dict[str, str]) -> list[Values]:
    return [{"Product_Name": {"id": ids["Products"]}, "Quantity": 1}]


def _range() -> list[Values]:
    return [{"from_range": 1, "to_range": 2, "discount": 3}]


def _account(ids: dict[str, str]) -> Values:
    return {"id": ids["Accounts"], "module": {"api_name": "Accounts"}}


#: Module -> values, given the ids of the modules above it.
MINIMAL: dict[str, Callable[[dict[str, str]], Values]] = {
    "Accounts": lambda ids: {"Account_Name": "Zylker"},
    "Contacts": lambda ids: {"Last_Name": "Boyle"},
    "Leads": lambda ids: {"Last_Name": "Boyle"},
    "Deals": lambda ids: {"Deal_Name": "Boats", "Stage": "Qualification"},
    "Campaigns": lambda ids: {"Campaign_Name": "Spring"},
    "Tasks": lambda ids: {"Subject": "Caulk"},
    "Events": lambda ids: {"Event_Title": "Regatta", "Start_DateTime": START, "End_DateTime": END},
    "Calls": lambda ids: {
        "Subject": "Greet",
        "Call_Type": "Inbound",
        "Call_Start_Time": START,
        "Call_Duration": "01:00",
    },
    "Cases": lambda ids: {"Subject": "Leak", "Status": "New", "Case_Origin": "Web"},
    "Solutions": lambda ids: {"Solution_Title": "Caulk it"},
    "Products": lambda ids: {"Product_Name": "Sail"},
    "Vendors": lambda ids: {"Vendor_Name": "Sailmaker"},
    "Price_Books": lambda ids: {"Price_Book_Name": "Retail", "Pricing_Details": _range()},
    "Quotes": lambda ids: {"Subject": "Boats", "Quoted_Items": _line(ids)},
    "Sales_Orders": lambda ids: {"Subject": "Boats", "Ordered_Items": _line(ids)},
    "Purchase_Orders": lambda ids: {
        "Subject": "Sails",
        "Vendor_Name": {"id": ids["Vendors"]},
        "Purchase_Items": _line(ids),
    },
    "Invoices": lambda ids: {"Subject": "Boats", "Invoiced_Items": _line(ids)},
    "Notes": lambda ids: {"Note_Content": "Hello", "Parent_Id": _account(ids)},
    "Services__s": lambda ids: {
        "Service_Name": "Rigging",
        "Duration": 60,
        "Location": "Business Address",
        "Members": [{"Members": {"id": ids["Users"]}}],
        "Availability_Type": "Every Business Days",
        "Price": 80,
    },
    "Appointments__s": lambda ids: {
        "Appointment_Name": "Rig",
        "Service_Name": {"id": ids["Services__s"]},
        "Appointment_For": _account(ids),
        "Location": "Business Address",
        "Appointment_Start_Time": "2099-06-03T10:00:00+00:00",
    },
    "Appointments_Rescheduled_History__s": lambda ids: {
        "Appointment_Name": {"id": ids["Appointments__s"]},
        "Rescheduled_Time": START,
        "Rescheduled_By": {"id": ids["Users"]},
        "Rescheduled_From": START,
        "Rescheduled_To": END,
    },
}


def insert_minimal(org: LiveOrg) -> dict[str, str]:
    """Insert one record of each module as an administrator, and return their ids."""
    client = org.client()
    ids = {"Users": str(org.org.catalogue.user_by_email[ADMIN].id)}
    for module, values in MINIMAL.items():
        (ids[module],) = client.insert(module, values(ids))
        if module == "Appointments__s":
            # Only a rescheduled appointment has a history, and no request reschedules yet.
            set_values(org, module, ids[module], Reschedule_Count=1)
    return ids
