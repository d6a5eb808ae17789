"""Removing records for good, with everything that belongs to them or is kept about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmstead.databases.base import Transaction
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING
from crmstead.records.bin.belonging import ensure_belongings, removed_with
from crmstead.records.files.file_removal import release_files
from crmstead.store.belonging import find_belonging
from crmstead.store.bin_entries import GONE, Entry, change_entries, hold_entries
from crmstead.store.deleting import delete_rows
from crmstead.store.full_text import note_changes
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import OF_RECORDS

#: What an entry says no longer of a record that is gone for good.
_FORGOTTEN = {"state": GONE, "display_name": None, "restored_by": None}


async def remove_records(
    transaction: Transaction, org: OpenOrg, module: Module, ids: Sequence[int]
) -> None:
    """Remove records: their rows, links, notes, tags, territories, enrolments, timeline, words.

    Their files go, too, as far as nothing else uses them. Nothing is asked and no entry made. What
    of it was in the recycle bin by itself leaves it. The tables must be there:
    `records.bin.belonging.ensure_belongings`, before the transaction.
    """
    for belonging in removed_with(org.catalogue, module):
        below = await find_belonging(transaction, org, belonging, ids)
        if below:
            await remove_records(transaction, org, belonging.module, below)
            await _leave_bin(transaction, org, below)
    await release_files(transaction, org, ids)
    for table in OF_RECORDS:
        await delete_rows(transaction, org, table.name, "record", ids)
    await delete_rows(transaction, org, module.api_name, "id", ids)
    await note_changes(transaction, org, module, ids)


async def _leave_bin(transaction: Transaction, org: OpenOrg, ids: Sequence[int]) -> None:
    """Tell of records that were deleted before those they belonged to that they are gone."""
    entries = await hold_entries(transaction, org, ids, EVERYTHING)
    await change_entries(transaction, list(entries), _FORGOTTEN)


async def prepare(org: OpenOrg, entries: Iterable[Entry]) -> None:
    """Make the tables that restoring or removing records touches, before its transaction begins."""
    for number in {one.module for one in entries}:
        module = org.catalogue.module_by_id.get(number)
        if module is not None:
            await ensure_belongings(org, module)


async def remove_entries(transaction: Transaction, org: OpenOrg, entries: Sequence[Entry]) -> None:
    """Remove the records of entries that the transaction holds, and tell that they are gone."""
    by_module: dict[int, list[int]] = {}
    for entry in entries:
        by_module.setdefault(entry.module, []).append(entry.id)
    for number, ids in by_module.items():
        module = org.catalogue.module_by_id.get(number)
        if module is not None:
            await remove_records(transaction, org, module, ids)
    await change_entries(transaction, [one.id for one in entries], _FORGOTTEN)
