"""A SQLite file with one table, worked with through the driver alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import apsw

from crmstead.databases.base import Transaction
from crmstead.databases.sqlite.driver import SqliteDatabase
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.ddl import Column, Table, write_create

COLUMNS = (Column("id", ColumnKind.INTEGER), Column("name", ColumnKind.TEXT))
THINGS = Table("Things", COLUMNS)

Work = Callable[[Transaction], Awaitable[Any]]


@asynccontextmanager
async def things(path: Path) -> AsyncIterator[SqliteDatabase]:
    """Open a file with the table, made where it is not there."""
    database = SqliteDatabase(path)
    try:
        await database.create()
        await database.write(_make)
        yield database
    finally:
        await database.close()


async def _make(transaction: Transaction) -> None:
    for statement in write_create(THINGS, SqliteDatabase(Path()).dialect, ""):
        await transaction.execute(statement)


def adding(number: int, name: str = "") -> Work:
    """Return work that inserts a row, and answers its number."""

    async def work(transaction: Transaction) -> int:
        await transaction.insert(THINGS.name, COLUMNS, [(number, name)])
        return number

    return work


def kept(path: Path) -> set[int]:
    """Return what is in a file, as a process sees it that opens it now."""
    connection = apsw.Connection(str(path), vfs="unix")
    try:
        return {row[0] for row in connection.execute('SELECT id FROM "Things"')}
    finally:
        connection.close()


class Holding:
    """Another process's lock on a file: writes wait until it is let go."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path), vfs="unix")
        self._held = False

    def __enter__(self) -> Self:
        self._connection.execute("BEGIN IMMEDIATE")
        self._held = True
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def let_go(self) -> None:
        if self._held:
            self._held = False
            self._connection.execute("ROLLBACK")
            self._connection.close()


async def started(*waiting: Awaitable[Any]) -> list[asyncio.Future[Any]]:
    """Start all at once, and let each come to its first wait."""
    tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(one) for one in waiting]
    await asyncio.sleep(0)
    return tasks
