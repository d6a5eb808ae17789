"""Changing definitions: what follows from the change is worked out, and all of it kept at once.

An operation changes the definitions of its org as data. The new catalogue, the rows that keep the
definitions and the tables of records follow from comparing them with those before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from crmstead.access.caller import Caller
from crmstead.databases.base import ContendedError, Transaction
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.version import Version
from crmstead.records.write.options import Options
from crmstead.records.write.transacting import Asking
from crmstead.records.write.writing import Writing
from crmstead.setup.recomputing import recompute
from crmstead.store.definitions import Definitions, keep_definitions, read_definitions
from crmstead.store.orgs import OpenOrg
from crmstead.store.tables.preparing import ColumnsFirstError, Prepared, add_columns
from crmstead.store.tables.reshaping import Reshaped, reshape
from crmstead.store.transactions import write

T = TypeVar("T")

#: How often tables are tried to be changed while others read them, and seconds between two times.
_ATTEMPTS = 40
_PAUSE = 0.05


class Numbered(Protocol):
    """A definition that has an id."""

    @property
    def id(self) -> int:
        """The id, unlike any other's of the org."""
        ...


N = TypeVar("N", bound=Numbered)


#: Work in the transaction of a change, by the metadata after it.
Afterwards = Callable[[Transaction, Catalogue, Reshaped], Awaitable[None]]


@dataclass(slots=True)
class Redefining:
    """One change of an org's definitions, inside its transaction."""

    org: OpenOrg
    caller: Caller
    version: Version
    transaction: Transaction
    #: The moment of the change, in seconds.
    now: int
    #: What the org is to define from now on: to be changed in place.
    definitions: Definitions
    #: What is done in the same transaction once the tables are as the new catalogue says.
    afterwards: list[Afterwards] = field(default_factory=list)

    @property
    def catalogue(self) -> Catalogue:
        """The org's metadata before the change."""
        return self.org.catalogue

    def writing(self, options: Options | None = None) -> Writing:
        """Return what changes records in the same transaction, by the metadata before."""
        return Writing(
            self.org, self.caller, self.version, self.transaction, options or Options(), self.now
        )


def put(things: list[N], thing: N) -> None:
    """Put a definition in the place of the one with its id, or behind all."""
    for place, one in enumerate(things):
        if one.id == thing.id:
            things[place] = thing
            return
    things.append(thing)


def drop(things: list[N], number: int) -> None:
    """Remove the definition with an id, where there is one."""
    things[:] = [one for one in things if one.id != number]


async def redefine(asking: Asking, work: Callable[[Redefining], Awaitable[T]]) -> T:
    """Run work that changes definitions; requests that begin later have them as it leaves them.

    The work may be run again from its start. Definitions that it leaves as they were cost no new
    version. Tables that are there get their new columns before or with the transaction, and lose
    their old ones in it; readers are never kept waiting for long.

    Raises:
        StaleError: the org has other metadata by now.
        UnavailableError: its tables are read all the time, or the database cannot be reached.
        msgspec.ValidationError: what the work left is no definition.
    """
    org, caller, version = asking.org, asking.caller, asking.version
    prepared: dict[str, Prepared] = {}

    async def inside(transaction: Transaction) -> tuple[T, Catalogue, Reshaped, bool]:
        before = await read_definitions(transaction, org.database)
        after = before.copy()
        now = org.clock.seconds()
        redefining = Redefining(org, caller, version, transaction, now, after)
        result = await work(redefining)
        if not await keep_definitions(transaction, org.database, before, after):
            return result, org.catalogue, Reshaped(), False
        catalogue = after.catalogue(org.catalogue.version + 1, org.catalogue)
        reshaped = await reshape(transaction, org, catalogue, prepared)
        for one in redefining.afterwards:
            await one(transaction, catalogue, reshaped)
        more = await recompute(transaction, org, caller, catalogue, now)
        return result, catalogue, reshaped, more

    async def attempt() -> tuple[T, Catalogue, Reshaped, bool]:
        return await write(org, inside, redefines=True)

    result, catalogue, reshaped, more = await _columns_first(org, attempt, prepared)
    org.made_tables.difference_update(reshaped.dropped)
    org.made_tables.update(reshaped.made)
    org.renew(catalogue)
    if more:
        org.wake()
    return result


async def _columns_first(
    org: OpenOrg, attempt: Callable[[], Awaitable[T]], prepared: dict[str, Prepared]
) -> T:
    """Make a change in time, again once a table has the columns that it is to get."""
    while True:
        try:
            return await in_time(attempt)
        except ColumnsFirstError as error:
            table, columns = error.table, error.columns
        prepared[table] = await in_time(partial(add_columns, org, table, columns))


async def in_time(work: Callable[[], Awaitable[T]]) -> T:
    """Do what gives way to readers, until there is a moment for it.

    Raises:
        ContendedError: there was none.
    """
    for _ in range(_ATTEMPTS):
        try:
            return await work()
        except ContendedError:
            await asyncio.sleep(_PAUSE)
    return await work()
