"""Upsert: an item changes the record that it is found to be, or becomes a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.answers import ItemAnswer, written_answer
from crmstead.records.write.draft import Draft
from crmstead.records.write.finishing import Checked, Outcome, outcome, settle
from crmstead.records.write.inserting import checked_insert
from crmstead.records.write.references import load_references
from crmstead.records.write.targets import load_targets
from crmstead.records.write.updating import checked_update, named_record, unknown_record
from crmstead.records.write.upsert_targets import Lookup, Mark
from crmstead.records.write.writing import Writing

_SUCCEEDED = 200


@dataclass(frozen=True, slots=True)
class _Aim:
    """What an item is found to be: an id or why it has none, None for a new record."""

    record: int | RecordError | None
    #: The field by which it was found.
    by: str | None = None


async def upsert_items(
    writing: Writing,
    module: Module,
    items: Sequence[Any],
    fields: Sequence[Field],
    require_update: Callable[[], None],
) -> Outcome:
    """Settle the items of a body in their order; a later one finds what an earlier one made.

    `require_update` is called where an item is found to be a record; it raises where the caller
    may not change any. The options of the request are those of the records that it makes: a change
    obeys none.
    """
    lookup = Lookup(writing, module, fields)
    checked: list[Checked] = []
    #: By the place of the item.
    found_by: list[str | None] = []
    while len(checked) < len(items):
        first = len(checked)
        left = items[first:]
        marks = [lookup.marks(item) for item in left]
        aims = await _aims(writing, lookup, left, marks)
        if any(isinstance(aim.record, int) for aim in aims):
            require_update()
        end = _apart(aims, marks)
        part = await _check(writing, module, left[:end], aims[:end], first)
        await settle(writing, module, part)
        found_by += [aim.by for aim in aims[:end]]
        checked += part

    def answer(writing: Writing, draft: Draft, time: str) -> ItemAnswer:
        return _answer(written_answer(writing, draft, time), draft, found_by[draft.index])

    return outcome(writing, checked, _SUCCEEDED, answer)


async def _aims(
    writing: Writing, lookup: Lookup, items: Sequence[Any], marks: Sequence[Sequence[Mark]]
) -> list[_Aim]:
    found = await lookup.find(mark for one in marks for mark in one)
    return [_aim(writing, item, one, found) for item, one in zip(items, marks, strict=True)]


def _aim(writing: Writing, item: Any, marks: Sequence[Mark], found: Mapping[Mark, int]) -> _Aim:
    """Return the record of an item: by its id, else by the first field that leads to one."""
    if not isinstance(item, dict) or item.get("id") is not None:
        return _Aim(named_record(item, partial(unknown_record, writing)))
    for mark in marks:
        if mark in found:
            return _Aim(found[mark], mark[0])
    return _Aim(None)


def _apart(aims: Sequence[_Aim], marks: Sequence[Sequence[Mark]]) -> int:
    """Return how many items from the front have nothing to do with each other."""
    seen: set[int | Mark] = set()
    for place, (aim, own) in enumerate(zip(aims, marks, strict=True)):
        keys: set[int | Mark] = set(own)
        if isinstance(aim.record, int):
            keys.add(aim.record)
        if not seen.isdisjoint(keys):
            return place
        seen |= keys
    return len(aims)


async def _check(
    writing: Writing, module: Module, items: Sequence[Any], aims: Sequence[_Aim], first: int
) -> list[Checked]:
    await load_references(writing, module, items)
    targets = await load_targets(
        writing, module, (aim.record for aim in aims if isinstance(aim.record, int))
    )
    return [
        checked_insert(writing, module, index, item)
        if aim.record is None
        else checked_update(writing, module, index, item, aim.record, targets)
        for index, (item, aim) in enumerate(zip(items, aims, strict=True), first)
    ]


def _answer(answer: ItemAnswer, draft: Draft, by: str | None) -> ItemAnswer:
    action = "insert" if draft.before is None else "update"
    details = {key: value for key, value in answer["details"].items() if key != "$approval_state"}
    return {
        "code": answer["code"],
        "duplicate_field": by,
        "action": action,
        "details": details,
        "message": answer["message"],
        "status": answer["status"],
    }
