"""Inserting records: each item is read and checked by itself, then all are finished together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill, set_owner
from crmstead.records.write.finishing import Checked, Outcome, finish
from crmstead.records.write.mandatory import check_mandatory
from crmstead.records.write.references import load_draft_references
from crmstead.records.write.validation import begin_item, parse_fields
from crmstead.records.write.writing import Writing


async def insert_items(writing: Writing, module: Module, items: Sequence[Any]) -> Outcome:
    """Check and insert the items of a body; a refused one leaves nothing behind."""
    begun = [_begin(writing, module, index, item) for index, item in enumerate(items)]
    drafts = [one for one in begun if isinstance(one, Draft)]
    await load_draft_references(writing, module, drafts)
    return await finish(writing, module, [_check(writing, one) for one in begun])


def checked_insert(writing: Writing, module: Module, index: int, item: Any) -> Checked:
    """Return the draft of an item that becomes a record, or why it is refused."""
    return _check(writing, _begin(writing, module, index, item))


def _begin(writing: Writing, module: Module, index: int, item: Any) -> Draft | RecordError:
    try:
        return begin_item(writing, module, index, item)
    except RecordError as error:
        return error


def _check(writing: Writing, draft: Draft | RecordError) -> Checked:
    if isinstance(draft, RecordError):
        return draft
    try:
        parse_fields(writing, draft)
        set_owner(writing, draft)
        check_mandatory(writing, draft)
        fill(writing, draft)
    except RecordError as error:
        return error
    return [draft]
