"""Linking records, and taking links away (Update and Delink Related Records).

What relates two records decides what is written: a row of a linking module, the lookup of the
record itself, or, to delink, the lookups of the other record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.access.fields import writes
from crmstead.access.permissions import may, permission_name
from crmstead.errors.changing import LOCKED
from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.related import PARENT_UNKNOWN, RELATION_NOT_SUPPORTED
from crmstead.errors.requests import NO_PERMISSION
from crmstead.errors.values import (
    FIELD_NOT_PERMITTED,
    LINKED_RECORD_LOCKED,
    RELATED_ID_INVALID,
)
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.related.link_rows import (
    ADDED,
    REMOVED,
    UPDATED,
    Met,
    not_related,
    remove_links,
    write_links,
)
from crmstead.records.related.relations import Relation
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.finishing import Checked, Outcome, settle
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.references import load_references
from crmstead.records.write.state import RecordState, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.updating import named_record, update_each
from crmstead.records.write.validation import parse_update
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_records
from crmstead.store.schema import column_of

#: The timeline's words. unspecified: what the product calls them.
_LINKED, _DELINKED = "linked", "delinked"
LAST_ACTIVITY = "Last_Activity_Time"
_ALL_GOOD = 200
_ID = "id"


async def link_items(
    writing: Writing, relation: Relation, record: int, items: Sequence[Any]
) -> Outcome:
    """Relate a record to those that the items name; each item stands alone.

    Raises:
        ApiError: the record is not there or locked, or the list takes no links.
    """
    named = [named_record(item, _unknown) for item in items]
    wanted = [one for one in named if isinstance(one, int)]
    stored, others = await _held(writing, relation, record, wanted)
    checked = [_checked(writing, relation, others, one) for one in named]
    if relation.link is not None:
        met = await write_links(writing, relation.link, record, items, checked)
    elif relation.own is not None:
        met = await _write_own(writing, relation, stored, checked)
    else:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=2)
    linked = [
        one for one, how in zip(checked, met, strict=True) if isinstance(one, int) and how == ADDED
    ]
    await _note(writing, relation, record, _LINKED, linked)
    return _outcome(writing, named, met)


async def delink(writing: Writing, relation: Relation, record: int, ids: Sequence[int]) -> Outcome:
    """Take the relation between a record and some others away.

    Raises:
        ApiError: the record is not there or locked, or the relation cannot be taken away.
    """
    own = relation.own
    if own is not None and "api_update" not in own.operation_type:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=2)
    if relation.link is None and own is None and not relation.lookups:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=2)
    stored, others = await _held(writing, relation, record, ids)
    if relation.link is not None:
        met = await remove_links(writing, relation.link, record, ids, others)
    elif own is not None:
        met = await _clear_own(writing, relation.parent, own, stored, ids)
    else:
        met = await _clear_lookups(writing, relation, record, ids, others)
    gone = [one for one, how in zip(ids, met, strict=True) if how == REMOVED]
    await _note(writing, relation, record, _DELINKED, gone)
    return _outcome(writing, ids, met)


def require_edit(writing: Writing, module: Module) -> None:
    """Check that the caller may edit records of a module.

    Raises:
        ApiError: the profile does not allow it.
    """
    if not may(writing.caller, "Edit", module):
        raise ApiError(NO_PERMISSION, permissions=[permission_name("Edit", module)])


def _unknown(_given: Any) -> RecordError:
    return RecordError(RELATED_ID_INVALID, (_ID,))


async def _held(
    writing: Writing, relation: Relation, record: int, ids: Sequence[int]
) -> tuple[Stored, Mapping[int, Stored]]:
    """Return the record and those it is to be related to, as stored, by id; nobody changes them.

    Tables are held in the order of their names, so that linking from both sides never waits for
    itself.

    Raises:
        ApiError: the record is not there, locked, or shared with the caller to be read alone.
    """
    wanted: dict[str, set[int]] = {relation.parent.api_name: {record}}
    wanted.setdefault(relation.module.api_name, set()).update(ids)
    known = writing.catalogue.module_by_name
    found = {
        name: await load_targets(writing, known[name], wanted[name]) for name in sorted(wanted)
    }
    stored = found[relation.parent.api_name].get(record)
    if stored is None:
        raise ApiError(PARENT_UNKNOWN, resource_path_index=1)
    state = state_of(writing.catalogue, writing.caller, relation.parent, stored)
    if state is RecordState.LOCKED:
        raise ApiError(LOCKED, in_data=True, action="record_locking", id=str(record))
    if state is RecordState.NOT_PERMITTED:
        raise ApiError(RECORD_NOT_PERMITTED, in_data=True, id=str(record))
    return stored, found[relation.module.api_name]


def _is_locked(writing: Writing, module: Module, stored: Stored) -> bool:
    state = state_of(writing.catalogue, writing.caller, module, stored)
    return state is RecordState.LOCKED


def _checked(
    writing: Writing, relation: Relation, others: Mapping[int, Stored], named: int | RecordError
) -> int | RecordError:
    """Return the id of a record that may be linked, or why it may not."""
    if isinstance(named, RecordError):
        return named
    stored = others.get(named)
    if stored is None:
        return _unknown(named)
    if _is_locked(writing, relation.module, stored):
        return RecordError(LINKED_RECORD_LOCKED, (_ID,), action="record_locking")
    return named


async def _write_own(
    writing: Writing, relation: Relation, stored: Stored, checked: Sequence[int | RecordError]
) -> list[Met]:
    """Make a record's own lookup name another record: the last of those that may be."""
    assert relation.own is not None  # noqa: S101 - asked by who calls
    name, module = relation.own.api_name, relation.parent
    if not writes(writing.caller, relation.own):
        return [RecordError(FIELD_NOT_PERMITTED, (_ID,)) for _ in checked]
    met: list[Met] = []
    for index, one in enumerate(checked):
        if isinstance(one, RecordError):
            met.append(one)
            continue
        item = {name: {_ID: str(one)}}
        await load_references(writing, module, [item])
        how = UPDATED if stored.get(name) == one else ADDED
        draft = parse_update(writing, module, index, {}, stored)
        draft.given, draft.values[name] = item, one
        outcomes: list[Checked] = [[draft]]
        await settle(writing, module, outcomes)
        result = outcomes[0]
        met.append(result if isinstance(result, RecordError) else how)
        if not isinstance(result, RecordError):
            stored = {**stored, **draft.values}
    return met


