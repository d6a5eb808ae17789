"""Bringing records back from the recycle bin, with all that went there with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmstead.errors.deleting import (
    RESTORE_DUPLICATE,
    RESTORE_ID_UNKNOWN,
    RESTORE_PARENT_FIRST,
)
from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare, OneOf, both
from crmstead.records.bin.belonging import take_along
from crmstead.records.bin.deleting import Outcomes
from crmstead.records.write.converted_values import count_values
from crmstead.records.write.draft import Draft
from crmstead.records.write.duplicates import UniqueValues
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.state import is_converted
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.bin_entries import Entry, delete_entries
from crmstead.store.changing import update_records
from crmstead.store.rows import ID, read_names
from crmstead.store.schema import (
    BIN,
    IN_BIN,
    MODULE_SUFFIX,
    NOT_IN_BIN,
    UNDER_ITS_RECORD,
    unique_column,
)

_IN_BIN = Compare(ColumnRef(BASE, BIN.name), "=", IN_BIN)


async def restore_records(writing: Writing, entries: Iterable[Entry]) -> Outcomes:
    """Restore records whose entries the transaction holds; what it met of each.

    A unique value that another record has by now, or a parent that is not there, keeps a record
    in the bin. The tables must be there: `records.bin.belonging.ensure_belongings`.
    """
    by_module: dict[int, list[int]] = {}
    for entry in entries:
        by_module.setdefault(entry.module, []).append(entry.id)
    known = writing.catalogue.module_by_id
    modules = [module for one in by_module if (module := known.get(one)) is not None]
    outcomes: Outcomes = {}
    # Parents first, so that what belongs to them finds them.
    for module in sorted(modules, key=lambda one: one.belongs_to is not None):
        outcomes |= await _restore(writing, module, by_module[module.id])
    return outcomes


async def _restore(writing: Writing, module: Module, ids: Sequence[int]) -> Outcomes:
    where = both(_IN_BIN, OneOf(ID, tuple(sorted(ids))))
    stored = {row["id"]: row for row in await load_stored(writing, module, where)}
    outcomes: Outcomes = {
        one: None if one in stored else RecordError(RESTORE_ID_UNKNOWN, id=str(one)) for one in ids
    }
    for record in await _without_parent(writing, module, stored):
        outcomes[record] = RecordError(RESTORE_PARENT_FIRST, id=str(record))
    drafts = [
        Draft(module, 0, {}, values=stored[one]) for one, error in outcomes.items() if error is None
    ]
    unique = UniqueValues(writing, module)
    await unique.load(drafts)
    for draft in drafts:
        try:
            unique.check(draft)
            unique.claim([draft])
        except RecordError as error:
            outcomes[draft.id] = _duplicate(draft, error)
    back = [draft for draft in drafts if outcomes[draft.id] is None]
    await _write(writing, module, back)
    return outcomes


async def _without_parent(writing: Writing, module: Module, stored: dict[int, Stored]) -> list[int]:
    """Return the records whose own record is not there or in the bin itself."""
    lookup = module.by_name.get(module.belongs_to or "")
    if lookup is None:
        return []
    wanted: dict[str, dict[int, list[int]]] = {}
    for record, row in stored.items():
        name = row.get(lookup.api_name + MODULE_SUFFIX) or lookup.lookup or ""
        wanted.setdefault(name, {}).setdefault(row[lookup.api_name], []).append(record)
    lost: list[int] = []
    for name, children in wanted.items():
        parent = writing.catalogue.module_by_name.get(name)
        there: dict[int, Any] = {}
        if parent is not None:
            there = await read_names(writing.transaction, writing.org, parent, children)
        lost += [one for of, records in children.items() if of not in there for one in records]
    return lost


def _duplicate(draft: Draft, error: RecordError) -> RecordError:
    """Return which value another record has, and which record."""
    first = error.details["errors"][0] if "errors" in error.details else error
    told: dict[str, Any] = {"id": str(draft.id), "api_name": first.path[-1]}
    if "id" in first.details:  # else it is a record that the caller does not see
        holder = {"id": first.details["id"]}
        told["duplicate_record"] = first.details.get("duplicate_record", holder)
    return RecordError(RESTORE_DUPLICATE, **told)


async def _write(writing: Writing, module: Module, drafts: Sequence[Draft]) -> None:
    if not drafts:
        return
    ids = [draft.id for draft in drafts]
    # unspecified: a restored record counts as modified, so that clients that sync see it again.
    columns = [unique_column(field) for field in module.unique_fields]
    rows = [
        touched(
            writing,
            module,
            draft.id,
            **{BIN.name: NOT_IN_BIN, **{one: draft.values[one] for one in columns}},
        )
        for draft in drafts
    ]
    transaction, org = writing.transaction, writing.org
    await update_records(transaction, org, module, rows)
    if any(is_converted(draft.values) for draft in drafts):
        await count_values(writing, module)
    await take_along(transaction, org, module, ids, before=UNDER_ITS_RECORD, after=NOT_IN_BIN)
    await delete_entries(transaction, org, ids)
    await keep_history(writing, module, [Change(one, "restored") for one in ids])
