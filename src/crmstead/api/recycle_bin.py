"""Recycle bin: what is in it, over all modules; restoring it and removing it for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.cause import Cause
from crmstead.errors.deleting import (
    BIN_ID_UNKNOWN,
    EMPTY_BY_ADMIN,
    RESTORE_AMBIGUOUS,
    RESTORE_ID_INVALID,
    RESTORE_ID_UNKNOWN,
    RESTORE_WHAT,
)
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import DATA_NOT_ARRAY
from crmstead.errors.searching import SEARCH_PARAM_MISSING
from crmstead.errors.settings import IDS_TOO_MANY
from crmstead.metadata.describing.asked import choice_asked, ids_asked, page_asked
from crmstead.model.ids import parse_id
from crmstead.query.bin_filters import filter_condition, filters_asked
from crmstead.query.list_params import split_names
from crmstead.query.plan import EVERYTHING, ColumnRef, Condition, OneOf, Order
from crmstead.query.special_values import Moment
from crmstead.records.bin.deleting import Outcomes
from crmstead.records.bin.recycle_bin import Bin
from crmstead.records.write.answers import done_answer, items_status, refused_answer
from crmstead.records.write.body import parse_body
from crmstead.store.bin_entries import (
    DELETED_BY,
    DELETED_TIME,
    DISPLAY_NAME,
    ID,
    Part,
    count_entries,
    read_entries,
)

_ROOT = "recycle_bin"
#: Of the record's id in `settings/recycle_bin/{id}`.
_PATH_INDEX = 2
#: Ids of one restoring, as documented; those of a parameter are 100.
_MOST_RESTORED = 200
#: Records that are removed before the answer; more are ordered to be.
_MOST_AT_ONCE = 1_000
_SORTS: Mapping[str, ColumnRef] = {
    "deleted_time": DELETED_TIME,
    "display_name": DISPLAY_NAME,
    # unspecified: users in the order of their ids.
    "deleted_by": DELETED_BY,
}
_ORDERS = ("desc", "asc")
_WAYS = ("ids", "filters", "restore_all_records")
_RESTORED, _REMOVED = "record restored", "record deleted"


def _bin(call: Call) -> Bin:
    return Bin(call.org, call.caller, call.version)


def _moment(call: Call) -> Moment:
    return Moment(call.org.clock.seconds(), call.caller.zone, call.caller.user.id)


def _filters(call: Call) -> Condition:
    return filters_asked(call.query, call.org.catalogue, _moment(call))


async def list_bin(call: Call) -> Reply:
    """Answer a page of the bin; `ids` go before `filters`. 204 where nothing is found."""
    sort = _SORTS[choice_asked(call.query, "sort_by", "deleted_time", _SORTS)]
    descending = choice_asked(call.query, "sort_order", "desc", _ORDERS) == "desc"
    page = page_asked(call.query)
    ids = ids_asked(call.query)
    asked = _filters(call) if ids is None else OneOf(ID, tuple(sorted(ids)))
    nullable = sort is DISPLAY_NAME
    order = (Order(sort, descending, nullable=nullable), Order(ID, descending))
    part = Part(_bin(call).where(asked), order, page.size + 1, (page.number - 1) * page.size)
    shown = await _shown(call, part)
    if not shown:
        return no_content()
    info = page.info(min(len(shown), page.size), more=len(shown) > page.size)
    return json_reply({_ROOT: shown[: page.size], "info": info})


async def get_from_bin(call: Call) -> Reply:
    """Answer one deleted record; 204 for one that is not in the bin."""
    record = parse_id(call.path["id"])
    shown = [] if record is None else await _shown(call, Part(_bin(call).where(_only(record))))
    return json_reply({_ROOT: shown}) if shown else no_content()


def _only(record: int) -> Condition:
    return OneOf(ID, (record,))


async def _shown(call: Call, part: Part) -> list[dict[str, Any]]:
    async with call.org.database.reading() as reader:
        entries = await read_entries(reader, call.org, part)
    return [_bin(call).describe(one) for one in entries]


async def count_bin(call: Call) -> Reply:
    """Answer how many records are in the bin, or how many of them `filters` leave."""
    where = _bin(call).where(_filters(call))
    async with call.org.database.reading() as reader:
        return json_reply({"count": await count_entries(reader, call.org, where)})


async def remove_one(call: Call) -> Reply:
    """Remove a deleted record for good."""
    record = _path_id(call, BIN_ID_UNKNOWN)
    outcomes = await _bin(call).remove([record], BIN_ID_UNKNOWN)
    return _one(call, record, outcomes, BIN_ID_UNKNOWN, _REMOVED)


async def remove_many(call: Call) -> Reply:
    """Remove deleted records for good: those of `ids` at once, those that `filters` leave later."""
    if ids_asked(call.query) is not None:
        ids = _ids_of(list(split_names(call.query["ids"])))
        return _many(call, await _bin(call).remove(ids, BIN_ID_UNKNOWN), _REMOVED)
    if not call.query.get("filters"):
        raise ApiError(SEARCH_PARAM_MISSING, param_names=["ids", "filters"])
    await _bin(call).order_removal(_filters(call))
    return _ordered("Bulk deletion of records based on filters has been scheduled")


async def restore_one(call: Call) -> Reply:
    """Restore a deleted record."""
    record = _path_id(call, RESTORE_ID_UNKNOWN)
    outcomes = await _bin(call).restore([record], RESTORE_ID_UNKNOWN)
    return _one(call, record, outcomes, RESTORE_ID_UNKNOWN, _RESTORED)


async def restore_many(call: Call) -> Reply:
    """Restore deleted records: those of `ids` at once, those that fit or all of them later."""
    body = parse_body(call.body)
    ways = [way for way in _WAYS if body.get(way) not in (None, False)]
    if len(ways) != 1:
        places = [{"api_name": way, "json_path": f"$.{way}"} for way in ways or _WAYS]
        if ways:
            raise ApiError(RESTORE_AMBIGUOUS, ambiguity_due_to=places)
        raise ApiError(RESTORE_WHAT, expected_fields=places)
    if ways == ["ids"]:
        outcomes = await _bin(call).restore(_ids_of(body["ids"]), RESTORE_ID_UNKNOWN)
        return _many(call, outcomes, _RESTORED)
    where: Condition = EVERYTHING
    if ways == ["filters"]:
        where = filter_condition(body["filters"], call.org.catalogue, _moment(call))
    await _bin(call).order_restoring(where)
    return _ordered("Bulk restoration of records based on filters has been scheduled")


def _ids_of(given: Any) -> list[int]:
    """Return the ids of a body, each once."""
    if not isinstance(given, list) or not given:
        raise ApiError(
            DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name="ids", json_path="$.ids"
        )
    if len(given) > _MOST_RESTORED:
        raise ApiError(IDS_TOO_MANY, limit=_MOST_RESTORED, param_name="ids")
    found: dict[int, None] = {}
    for index, one in enumerate(given):
        text = str(one) if isinstance(one, str | int) and not isinstance(one, bool) else ""
        number = parse_id(text)
        if number is None:
            raise ApiError(RESTORE_ID_INVALID, api_name="ids", json_path=f"$.ids[{index}]")
        found[number] = None
    return list(found)


async def empty_bin(call: Call) -> Reply:
    """Remove everything in the bin for good: at once where it is little."""
    if not call.caller.administrator:
        raise ApiError(EMPTY_BY_ADMIN)
    full = _bin(call)
    async with call.org.database.reading() as reader:
        part = Part(full.where(), limit=_MOST_AT_ONCE + 1)
        ids = [one.id for one in await read_entries(reader, call.org, part)]
    if len(ids) <= _MOST_AT_ONCE:
        await full.remove(ids, BIN_ID_UNKNOWN)
        return json_reply(_done("SUCCESS", "recyclebin is cleared"))
    await full.order_removal(EVERYTHING)
    return json_reply(_done("SCHEDULED", "Empty bin action has been scheduled"), 202)


def _done(code: str, message: str) -> dict[str, Any]:
    return {"code": code, "details": {}, "message": message, "status": "success"}


def _ordered(message: str) -> Reply:
    return json_reply({_ROOT: [_done("SCHEDULED", message)]}, 202)


def _path_id(call: Call, unknown: Cause) -> int:
    number = parse_id(call.path["id"])
    if number is None:
        raise ApiError(unknown, resource_path_index=_PATH_INDEX)
    return number


def _one(call: Call, record: int, outcomes: Outcomes, unknown: Cause, done: str) -> Reply:
    error = outcomes[record]
    if error is not None and error.cause is unknown:
        raise ApiError(unknown, resource_path_index=_PATH_INDEX)
    return _many(call, outcomes, done)


def _many(call: Call, outcomes: Outcomes, done: str) -> Reply:
    entries = [
        done_answer(record, done) if error is None else refused_answer(error)
        for record, error in outcomes.items()
    ]
    errors = list(outcomes.values())
    return json_reply({_ROOT: entries}, items_status(errors, call.version, success=200))


def _scopes(*operations: str) -> tuple[str, ...]:
    return tuple(f"settings.recycle_bin.{operation}" for operation in operations)


_READ, _DELETE = _scopes("READ"), _scopes("DELETE")
# The pages name UPDATE, the list of scopes CREATE.
_CHANGE = _scopes("UPDATE", "CREATE")
#: The version in which the bin's pages begin.
_SINCE = 6.0
_PATH = "settings/recycle_bin"

ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=list_bin,
        scopes=_READ,
        operation="getRecycleBinRecords",
        params=(
            Param("ids"),
            Param("filters"),
            Param("sort_by"),
            Param("sort_order"),
            Param("page"),
            Param("per_page"),
        ),
        since=_SINCE,
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=remove_many,
        scopes=_DELETE,
        operation="deleteRecycleBinRecords",
        params=(Param("ids"), Param("filters")),
        since=_SINCE,
    ),
    Route(
        method="GET",
        path=f"{_PATH}/{{id}}",
        call=get_from_bin,
        scopes=_READ,
        operation="getRecycleBinRecord",
        since=_SINCE,
    ),
    Route(
        method="DELETE",
        path=f"{_PATH}/{{id}}",
        call=remove_one,
        scopes=_DELETE,
        operation="deleteRecycleBinRecord",
        since=_SINCE,
    ),
    Route(
        method="POST",
        path=f"{_PATH}/{{id}}/actions/restore",
        call=restore_one,
        scopes=_CHANGE,
        operation="restoreRecycleBinRecord",
        since=_SINCE,
    ),
    Route(
        method="POST",
        path=f"{_PATH}/actions/restore",
        call=restore_many,
        scopes=_CHANGE,
        operation="restoreRecycleBinRecords",
        since=_SINCE,
    ),
    Route(
        method="POST",
        path=f"{_PATH}/actions/empty",
        call=empty_bin,
        scopes=_CHANGE,
        operation="emptyRecycleBin",
        since=_SINCE,
    ),
    Route(
        method="GET",
        path=f"{_PATH}/actions/count",
        call=count_bin,
        scopes=_READ,
        operation="getRecycleBinCounts",
        params=(Param("filters"),),
        since=_SINCE,
    ),
)
