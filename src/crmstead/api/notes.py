"""Notes of one record: read, added, changed, deleted; all notes are records like any other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from crmstead.access.permissions import may, permission_name
from crmstead.access.visibility import visible_records
from crmstead.api.route import (
    Call,
    Param,
    Reply,
    Route,
    outcome_reply,
    record_reply,
    records_reply,
)
from crmstead.errors.deleting import NO_PERMISSION_TO_DELETE, NOT_DELETED
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NO_PERMISSION
from crmstead.metadata.describing.asked import since_asked
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.list_params import ids_to_delete
from crmstead.records.bin.belonging import ensure_belongings
from crmstead.records.bin.deleting import delete_records, deleted_outcome, refused
from crmstead.records.related.linking import touch
from crmstead.records.related.related import conditions, find_relations, require_record
from crmstead.records.related.related_reading import RelatedReading
from crmstead.records.related.relations import Relation
from crmstead.records.write.body import named_item, parse_body, require_items
from crmstead.records.write.finishing import Outcome, outcome
from crmstead.records.write.inserting import insert_items
from crmstead.records.write.options import Options, parse_options
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.transacting import act
from crmstead.records.write.updating import ALL_UPDATED, update_each
from crmstead.records.write.writing import Writing
from crmstead.store.rows import read_names

#: The related list, and the field of a note that says whose it is.
NOTES, PARENT = "Notes", "Parent_Id"
#: Of the note's id in the path.
_NOTE_IN_PATH = 3


def _relation(call: Call, right: str = "View") -> Relation:
    """Return the relation of a module to its notes, which the caller must have a right to.

    Raises:
        ApiError: the module has no notes, or the right is missing.
    """
    (relation,) = find_relations(call.org, call.caller, call.require_module(), NOTES)
    if not may(call.caller, right, relation.module):
        cause = NO_PERMISSION_TO_DELETE if right == "Delete" else NO_PERMISSION
        raise ApiError(cause, permissions=[permission_name(right, relation.module)])
    return relation


async def list_notes(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/Notes`, oldest first."""
    reading = _reading(call, _relation(call))
    return records_reply(await reading.page(), reading.since)


