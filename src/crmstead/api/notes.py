"""Notes of a record: read, added (Notes; those of no one record are read as any other module's)."""

from __future__ import annotations

from typing import Any

from crmstead.access.visibility import may, permission_name
from crmstead.api.related_records import list_related, read_related
from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.databases.base import Transaction
from crmstead.errors.catalogue import NO_PERMISSION
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.records.body import parse_body, require_items
from crmstead.records.finishing import Outcome
from crmstead.records.inserting import insert_items
from crmstead.records.options import parse_options
from crmstead.records.related import find_relations, require_record
from crmstead.records.relations import Relation
from crmstead.records.writing import Writing
from crmstead.store.schema import ensure_tables
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


async def add_notes(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/Notes`; the path says whose the notes are."""
    module, notes = call.require_module(), _relation(call, "Create").module
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    content = parse_body(call.body)
    items = [_of_record(module, record, item) for item in require_items(content)]
    options = parse_options(content, call.org.catalogue, notes)
    await ensure_tables(call.org, notes)

    async def work(transaction: Transaction) -> Outcome:
        writing = Writing(
            call.org, call.caller, call.version, transaction, options, call.org.clock.seconds()
        )
        return await insert_items(writing, notes, items)

    outcome = await write(call.org, work)
    return json_reply({"data": outcome.answers}, outcome.status)


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
)