async def _clear_own(
    writing: Writing, module: Module, own: Field, stored: Stored, ids: Sequence[int]
) -> list[Met]:
    """Empty a record's own lookup where it names one of some records."""
    met: list[Met] = []
    named = stored.get(column_of(own))
    for one in ids:
        if one != named:
            met.append(not_related(one))
            continue
        named = None
        item = {_ID: str(stored[_ID]), own.api_name: None}
        (how,) = await update_each(writing, module, [item])
        met.append(how if isinstance(how, RecordError) else REMOVED)
    return met


async def _clear_lookups(
    writing: Writing,
    relation: Relation,
    record: int,
    ids: Sequence[int],
    others: Mapping[int, Stored],
) -> list[Met]:
    """Empty the lookups by which some records name a record, as an update of theirs does."""
    fields = [one for one in relation.lookups if "api_update" in one.operation_type]
    if not fields:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=2)
    require_edit(writing, relation.module)
    items: dict[int, dict[str, Any]] = {}
    for one, stored in others.items():
        naming = {f.api_name: None for f in fields if stored.get(column_of(f)) == record}
        if naming:
            items[one] = {_ID: str(one), **naming}
    checked = await update_each(writing, relation.module, list(items.values()))
    cleared = dict(zip(items, checked, strict=True))
    met: list[Met] = []
    for one in ids:
        how = cleared.pop(one, not_related(one))
        met.append(how if isinstance(how, RecordError) else REMOVED)
    return met


async def _note(
    writing: Writing, relation: Relation, record: int, action: str, others: Sequence[int]
) -> None:
    """Keep in the timeline of a record what it was linked to, and that something happened to it.

    Modified_Time stays as it is: a relation is no change of the record itself.
    """
    if not others:
        return
    named = [{"module": relation.module.api_name, "id": str(one)} for one in others]
    await keep_history(
        writing, relation.parent, [Change(record, action, {"related": one}) for one in named]
    )
    await touch(writing, relation.parent, record)


async def touch(writing: Writing, module: Module, record: int) -> None:
    """Set the time at which something last happened around a record."""
    if LAST_ACTIVITY in module.by_name:
        row = {_ID: record, LAST_ACTIVITY: writing.now}
        await update_records(writing.transaction, writing.org, module, [row])


def _outcome(writing: Writing, named: Sequence[int | RecordError], met: Sequence[Met]) -> Outcome:
    answers = [
        error_answer(how, index, writing.version)
        if isinstance(how, RecordError)
        else {"code": "SUCCESS", "details": {_ID: str(one)}, "message": how, "status": "success"}
        for index, (one, how) in enumerate(zip(named, met, strict=True))
    ]
    errors = [how if isinstance(how, RecordError) else None for how in met]
    return Outcome(answers, items_status(errors, writing.version, _ALL_GOOD))
