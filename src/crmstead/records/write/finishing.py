"""From checked drafts to rows: what all records of a request go through, new or changed.

Each item stands alone; all that pass are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmstead.errors.raised import RecordError
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.model.version import Version
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.registry import behaviours_of, overriding
from crmstead.records.files.files import FileBook
from crmstead.records.locking.automatic_locks import follow_rules
from crmstead.records.territories.following import follow_territories
from crmstead.records.write.answers import ItemAnswer, error_answer, items_status, written_answer
from crmstead.records.write.cadences import enrol
from crmstead.records.write.changes import write_changes
from crmstead.records.write.draft import Draft
from crmstead.records.write.duplicates import UniqueValues, in_order_of_values
from crmstead.records.write.exchange import set_exchange_rate
from crmstead.records.write.filling import fill
from crmstead.records.write.formulas import compute_formulas
from crmstead.records.write.privacy import set_basis
from crmstead.records.write.row_changes import RowBook
from crmstead.records.write.rows import parse_rows
from crmstead.records.write.tags import TAG, TagBook
from crmstead.records.write.writing import Writing
from crmstead.store.rows import insert_records, insert_rows, next_numbers
from crmstead.store.schema import check_column, unique_form
from crmstead.store.system_tables import RECORD_TERRITORIES


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a write made: the entries of `data`, and the status of the whole."""

    answers: list[ItemAnswer]
    status: int


#: One item of the request: its drafts (several for a recurrence), or why it was refused.
Checked = list[Draft] | RecordError


async def finish(writing: Writing, module: Module, checked: list[Checked]) -> Outcome:
    """Settle all items of a request that makes records, and answer them."""
    await settle(writing, module, checked)
    return outcome(writing, checked)


async def settle(writing: Writing, module: Module, checked: list[Checked]) -> None:
    """Run behaviours, unique checks and rows in the order of the items, then write.

    An item that fails gives its place in `checked` to the reason; no two of the drafts are of one
    record.
    """
    drafts = [one[0] for one in checked if isinstance(one, list)]
    for behaviour in overriding(module, Behaviour.load):
        await behaviour.load(writing, drafts)
    books = _Books(
        UniqueValues(writing, module),
        TagBook(writing, module),
        FileBook(writing, module),
        RowBook(writing, module),
    )
    await books.load(drafts)
    for index, one in enumerate(checked):
        if isinstance(one, RecordError):
            continue
        try:
            checked[index] = _complete(writing, one[0], books)
        except RecordError as error:
            checked[index] = error
    await _write(writing, module, checked, books)


@dataclass(slots=True)
class _Books:
    """What the drafts of a request need to know of the store, read once for all of them."""

    unique: UniqueValues
    tags: TagBook
    files: FileBook
    rows: RowBook

    async def load(self, drafts: Sequence[Draft]) -> None:
        await self.unique.load(drafts)
        await self.tags.load(drafts)
        await self.files.load(drafts)
        await self.rows.load(drafts)


def _complete(writing: Writing, draft: Draft, books: _Books) -> list[Draft]:
    """Finish a draft; only one that passes everything takes unique values and makes tags."""
    module = draft.module
    behaviours = behaviours_of(module)
    for behaviour in behaviours:
        behaviour.check(writing, draft)
    set_exchange_rate(writing, draft)
    set_basis(draft)
    if module.checked_field is not None:
        value = draft.values.get(module.checked_field.api_name)
        draft.values[check_column(module.checked_field)] = unique_form(module.checked_field, value)
    if module.unique_fields:
        books.unique.check(draft)
    _complete_rows(writing, draft, books.rows)
    for behaviour in behaviours:
        behaviour.complete(writing, draft)
    resolved = books.tags.resolve(draft)
    drafts = [draft]
    for behaviour in overriding(module, Behaviour.occurrences):
        drafts = [each for one in drafts for each in behaviour.occurrences(writing, one)]
    for one in drafts:
        books.files.attach(one)
    if module.unique_fields:
        books.unique.claim(drafts)
    if resolved or (draft.before is not None and TAG in draft.given):
        books.tags.tie(drafts, resolved)
    return drafts


def _complete_rows(writing: Writing, draft: Draft, kept: RowBook) -> None:
    if draft.before is None:
        parse_rows(writing, draft)
    else:
        kept.merge(draft)
    for rows in draft.rows.values():
        for row in rows:
            if row.before is None:
                fill(writing, row)
                row.values["Parent_Id"] = draft.id


async def _write(
    writing: Writing, module: Module, checked: Sequence[Checked], books: _Books
) -> None:
    drafts = [draft for one in checked if isinstance(one, list) for draft in one]
    new = [draft for draft in drafts if draft.before is None]
    changed = [draft for draft in drafts if draft.before is not None]
    if new:
        await _number(writing, module, new)
    compute_formulas(writing, drafts)
    if new:
        ordered = in_order_of_values(module, new)
        records = (module, [draft.values for draft in ordered])
        await insert_records(writing.transaction, [records, *_new_rows(module, new)])
        await _assign_territories(writing, new)
        await enrol(writing, module, new)
    if changed:
        await write_changes(writing, module, changed, books.tags)
        await insert_records(writing.transaction, _new_rows(module, changed))
    if drafts:
        await books.tags.write()
        await books.files.write(drafts)
        written = [draft.id for draft in drafts]
        await follow_territories(writing, module, written)
        await follow_rules(writing, module, written)


def _new_rows(
    module: Module, drafts: Sequence[Draft]
) -> list[tuple[Module, list[dict[str, object]]]]:
    """Return the rows that drafts get, by their modules."""
    made = []
    for field in module.collections:
        rows = [
            (draft, row)
            for draft in drafts
            for row in draft.rows.get(field.api_name, ())
            if row.before is None
        ]
        if not rows:
            continue
        for draft, row in rows:
            if field.linking is not None:
                row.values[field.linking.own_lookup] = draft.id
        made.append((rows[0][1].module, [row.values for _, row in rows]))
    return made


async def _number(writing: Writing, module: Module, drafts: Sequence[Draft]) -> None:
    """Give auto numbers, one counter per field."""
    for field in _numbered(module):
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


@derived
def _numbered(module: Module) -> tuple[Field, ...]:
    return tuple(field for field in module.fields if field.kind == "autonumber")


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


def outcome(
    writing: Writing,
    checked: Sequence[Checked],
    success: int = 201,
    answer: Callable[[Writing, Draft, str], ItemAnswer] = written_answer,
) -> Outcome:
    """Return what is answered for items that were settled; `success` is the status of all good."""
    time = times_of(writing.caller.zone).texts[writing.now]
    answers: list[ItemAnswer] = []
    for index, one in enumerate(checked):
        if isinstance(one, RecordError):
            answers.append(error_answer(one, index, writing.version))
        else:
            answers.extend(answer(writing, draft, time) for draft in one)
    return Outcome(answers, status_of(checked, writing.version, success))


def status_of(checked: Sequence[Checked], version: Version, success: int) -> int:
    """Return the status that the items of a request make together."""
    errors = [one if isinstance(one, RecordError) else None for one in checked]
    return items_status(errors, version, success)
