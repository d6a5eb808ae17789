"""The SQLite driver: quick reads in the event loop, writes by one thread with group commit."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import apsw

from crmstead.databases.base import Database, MissingError, Reader, UnavailableError
from crmstead.databases.sqlite.connection import BROKEN, check_known, open_connection, unavailable
from crmstead.databases.sqlite.dialect import SqliteDialect
from crmstead.databases.sqlite.reader import SlowReads, SqliteReader
from crmstead.databases.sqlite.writer import Work, Writer

T = TypeVar("T")

#: Most connections that read one file in the event loop, and seconds that a request waits for one.
_READERS = 8
_PATIENCE = 10
#: KiB of pages that a connection keeps: the one that most reads go through, and those that read
#: only while others do.
_CACHE = 16_000
_SMALL_CACHE = 1_000


class SqliteDatabase(Database):
    """One file, opened when it is first used."""

    def __init__(self, path: Path) -> None:
        self.dialect = SqliteDialect()
        self.schema = ""
        self.shared = False
        self.path = path
        self._writer: Writer | None = None
        #: The one that reads first is last in it, so that it is taken first and its cache is warm.
        self._free: deque[SqliteReader] = deque()
        self._first: SqliteReader | None = None
        self._slow = SlowReads(path)
        self._slots = asyncio.Semaphore(_READERS)
        self._closed = False
        #: What is there while nobody has written.
        self._unwritten = object()

    def reading(self, *, snapshot: bool = False) -> _Reading:
        return _Reading(self, snapshot=snapshot)

    async def lend(self) -> SqliteReader:
        """Return a reader to give back; where it counts as one in the event loop, with its slot."""
        await self._take_slot()
        try:
            reader = self._reader()
        except BaseException:
            self._slots.release()
            raise
        reader.slots = self._slots
        return reader

    async def _take_slot(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._slots.acquire()
        except TimeoutError as error:
            raise unavailable(self.path, error) from error

    def _reader(self) -> SqliteReader:
        if self._free:
            return self._free.pop()
        self._check_open()
        if self._first is not None:
            connection = open_connection(self.path, cache=_SMALL_CACHE)
            return SqliteReader(connection, self._slow, small=True)
        connection = open_connection(self.path, cache=_CACHE)
        self._first = SqliteReader(connection, self._slow, small=False)
        return self._first

    def give_back(self, reader: SqliteReader) -> None:
        """Keep a reader for the next request."""
        reader.leave_slot()
        with suppress(apsw.Error):
            if reader.connection.in_transaction:
                reader.connection.execute("COMMIT")
        first = reader is self._first
        enough = len(self._free) >= _READERS and not first
        if self._closed or enough or reader.connection.in_transaction:
            reader.connection.close(force=True)
            self._first = None if first else self._first
        elif first:
            self._free.append(reader)
        else:
            self._free.appendleft(reader)

    async def write(self, work: Work[T]) -> T:
        return await self._writing().submit(work)

    def waiting(self) -> int:
        return 0 if self._writer is None else self._writer.queued()

    def state(self) -> object | None:
        return self._unwritten if self._writer is None else self._writer.state

    def _writing(self) -> Writer:
        """Return the thread that writes; one that died is replaced."""
        writer = self._writer
        if writer is None or writer.over:
            self._check_open()
            writer = self._start(create=False)
        return writer

    def _start(self, *, create: bool) -> Writer:
        self._writer = writer = Writer(self.path, create=create)
        writer.start()
        return writer

    def _check_open(self) -> None:
        if self._closed:
            raise UnavailableError(f"{self.path.name}: closed")

    async def create(self) -> None:
        self._closed = False
        if self._writer is None or self._writer.over:
            self._start(create=True)

    async def drop(self) -> None:
        await self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    async def rename(self, schema: str) -> None:
        await self.close()
        try:
            self.path.rename(self.path.with_name(f"{schema}.sqlite"))
        except FileNotFoundError as error:
            raise MissingError(f"{self.path.name} is missing") from error

    async def close(self) -> None:
        """Write what waits, refuse what comes later, and close the file."""
        self._closed = True
        self._unwritten = object()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.stop()
            await asyncio.to_thread(writer.join)
        await self._slow.close()
        while self._free:
            self._free.pop().connection.close()
        self._first = None


class _Reading:
    """A reader while a block runs. A class: every request has one, and generators cost more."""

    def __init__(self, database: SqliteDatabase, *, snapshot: bool) -> None:
        self._database = database
        self._snapshot = snapshot

    async def __aenter__(self) -> Reader:
        self._reader = reader = await self._database.lend()
        if self._snapshot:
            try:
                reader.connection.execute("BEGIN")
            except BROKEN as error:
                self._database.give_back(reader)
                raise unavailable(self._database.path, error) from error
        return reader

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._database.give_back(self._reader)
        if isinstance(error, BROKEN):
            raise unavailable(self._database.path, error) from error
        if isinstance(error, apsw.SQLError):
            check_known(error)
