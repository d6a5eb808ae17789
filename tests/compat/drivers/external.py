"""Reads, writes, links and deletes records by external ids through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.header_map import HeaderMap
from zohocrmsdk.src.com.zoho.crm.api.record import (
    BodyWrapper,
    CreateRecordsHeader,
    DeleteRecordsHeader,
    DeleteRecordsParam,
    DeleteRecordUsingExternalIDHeader,
    GetRecordsHeader,
    GetRecordsParam,
    GetRecordUsingExternalIDHeader,
    Record,
    RecordOperations,
    UpdateRecordHeader,
    UpdateRecordsHeader,
    UpdateRecordUsingExternalIDHeader,
    UpsertRecordsHeader,
)
from zohocrmsdk.src.com.zoho.crm.api.related_records import (
    BodyWrapper as RelatedBody,
)
from zohocrmsdk.src.com.zoho.crm.api.related_records import (
    DeleteRelatedRecordsUsingExternalIDHeader,
    DeleteRelatedRecordsUsingExternalIDParam,
    DeleteRelatedRecordUsingExternalIDHeader,
    GetRelatedRecordsUsingExternalIDHeader,
    GetRelatedRecordsUsingExternalIDParam,
    GetRelatedRecordUsingExternalIDHeader,
    RelatedRecordsOperations,
    UpdateRelatedRecordsUsingExternalIDHeader,
    UpdateRelatedRecordUsingExternalIDHeader,
)

from tests.compat.drivers.session import Given, answered, main, params

CONTACT, ACCOUNT, LEAD = "External_Contact_ID", "External_Account_ID", "External_Lead_ID"
OWN, LOOKUP = f"Contacts.{CONTACT}", f"Contacts.Account_Name.{ACCOUNT}"
MEMBERS = f"Campaigns.External_Campaign_ID,Leads.{LEAD}"


def run(given: Given) -> dict[str, Any]:
    """Return the answer of each operation under its name."""
    return {"records": records(given), "related": related(given)}


def header(member: Any, value: str = OWN) -> HeaderMap:
    """Return the headers of a call."""
    made = HeaderMap()
    made.add(member, value)
    return made


def record(**values: Any) -> Record:
    """Return a record with some values."""
    made = Record()
    for name, value in values.items():
        made.add_key_value(name, value)
    return made


def body(*all_records: Record, wrapper: Any = BodyWrapper) -> Any:
    """Return the body of a write."""
    made = wrapper()
    made.set_data(list(all_records))
    return made


def records(given: Given) -> dict[str, Any]:
    """Make contacts, then read, change and delete them by their values."""
    operations = RecordOperations("Contacts")
    account = record(**{ACCOUNT: given["account"]})
    one, two, three = given["values"]
    made = [
        record(Last_Name="One", Account_Name=account, **{CONTACT: one}),
        record(Last_Name="Two", **{CONTACT: two}),
    ]
    found: dict[str, Any] = {}
    created = operations.create_records(body(*made), header(CreateRecordsHeader.x_external, LOOKUP))
    found["create"] = answered(created)
    read = header(GetRecordUsingExternalIDHeader.x_external)
    found["read"] = answered(operations.get_record_using_external_id(one, header_instance=read))
    nobody = operations.get_record_using_external_id("nobody", header_instance=read)
    found["nobody"] = [nobody.get_status_code(), nobody.get_object()]
    listed = params(
        (GetRecordsParam.fields, f"Last_Name,{CONTACT}"), (GetRecordsParam.ids, f"{one},{two}")
    )
    found["list"] = answered(operations.get_records(listed, header(GetRecordsHeader.x_external)))
    found["update"] = answered(
        operations.update_record_using_external_id(
            one,
            body(record(Last_Name="Changed")),
            header(UpdateRecordUsingExternalIDHeader.x_external),
        )
    )
    found["fixed"] = answered(
        operations.update_record_using_external_id(
            one,
            body(record(**{CONTACT: "other"})),
            header(UpdateRecordUsingExternalIDHeader.x_external),
        )
    )
    many = body(record(First_Name="B", **{CONTACT: two}), record(**{CONTACT: "nobody"}))
    found["update_many"] = answered(
        operations.update_records(many, header(UpdateRecordsHeader.x_external))
    )
    first = int(created.get_object().get_data()[0].get_details()["id"])
    by_id = body(record(Account_Name=record(**{ACCOUNT: "nobody"})))
    found["lookup"] = answered(
        operations.update_record(first, by_id, header(UpdateRecordHeader.x_external, LOOKUP))
    )
    both = body(
        record(Last_Name="Up", **{CONTACT: two}), record(Last_Name="New", **{CONTACT: three})
    )
    found["upsert"] = answered(
        operations.upsert_records(both, header(UpsertRecordsHeader.x_external))
    )
    found["delete"] = answered(
        operations.delete_record_using_external_id(
            one, header_instance=header(DeleteRecordUsingExternalIDHeader.x_external)
        )
    )
    ids = params((DeleteRecordsParam.ids, f"{two},{three},nobody"))
    found["delete_many"] = answered(
        operations.delete_records(ids, header(DeleteRecordsHeader.x_external))
    )
    return found


def related(given: Given) -> dict[str, Any]:
    """Link leads to a campaign, change a link, read and delink them, all by their values."""
    campaign, (first, second) = given["campaign"], given["leads"]
    members = RelatedRecordsOperations("Leads", "Campaigns")
    fields = (GetRelatedRecordsUsingExternalIDParam.fields, f"Last_Name,{LEAD}")
    found: dict[str, Any] = {}
    both = body(
        record(Member_Status="Invited", **{LEAD: first}),
        record(**{LEAD: second}),
        wrapper=RelatedBody,
    )
    found["link"] = answered(
        members.update_related_records_using_external_id(
            campaign, both, header(UpdateRelatedRecordsUsingExternalIDHeader.x_external, MEMBERS)
        )
    )
    found["list"] = answered(
        members.get_related_records_using_external_id(
            campaign,
            params(fields),
            header(GetRelatedRecordsUsingExternalIDHeader.x_external, MEMBERS),
        )
    )
    changed = body(record(Member_Status="Responded"), wrapper=RelatedBody)
    found["change"] = answered(
        members.update_related_record_using_external_id(
            first,
            campaign,
            changed,
            header(UpdateRelatedRecordUsingExternalIDHeader.x_external, MEMBERS),
        )
    )
    found["one"] = answered(
        members.get_related_record_using_external_id(
            first,
            campaign,
            header_instance=header(GetRelatedRecordUsingExternalIDHeader.x_external, MEMBERS),
        )
    )
    found["delink"] = answered(
        members.delete_related_record_using_external_id(
            first, campaign, header(DeleteRelatedRecordUsingExternalIDHeader.x_external, MEMBERS)
        )
    )
    found["delink_many"] = answered(
        members.delete_related_records_using_external_id(
            campaign,
            params((DeleteRelatedRecordsUsingExternalIDParam.ids, second)),
            header(DeleteRelatedRecordsUsingExternalIDHeader.x_external, MEMBERS),
        )
    )
    return found


if __name__ == "__main__":
    main(run)
