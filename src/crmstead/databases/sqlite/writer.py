"""The one thread that writes to a file: what waits shares a transaction, hence one fsync.

So does what comes while others are at work. Each write is answered after the COMMIT that made it
durable. Where one fails with rows written, all are taken back and run again, each in a savepoint of
its own.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar, cast

import apsw

from crmstead.databases.base import Transaction, UnavailableError
from crmstead.databases.sqlite.connection import BROKEN, open_connection, unavailable
from crmstead.databases.sqlite.transaction import SqliteTransaction

T = TypeVar("T")
#: A piece of work that a request brings.
Work = Callable[[Transaction], Awaitable[T]]

#: Most requests that share one commit: a bound on how long the first of them waits.
_BATCH = 64


class _Write:
    """A piece of work on its way through the thread."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Work[Any], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        self.result, self.error = None, error

    def settle(self) -> None:
        """Tell the request, in its loop; it may have gone away."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer(threading.Thread):
    """Owns the connection that writes. A connection left in doubt is replaced by a fresh one."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        super().__init__(name=f"writer {path.name}", daemon=True)
        self._path = path
        self._connection: apsw.Connection | None = open_connection(path, create=create)
        self._transaction = SqliteTransaction(self._connection)
        self._queue: SimpleQueue[_Write | None] = SimpleQueue()
        #: Writes that nobody has answered yet, so that none is left waiting whatever happens.
        self._waiting: set[_Write] = set()
        self._closing = threading.Lock()
        #: Takes no more writes.
        self.over = False
        #: Stands for what is committed; None while a commit is on its way (`Database.state`).
        self.state: object | None = object()

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """Queue a piece of work; the future is settled when it is on disk, or refused.

        Raises:
            UnavailableError: the thread takes no more.
        """
        write = _Write(work, asyncio.get_running_loop())
        with self._closing:
            if self.over:
                raise UnavailableError(f"{self._path.name}: closed")
            self._waiting.add(write)
            self._queue.put(write)
        return write.future

    def queued(self) -> int:
        """Return how many writes wait for their turn."""
        return self._queue.qsize()

    def stop(self) -> None:
        """Let the thread end once what waits is written."""
        with self._closing:
            self.over = True
            self._queue.put(None)

    def run(self) -> None:
        try:
            while batch := self._next_batch():
                self._commit(batch)
                self._answer(batch)
        finally:
            self._end()

    def _next_batch(self) -> list[_Write]:
        """Wait for work and return all that there is; nothing when it is time to end."""
        batch: list[_Write] = []
        first = self._queue.get()
        if first is not None:
            batch.append(first)
            self._join(batch)
        return batch

    def _join(self, batch: list[_Write]) -> None:
        """Let what waits by now be part of a batch."""
        while len(batch) < _BATCH and not self._queue.empty():
            write = self._queue.get()
            if write is None:
                self._queue.put(None)
                break
            batch.append(write)

    def _commit(self, batch: list[_Write]) -> None:
        """Run a batch in one transaction; whatever fails but a request's own work fails all."""
        try:
            connection = self._connect()
            connection.execute("BEGIN IMMEDIATE")
            if not self._run_together(connection, batch):
                connection.execute("ROLLBACK")
                connection.execute("BEGIN IMMEDIATE")
                for write in batch:
                    self._run_apart(connection, write)
            # From here on some may read what others were told is not there yet.
            self.state = None
            connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - whatever it was, nobody may be acknowledged
            self._roll_back()
            for write in batch:
                write.fail(_refusal(self._path, error))
        finally:
            self.state = object()

    def _run_together(self, connection: apsw.Connection, batch: list[_Write]) -> bool:
        """Run writes one after the other; tell whether none failed with something to take back.

        Those that come meanwhile join them, rather than wait for a commit of their own.

        A savepoint would cost a copy of every page that a write changes, for the few that fail
        once they have changed one: a record is refused before it is written.
        """
        for write in batch:
            self._transaction.changed = False
            self._run(write)
            if not connection.in_transaction:
                raise UnavailableError(f"{self._path.name}: SQLite gave up the transaction")
            if write.error is not None and self._transaction.changed:
                return False
            if write is batch[-1]:
                self._join(batch)
        return True

    def _run_apart(self, connection: apsw.Connection, write: _Write) -> None:
        """Run a write so that it takes back its own changes where it fails."""
        connection.execute("SAVEPOINT request")
        self._run(write)
        if write.error is not None:
            connection.execute("ROLLBACK TO request")
        connection.execute("RELEASE request")

    def _run(self, write: _Write) -> None:
        if write.future.cancelled():
            return
        write.error = None
        try:
            write.result = _drive(write.work(self._transaction))
        except BROKEN:
            raise
        except BaseException as error:  # noqa: BLE001 - belongs to the request, not to the writer
            write.fail(error)

    def _connect(self) -> apsw.Connection:
        if self._connection is None:
            self._connection = open_connection(self._path)
            self._transaction = SqliteTransaction(self._connection)
        return self._connection

    def _roll_back(self) -> None:
        connection = self._connection
        if connection is None:
            return
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except apsw.Error:
            self._connection = None
            with suppress(apsw.Error):
                connection.close(force=True)

    def _answer(self, writes: Iterable[_Write]) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[_Write]] = {}
        for write in writes:
            self._waiting.discard(write)
            loops.setdefault(write.loop, []).append(write)
        for loop, answered in loops.items():
            with suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(_settle, answered)

    def _end(self) -> None:
        with self._closing:
            self.over = True
            left = list(self._waiting)
        for write in left:
            write.fail(UnavailableError(f"{self._path.name}: writing has stopped"))
        self._answer(left)
        if self._connection is not None:
            with suppress(apsw.Error):
                self._connection.close()


def _settle(writes: Iterable[_Write]) -> None:
    for write in writes:
        write.settle()


def _refusal(path: Path, error: BaseException) -> UnavailableError:
    """Return an error for one request: each has its own, which gets a traceback of its own."""
    refusal = error if isinstance(error, UnavailableError) else unavailable(path, error)
    own = UnavailableError(*refusal.args)
    own.__cause__ = error
    return own


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
