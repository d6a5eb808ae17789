"""Share records: with whom a record is shared, sharing it, and taking that back (11.18)."""

from __future__ import annotations

from typing import Any

from crmstead.access.membership import share_targets
from crmstead.access.visibility import visible_records
from crmstead.access.ways import SHARED, ways_of_sharing
from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.databases.base import Reader
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.sharing import SHARE_VIEW_UNKNOWN, SHARED_ID_INVALID, SHARING_NOT_SUPPORTED
from crmstead.metadata.describing.asked import id_asked
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.query.plan import BASE, ColumnRef, Compare, OneOf, ReadPlan, Selection, both
from crmstead.records.sharing.shares import ROOT, Outcome, check_public, revoke_shares, share_record
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body, require_items
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing
from crmstead.store.definitions import take_over
from crmstead.store.rows import ID, LIVE, read, read_names
from crmstead.store.schema import ensure_tables
from crmstead.store.shares import Share, read_shares

_RECORD = 1
_VIEWS = ("summary", "manage")


async def get_shares(call: Call) -> Reply:
    """Answer with whom a record is shared, itself or through one it belongs to; 204 if nobody.

    `sharedTo` leaves what shows it to one user; the view `summary` leaves out by whom and when.
    """
    module, record = _module(call), call.record_id(SHARED_ID_INVALID)
    view = call.query.get("view") or "manage"
    if view not in _VIEWS:
        raise ApiError(SHARE_VIEW_UNKNOWN, api_name="view")
    catalogue = call.org.catalogue
    user = catalogue.user_by_id.get(id_asked(call.query, "sharedTo") or 0)
    await ensure_tables(call.org, module)
    async with call.org.database.reading(snapshot=True) as reader:
        through = await _through(reader, call, module, record)
        where = OneOf(ColumnRef(BASE, "record"), (record, *through))
        shares = [
            one
            for one in await read_shares(reader, call.org, where)
            if (one.record == record or one.related_target is not None)
            and (user is None or one.target in share_targets(catalogue, user))
        ]
        names = await _names(reader, call, shares)
    shares = [one for one in shares if one.record in names]
    if not shares or (call.query.get("sharedTo") and user is None):
        return no_content()
    return json_reply({ROOT: [_shown(call, one, names, view) for one in shares]})


async def _through(reader: Reader, call: Call, module: Module, record: int) -> tuple[int, ...]:
    """Return the records whose shares show a record, too.

    Raises:
        ApiError: the caller does not see the record.
    """
    catalogue = call.org.catalogue
    ways = [by for to, by in ways_of_sharing(catalogue, module) if to != SHARED]
    selection = Selection(module.api_name, (ID, *(ColumnRef(BASE, by) for by in ways)))
    where = both(LIVE, Compare(ID, "=", record), visible_records(catalogue, call.caller, module))
    rows = await read(reader, call.org, ReadPlan(selection, where, (), limited=False))
    if not rows:
        raise ApiError(SHARED_ID_INVALID, resource_path_index=_RECORD)
    return tuple(one for one in rows[0][1:] if one is not None)


async def _names(reader: Reader, call: Call, shares: list[Share]) -> dict[int, str | None]:
    """Return what those of the shared records are called that the caller sees."""
    found: dict[int, str | None] = {}
    for number in {one.module for one in shares}:
        module = call.org.catalogue.module_by_id.get(number)
        if module is not None:
            ids = {one.record for one in shares if one.module == number}
            seen = visible_records(call.org.catalogue, call.caller, module)
            rows = await read_names(reader, call.org, module, ids, seen=seen)
            found.update({record: row[1] for record, row in rows.items()})
    return found


def _shown(call: Call, one: Share, names: dict[int, str | None], view: str) -> dict[str, Any]:
    catalogue = call.org.catalogue
    module = catalogue.module_by_id[one.module]
    shown: dict[str, Any] = {
        "shared_with": _target(call, one),
        "share_related_records": one.related_target is not None,
        "shared_through": {
            "module": {"name": module.module_name, "id": str(module.id)},
            "name": names.get(one.record),
            "id": str(one.record),
        },
        "permission": one.permission,
        "type": "public" if one.target_type is None else "private",
    }
    if view == "manage":
        shown["shared_time"] = times_of(call.caller.zone).format(one.shared_time)
        by = catalogue.user_by_id.get(one.shared_by)
        shown["shared_by"] = by and {"name": by.full_name, "id": str(by.id), "zuid": by.zuid}
    return shown


def _target(call: Call, one: Share) -> dict[str, Any] | None:
    catalogue = call.org.catalogue
    shown: dict[str, Any] = {"id": str(one.target), "type": one.target_type}
    if one.target_type is None:
        return None
    if one.target_type == "users":
        user = catalogue.user_by_id.get(one.target)
        return None if user is None else {"name": user.full_name, **shown, "zuid": user.zuid}
    if one.target_type == "groups":
        group = catalogue.user_group_by_id.get(one.target)
        return None if group is None else {"name": group.name, **shown}
    role = catalogue.role_by_id.get(one.target)
    return None if role is None else {"name": role.name, **shown}


async def add_shares(call: Call) -> Reply:
    """Answer `POST`: the record is shared with more; 201, or 207 where some are refused."""
    return await _share(call, anew=False)


async def update_shares(call: Call) -> Reply:
    """Answer `PUT`: the record is shared as the body says, and with nobody else."""
    return await _share(call, anew=True)


async def _share(call: Call, *, anew: bool) -> Reply:
    module, record = _module(call), call.record_id(SHARED_ID_INVALID)
    content = parse_body(call.body)
    items = require_items(content, ROOT)
    check_public(items)

    async def work(writing: Writing) -> Outcome:
        return await share_record(writing, module, record, items, anew=anew)

    outcome = await act(call, work, module, redefines=True)
    await take_over(call.org)
    errors = [one if isinstance(one, RecordError) else None for one in outcome]
    entries = [
        _success({}, "record will be shared successfully")
        if error is None
        else error_answer(error, index, call.version, ROOT)
        for index, error in enumerate(errors)
    ]
    return json_reply({ROOT: entries}, items_status(errors, call.version))


async def remove_shares(call: Call) -> Reply:
    """Answer `DELETE`: nobody sees the record by a share any more; `share` is an object here."""
    module, record = _module(call), call.record_id(SHARED_ID_INVALID)

    async def work(writing: Writing) -> None:
        await revoke_shares(writing, module, record)

    await act(call, work, module, redefines=True)
    await take_over(call.org)
    return json_reply({ROOT: _success({"id": str(record)}, "Sharing Revoked")})


def _module(call: Call) -> Module:
    module = call.require_module()
    if "share" not in module.supports:
        raise ApiError(SHARING_NOT_SUPPORTED)
    return module


def _success(details: dict[str, Any], message: str) -> dict[str, Any]:
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def _route(method: str, call: Any, operation: str, scope: str, permission: str) -> Route:
    return Route(
        method=method,
        path="{module}/{record_id}/actions/share",
        call=call,
        scopes=(f"share.{{module}}.{scope}",),
        operation=operation,
        permission=permission,
    )


ROUTES = (
    _route("GET", get_shares, "getSharedRecordDetails", "READ", "View"),
    _route("POST", add_shares, "shareRecord", "CREATE", "Edit"),
    _route("PUT", update_shares, "updateSharePermissions", "UPDATE", "Edit"),
    _route("DELETE", remove_shares, "revokeSharedRecord", "DELETE", "Edit"),
)
