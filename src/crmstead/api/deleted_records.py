"""Deleted Records: what was deleted of a module in the last 120 days."""

from __future__ import annotations

from typing import Any

from crmstead.access.visibility import visible_deleted
from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API
from crmstead.metadata.describing.asked import choice_asked, page_asked, since_asked
from crmstead.metadata.describing.reader import user_reference
from crmstead.model.times import times_of
from crmstead.query.plan import EVERYTHING, Compare, Condition, OneOf, Order, both
from crmstead.store.bin_entries import (
    DELETED_TIME,
    ID,
    MODULE,
    Entry,
    Part,
    gone,
    in_bin,
    read_entries,
    told,
)

_NEWEST_FIRST = (Order(DELETED_TIME, descending=True), Order(ID, descending=True))
_TYPES = ("all", "recycle", "permanent")


async def get_deleted_records(call: Call) -> Reply:
    """Answer `GET /{module}/deleted`: 204 where nothing is found, 304 where nothing is newer."""
    module = call.require_module()
    if "view" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    asked = choice_asked(call.query, "type", "all", _TYPES)
    page = page_asked(call.query)
    since = since_asked(call.headers)
    where = _where(call, asked, since)
    offset = (page.number - 1) * page.size
    async with call.org.database.reading() as reader:
        part = Part(where, _NEWEST_FIRST, page.size + 1, offset)
        entries = await read_entries(reader, call.org, part)
    if not entries:
        return no_content() if since is None else Reply(304)
    shown = [_describe(call, one) for one in entries[: page.size]]
    return json_reply({"data": shown, "info": page.info(len(shown), more=len(entries) > page.size)})


def _where(call: Call, asked: str, since: int | None) -> Condition:
    now = call.org.clock.seconds()
    known = call.org.catalogue.module_by_name
    module = call.require_module()
    modules = tuple(known[name].id for name in module.view_of or (module.api_name,))
    types = {"all": EVERYTHING, "recycle": in_bin(now), "permanent": gone(now)}
    # Second and all: docs/decisions/0006-if-modified-since.md.
    newer = EVERYTHING if since is None else Compare(DELETED_TIME, ">=", since)
    of = Compare(MODULE, "=", modules[0]) if len(modules) == 1 else OneOf(MODULE, modules)
    visible = visible_deleted(call.org.catalogue, call.caller)
    return both(of, told(now), types[asked], newer, visible)


def _describe(call: Call, entry: Entry) -> dict[str, Any]:
    """Return a deleted record; of one that is gone for good no name is told."""
    catalogue = call.org.catalogue
    kept = entry.restorable(call.org.clock.seconds())
    return {
        "deleted_by": user_reference(catalogue, entry.deleted_by) if kept else None,
        "id": str(entry.id),
        "display_name": entry.display_name if kept else None,
        "type": "recycle" if kept else "permanent",
        "created_by": user_reference(catalogue, entry.created_by) if kept else None,
        "deleted_time": times_of(call.caller.zone).format(entry.deleted_time),
    }


ROUTES = (
    Route(
        method="GET",
        path="{module}/deleted",
        call=get_deleted_records,
        scopes=("modules.{module}.READ",),
        operation="getDeletedRecords",
        permission="View",
        params=(Param("type"), Param("page"), Param("per_page")),
    ),
)
