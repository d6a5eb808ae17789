"""Taxes that products and services may bear: `[{"id", "value"}]` of the org's own taxes."""

from __future__ import annotations

from typing import Any

import msgspec

from crmstead.errors.raised import RecordError
from crmstead.errors.values import REFERENCE_INVALID, VALUE_INVALID
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.values import json_text
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

TAX = "Tax"


def resolve_taxes(writing: Writing, draft: Draft) -> None:
    """Replace the taxes that a draft was given by those of the org: by id, name or shown value.

    Raises:
        RecordError: one of them is no tax of the org.
    """
    stored = draft.values.get(TAX)
    if stored is None or (draft.inherits and TAX not in draft.given):
        return
    known = _known(writing, draft)
    found: dict[str, str] = {}
    for index, entry in enumerate(msgspec.json.decode(stored)):
        tax, shown = _resolve(known, entry, (TAX, index))
        found[str(tax)] = shown
    draft.values[TAX] = json_text([{"id": tax, "value": shown} for tax, shown in found.items()])


def _known(writing: Writing, draft: Draft) -> dict[int | str, tuple[int, str]]:
    """Return the taxes by id, name and shown value; the field's own pick list shows some too."""
    known: dict[int | str, tuple[int, str]] = {}
    for value in draft.module.by_name[TAX].pick_list_values:
        known[value.id] = known[value.display_value] = (value.id, value.display_value)
    for tax in writing.catalogue.taxes:
        shown = f"{tax.name} - {float(tax.value)} %"
        known[tax.id] = known[tax.name] = known[shown] = (tax.id, shown)
    return known


def _resolve(
    known: dict[int | str, tuple[int, str]],
    entry: dict[str, Any],
    path: tuple[str | int, ...],
) -> tuple[int, str]:
    if "id" in entry:
        try:
            number = reference_id({"id": entry["id"]})
        except RecordError as error:
            raise error.below(*path) from None
        if number is None or number not in known:
            raise RecordError(REFERENCE_INVALID, (*path, "id"))
        return known[number]
    value = entry["value"]
    if not isinstance(value, str) or value.strip() not in known:
        raise RecordError(VALUE_INVALID, (*path, "value"))
    return known[value.strip()]
