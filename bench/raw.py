"""The raw query: an operation's own statements through the bare driver, nothing rendered."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import apsw
import asyncpg

from bench.homes import Home
from bench.processes import cpu_of_tree
from bench.recording import Operation, Statement
from crmstead.model.clock import SystemClock
from crmstead.model.ids import MAX_NODES, IdSource

#: Node of the ids that repetitions of a write give: neither the server's nor the filling's.
_NODE = MAX_NODES - 2
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000",
            "temp_store=MEMORY", "cache_size=-16000")  # fmt: skip


class Raw(ABC):
    """A connection that replays operations."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._ids = IdSource(self._clock, _NODE)

    @abstractmethod
    async def run(self, operations: Sequence[Operation], times: int) -> tuple[int, int]:
        """Run operations in turn; return CPU nanoseconds of this process and of the database."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection."""

    async def clear(self) -> None:
        """Do what earlier writes left to be done, which else the next to write would be charged."""
        return

    def prepared(self, operations: Sequence[Operation], times: int) -> list[Operation]:
        """Return operations to run: each write with new ids of its own, at this moment.

        So it writes where the server does, behind all that is there: rows above those of the
        server would spare this side, and cost the other, the division of pages.
        """
        return [self._fresh(operations[place % len(operations)]) for place in range(times)]

    def _fresh(self, operation: Operation) -> Operation:
        if not operation.writes:
            return operation
        fresh = {one: self._ids.next() for one in sorted(self.ids_made(operation))}
        fresh.update(dict.fromkeys(operation.seconds, self._clock.seconds()))
        return Operation(
            [
                Statement(one.sql, [_replaced(values, fresh) for values in one.rows])
                for one in operation.statements
            ]
        )

    @abstractmethod
    def ids_made(self, operation: Operation) -> set[int]:
        """Return the ids that an operation gives to new rows."""


def _replaced(value: Any, fresh: dict[int, int]) -> Any:
    if isinstance(value, list | tuple):
        return [_replaced(one, fresh) for one in value]
    return fresh.get(value, value) if type(value) is int else value


def _fold(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _inserts(operation: Operation) -> list[Statement]:
    return [one for one in operation.statements if one.sql.startswith("INSERT")]


class RawSqlite(Raw):
    """apsw, with the settings that the server has."""

    def __init__(self, home: Home) -> None:
        super().__init__()
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOMUTEX
        self._connection = apsw.Connection(home.place, flags=flags)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        fold: Any = _fold
        self._connection.create_scalar_function("fold", fold, 1, deterministic=True)

    async def run(self, operations: Sequence[Operation], times: int) -> tuple[int, int]:
        prepared = self.prepared(operations, times)
        begins = time.process_time_ns()
        for operation in prepared:
            self._run(operation)
        return time.process_time_ns() - begins, 0

    def _run(self, operation: Operation) -> None:
        execute = self._connection.execute
        writes = operation.writes
        if writes:
            execute("BEGIN IMMEDIATE")
        for statement in operation.statements:
            if len(statement.rows) > 1:
                self._connection.executemany(statement.sql, statement.rows)
            else:
                execute(statement.sql, statement.rows[0]).fetchall()
        if writes:
            execute("COMMIT")

    async def clear(self) -> None:
        # All sides write to one log, whose pages go into the file once there are so many.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def ids_made(self, operation: Operation) -> set[int]:
        return {row[0] for one in _inserts(operation) for row in one.rows}

    async def close(self) -> None:
        self._connection.close()


class RawPostgresql(Raw):
    """asyncpg, with prepared statements kept as the server keeps them."""

    def __init__(self, home: Home, connection: Any) -> None:
        super().__init__()
        self._home = home
        self._connection = connection

    @classmethod
    async def open(cls, home: Home) -> RawPostgresql:
        """Connect to the database of a home."""
        return cls(home, await asyncpg.connect(home.place, server_settings={"jit": "off"}))

    async def run(self, operations: Sequence[Operation], times: int) -> tuple[int, int]:
        prepared = self.prepared(operations, times)
        database = cpu_of_tree(self._home.cluster)
        begins = time.process_time_ns()
        for operation in prepared:
            if operation.writes:
                async with self._connection.transaction():
                    await self._run(operation)
            else:
                await self._run(operation)
        spent = time.process_time_ns() - begins
        return spent, cpu_of_tree(self._home.cluster) - database

    async def _run(self, operation: Operation) -> None:
        for statement in operation.statements:
            await self._connection.fetch(statement.sql, *statement.rows[0])

    def ids_made(self, operation: Operation) -> set[int]:
        # One array a column, the id's first.
        return {one for made in _inserts(operation) for one in made.rows[0][0]}

    async def close(self) -> None:
        await self._connection.close()


async def open_raw(home: Home) -> Raw:
    """Return a connection to the database of a home."""
    return RawSqlite(home) if home.cluster is None else await RawPostgresql.open(home)
