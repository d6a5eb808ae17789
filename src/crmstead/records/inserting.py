"""Inserting records: each item stands alone, all that pass are written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.records.filling import fill, set_owner
from crmstead.records.finishing import Checked, Outcome, finish
from crmstead.records.references import load_references
from crmstead.records.validation import check_mandatory, parse_item
from crmstead.records.writing import Writing


async def insert_items(writing: Writing, module: Module, items: Sequence[Any]) -> Outcome:
    """Check and insert the items of a body; a refused one leaves nothing behind."""
    await load_references(writing, module, items)
    checked = [checked_insert(writing, module, index, item) for index, item in enumerate(items)]
    return await finish(writing, module, checked)


def checked_insert(writing: Writing, module: Module, index: int, item: Any) -> Checked:
    """Return the draft of an item that becomes a record, or why it is refused."""
    try:
        draft = parse_item(writing, module, index, item)
        set_owner(writing, draft)
        check_mandatory(writing, draft)
        fill(writing, draft)
    except RecordError as error:
        return error
    return [draft]
