"""Updating records: what is given changes, the rest stays (Update Records)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from crmstead.errors.changing import (
    ALREADY_MODIFIED,
    ID_UNKNOWN,
    LOCKED,
    MERGE_PENDING,
    NOT_APPROVED,
    NOT_REVIEWED,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.sharing import SHARED_FOR_LESS
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING, Condition
from crmstead.records.write.answers import shown_time, shown_user
from crmstead.records.write.appending import append_values
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import OWNER
from crmstead.records.write.finishing import Checked, Outcome, outcome, settle
from crmstead.records.write.mandatory import check_cleared
from crmstead.records.write.references import load_references
from crmstead.records.write.state import RecordState, is_converted, lock_allows, state_of
from crmstead.records.write.tags import TAG
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.validation import parse_update
from crmstead.records.write.writing import Writing

#: Status of an array in which every item was updated.
ALL_UPDATED = 200
_ID = "id"
_IN_PATH = 1


async def update_items(writing: Writing, module: Module, items: Sequence[Any]) -> Outcome:
    """Check and write the items of a body, each of which names its record, in their order."""
    return outcome(writing, await update_each(writing, module, items), ALL_UPDATED)


async def update_each(
    writing: Writing, module: Module, items: Sequence[Any], also: Condition = EVERYTHING
) -> list[Checked]:
    """Check and write items as `update_items`; records without what `also` says are unknown."""
    named = [named_record(item, partial(unknown_record, writing)) for item in items]
    return await update_named(writing, module, items, named, also)


async def update_named(
    writing: Writing,
    module: Module,
    items: Sequence[Any],
    named: Sequence[int | RecordError],
    also: Condition = EVERYTHING,
) -> list[Checked]:
    """Check and write items whose records are known, in their order; return what became of each."""
    checked: list[Checked] = []
    for start, end in _waves(named):
        given, ids = items[start:end], named[start:end]
        checked += await _update(writing, module, given, ids, start, also)
    return checked


async def update_record(writing: Writing, module: Module, record: int, item: Any) -> Outcome:
    """Check and write the one item of a request whose path names the record.

    Raises:
        ApiError: there is no such record, or it waits for approval.
    """
    targets = await load_targets(writing, module, [record])
    stored = targets.get(record)
    if stored is None or (is_converted(stored) and not _only_tags(item)):
        raise ApiError(PATH_ID_INVALID, resource_path_index=_IN_PATH)
    state = state_of(writing.catalogue, writing.caller, module, stored)
    if state in _WAITING:
        raise ApiError(_WAITING[state], resource_path_index=_IN_PATH)
    await load_references(writing, module, [item])
    checked: list[Checked] = [checked_update(writing, module, 0, item, record, targets)]
    await settle(writing, module, checked)
    return outcome(writing, checked, ALL_UPDATED)


def named_record(item: Any, unknown: Callable[[Any], RecordError]) -> int | RecordError:
    """Return the id of the record that an item names, or why it names none.

    `unknown` refuses what is given in place of an id and is none.
    """
    if not isinstance(item, dict):
        return RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    given = item.get(_ID)
    if given is None:
        return RecordError(MANDATORY_MISSING, (_ID,))
    return known_id(given) or unknown(given)


def unknown_record(writing: Writing, given: Any) -> RecordError:
    """Return the refusal of an item whose record is not there, or not for the caller to see."""
    if writing.version.json_paths or parse_id(str(given)) is None:
        return RecordError(ID_UNKNOWN, (_ID,))
    return RecordError(ID_UNKNOWN, id=str(given))


def _waves(named: Sequence[int | RecordError]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of runs of items in which no record comes twice.

    A record's second item finds what the first made of it.
    """
    start, seen = 0, set[int]()
    for place, record in enumerate(named):
        if isinstance(record, RecordError):
            continue
        if record in seen:
            yield start, place
            start, seen = place, set()
        seen.add(record)
    yield start, len(named)


async def _update(
    writing: Writing,
    module: Module,
    items: Sequence[Any],
    named: Sequence[int | RecordError],
    first: int,
    also: Condition = EVERYTHING,
) -> list[Checked]:
    """Check and write items of different records; `first` is the place of the first one."""
    await load_references(writing, module, items)
    targets = await load_targets(
        writing, module, (record for record in named if isinstance(record, int)), also
    )
    checked = [
        checked_update(writing, module, first + place, item, record, targets)
        for place, (item, record) in enumerate(zip(items, named, strict=True))
    ]
    await settle(writing, module, checked)
    return checked


def checked_update(
    writing: Writing,
    module: Module,
    index: int,
    item: Any,
    record: int | RecordError,
    targets: Mapping[int, Stored],
) -> Checked:
    """Return the draft of an item that changes one of some records, or why it is refused."""
    if isinstance(record, RecordError):
        return record
    stored = targets.get(record)
    if stored is None or (is_converted(stored) and not _only_tags(item)):
        return unknown_record(writing, record)
    try:
        _check_state(writing, module, stored, item)
        return [_draft(writing, module, index, item, stored)]
    except RecordError as error:
        return error


def _draft(
    writing: Writing, module: Module, index: int, item: dict[str, Any], stored: Stored
) -> Draft:
    draft = parse_update(writing, module, index, item, stored)
    append_values(draft)
    if OWNER in draft.given and draft.values.get(OWNER) is None:
        # unspecified: a record always has an owner, so null leaves it the one it has.
        draft.values[OWNER] = stored.get(OWNER)
    check_cleared(writing, draft)
    return draft


def _only_tags(item: Any) -> bool:
    """Tell whether an item changes tags alone, all that a converted lead lets change."""
    return isinstance(item, dict) and item.keys() <= {_ID, TAG}


#: Answered bare where the path names the record.
_WAITING = {RecordState.NOT_APPROVED: NOT_APPROVED, RecordState.IN_REVIEW: NOT_REVIEWED}


def _check_state(writing: Writing, module: Module, stored: Stored, item: Mapping[str, Any]) -> None:
    """Check that a record may be changed, and was not since the moment that the client names.

    Raises:
        RecordError: why it may not.
    """
    state = state_of(writing.catalogue, writing.caller, module, stored)
    if state is RecordState.IN_REVIEW:
        raise RecordError(NOT_REVIEWED)
    if state is RecordState.NOT_APPROVED:
        raise RecordError(NOT_APPROVED, (_ID,))
    if state is RecordState.HELD:
        raise RecordError(MERGE_PENDING, (_ID,))
    if state is RecordState.LOCKED and not lock_allows(writing.catalogue, module, item):
        raise RecordError(LOCKED, (_ID,), action="record_locking")
    if state is RecordState.NOT_PERMITTED:
        raise RecordError(SHARED_FOR_LESS, (_ID,))
    since, modified = writing.unmodified_since, stored.get("Modified_Time")
    if since is not None and modified is not None and modified > since:
        raise _modified(writing, stored)


def _modified(writing: Writing, stored: Stored) -> RecordError:
    return RecordError(
        ALREADY_MODIFIED,
        Modified_Time=shown_time(writing, stored.get("Modified_Time")),
        Created_Time=shown_time(writing, stored.get("Created_Time")),
        id=str(stored[_ID]),
        Modified_By=shown_user(writing, stored.get("Modified_By")),
        Created_By=shown_user(writing, stored.get("Created_By")),
    )
