"""Taxes on an amount: `[{"percentage", "name", "id", "value"}]`, `value` what the tax comes to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID
from crmstead.fieldtypes.decimal import unscale
from crmstead.fieldtypes.values import json_text
from crmstead.model.field import Field
from crmstead.records.behaviours.amounts import HUNDRED, bounded, plain
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

_decoder = msgspec.json.Decoder(float_hook=Decimal)


def apply_taxes(
    writing: Writing, draft: Draft, name: str, amount: Decimal, field: Field
) -> Decimal:
    """Work out each tax that a draft keeps under `name`, and return what they come to together.

    Each tax is rounded as `field` is, so what is shown of them adds up.

    Raises:
        RecordError: a percentage is no number that can be kept, or comes to too much.
    """
    stored = draft.values.get(name)
    if stored is None:
        return Decimal(0)
    sum_of_taxes = Decimal(0)
    worked_out: list[dict[str, Any]] = []
    for index, entry in enumerate(_decoder.decode(stored)):
        path = (*draft.path, name, index)
        if entry["percentage"] is None:
            raise RecordError(VALUE_INVALID, (*path, "percentage"))
        percentage = Decimal(entry["percentage"])
        value = unscale(bounded(amount * percentage / HUNDRED, field, (*path, "value")), field)
        sum_of_taxes += value
        worked_out.append(_shown(writing, entry, percentage, value))
    draft.values[name] = json_text(worked_out)
    return sum_of_taxes


def _shown(
    writing: Writing, entry: dict[str, Any], percentage: Decimal, value: Decimal
) -> dict[str, Any]:
    """Return a tax as it is kept; unspecified: one that the org does not know has no id."""
    shown: dict[str, Any] = {"percentage": plain(percentage), "name": entry["name"]}
    known = (str(tax.id) for tax in writing.catalogue.taxes if tax.name == entry["name"])
    number = entry.get("id") or next(known, None)
    if number is not None:
        shown["id"] = number
    return {**shown, "value": plain(value)}
