"""Values of formula fields: computed when a record is written, and kept like any other value."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from crmstead.formulas.computing import compute
from crmstead.formulas.fields import formulas_of
from crmstead.formulas.functions.base import Moment
from crmstead.records.write.draft import Draft
from crmstead.records.write.stamps import stamps_of
from crmstead.records.write.writing import Writing


def moment_of(writing: Writing) -> Moment:
    """Return the moment of a write, in the zone of the org."""
    return Moment(writing.now, ZoneInfo(writing.catalogue.org.time_zone))


def compute_formulas(writing: Writing, drafts: Iterable[Draft]) -> None:
    """Compute the formulas of drafts and of their rows; all that they read is in their values."""
    for draft in drafts:
        if draft.before is not None and formulas_of(draft.module):
            # What a change writes in any case, known to formulas already.
            draft.values |= stamps_of(writing, draft.module)
        for one in (draft, *(row for rows in draft.rows.values() for row in rows)):
            if formulas_of(one.module):
                compute(one.module, one.values, moment_of(writing))