async def get_note(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/Notes/{related_id}`."""
    reading = _reading(call, _relation(call))
    return record_reply(await reading.one(call.path["related_id"]), reading.since)


def _reading(call: Call, relation: Relation) -> RelatedReading:
    return RelatedReading(
        org=call.org,
        caller=call.caller,
        version=call.version,
        module=call.require_module(),
        record=call.path["record_id"],
        name=NOTES,
        relations=(relation,),
        query=call.query,
        since=since_asked(call.headers),
    )


async def update_notes(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/Notes`: each item names a note of the record."""
    relation = _relation(call, "Edit")
    content = parse_body(call.body)
    return await _update(call, relation, content, require_items(content))


async def update_note(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/Notes/{related_id}`; the path names the note."""
    relation = _relation(call, "Edit")
    content = parse_body(call.body)
    item = named_item(content, call.path["related_id"])
    return await _update(call, relation, content, [item])


async def _update(
    call: Call, relation: Relation, content: dict[str, Any], items: list[Any]
) -> Reply:
    module, notes = call.require_module(), relation.module
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    options = parse_options(content, call.org.catalogue, notes, with_rule=False)
    await ensure_written(call.org, notes)
    ((_, of_record),) = conditions(call.org, call.caller, [relation], record)

    async def work(writing: Writing) -> Outcome:
        checked = await update_each(writing, notes, items, of_record)
        return outcome(writing, checked, ALL_UPDATED)

    return await _write(call, options, record, work)


async def _write(
    call: Call, options: Options, record: int, change: Callable[[Writing], Awaitable[Outcome]]
) -> Reply:
    """Run a change of a record's notes; one that succeeds is an activity of the record."""
    module = call.require_module()

    async def work(writing: Writing) -> Outcome:
        found = await change(writing)
        if any(one["status"] == "success" for one in found.answers):
            await touch(writing, module, record)
        return found

    return outcome_reply(await act(call, work, options=options))


async def add_notes(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/Notes`; the path says whose the notes are."""
    module, notes = call.require_module(), _relation(call, "Create").module
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    content = parse_body(call.body)
    items = [_of_record(module, record, item) for item in require_items(content)]
    options = parse_options(content, call.org.catalogue, notes)
    await ensure_written(call.org, notes)

    async def work(writing: Writing) -> Outcome:
        return await insert_items(writing, notes, items)

    return await _write(call, options, record, work)


async def delete_notes(call: Call) -> Reply:
    """Answer `DELETE /{module}/{record_id}/Notes?ids=`: an entry for each id."""
    return await _delete(call, ids_to_delete(call.query))


async def delete_note(call: Call) -> Reply:
    """Answer `DELETE /{module}/{record_id}/Notes/{related_id}`: bare for no note of the record."""
    note = parse_id(call.path["related_id"])
    return await _delete(call, [] if note is None else [note], in_path=True)


async def _delete(call: Call, ids: Sequence[int], *, in_path: bool = False) -> Reply:
    notes, module = _relation(call, "Delete").module, call.require_module()
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    await ensure_belongings(call.org, notes)

    async def work(writing: Writing) -> Outcome:
        seen = visible_records(call.org.catalogue, call.caller, notes)
        rows = await read_names(writing.transaction, call.org, notes, ids, PARENT, seen=seen)
        own = [one for one in dict.fromkeys(ids) if one in rows and rows[one][-1] == record]
        if in_path and not own:
            raise ApiError(NOT_DELETED, resource_path_index=_NOTE_IN_PATH)
        foreign = {one: refused(NOT_DELETED, one) for one in ids if one not in own}
        outcomes = {**foreign, **await delete_records(writing, notes, own)}
        return deleted_outcome(call.version, ids, outcomes)

    return await _write(call, Options(), record, work)


def _of_record(module: Module, record: int, item: Any) -> Any:
    """Return an item with the record of the path as its parent, whatever it names itself."""
    if not isinstance(item, dict):
        return item
    return {**item, PARENT: {"id": str(record), "module": {"api_name": module.api_name}}}


_PATH = "{module}/{record_id}/Notes"

ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=list_notes,
        scopes=("modules.{module}.READ & modules.notes.READ",),
        operation="getNotesOfRecord",
        permission="View",
    ),
    Route(
        method="GET",
        path=f"{_PATH}/{{related_id}}",
        call=get_note,
        scopes=("modules.{module}.READ & modules.notes.READ",),
        operation="getNoteOfRecord",
        permission="View",
    ),
    Route(
        method="POST",
        path=_PATH,
        call=add_notes,
        scopes=("modules.{module}.CREATE & modules.notes.CREATE",),
        operation="createNotesOfRecord",
        permission="View",
    ),
    Route(
        method="PUT",
        path=_PATH,
        call=update_notes,
        scopes=("modules.{module}.UPDATE & modules.notes.UPDATE",),
        operation="updateNotesOfRecord",
        permission="View",
    ),
    Route(
        method="PUT",
        path=f"{_PATH}/{{related_id}}",
        call=update_note,
        scopes=("modules.{module}.UPDATE & modules.notes.UPDATE",),
        operation="updateNoteOfRecord",
        permission="View",
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=delete_notes,
        scopes=("modules.{module}.DELETE & modules.notes.DELETE",),
        operation="deleteNotesOfRecord",
        permission="View",
        params=(Param("ids", required=True), Param("wf_trigger")),
    ),
    Route(
        method="DELETE",
        path=f"{_PATH}/{{related_id}}",
        call=delete_note,
        scopes=("modules.{module}.DELETE & modules.notes.DELETE",),
        operation="deleteNoteOfRecord",
        permission="View",
        params=(Param("wf_trigger"),),
    ),
)
