"""Work of several requests in one write transaction: all that they write is kept, or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from crmstead.databases.base import Transaction
from crmstead.databases.joined import JoinedDatabase
from crmstead.store.definitions import take_over
from crmstead.store.orgs import BeforehandError, OpenOrg
from crmstead.store.transactions import hold_metadata

T = TypeVar("T")


async def write_together(org: OpenOrg, work: Callable[[OpenOrg], Awaitable[T]]) -> T:
    """Run work with an org whose reads and writes are all part of one transaction.

    The work may be run again from its start, as where it needs a table that is to be made first.
    It awaits nothing but the database of the org that it is given: on SQLite it runs inside the
    writer's thread, its reads too, and keeps other writes waiting. An exception from it takes
    everything back.

    Raises:
        StaleError: the org has other metadata by now.
        UnavailableError: the commit could not be made durable.
    """

    async def inside(transaction: Transaction) -> tuple[T, OpenOrg, list[None]]:
        await hold_metadata(transaction, org)
        woken: list[None] = []
        joined = _joined(org, transaction, woken)
        return await work(joined), joined, woken

    result, joined, woken = await _prepared(org, inside)
    if joined.latest.org is not joined:
        await take_over(org)
    if woken:
        org.wake()
    return result


async def _prepared(org: OpenOrg, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Run work in a transaction, again once it was made what it turns out to need."""
    while True:
        try:
            return await org.database.write(work)
        except BeforehandError as error:
            needed = error.work
        await needed(org)


def _joined(org: OpenOrg, transaction: Transaction, woken: list[None]) -> OpenOrg:
    joined = replace(
        org,
        database=JoinedDatabase(org.database, transaction),
        # Contents whose rows go are swept later: until the end they may not be gone.
        files=None,
        joined=True,
        # The work that waits is there for others only at the end.
        wake=lambda: woken.append(None),
    )
    joined.writer = org.writer
    return joined
