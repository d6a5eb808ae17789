"""Cadences: a new record is enrolled in its module's cadences, unless the request skips them."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.model.module import Module
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.system_tables import ENROLMENTS

CADENCES = "cadences"


async def enrol(writing: Writing, module: Module, drafts: Sequence[Draft]) -> None:
    """Enrol new records in the automatic cadences of their module."""
    if CADENCES in writing.options.skip:
        return
    running = [
        cadence
        for cadence in writing.catalogue.cadences
        if cadence.module == module.api_name and cadence.active and cadence.type == "automatic"
    ]
    rows = [
        (
            writing.org.ids.next(),
            cadence.id,
            module.api_name,
            draft.id,
            writing.now,
            writing.caller.user.id,
        )
        for cadence in running
        for draft in drafts
    ]
    if rows:
        await writing.transaction.insert(ENROLMENTS.name, ENROLMENTS.columns, rows)
