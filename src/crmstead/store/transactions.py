"""Write transactions of an org, with the retries that keep a race from becoming an error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from crmstead.databases.base import NotUniqueError, Transaction, UnavailableError
from crmstead.store.orgs import OpenOrg

T = TypeVar("T")

_ATTEMPTS = 4


async def write(org: OpenOrg, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Run work that checks before it writes, again where another server wrote in between.

    A unique index that refuses a row says that a check was passed by two at once: run again, the
    loser's check finds the winner's row and answers the documented error.

    Raises:
        UnavailableError: the race goes on and on, or the database cannot be reached.
    """
    for _ in range(_ATTEMPTS - 1):
        with suppress(NotUniqueError):
            return await org.database.write(work)
    try:
        return await org.database.write(work)
    except NotUniqueError as error:
        raise UnavailableError(str(error)) from error
