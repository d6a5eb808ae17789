"""Updates, upserts, converts and merges records through the SDK, one by one and many at once."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import (
    conversion_option,
    convert_lead,
    find_and_merge,
    inventory_convert,
    mass_change_owner,
    mass_convert,
    mass_delete_cvid,
)
from zohocrmsdk.src.com.zoho.crm.api.record import (
    GetMassUpdateStatusParam,
    MassUpdateBodyWrapper,
    RecordOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.tags import Tag
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, body, main, params, record

NOWHERE = 4150868000000225013


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    return {
        **updates(given),
        **conversions(given),
        **merges(given),
        **mass_actions(given),
    }


def updates(given: Given) -> dict[str, Any]:
    """Change leads, and upsert some of them by their address."""
    first, second = given["leads"][:2]
    leads = RecordOperations("Leads")
    tagged = record(second, City="Oslo")
    tag = Tag()
    tag.set_name("moved")
    tagged.set_tag([tag])
    upsert = body(
        record(Last_Name="Known", Email=given["email"], State="found"),
        record(Last_Name="Unknown", Email=f"nobody.{given['email']}"),
    )
    upsert.set_duplicate_check_fields(["Email"])
    return {
        "update_one": answered(leads.update_record(first, body(record(City="Rome")))),
        "update_many": answered(leads.update_records(body(tagged, record(NOWHERE, City="x")))),
        "update_nobody": answered(leads.update_record(NOWHERE, body(record(City="x")))),
        "upsert": answered(leads.upsert_records(upsert)),
    }


def conversions(given: Given) -> dict[str, Any]:
    """Convert a lead, several by a job, and a quote."""
    first, second, third = given["to_convert"]
    options = conversion_option.ConversionOptionOperations(first).lead_conversion_options()
    deal = record(
        Deal_Name="Won by SDK", Closing_Date=date(2090, 1, 1), Stage=Choice("Qualification")
    )
    converter = convert_lead.LeadConverter()
    converter.set_overwrite(True)
    converter.set_deals(deal)
    tags = convert_lead.CarryOverTags()
    tags.set_contacts(["hot"])
    converter.set_carry_over_tags(tags)
    one = convert_lead.BodyWrapper()
    one.set_data([converter])
    operations = convert_lead.ConvertLeadOperations(first)
    return {
        "options": answered(options),
        "convert": answered(operations.convert_lead(one)),
        "convert_again": answered(operations.convert_lead(one)),
        **many_conversions(given, [second, third]),
        **quote_conversion(given),
    }


def many_conversions(given: Given, leads: list[int]) -> dict[str, Any]:
    """Convert leads by a job, and ask until it is done."""
    operations = mass_convert.MassConvertOperations()
    wanted = mass_convert.BodyWrapper()
    wanted.set_ids(leads)
    owner = mass_convert.AssignTo()
    owner.set_id(given["owner"])
    wanted.set_assign_to(owner)
    ordered = operations.mass_convert(wanted)
    job = ordered.get_object().get_details()["job_id"]
    asked = params((mass_convert.GetJobStatusParam.job_id, job))
    return {
        "mass_convert": answered(ordered),
        "mass_convert_status": finished(lambda: operations.get_job_status(asked)),
    }


def quote_conversion(given: Given) -> dict[str, Any]:
    """Convert a quote into an order."""
    module = inventory_convert.Module()
    module.set_api_name("Sales_Orders")
    target = inventory_convert.ConvertTo()
    target.set_module(module)
    target.set_carry_over_tags(True)
    converter = inventory_convert.InventoryConverter()
    converter.set_convert_to([target])
    wanted = inventory_convert.BodyWrapper()
    wanted.set_data([converter])
    operations = inventory_convert.InventoryConvertOperations(given["quote"], "Quotes")
    return {"convert_quote": answered(operations.convert_inventory(wanted))}


def finished(ask: Any) -> dict[str, Any]:
    """Return the status document of a job that came to its end."""
    found: dict[str, Any] = {}
    for _ in range(100):
        found = answered(ask())
        if "COMPLETED" in str(found["content"]):
            break
        time.sleep(0.1)
    return found


def merges(given: Given) -> dict[str, Any]:
    """Merge a contact into another, which takes its city."""
    master, child = given["contacts"]
    field = find_and_merge.DataFields()
    field.set_api_name("Mailing_City")
    data = find_and_merge.MergeData()
    data.set_id(child)
    data.set_fields([field])
    merge = find_and_merge.Merge()
    merge.set_data([data])
    wanted = find_and_merge.BodyWrapper()
    wanted.set_merge([merge])
    operations = find_and_merge.FindAndMergeOperations("Contacts", master)
    return {
        "merge": answered(operations.merge_records(wanted)),
        "merge_again": answered(operations.merge_records(wanted)),
    }


def mass_actions(given: Given) -> dict[str, Any]:
    """Update, own and delete many."""
    vendors = RecordOperations("Vendors")
    named = MassUpdateBodyWrapper()
    named.set_data([record(City="Bonn")])
    named.set_ids([str(one) for one in given["vendors"][:1]])
    viewed = MassUpdateBodyWrapper()
    viewed.set_data([record(City="Kiel")])
    viewed.set_cvid(str(given["view"]))
    ordered = vendors.mass_update_records(viewed)
    job = ordered.get_object().get_data()[0].get_details()["job_id"]
    asked = params((GetMassUpdateStatusParam.job_id, str(job)))
    updated = finished(lambda: vendors.get_mass_update_status(asked))
    return {
        "mass_update_named": answered(vendors.mass_update_records(named)),
        "mass_update": answered(ordered),
        "mass_update_status": updated,
        **mass_owner(given),
        **mass_deletion(given),
    }


def mass_owner(given: Given) -> dict[str, Any]:
    """Give the vendors of a view another owner."""
    operations = mass_change_owner.MassChangeOwnerOperations("Vendors")
    wanted = mass_change_owner.BodyWrapper()
    wanted.set_cvid(given["view"])
    owner = mass_change_owner.Owner()
    owner.set_id(given["owner"])
    wanted.set_owner(owner)
    ordered = operations.change_owner(wanted)
    job = ordered.get_object().get_data()[0].get_details()["job_id"]
    asked = params((mass_change_owner.CheckStatusParam.job_id, job))
    return {
        "mass_owner": answered(ordered),
        "mass_owner_status": finished(lambda: operations.check_status(asked)),
    }


def mass_deletion(given: Given) -> dict[str, Any]:
    """Delete a vendor by its id, and the rest of the view."""
    operations = mass_delete_cvid.MassDeleteCvidOperations("Vendors")
    named = mass_delete_cvid.RecordIdBodyWrapper()
    named.set_ids(given["vendors"][:1])
    viewed = mass_delete_cvid.CvidBodyWrapper()
    viewed.set_cvid(given["view"])
    deleted = answered(operations.mass_delete_by_record_id(named))
    ordered = operations.mass_delete_by_cvid(viewed)
    job = ordered.get_object().get_data()[0].get_details()["job_id"]
    asked = params((mass_delete_cvid.GetMassDeleteStatusParam.job_id, job))
    return {
        "mass_delete_named": deleted,
        "mass_delete": answered(ordered),
        "mass_delete_status": finished(lambda: operations.get_mass_delete_status(asked)),
    }


if __name__ == "__main__":
    main(run)
