"""The SQLite driver: reads in the event loop, one writer thread with group commit.

A write waits in a queue; the writer thread takes all that wait into one transaction, each in a
savepoint of its own, and answers them after the one COMMIT that made them durable.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar, cast

import apsw

from crmstead.databases.base import (
    Database,
    NotUniqueError,
    Reader,
    Row,
    Transaction,
    UnavailableError,
)
from crmstead.databases.sqlite.dialect import SqliteDialect
from crmstead.sql.ddl import Column
from crmstead.sql.dialect import quoted

T = TypeVar("T")

#: Most requests that share one commit: a bound on how long the first of them waits.
_BATCH = 64
_READERS = 8
_STATEMENTS = 512
_BROKEN = (
    apsw.FullError,
    apsw.IOError,
    apsw.ReadOnlyError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.BusyError,
)
_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


def _fold(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _open(path: Path) -> apsw.Connection:
    connection = apsw.Connection(
        str(path),
        flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_NOMUTEX,
        statementcachesize=_STATEMENTS,
    )
    # Without it a statement with a join is planned anew at every execution, for the values bound.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.create_scalar_function("fold", cast("Any", _fold), 1, deterministic=True)
    for pragma in _PRAGMAS:
        connection.execute(pragma).fetchall()
    return connection


class SqliteReader(Reader):
    """Reads through one connection, in the event loop: an indexed read is over in microseconds."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        return self.connection.execute(sql, cast("Any", values)).fetchall()


class SqliteTransaction(Transaction):
    """The writer connection inside one request's savepoint."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._inserts: dict[tuple[str, tuple[str, ...]], str] = {}

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        return self._run(sql, values)

    async def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        self._run(sql, values)

    async def insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        names = tuple(column.name for column in columns)
        sql = self._inserts.get((table, names))
        if sql is None:
            marks = ", ".join("?" * len(names))
            listed = ", ".join(map(quoted, names))
            sql = f"INSERT INTO {quoted(table)} ({listed}) VALUES ({marks})"
            self._inserts[table, names] = sql
        try:
            self._connection.executemany(sql, cast("Any", rows))
        except apsw.ConstraintError as error:
            raise NotUniqueError(str(error)) from error

    def _run(self, sql: str, values: Sequence[object]) -> Sequence[Row]:
        try:
            return self._connection.execute(sql, cast("Any", values)).fetchall()
        except apsw.ConstraintError as error:
            raise NotUniqueError(str(error)) from error


class _Write:
    """A piece of work on its way through the writer thread."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Awaitable[Any]],
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
    ) -> None:
        self.work = work
        self.loop = loop
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Tell the waiting request, which may have gone away."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def _drive(awaitable: Awaitable[T]) -> T:
    """Run a coroutine that awaits nothing but this driver, which never suspends."""
    coroutine = cast("Coroutine[Any, Any, T]", awaitable)
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    coroutine.close()
    message = "a write transaction awaited something other than its transaction"
    raise RuntimeError(message)


class _Writer(threading.Thread):
    """The one thread that writes to a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(name=f"writer {path.name}", daemon=True)
        self._connection = _open(path)
        self._transaction = SqliteTransaction(self._connection)
        self._queue: SimpleQueue[_Write | None] = SimpleQueue()

    def put(self, write: _Write | None) -> None:
        self._queue.put(write)

    def run(self) -> None:
        going_on = True
        while going_on:
            first = self._queue.get()
            if first is None:
                break
            batch = [first]
            while len(batch) < _BATCH and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    going_on = False
                    break
                batch.append(following)
            self._commit(batch)
            for write in batch:
                write.answer()
        self._connection.close()

    def _commit(self, batch: list[_Write]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for write in batch:
                self._run(write)
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whatever it was, nobody may be acknowledged
            self._roll_back()
            failure = UnavailableError(str(error)) if isinstance(error, _BROKEN) else error
            for write in batch:
                write.result, write.error = None, failure

    def _run(self, write: _Write) -> None:
        self._connection.execute("SAVEPOINT request")
        try:
            write.result = _drive(write.work(self._transaction))
        except _BROKEN:
            raise
        except BaseException as error:  # noqa: BLE001 - belongs to the request, not to the writer
            write.error = error
            self._connection.execute("ROLLBACK TO request")
        self._connection.execute("RELEASE request")

    def _roll_back(self) -> None:
        with suppress(apsw.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


class SqliteDatabase(Database):
    """One file; made on first opening."""

    def __init__(self, path: Path) -> None:
        self.dialect = SqliteDialect()
        self.schema = ""
        self.shared = False
        self.path = path
        try:
            self._writer = _Writer(path)
            self._free = [SqliteReader(_open(path))]
        except _BROKEN as error:
            raise UnavailableError(f"{path.name}: {error}") from error
        self._writer.start()

    @asynccontextmanager
    async def reading(self, *, snapshot: bool = False) -> AsyncIterator[Reader]:
        reader = self._free.pop() if self._free else SqliteReader(_open(self.path))
        try:
            if snapshot:
                reader.connection.execute("BEGIN")
            yield reader
        except _BROKEN as error:
            raise UnavailableError(str(error)) from error
        finally:
            if reader.connection.in_transaction:
                reader.connection.execute("COMMIT")
            if len(self._free) < _READERS:
                self._free.append(reader)
            else:
                reader.connection.close()

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._writer.put(_Write(work, loop, future))
        return await future

    async def create(self) -> None:
        """Nothing to do: opening made the file."""

    async def drop(self) -> None:
        await self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    async def close(self) -> None:
        self._writer.put(None)
        await asyncio.to_thread(self._writer.join)
        for reader in self._free:
            reader.connection.close()
        self._free.clear()
