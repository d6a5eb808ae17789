"""Reads of one connection: in the event loop while they are quick, in a thread when they are not.

An indexed read is over in microseconds, so a thread would only cost. A read that scans (a custom
view, a search, a sort without an index) would hold up every other request: after so many steps
it is given up and begun again in a thread, and its statement goes there at once from then on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, cast

import apsw

from crmstead.databases.base import Reader, Row, UnavailableError
from crmstead.databases.sqlite.dialect import numbered

#: Steps of SQLite's machine between two looks, and looks or seconds of CPU until a read is slow.
#: The first look may be due to the reads before it, so it says nothing of time.
_STEPS = 2_000
_LOOKS = 100
_QUICK = 0.005
#: Seconds until one is slow that waits for its pages, or for its turn on a busy machine.
_QUICK_AT_ALL = 0.02
#: How far below those bounds a slow read has to stay to be quick again: one that keeps close to
#: them would be begun in vain every other time.
_QUICK_AGAIN = 0.8
#: Reads that a file's threads work on at once: one core is left to the event loop.
_THREADS = max(1, min(4, (os.cpu_count() or 2) - 1))
#: Reads that may wait for the threads.
_WAITING = 64
#: Seconds that a read may take.
_LONGEST = 30
#: Statements that are known to be slow.
_KNOWN = 1024


class SlowReads:
    """The threads of one file, and the statements that belong there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads: ThreadPoolExecutor | None = None
        self._known: set[str] = set()
        self._count = 0

    def knows(self, text: str) -> bool:
        """Tell whether a statement was slow when it last ran."""
        return text in self._known

    async def run(self, reader: SqliteReader, text: str, values: Sequence[object]) -> Sequence[Row]:
        """Read in a thread. The connection is the thread's until this is over, cancelled or not.

        Raises:
            UnavailableError: too many wait already, or it takes too long.
        """
        if self._count >= _WAITING:
            raise UnavailableError(f"{self._path.name}: {self._count} slow reads wait already")
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS, f"reader {self._path.name}")
        self._count += 1
        try:
            rows = await _ended(reader, self._threads.submit(reader.read_slowly, text, values))
        except apsw.InterruptError as error:
            raise UnavailableError(
                f"{self._path.name}: a read took more than {_LONGEST} seconds"
            ) from error
        finally:
            self._count -= 1
        steps, seconds = reader.looks / _LOOKS, reader.seconds / _QUICK
        self.learn(text, slow=max(steps, seconds) > _QUICK_AGAIN)
        return rows

    def learn(self, text: str, *, slow: bool) -> None:
        """Take note of how a statement turned out."""
        if not slow:
            self._known.discard(text)
            return
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known.add(text)

    async def close(self) -> None:
        """Wait for the reads that run."""
        threads, self._threads = self._threads, None
        if threads is not None:
            await asyncio.to_thread(threads.shutdown, cancel_futures=True)


class SqliteReader(Reader):
    """Reads through one connection, which one request has at a time."""

    def __init__(self, connection: apsw.Connection, slow: SlowReads, *, small: bool) -> None:
        self.connection = connection
        #: One of many while scans wait for each other: it gives back the pages that one went over.
        self._small = small
        #: How often the read that runs was looked at.
        self.looks = 0
        #: CPU that the last read in a thread took: what it would hold up the event loop for.
        self.seconds = 0.0
        self._slow = slow
        #: Where the connection counts as one that reads in the event loop, until it no longer does.
        self.slots: asyncio.Semaphore | None = None
        #: When the read in the event loop becomes slow, 0 while there is none; and at which CPU.
        self._quick_until = 0.0
        self._quick_cpu = 0.0
        self._ends = 0.0
        self._stopped = False
        connection.set_progress_handler(self._look, _STEPS)

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        text = numbered(sql)
        if not self._slow.knows(text):
            self.looks = 0
            self._quick_until = monotonic() + _QUICK_AT_ALL
            try:
                return self.connection.execute(text, cast("Any", values)).fetchall()
            except apsw.InterruptError:
                # Others that come meanwhile go to the threads at once.
                self._slow.learn(text, slow=True)
            finally:
                self._quick_until = 0.0
        self.leave_slot()
        self._stopped = False
        return await self._slow.run(self, text, values)

    def read_slowly(self, text: str, values: Sequence[object]) -> Sequence[Row]:
        """Return the rows of a query, in a thread."""
        self.looks = 0
        began = thread_time()
        self._ends = monotonic() + _LONGEST
        try:
            return self.connection.execute(text, cast("Any", values)).fetchall()
        finally:
            self._ends = 0.0
            self.seconds = thread_time() - began
            if self._small:
                self.connection.release_memory()

    def stop(self) -> None:
        """Let the read that runs in a thread, or is about to, end early."""
        self._stopped = True

    def leave_slot(self) -> None:
        """Let another request read in the event loop."""
        slots, self.slots = self.slots, None
        if slots is not None:
            slots.release()

    def _look(self) -> bool:
        """Tell SQLite whether to give up."""
        self.looks += 1
        if self._ends:
            return self._stopped or monotonic() > self._ends
        if not self._quick_until:
            return False
        if self.looks == 1:
            self._quick_cpu = thread_time() + _QUICK
            return False
        return (
            self.looks > _LOOKS
            or thread_time() > self._quick_cpu
            or monotonic() > self._quick_until
        )


async def _ended(reader: SqliteReader, read: Future[Sequence[Row]]) -> Sequence[Row]:
    try:
        return await asyncio.wrap_future(read)
    except asyncio.CancelledError:
        reader.stop()
        wait([read])
        raise
