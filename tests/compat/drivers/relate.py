"""Reads, links, changes and delinks related records, notes and related lists through the SDK."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.header_map import HeaderMap
from zohocrmsdk.src.com.zoho.crm.api.modules import MinifiedModule
from zohocrmsdk.src.com.zoho.crm.api.notes import (
    BodyWrapper as NotesBody,
)
from zohocrmsdk.src.com.zoho.crm.api.notes import (
    DeleteNotesParam,
    GetNoteParam,
    GetNotesParam,
    Note,
    NotesOperations,
    ParentId,
)
from zohocrmsdk.src.com.zoho.crm.api.record import Record
from zohocrmsdk.src.com.zoho.crm.api.related_lists import (
    GetRelatedListParam,
    GetRelatedListsParam,
    RelatedListsOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.related_records import (
    BodyWrapper,
    DelinkRecordsParam,
    GetDeletedParentRecordsRelatedRecordParam,
    GetRelatedRecordParam,
    GetRelatedRecordsHeader,
    GetRelatedRecordsParam,
    RelatedRecordsOperations,
)

from tests.compat.drivers.session import Given, answered, main, params, record


def run(given: Given) -> dict[str, Any]:
    """Return the answer of each operation under its name."""
    return {
        "links": links(given),
        "reads": reads(given),
        "notes": notes(given),
        "lists": lists(),
        "counts": counts(given) if given["version"] == "8" else None,
    }


def body(*records: Record) -> BodyWrapper:
    """Return the body of a write."""
    made = BodyWrapper()
    made.set_data(list(records))
    return made


def links(given: Given) -> dict[str, Any]:
    """Link leads to a campaign, change a link, and delink them one way and the other."""
    campaign, (first, second) = given["campaign"], given["leads"]
    members = RelatedRecordsOperations("Leads", "Campaigns")
    asked = params((GetRelatedRecordsParam.fields, "Last_Name"))
    one = params((GetRelatedRecordParam.fields, "Last_Name"))
    found: dict[str, Any] = {}
    both = body(record(first, Member_Status="Invited"), record(second))
    found["link"] = answered(members.update_related_records(campaign, both))
    found["list"] = answered(members.get_related_records(campaign, asked))
    changed = body(record(Member_Status="Responded"))
    found["change"] = answered(members.update_related_record(first, campaign, changed))
    found["one"] = answered(members.get_related_record(first, campaign, one))
    found["delink"] = answered(members.delink_record(first, campaign))
    ids = params((DelinkRecordsParam.ids, str(second)))
    found["delink_many"] = answered(members.delink_records(campaign, ids))
    after = members.get_related_records(campaign, asked)
    found["after"] = (after.get_status_code(), after.get_object())
    return found


def reads(given: Given) -> dict[str, Any]:
    """Read lists of an account: a page, a newer part, a list that is not, one of a deleted one."""
    found: dict[str, Any] = {}
    contacts = RelatedRecordsOperations("Contacts", "Accounts")
    name = (GetRelatedRecordsParam.fields, "Last_Name,Account_Name,Created_Time")
    page = params(name, (GetRelatedRecordsParam.page, 2), (GetRelatedRecordsParam.per_page, 2))
    found["page"] = answered(contacts.get_related_records(given["account"], page))
    headers = HeaderMap()
    headers.add(GetRelatedRecordsHeader.if_modified_since, datetime.fromisoformat(given["later"]))
    newer = contacts.get_related_records(given["account"], params(name), headers)
    found["newer"] = (newer.get_status_code(), newer.get_object())
    nowhere = RelatedRecordsOperations("Nowhere", "Accounts")
    found["nowhere"] = answered(nowhere.get_related_records(given["account"], params(name)))
    fields = params((GetDeletedParentRecordsRelatedRecordParam.fields, "Last_Name"))
    deleted = contacts.get_deleted_parent_records_related_record(given["deleted"], fields)
    found["deleted"] = answered(deleted)
    for related in ("Tasks", "Quotes", "Site_Visits", "Sponsored"):
        operations = RelatedRecordsOperations(related, "Accounts")
        read = operations.get_related_records(
            given["account"], params((GetRelatedRecordsParam.fields, given["fields"][related]))
        )
        found[related] = answered(read)
    return found


def note(number: int | None = None, **values: str) -> Note:
    """Return a note with a title and a content."""
    made = Note()
    if number is not None:
        made.set_id(number)
    if "title" in values:
        made.set_note_title(values["title"])
    if "content" in values:
        made.set_note_content(values["content"])
    return made


def notes_body(*all_notes: Note) -> NotesBody:
    """Return the body of a write of notes."""
    made = NotesBody()
    made.set_data(list(all_notes))
    return made


def notes(given: Given) -> dict[str, Any]:
    """Add notes to a lead, read, change and delete them."""
    operations = NotesOperations()
    module = MinifiedModule()
    module.set_api_name("Leads")
    parent = ParentId()
    parent.set_id(given["leads"][0])
    parent.set_module(module)
    made = [note(title=f"Title {n}", content=f"Content {n}") for n in range(3)]
    for one in made:
        one.set_parent_id(parent)
    found: dict[str, Any] = {}
    created = operations.create_notes(notes_body(*made))
    found["create"] = answered(created)
    first, second, third = (int(one.get_details()["id"]) for one in created.get_object().get_data())
    asked = params(
        (GetNotesParam.fields, "Note_Title,Note_Content,Parent_Id,Owner"),
        (GetNotesParam.ids, f"{first},{second},{third}"),
    )
    found["list"] = answered(operations.get_notes(asked))
    one = params((GetNoteParam.fields, "Note_Title,Parent_Id,$attachments,$size"))
    found["one"] = answered(operations.get_note(first, one))
    changed = notes_body(note(first, content="Changed"), note(second, title="Changed"))
    found["update_many"] = answered(operations.update_notes(changed))
    again = notes_body(note(content="Changed again"))
    found["update_one"] = answered(operations.update_note(third, again))
    of_lead = RelatedRecordsOperations("Notes", "Leads")
    fields = params((GetRelatedRecordsParam.fields, "Note_Title,Note_Content,Parent_Id"))
    found["of_lead"] = answered(of_lead.get_related_records(given["leads"][0], fields))
    found["delete_one"] = answered(operations.delete_note(first))
    ids = params((DeleteNotesParam.ids, f"{second},{third}"))
    found["delete_many"] = answered(operations.delete_notes(ids))
    return found


def lists() -> dict[str, Any]:
    """Read the related lists of campaigns, and the first of them."""
    operations = RelatedListsOperations()
    every = operations.get_related_lists(params((GetRelatedListsParam.module, "Campaigns")))
    first = every.get_object().get_related_lists()[0].get_id()
    one = operations.get_related_list(first, params((GetRelatedListParam.module, "Campaigns")))
    return {"all": answered(every), "one": answered(one)}


def counts(given: Given) -> dict[str, Any]:
    """Count the contacts of an account, and a list that it does not have."""
    from zohocrmsdk.src.com.zoho.crm.api.get_related_records_count import (
        BodyWrapper as CountBody,
    )
    from zohocrmsdk.src.com.zoho.crm.api.get_related_records_count import (
        GetRelatedRecordCount,
        GetRelatedRecordsCountOperations,
        RelatedList,
    )

    asked = []
    for name in ("Contacts", "Nowhere"):
        related = RelatedList()
        related.set_api_name(name)
        one = GetRelatedRecordCount()
        one.set_related_list(related)
        asked.append(one)
    made = CountBody()
    made.set_get_related_records_count(asked)
    operations = GetRelatedRecordsCountOperations(given["account"], "Accounts")
    return answered(operations.get_related_records_count(made))


if __name__ == "__main__":
    main(run)
