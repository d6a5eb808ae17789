"""What is done for orgs besides answering: what was ordered, and what falls due with time.

One task of a server does it, org by org: for all of them when it starts and once a day, for one
when an answer promised something. Servers that share a database may do it at once: each batch is a
transaction that holds what it works on, and finds only what is still to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from crmstead.access.caller import caller_of
from crmstead.databases.base import Database, Transaction
from crmstead.model.version import LATEST
from crmstead.query.plan import Any, Condition
from crmstead.records.options import Options
from crmstead.records.removing import prepare, remove_entries
from crmstead.records.restoring import restore_records
from crmstead.records.writing import Writing
from crmstead.sql.writer import SqlWriter
from crmstead.store.bin_entries import (
    Entry,
    Part,
    any_entry,
    change_entries,
    delete_entries,
    hold_entries,
    read_entries,
    to_forget,
    to_remove,
    to_restore,
)
from crmstead.store.directory import OrgDirectory
from crmstead.store.migrations.running import is_current
from crmstead.store.orgs import OpenOrg
from crmstead.store.transactions import write

_logger = logging.getLogger("crmstead.housekeeping")
_DAY = 24 * 60 * 60
#: Records of one transaction: a bound on how long other writes wait.
_BATCH = 200

#: Works on entries that its transaction holds, all of which are then no longer due.
Chore = Callable[[Transaction, OpenOrg, Sequence[Entry]], Awaitable[None]]


@asynccontextmanager
async def keeping_house(orgs: OrgDirectory) -> AsyncIterator[None]:
    """Keep house for the orgs of a server until the block ends."""
    task = asyncio.create_task(_keep_house(orgs))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_house(orgs: OrgDirectory) -> None:
    clock = asyncio.get_running_loop()
    while True:
        tomorrow = clock.time() + _DAY
        await _guarded(_do_all(orgs))
        while (left := tomorrow - clock.time()) > 0:
            with suppress(TimeoutError):
                org = await asyncio.wait_for(orgs.woken.get(), left)
                await _guarded(_do_one(orgs, org))


async def _guarded(work: Awaitable[None]) -> None:
    """Let no failure end the task: what was not done is still due."""
    try:
        await work
    except Exception:
        _logger.exception("housekeeping failed; it is tried again within a day")


async def _do_all(orgs: OrgDirectory) -> None:
    for org, database in await orgs.databases():
        await _guarded(_do_if_due(orgs, org, database))


async def _do_if_due(orgs: OrgDirectory, org: int, database: Database) -> None:
    """Open an org only where there is something to do: an installation may have very many."""
    async with database.reading() as reader:
        if await is_current(reader, database):
            writer = SqlWriter(database.dialect, database.schema)
            if not await any_entry(reader, writer, _anything_due(orgs.clock.seconds())):
                return
    await _do_one(orgs, org)


def _anything_due(now: int) -> Condition:
    return Any((*to_remove(now), to_restore(now), to_forget(now)))


async def _do_one(orgs: OrgDirectory, org: int) -> None:
    await sweep_bin(await orgs.open(org))


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
            caller = caller_of(org.catalogue, user, frozenset(), 0)
            now = org.clock.seconds()
            writing = Writing(org, caller, LATEST, transaction, Options(), now)
            await restore_records(writing, theirs)
    await change_entries(transaction, [one.id for one in entries], {"restored_by": None})


async def _forget(transaction: Transaction, org: OpenOrg, entries: Sequence[Entry]) -> None:
    await delete_entries(transaction, org, [one.id for one in entries])
