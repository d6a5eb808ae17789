"""Writing what an update changed: the columns that differ, and nothing else.

Records of one request that change are written with one statement, so that each sets what any of
them changes; those that keep a value write the one they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmstead.model.module import Module
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill
from crmstead.records.write.formulas import compute_formulas
from crmstead.records.write.history import CHANGED_TAGS, Change, keep_history
from crmstead.records.write.row_changes import rows_of
from crmstead.records.write.stamps import stamps_of
from crmstead.records.write.tags import TagBook
from crmstead.records.write.writing import Writing
from crmstead.store.associations import delete_rows
from crmstead.store.changing import update_records
from crmstead.store.full_text import note_changes
from crmstead.store.rows import insert_records
from crmstead.store.schema import HIDDEN

#: What the timeline calls it.
UPDATED = "updated"
_STAMPS = ("Modified_Time", "Modified_By")


async def write_changes(
    writing: Writing, module: Module, drafts: Sequence[Draft], tags: TagBook
) -> None:
    """Write drafts of records that are there, their rows and their history; not yet their tags.

    Modified_Time and Modified_By are set whatever else changes.
    """
    told = [changed_columns(draft) for draft in drafts]
    stamps = stamps_of(writing, module)
    for draft in drafts:
        draft.values.update(stamps)
    await _update(writing, module, drafts, {*stamps, *(name for one in told for name in one)})
    for field in module.collections:
        await _change_rows(writing, module, field.api_name, drafts)
    await _write_along(writing, drafts)
    tagged = await tags.changes()
    await keep_history(
        writing,
        module,
        [
            _change(draft, changed, tagged.get(draft.id))
            for draft, changed in zip(drafts, told, strict=True)
        ],
    )


def changed_columns(draft: Draft) -> dict[str, list[Any]]:
    """Return what an update changes: column -> [what it was, what it is]."""
    assert draft.before is not None  # noqa: S101 - of updates alone
    before = draft.before
    return {
        name: [before.get(name), value]
        for name, value in draft.values.items()
        if value != before.get(name)
    }


async def _update(
    writing: Writing, module: Module, drafts: Iterable[Draft], columns: Iterable[str]
) -> None:
    names = ("id", *sorted(columns))
    rows = [{name: draft.values.get(name) for name in names} for draft in drafts]
    await update_records(writing.transaction, writing.org, module, rows)


async def _change_rows(
    writing: Writing, module: Module, name: str, drafts: Sequence[Draft]
) -> None:
    """Write rows that changed, and take away those that are to go."""
    removed = [row for draft in drafts for row in draft.removed.get(name, ())]
    rows = [row for draft in drafts for row in draft.rows.get(name, ()) if row.before is not None]
    changed = [(row, columns) for row in rows if (columns := changed_columns(row))]
    if changed:
        names = {column for _, columns in changed for column in columns}
        await _update(writing, changed[0][0].module, [row for row, _ in changed], names)
    if removed:
        of = rows_of(writing, module.by_name[name])[0]
        await delete_rows(writing.transaction, writing.org, of.api_name, "id", removed)
        await note_changes(writing.transaction, writing.org, of, removed)


async def _write_along(writing: Writing, drafts: Sequence[Draft]) -> None:
    """Insert the records of other modules that behaviours made."""
    made: dict[str, list[Draft]] = {}
    for draft in drafts:
        for one in draft.along:
            fill(writing, one)
            compute_formulas(writing, [one])
            made.setdefault(one.module.api_name, []).append(one)
    await insert_records(
        writing.transaction,
        [(some[0].module, [one.values for one in some]) for some in made.values()],
    )


def _change(
    draft: Draft, changed: dict[str, list[Any]], tags: Sequence[Sequence[str]] | None
) -> Change:
    fields = {
        name: pair
        for name, pair in changed.items()
        if not name.startswith(HIDDEN) and name not in _STAMPS
    }
    body: dict[str, Any] = {"fields": fields}
    if tags is not None:
        body[CHANGED_TAGS] = tags
    return Change(draft.id, UPDATED, body)
