"""What is done for orgs besides answering: what was ordered, and what falls due with time.

One task of a server does it, org by org: for all of them when it starts and once a day, for one
when an answer promised something, or somebody asks how far a job is. Servers that share a database
may do it at once: each batch is a transaction that holds what it works on, and finds only what is
still to do.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress

from crmstead.databases.base import Database, UnavailableError
from crmstead.records.bin.bin_sweeping import anything_due, sweep_bin
from crmstead.records.mass.jobs import do_jobs
from crmstead.records.mass.kinds import KINDS
from crmstead.sql.writer import SqlWriter
from crmstead.store.bin_entries import any_entry
from crmstead.store.directory import OrgDirectory
from crmstead.store.files.sweep import sweep_files
from crmstead.store.following import repeated
from crmstead.store.jobs import any_open
from crmstead.store.migrations.running import is_current
from crmstead.store.orgs import OpenOrg

_logger = logging.getLogger("crmstead.housekeeping")
_DAY = 24 * 60 * 60
#: Seconds until what failed for an org is tried again.
_AGAIN = 30


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
        await _guarded(sweep_files(orgs))
        while (left := tomorrow - clock.time()) > 0:
            with suppress(TimeoutError):
                org = await asyncio.wait_for(orgs.next_woken(), left)
                await _guarded(_do_one(orgs, org))


async def _guarded(work: Awaitable[object]) -> None:
    """Let no failure end the task: what was not done is still due."""
    try:
        await work
    except Exception:
        _logger.exception("housekeeping failed; it is tried again")


async def _do_all(orgs: OrgDirectory) -> None:
    for org, database in await orgs.databases():
        await _guarded(_do_if_due(orgs, org, database))


async def _do_if_due(orgs: OrgDirectory, org: int, database: Database) -> None:
    """Open an org only where there is something to do: an installation may have very many."""
    async with _tried_again(orgs, org):
        async with database.reading() as reader:
            if await is_current(reader, database):
                writer = SqlWriter(database.dialect, database.schema)
                due = await any_entry(reader, writer, anything_due(orgs.clock.seconds()))
                if not due and not await any_open(reader, database):
                    return
        await _do(orgs, org)


async def _do_one(orgs: OrgDirectory, org: int) -> None:
    async with _tried_again(orgs, org):
        await _do(orgs, org)


async def _do(orgs: OrgDirectory, org: int) -> None:
    await repeated(await orgs.open(org), _do_due)


async def _do_due(org: OpenOrg) -> None:
    """Do all; what was done is no longer due where it is begun again."""
    await do_jobs(org, KINDS)
    await sweep_bin(org)


@asynccontextmanager
async def _tried_again(orgs: OrgDirectory, org: int) -> AsyncIterator[None]:
    """Come back to an org later where its work fails."""
    try:
        yield
    except Exception as error:
        asyncio.get_running_loop().call_later(_AGAIN, orgs.wake, org)
        if not isinstance(error, UnavailableError):
            raise
        _logger.info("what is due for org %s waits for its database: %s", org, error)
