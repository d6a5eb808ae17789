"""Record locking: the lock of one record, as a related list of at most one (11.19)."""

from __future__ import annotations

from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.databases.base import Reader
from crmstead.errors.locking import RECORD_ID_INVALID
from crmstead.errors.parameters import PAGE_TOKEN_INVALID, PARAM_MISSING
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import ids_asked, page_asked, path_id
from crmstead.model.times import times_of
from crmstead.query.list_params import split_names
from crmstead.query.plan import BASE, ColumnRef, Compare, ReadPlan, Selection, both
from crmstead.records.locking.locks import (
    describe_lock,
    lock_record,
    parse_reason,
    require_locking,
    unlock_record,
    update_lock,
)
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body, require_items
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing
from crmstead.store.locks import Lock, locks_of
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import ensure_tables

_RECORD, _LOCK = 1, 3
#: What every lock shows, whatever `fields` asks for.
_ALWAYS = {"$field_states": None, "$editable": True, "$zia_visions": None}


async def list_locks(call: Call) -> Reply:
    """Answer the lock of a record, 204 where it has none; `fields` is mandatory."""
    require_locking(call.org.catalogue, call.require_module())
    names = split_names(call.query.get("fields", ""))
    if not names:
        raise ApiError(PARAM_MISSING, param_name="fields")
    if call.query.get("page_token"):
        # There never is a second page that a token could stand for.
        raise ApiError(PAGE_TOKEN_INVALID, param_name="page_token")
    page, ids = page_asked(call.query), ids_asked(call.query)
    found = await _read(call)
    locks = [] if found is None or (ids is not None and found[0].id not in ids) else [found]
    cut, info = page.cut(locks)
    if not cut:
        return no_content()
    return json_reply(
        {"data": [_shown(call, lock, name, names) for lock, name in cut], "info": info}
    )


async def get_lock(call: Call) -> Reply:
    """Answer one lock of a record."""
    require_locking(call.org.catalogue, call.require_module())
    number = path_id(call.path["id"], _LOCK)
    found = await _read(call)
    if found is None or found[0].id != number:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_LOCK)
    names = split_names(call.query.get("fields", "")) or None
    return json_reply({"data": [_shown(call, found[0], found[1], names)]})


async def _read(call: Call) -> tuple[Lock, str | None] | None:
    """Return a record's lock and the record's name.

    Raises:
        ApiError: the caller sees no such record.
    """
    module, org = call.require_module(), call.org
    record = call.record_id(RECORD_ID_INVALID)
    await ensure_tables(org, module)
    columns = ("id", module.display_field or "id")
    selection = Selection(module.api_name, tuple(ColumnRef(BASE, name) for name in columns))
    where = both(
        LIVE, Compare(ID, "=", record), visible_records(org.catalogue, call.caller, module)
    )
    async with org.database.reading() as reader:
        rows = await read(reader, org, ReadPlan(selection, where, (), limited=False))
        if not rows:
            raise ApiError(RECORD_ID_INVALID, resource_path_index=_RECORD)
        return await _with_name(reader, call, record, rows[0][1])


async def _with_name(
    reader: Reader, call: Call, record: int, name: Any
) -> tuple[Lock, str | None] | None:
    lock = (await locks_of(reader, call.org, [record])).get(record)
    return None if lock is None else (lock, None if name is None else str(name))


def _shown(
    call: Call, lock: Lock, name: str | None, names: tuple[str, ...] | None
) -> dict[str, Any]:
    times = times_of(call.caller.zone)
    whole = describe_lock(call.org.catalogue, times, call.require_module(), lock, name)
    kept = whole if names is None else {key: whole[key] for key in names if key in whole}
    return {**kept, **_ALWAYS, "$sharing_permission": "full_access", "id": str(lock.id)}


async def add_lock(call: Call) -> Reply:
    """Answer `POST …/Locking_Information__s`: 201 with the lock's id."""
    module, record = call.require_module(), call.record_id(RECORD_ID_INVALID)
    require_locking(call.org.catalogue, module)
    reason = _reason(call)
    if isinstance(reason, Reply):
        return reason
    now = call.org.clock.seconds()

    async def work(writing: Writing) -> int:
        return await lock_record(writing, module, record, reason)

    number = await act(call, work, module, now=now)
    time = times_of(call.caller.zone).format(now)
    by = {"name": call.caller.user.full_name, "id": str(call.caller.user.id)}
    details = {
        "Modified_Time": time,
        "Modified_By": by,
        "Created_Time": time,
        "id": str(number),
        "Created_By": by,
    }
    return json_reply({"data": [_success(details, "record added")]}, 201)


async def change_lock(call: Call) -> Reply:
    """Answer `PUT …/Locking_Information__s/{id}`: another reason for the lock."""
    module, record = call.require_module(), call.record_id(RECORD_ID_INVALID)
    require_locking(call.org.catalogue, module)
    number = path_id(call.path["id"], _LOCK)
    reason = _reason(call)
    if isinstance(reason, Reply):
        return reason

    async def work(writing: Writing) -> None:
        await update_lock(writing, module, record, number, reason)

    await act(call, work, module)
    return json_reply({"data": [_success({"id": str(number)}, "relation updated")]})


async def remove_lock(call: Call) -> Reply:
    """Answer `DELETE …/Locking_Information__s/{id}`: the record is unlocked."""
    module, record = call.require_module(), call.record_id(RECORD_ID_INVALID)
    require_locking(call.org.catalogue, module)
    number = path_id(call.path["id"], _LOCK)

    async def work(writing: Writing) -> None:
        await unlock_record(writing, module, record, number)

    await act(call, work, module)
    return json_reply({"data": [_success({"id": str(number)}, "relation removed")]})


def _reason(call: Call) -> str | Reply:
    """Return the reason of the body, or the answer that refuses it."""
    items = require_items(parse_body(call.body), most=1)
    try:
        return parse_reason(items)
    except RecordError as error:
        answer = error_answer(error, 0, call.version)
        return json_reply({"data": [answer]}, items_status([error], call.version))


def _success(details: dict[str, Any], message: str) -> dict[str, Any]:
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


_PATH = "{module}/{record_id}/Locking_Information__s"


def _scopes(operation: str) -> tuple[str, ...]:
    return (f"modules.{{module}}.{operation} & modules.lockinginformation.{operation}",)


ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=list_locks,
        scopes=_scopes("READ"),
        operation="getRecordLockingInformations",
        permission="View",
    ),
    Route(
        method="POST",
        path=_PATH,
        call=add_lock,
        scopes=_scopes("CREATE"),
        operation="lockRecords",
        permission="Edit",
    ),
    Route(
        method="GET",
        path=f"{_PATH}/{{id}}",
        call=get_lock,
        scopes=_scopes("READ"),
        operation="getRecordLockingInformation",
        permission="View",
    ),
    Route(
        method="PUT",
        path=f"{_PATH}/{{id}}",
        call=change_lock,
        scopes=_scopes("UPDATE"),
        operation="updateRecordLockingInformation",
        permission="Edit",
    ),
    Route(
        method="DELETE",
        path=f"{_PATH}/{{id}}",
        call=remove_lock,
        scopes=_scopes("DELETE"),
        operation="unlockRecord",
        permission="Edit",
    ),
)
