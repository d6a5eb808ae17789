"""Inserts leads with values of every shape through the SDK's classes, and reads them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.record import BodyWrapper, Record, RecordOperations
from zohocrmsdk.src.com.zoho.crm.api.users import MinifiedUser
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, main

MODULE = "Leads"


def run(given: Given) -> dict[str, Any]:
    """Insert all leads of the input in one request, and get each of some again."""
    leads = RecordOperations(MODULE)
    body = BodyWrapper()
    body.set_data([lead(values) for values in given["leads"]])
    created = leads.create_records(body)
    details = [entry.get_details() for entry in created.get_object().get_data()]
    ids = [int(one["id"]) for one in details]
    return {
        "created": answered(created),
        "read": [answered(leads.get_record(ids[place])) for place in given["places"]],
    }


def lead(values: dict[str, Any]) -> Record:
    """Return a lead; each value in the class that the SDK wants for its field."""
    return with_values(
        Last_Name=values["Last_Name"],
        Company=values["Company"],
        Email=values["Email"],
        Story=values["Story"],
        Lead_Source=Choice(values["Lead_Source"]),
        Skills=[Choice(one) for one in values["Skills"]],
        Met_At=datetime.fromisoformat(values["Met_At"]),
        Born=date.fromisoformat(values["Born"]),
        Fee=values["Fee"],
        Certain=values["Certain"],
        Share=values["Share"],
        Weight=values["Weight"],
        Serial=values["Serial"],
        Sponsor=pointing_to(values["Sponsor"]),
        Buddy=user(values["Buddy"]),
        Interests=[with_values(Products=pointing_to(one)) for one in values["Interests"]],
        Fans=[with_values(User=user(one)) for one in values["Fans"]],
        Languages_Known=[row(one) for one in values["Languages_Known"]],
    )


def row(values: dict[str, Any]) -> Record:
    """Return a row of the subform."""
    return with_values(
        Language=[Choice(one) for one in values["Language"]],
        Proficiency=Choice(values["Proficiency"]),
        Years=values["Years"],
        Since=date.fromisoformat(values["Since"]),
    )


def with_values(**values: Any) -> Record:
    """Return a record with values."""
    made = Record()
    for name, value in values.items():
        made.add_key_value(name, value)
    return made


def pointing_to(record: int) -> Record:
    """Return what stands for a record in a lookup."""
    made = Record()
    made.set_id(record)
    return made


def user(number: int) -> MinifiedUser:
    """Return what stands for a user."""
    made = MinifiedUser()
    made.set_id(number)
    return made


if __name__ == "__main__":
    main(run)
