"""Changes owners, territories and cadences of records through the SDK, and cancels a meeting."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import cadences_execution, cancel_meetings, change_owner
from zohocrmsdk.src.com.zoho.crm.api.record import (
    BodyWrapper,
    Record,
    RecordOperations,
    Territory,
)

from tests.compat.drivers.session import Given, answered, main


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    return {**owners(given), **territories(given), **cadences(given), **meetings(given)}


def owners(given: Given) -> dict[str, Any]:
    """Give the accounts another owner, their contacts along with them."""
    first, second = given["accounts"]
    operations = change_owner.ChangeOwnerOperations("Accounts")
    one = change_owner.BodyWrapper()
    one.set_owner(owner(given["owner"]))
    related = change_owner.RelatedModules()
    related.set_api_name("Contacts")
    one.set_related_modules([related])
    many = change_owner.MassWrapper()
    many.set_owner(owner(given["owner"]))
    many.set_ids([first, second])
    many.set_notify(True)
    nobody = change_owner.BodyWrapper()
    nobody.set_owner(owner(first))
    return {
        "owner_of_one": answered(operations.single_update(first, one)),
        "owner_of_many": answered(operations.mass_update(many)),
        "owner_refused": answered(operations.single_update(first, nobody)),
    }


def owner(number: int) -> change_owner.Owner:
    """Return what stands for the new owner."""
    made = change_owner.Owner()
    made.set_id(number)
    return made


def territories(given: Given) -> dict[str, Any]:
    """Assign the accounts to a territory and remove them from it."""
    first, second = given["accounts"]
    operations = RecordOperations("Accounts")
    one, many = in_territory(given, None), in_territory(given, first, second)
    single = operations.assign_territory_to_record(first, one)
    again = operations.assign_territory_to_record(first, one)
    removed = operations.remove_territories_from_record(first, one)
    return {
        "assign_one": answered(single),
        "assign_again": answered(again),
        "remove_one": answered(removed),
        "assign_many": answered(operations.assign_territories_to_multiple_records(many)),
        "remove_many": answered(operations.remove_territories_from_multiple_records(many)),
    }


def in_territory(given: Given, *ids: int | None) -> BodyWrapper:
    """Return the body that names a territory for records."""
    items = []
    for number in ids:
        item = Record()
        if number is not None:
            item.set_id(number)
        territory = Territory()
        territory.set_id(given["territory"])
        item.add_key_value("Territories", [territory])
        items.append(item)
    body = BodyWrapper()
    body.set_data(items)
    return body


def cadences(given: Given) -> dict[str, Any]:
    """Enrol the leads and take them out; one of them is none."""
    operations = cadences_execution.CadencesExecutionOperations()
    body = cadences_execution.BodyWrapper()
    body.set_cadences_ids([str(given["cadence"])])
    body.set_ids([str(one) for one in given["leads"]])
    return {
        "enrol": answered(operations.enroll_cadences("Leads", body)),
        "unenrol": answered(operations.unenroll_cadences("Leads", body)),
    }


def meetings(given: Given) -> dict[str, Any]:
    """Cancel a meeting, and again."""
    operations = cancel_meetings.CancelMeetingsOperations(given["meeting"])
    notify = cancel_meetings.Notify()
    notify.set_send_cancelling_mail(False)
    body = cancel_meetings.BodyWrapper()
    body.set_data([notify])
    return {
        "cancel": answered(operations.cancel_meetings(body)),
        "cancel_again": answered(operations.cancel_meetings(body)),
    }


if __name__ == "__main__":
    main(run)
