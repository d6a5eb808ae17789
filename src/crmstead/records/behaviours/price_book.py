"""Price books: their ranges do not overlap (Insert Records, Pricing_Details)."""

from __future__ import annotations

from typing import ClassVar

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

RANGES = "Pricing_Details"
MODEL = "Pricing_Model"


class PriceBook(Behaviour):
    """Checks the ranges; both ends belong to a range.

    unspecified: a book with ranges and no model is Flat, and the rows may be left out, as the
    field is not among those that metadata calls mandatory.
    """

    name: ClassVar[str] = "price_book"
    reads_rows: ClassVar[bool] = True

    def complete(self, writing: Writing, draft: Draft) -> None:
        rows = draft.rows.get(RANGES, [])
        taken: list[tuple[int, int]] = []
        for row in rows:
            start, end = row.values["from_range"], row.values["to_range"]
            if end < start:
                raise RecordError(VALUE_INVALID, (*row.path, "to_range"))
            if any(start <= other_end and other_start <= end for other_start, other_end in taken):
                raise RecordError(VALUE_INVALID, row.path)
            taken.append((start, end))
        if rows and draft.values.get(MODEL) is None:
            draft.values[MODEL] = "Flat"
