"""A database as one of its transactions sees it, for work that was written for the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NoReturn, TypeVar

from crmstead.databases.base import Database, Reader, Transaction

T = TypeVar("T")


class JoinedDatabase(Database):
    """All that is read and written through it is part of a transaction that is under way.

    What is written is kept when that transaction is; a write that raises is taken back alone.
    """

    def __init__(self, database: Database, transaction: Transaction) -> None:
        self.dialect = database.dialect
        self.schema = database.schema
        self.shared = database.shared
        self._transaction = transaction

    @asynccontextmanager
    async def reading(self, *, snapshot: bool = False) -> AsyncIterator[Reader]:
        # unspecified: on PostgreSQL two statements of one read may see what others commit between.
        del snapshot
        yield self._transaction

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self._transaction.attempt(work)

    async def create(self) -> None:
        """Nothing to do: a transaction is under way in it."""

    async def drop(self) -> None:
        _refuse()

    async def rename(self, schema: str) -> None:
        del schema
        _refuse()

    async def close(self) -> None:
        _refuse()


def _refuse() -> NoReturn:
    message = "a transaction is under way in this database"
    raise RuntimeError(message)
