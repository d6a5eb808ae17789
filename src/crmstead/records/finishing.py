"""From checked drafts to rows: what all records of a request go through, new or changed.

Each item stands alone; all that pass are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.records.answers import ItemAnswer, added_answer, error_answer, items_status
from crmstead.records.behaviours.registry import behaviours_of, repeating
from crmstead.records.cadences import enrol
from crmstead.records.draft import Draft
from crmstead.records.duplicates import UniqueValues
from crmstead.records.files import FileBook
from crmstead.records.filling import fill
from crmstead.records.rows import parse_rows
from crmstead.records.tags import TagBook
from crmstead.records.writing import Writing
from crmstead.store.rows import insert_records, insert_rows, next_numbers
from crmstead.store.schema import RECORD_TERRITORIES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write made: the entries of `data`, and the status of the whole."""

    answers: list[ItemAnswer]
    status: int


#: One item of the request: its drafts (several for a recurrence), or why it was refused.
Checked = list[Draft] | RecordError


async def finish(writing: Writing, module: Module, checked: list[Checked]) -> Outcome:
    """Run behaviours, unique checks and rows in the order of the items, then write."""
    behaviours = behaviours_of(module)
    drafts = [one[0] for one in checked if isinstance(one, list)]
    for behaviour in behaviours:
        await behaviour.load(writing, drafts)
    unique = UniqueValues(writing, module)
    await unique.load(drafts)
    tags = TagBook(writing, module)
    await tags.load(drafts)
    files = FileBook(writing, module)
    await files.load(drafts)
    for index, one in enumerate(checked):
        if isinstance(one, RecordError):
            continue
        try:
            checked[index] = _complete(writing, one[0], unique, files, tags)
        except RecordError as error:
            checked[index] = error
    await _write(writing, module, checked, tags)
    return _outcome(writing, checked)


def _complete(
    writing: Writing, draft: Draft, unique: UniqueValues, files: FileBook, tags: TagBook
) -> list[Draft]:
    """Finish a draft; only one that passes everything takes unique values and makes tags."""
    module = draft.module
    behaviours = behaviours_of(module)
    for behaviour in behaviours:
        behaviour.check(writing, draft)
    if module.unique_fields:
        unique.check(draft)
    parse_rows(writing, draft)
    for rows in draft.rows.values():
        for row in rows:
            fill(writing, row)
            row.values["Parent_Id"] = draft.id
    for behaviour in behaviours:
        behaviour.complete(writing, draft)
    resolved = tags.resolve(draft)
    drafts = [draft]
    for behaviour in repeating(module):
        drafts = [each for one in drafts for each in behaviour.occurrences(writing, one)]
    for one in drafts:
        files.attach(one)
    if module.unique_fields:
        unique.claim(drafts)
    if resolved:
        tags.tie(drafts, resolved)
    return drafts


async def _write(
    writing: Writing, module: Module, checked: Sequence[Checked], tags: TagBook
) -> None:
    drafts = [draft for one in checked if isinstance(one, list) for draft in one]
    if not drafts:
        return
    await _number(writing, module, drafts)
    await insert_records(writing.transaction, module, [draft.values for draft in drafts])
    for field in module.collections:
        rows = [(draft, row) for draft in drafts for row in draft.rows.get(field.api_name, ())]
        if not rows:
            continue
        for draft, row in rows:
            if field.linking is not None:
                row.values[field.linking.own_lookup] = draft.id
        await insert_records(
            writing.transaction, rows[0][1].module, [row.values for _, row in rows]
        )
    await tags.write()
    await _assign_territories(writing, drafts)
    await enrol(writing, module, drafts)


async def _number(writing: Writing, module: Module, drafts: Sequence[Draft]) -> None:
    """Give auto numbers, one counter per field."""
    for field in module.fields:
        if field.kind != "autonumber":
            continue
        first = field.auto_number_start or 1
        numbers = await next_numbers(
            writing.transaction,
            writing.org,
            f"{module.api_name}.{field.api_name}",
            first,
            len(drafts),
        )
        for draft, number in zip(drafts, numbers, strict=True):
            text = f"{field.auto_number_prefix}{number}{field.auto_number_suffix}"
            draft.values[field.api_name] = text


async def _assign_territories(writing: Writing, drafts: Sequence[Draft]) -> None:
    rows: list[dict[str, object]] = [
        {
            "record": draft.id,
            "territory": territory,
            "assigned_time": writing.now,
            "assigned_by": writing.caller.user.id,
        }
        for draft in drafts
        for territory in draft.territories
    ]
    await insert_rows(writing.transaction, RECORD_TERRITORIES, rows)


def _outcome(writing: Writing, checked: Sequence[Checked]) -> Outcome:
    time = times_of(writing.caller.zone).format(writing.now)
    answers: list[ItemAnswer] = []
    for index, one in enumerate(checked):
        if isinstance(one, RecordError):
            answers.append(error_answer(one, index, writing.version))
        else:
            answers.extend(added_answer(writing, draft, time) for draft in one)
    errors = [one if isinstance(one, RecordError) else None for one in checked]
    return Outcome(answers, items_status(errors, writing.version))
