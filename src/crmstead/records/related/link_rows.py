"""The rows of linking modules that link a record to others: made, changed, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.related import NOT_RELATED
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.query.plan import BASE, ColumnRef, Compare, OneOf, both
from crmstead.records.related.links import link_fields
from crmstead.records.related.relations import Link
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.validation import parse_item
from crmstead.records.write.writing import Writing
from crmstead.store.associations import delete_rows
from crmstead.store.changing import update_records
from crmstead.store.full_text import note_changes
from crmstead.store.rows import insert_records

ADDED, UPDATED, REMOVED = "relation added", "relation updated", "relation removed"
_ID = "id"

#: What an item met: the message of what was done, or why it was refused.
Met = str | RecordError


def not_related(record: int) -> RecordError:
    """Return the refusal of a record that is not related, or not for the caller to see."""
    return RecordError(NOT_RELATED, id=str(record))


async def write_links(
    writing: Writing,
    link: Link,
    record: int,
    items: Sequence[Any],
    checked: Sequence[int | RecordError],
) -> list[Met]:
    """Link a record to others, one for each item; a link that is there is changed."""
    there = await _links_of(writing, link, record, [one for one in checked if isinstance(one, int)])
    known = dict(there)
    met: list[Met] = []
    new: dict[int, dict[str, Any]] = {}
    changed: dict[int, dict[str, Any]] = {}
    for index, (item, far) in enumerate(zip(items, checked, strict=True)):
        if isinstance(far, RecordError):
            met.append(far)
            continue
        try:
            if far in known:
                row = new.get(far) or changed.setdefault(far, {_ID: known[far][_ID]})
                row.update(_given(writing, link, index, item).values)
                met.append(UPDATED)
            else:
                new[far] = known[far] = _made(writing, link, record, far, index, item)
                met.append(ADDED)
        except RecordError as error:
            met.append(error)
    if new:
        await insert_records(writing.transaction, [(link.module, list(new.values()))])
    stamps = {"Modified_Time": writing.now, "Modified_By": writing.caller.user.id}
    rows = [{**row, **stamps} for row in changed.values()]
    await update_records(writing.transaction, writing.org, link.module, rows)
    return met


def _given(writing: Writing, link: Link, index: int, item: dict[str, Any]) -> Draft:
    """Return a draft with the values that an item gives of the link itself.

    Raises:
        RecordError: the first one that is wrong.
    """
    own = {field.api_name for field in link_fields(link.module)}
    given = {name: value for name, value in item.items() if name in own}
    for field in link_fields(link.module):
        if field.system_mandatory and given.get(field.api_name, field) is None:
            raise RecordError(MANDATORY_MISSING, (field.api_name,))
    return parse_item(writing, link.module, index, given)


def _made(
    writing: Writing, link: Link, near: int, far: int, index: int, item: dict[str, Any]
) -> dict[str, Any]:
    """Return the row of a new link.

    Raises:
        RecordError: a value is wrong, or one that a link needs is not given.
    """
    draft = _given(writing, link, index, item)
    for field in link_fields(link.module):
        if field.system_mandatory and draft.values.get(field.api_name) is None:
            raise RecordError(MANDATORY_MISSING, (field.api_name,))
    draft.values |= {link.near: near, link.far: far}
    fill(writing, draft)
    return draft.values


async def remove_links(
    writing: Writing, link: Link, record: int, ids: Sequence[int], others: Mapping[int, Stored]
) -> list[Met]:
    """Take the links to some records away; to those the caller does not see, there are none."""
    there = await _links_of(writing, link, record, ids)
    met: list[Met] = []
    gone: list[int] = []
    for one in ids:
        if one not in there or one not in others:
            met.append(not_related(one))
            continue
        gone.append(there.pop(one)[_ID])
        met.append(REMOVED)
    if gone:
        await delete_rows(writing.transaction, writing.org, link.module.api_name, _ID, gone)
        await note_changes(writing.transaction, writing.org, link.module, gone)
    return met


async def _links_of(
    writing: Writing, link: Link, record: int, ids: Sequence[int]
) -> dict[int, Stored]:
    """Return the links between a record and some others, by the others' ids."""
    where = both(
        Compare(ColumnRef(BASE, link.near), "=", record),
        OneOf(ColumnRef(BASE, link.far), tuple(ids)),
    )
    found = await load_stored(writing, link.module, where)
    return {stored[link.far]: stored for stored in found}
