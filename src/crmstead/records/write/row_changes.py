"""Rows of a record that is updated: those it has, and what the update makes of them.

A row without `id` is added, one with it changed, `{"id", "_delete": null}` takes it away; what is
not mentioned stays, an empty array or null takes all (Update Records, subforms and multi-select
lookups).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmstead.errors.changing import ID_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.errors.values import ITEM_NOT_OBJECT
from crmstead.fieldtypes.collections import Collection
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.registry import type_of
from crmstead.fieldtypes.structured import DELETE
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf
from crmstead.records.behaviours.registry import behaviours_of
from crmstead.records.write.draft import Draft
from crmstead.records.write.mandatory import check_cleared
from crmstead.records.write.rows import (
    linked_record,
    new_link,
    new_row,
    own_names,
    refuse_repeated,
)
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.validation import parse_update
from crmstead.records.write.writing import Writing
from crmstead.store.schema import PARENT

#: Rows by the id of their record.
Rows = Mapping[int, Sequence[Stored]]


@dataclass(slots=True)
class RowBook:
    """The rows of the records that a request updates: read once a field, where they matter."""

    writing: Writing
    module: Module
    _kept: dict[str, Rows] = field(default_factory=dict)

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the rows of fields that the drafts give, all rows where a behaviour needs them."""
        changed = [draft for draft in drafts if draft.before is not None]
        if not changed:
            return
        every = any(behaviour.reads_rows for behaviour in behaviours_of(self.module))
        for one in self.module.collections:
            ids = [draft.id for draft in changed if every or one.api_name in draft.given]
            if ids:
                self._kept[one.api_name] = await self._rows(one, ids)

    async def _rows(self, one: Field, ids: Sequence[int]) -> Rows:
        module, parent = rows_of(self.writing, one)
        among = OneOf(ColumnRef(BASE, parent), tuple(ids))
        grouped: dict[int, list[Stored]] = {}
        for stored in await load_stored(self.writing, module, among, held=False):
            grouped.setdefault(stored[parent], []).append(stored)
        return grouped

    def merge(self, draft: Draft) -> None:
        """Set the rows that a draft will have, and which of them are taken away.

        Raises:
            RecordError: the first row that fails, with its path.
        """
        for one in self.module.collections:
            if one.api_name in self._kept:
                _merge(self.writing, draft, one, self._kept[one.api_name].get(draft.id, ()))


def rows_of(writing: Writing, one: Field) -> tuple[Module, str]:
    """Return the module that keeps a field's rows, and its column that names their record."""
    if one.linking is not None:
        return writing.catalogue.module_by_name[one.linking.module], one.linking.own_lookup
    assert one.subform is not None  # noqa: S101 - a collection is one or the other
    return writing.catalogue.module_by_name[one.subform], PARENT


def _merge(writing: Writing, draft: Draft, one: Field, kept: Sequence[Stored]) -> None:
    name = one.api_name
    module = rows_of(writing, one)[0]
    rows: dict[int, Draft] = {
        stored["id"]: Draft(
            module, draft.index, {}, dict(stored), before=stored, path=(name, place)
        )
        for place, stored in enumerate(kept)
    }
    if name not in draft.given:
        draft.rows[name] = list(rows.values())
        return
    given = draft.given[name] or []
    removed = [] if given else list(rows)
    added: list[Draft] = []
    for index, item in enumerate(own_names(draft, one, given)):
        row = _row_named(item, rows, (name, index))
        if row is None:
            added.append(_added(writing, draft, one, index, item))
        elif DELETE in item:
            removed.append(row)
        else:
            rows[row] = _changed(writing, draft, one, index, item, rows[row])
    draft.removed[name] = removed
    draft.rows[name] = [row for key, row in rows.items() if key not in set(removed)] + added
    _check_whole(draft, one)


def _row_named(item: Any, rows: Mapping[int, Draft], path: tuple[str | int, ...]) -> int | None:
    """Return the id of the row that an entry changes, None for a new one.

    Raises:
        RecordError: it is no object, or names a row that the record does not have.
    """
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, path, expected_data_type="jsonobject")
    if item.get("id") is None:
        return None
    try:
        row = reference_id(item["id"])
    except RecordError as error:
        raise error.below(*path, "id") from None
    if row is None or row not in rows:
        raise RecordError(ID_UNKNOWN, (*path, "id"))
    return row


def _added(writing: Writing, draft: Draft, one: Field, index: int, item: Any) -> Draft:
    if one.linking is not None:
        return new_link(writing, draft, one, one.linking, index, item)
    return new_row(writing, draft, one, rows_of(writing, one)[0], index, item)


def _changed(
    writing: Writing, draft: Draft, one: Field, index: int, item: dict[str, Any], row: Draft
) -> Draft:
    path = (one.api_name, index)
    if one.linking is not None:
        if item.get(one.linking.connected_lookup) is not None:
            record = linked_record(writing, one.linking, item, path)
            row.values[one.linking.connected_lookup] = record
        row.path = path
        return row
    assert row.before is not None  # noqa: S101 - it was read from the store
    try:
        changed = parse_update(writing, row.module, draft.index, item, row.before)
        check_cleared(writing, changed)
    except RecordError as error:
        raise error.below(*path) from None
    changed.path = path
    return changed


def _check_whole(draft: Draft, one: Field) -> None:
    """Check what the rows of a field are together: their number, and that no link is twice."""
    kind = type_of(one.kind)
    rows = draft.rows[one.api_name]
    if one.linking is not None:
        refuse_repeated(one.linking, rows)
    elif isinstance(kind, Collection) and len(rows) > kind.most:
        raise RecordError(kind.too_many, (one.api_name,), limit=kind.most)
