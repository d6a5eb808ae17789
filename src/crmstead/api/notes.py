"""Notes of a record: read, added, changed (all notes are read as any other module's records)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.access.visibility import may, permission_name
from crmstead.api.related_records import list_related, read_related
from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.databases.base import Transaction
from crmstead.errors.catalogue import NO_PERMISSION
from crmstead.errors.changing import TOO_MANY_FOR_PATH
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.records.body import parse_body, require_items
from crmstead.records.finishing import Outcome, outcome
from crmstead.records.inserting import insert_items
from crmstead.records.linking import touch
from crmstead.records.options import Options, parse_options
from crmstead.records.related import conditions, find_relations, require_record
from crmstead.records.relations import Relation
from crmstead.records.tables import ensure_written
from crmstead.records.updating import ALL_UPDATED, update_each
from crmstead.records.writing import Writing
from crmstead.store.transactions import write

#: The related list, and the field of a note that says whose it is.
NOTES, PARENT = "Notes", "Parent_Id"


def _relation(call: Call, right: str = "View") -> Relation:
    """Return the relation of a module to its notes, which the caller must have a right to.

    Raises:
        ApiError: the module has no notes, or the right is missing.
    """
    (relation,) = find_relations(call.org, call.caller, call.require_module(), NOTES)
    if not may(call.caller, right, relation.module):
        raise ApiError(NO_PERMISSION, permissions=[permission_name(right, relation.module)])
    return relation


async def list_notes(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/Notes`, oldest first."""
    return await list_related(call, [_relation(call)], NOTES)


async def get_note(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/Notes/{related_id}`."""
    return await read_related(call, [_relation(call)], NOTES)


async def update_notes(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/Notes`: each item names a note of the record."""
    relation = _relation(call, "Edit")
    content = parse_body(call.body)
    return await _update(call, relation, content, require_items(content))


async def update_note(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/Notes/{related_id}`; the path names the note."""
    relation = _relation(call, "Edit")
    content = parse_body(call.body)
    items = require_items(content)
    if len(items) > 1:
        raise ApiError(TOO_MANY_FOR_PATH, maximum_length=1, api_name="data", json_path="$.data")
    item = items[0]
    if isinstance(item, dict):
        item = {**item, "id": call.path["related_id"]}
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

    async def work(transaction: Transaction) -> Outcome:
        now = call.org.clock.seconds()
        writing = Writing(call.org, call.caller, call.version, transaction, options, now)
        found = await change(writing)
        if any(one["status"] == "success" for one in found.answers):
            await touch(writing, module, record)
        return found

    written = await write(call.org, work)
    return json_reply({"data": written.answers}, written.status)


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
)
