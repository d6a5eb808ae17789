"""What falls due in the recycle bin, and what was ordered of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from crmstead.access.caller import caller_of
from crmstead.databases.base import Transaction
from crmstead.model.version import LATEST
from crmstead.query.plan import Any, Condition
from crmstead.records.bin.removing import prepare, remove_entries
from crmstead.records.bin.restoring import restore_records
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.bin_entries import (
    Entry,
    Part,
    change_entries,
    delete_entries,
    hold_entries,
    read_entries,
    to_forget,
    to_remove,
    to_restore,
)
from crmstead.store.orgs import OpenOrg
from crmstead.store.transactions import write

#: Records of one transaction: a bound on how long other writes wait.
_BATCH = 200

#: Works on entries that its transaction holds, all of which are then no longer due.
Chore = Callable[[Transaction, OpenOrg, Sequence[Entry]], Awaitable[None]]


def anything_due(now: int) -> Condition:
    """Return what holds for the entries with which there is something to do."""
    return Any((*to_remove(now), to_restore(now), to_forget(now)))


async def sweep_bin(org: OpenOrg) -> None:
    """Do what was ordered of the recycle bin, and what falls due in it."""
    now = org.clock.seconds()
    await _all_batches(org, to_restore(now), _restore)
    for due in to_remove(now):
        await _all_batches(org, due, remove_entries)
    await _all_batches(org, to_forget(now), _forget)


async def _all_batches(org: OpenOrg, due: Condition, chore: Chore) -> None:
    found = _BATCH
    while found == _BATCH:
        async with org.database.reading() as reader:
            entries = await read_entries(reader, org, Part(due, limit=_BATCH))
        found = len(entries)
        await prepare(org, entries)
        ids = [one.id for one in entries]

        async def work(transaction: Transaction, ids: Sequence[int] = ids) -> None:
            held = await hold_entries(transaction, org, ids, due)
            if held:
                await chore(transaction, org, list(held.values()))

        await write(org, work)


async def _restore(transaction: Transaction, org: OpenOrg, entries: Sequence[Entry]) -> None:
    """Restore records for those who ordered it; those that cannot be stay in the bin."""
    for number in {one.restored_by for one in entries}:
        theirs = [one for one in entries if one.restored_by == number]
        user = org.catalogue.user_by_id.get(number or 0)
        if user is not None:
            now = org.clock.seconds()
            caller = caller_of(org.catalogue, user, now)
            writing = Writing(org, caller, LATEST, transaction, Options(), now)
            await restore_records(writing, theirs)
    await change_entries(transaction, [one.id for one in entries], {"restored_by": None})


async def _forget(transaction: Transaction, org: OpenOrg, entries: Sequence[Entry]) -> None:
    await delete_entries(transaction, org, [one.id for one in entries])
