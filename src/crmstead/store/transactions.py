"""Write transactions of an org, with the retries that keep a race from becoming an error."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from crmstead.databases.base import NotUniqueError, Transaction, UnavailableError
from crmstead.store.orgs import OpenOrg, StaleError
from crmstead.store.system_tables import META

T = TypeVar("T")

_ATTEMPTS = 8
#: The row of `META`, which every org has, that keeps the version of the metadata. Losers of a race,
#: and who changes metadata, hold it alone; others share it.
_TURN = "version"
#: Seconds that a request pauses at most before it tries again.
_PAUSE = 0.01


async def write(
    org: OpenOrg, work: Callable[[Transaction], Awaitable[T]], *, redefines: bool = False
) -> T:
    """Run work that checks before it writes, again where another request wrote in between.

    A unique index that refuses a row says that a check was passed by two at once: run again, the
    loser's check finds the winner's row and answers the documented error. Losers go one by one,
    so that they do not meet each other again. Until it is over, the metadata stays what the org
    has; `redefines` is for work that changes it, which others wait for.

    Raises:
        StaleError: the org has other metadata by now.
        UnavailableError: the race goes on and on, or the database cannot be reached.
    """

    async def first(transaction: Transaction) -> T:
        await hold_metadata(transaction, org)
        return await work(transaction)

    async def in_turn(transaction: Transaction) -> T:
        await transaction.execute(
            f"UPDATE {org.database.table(META.name)} SET value = value WHERE name = $1", (_TURN,)
        )
        return await first(transaction)

    with suppress(NotUniqueError):
        return await org.database.write(in_turn if redefines else first)
    for _ in range(_ATTEMPTS):
        await asyncio.sleep(random.uniform(0, _PAUSE))  # noqa: S311 - no secret
        with suppress(NotUniqueError):
            return await org.database.write(in_turn)
    raise UnavailableError("other requests took the same unique values again and again")


async def hold_metadata(transaction: Transaction, org: OpenOrg) -> None:
    """Keep the metadata from changing while a transaction writes by it.

    Raises:
        StaleError: it has changed already.
    """
    database = org.database
    rows = await transaction.fetch(
        f"SELECT value FROM {database.table(META.name)} AS m WHERE name = $1 "
        f"{database.dialect.for_share('m')}",
        (_TURN,),
    )
    if rows[0][0] != org.catalogue.version:
        raise StaleError
