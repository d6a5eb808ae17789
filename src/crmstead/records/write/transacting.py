"""The transaction of one request that writes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from crmstead.access.caller import Caller
from crmstead.databases.base import Transaction
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.records.write.options import Options
from crmstead.records.write.writing import BY_API, Writing
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import ensure_tables
from crmstead.store.transactions import write

T = TypeVar("T")


class Asking(Protocol):
    """Who asks for something to be written, where, and in which words it is answered."""

    @property
    def org(self) -> OpenOrg: ...

    @property
    def caller(self) -> Caller: ...

    @property
    def version(self) -> Version: ...


async def act(
    asking: Asking,
    work: Callable[[Writing], Awaitable[T]],
    *modules: Module,
    options: Options | None = None,
    source: str = BY_API,
    unmodified_since: int | None = None,
    now: int | None = None,
    redefines: bool = False,
) -> T:
    """Run work in one transaction, the tables of some modules made; it may be run again.

    Work that writes more than these modules' records has made the other tables beforehand. `now`
    is given where the answer tells the time, too; `redefines` where definitions may change, which
    `store.definitions.take_over` lets later requests have.
    """
    for module in modules:
        await ensure_tables(asking.org, module)

    async def run(transaction: Transaction) -> T:
        writing = Writing(
            asking.org,
            asking.caller,
            asking.version,
            transaction,
            options or Options(),
            asking.org.clock.seconds() if now is None else now,
            source=source,
            unmodified_since=unmodified_since,
        )
        return await work(writing)

    return await write(asking.org, run, redefines=redefines)
