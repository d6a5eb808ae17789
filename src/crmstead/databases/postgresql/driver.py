"""The PostgreSQL driver: asyncpg, prepared statements, one pool a server, one schema an org."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from crmstead.databases.base import (
    Database,
    NotUniqueError,
    Reader,
    Row,
    Transaction,
    UnavailableError,
)
from crmstead.databases.postgresql.dialect import PostgresqlDialect
from crmstead.sql.ddl import Column
from crmstead.sql.dialect import quoted

T = TypeVar("T")

_STATEMENTS = 1024
_CONNECTIONS = 8
_ATTEMPTS = 4
_AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
    TimeoutError,
)


class PostgresqlServer:
    """A server with its pool of connections, shared by the orgs that live on it."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool[asyncpg.Record]:
        """Return the pool, opened on first use.

        Raises:
            UnavailableError: the server does not answer.
        """
        async with self._opening:
            if self._pool is None:
                try:
                    self._pool = await asyncpg.create_pool(
                        self.dsn,
                        min_size=1,
                        max_size=_CONNECTIONS,
                        statement_cache_size=_STATEMENTS,
                        max_cached_statement_lifetime=0,
                        server_settings={"jit": "off", "application_name": "crmstead"},
                    )
                except _GONE as error:
                    raise UnavailableError(str(error)) from error
        return self._pool

    async def close(self) -> None:
        """Close all connections."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None


class PostgresqlTransaction(Transaction):
    """A connection, inside a transaction where it writes."""

    def __init__(self, connection: Any, schema: str, dialect: PostgresqlDialect) -> None:
        self._connection = connection
        self._schema = schema
        self._dialect = dialect

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        try:
            rows: Sequence[Row] = await self._connection.fetch(sql, *values)
        except asyncpg.UniqueViolationError as error:
            raise NotUniqueError(error.detail or "") from error
        return rows

    async def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        await self.fetch(sql, values)

    async def insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        names = ", ".join(quoted(column.name) for column in columns)
        made = ", ".join(f"c{number}" for number in range(len(columns)))
        arrays = ", ".join(
            f"${number}::{self._dialect.column_type(column.kind)}[]"
            for number, column in enumerate(columns, 1)
        )
        target = self._dialect.table(self._schema, table)
        sql = f"INSERT INTO {target} ({names}) SELECT {made} FROM unnest({arrays}) AS given({made})"
        await self.fetch(sql, [list(values) for values in zip(*rows, strict=True)])


class PostgresqlDatabase(Database):
    """One schema of a server."""

    def __init__(self, server: PostgresqlServer, schema: str) -> None:
        self._server = server
        self.dialect: PostgresqlDialect = PostgresqlDialect()
        self.schema = schema
        self.shared = True

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        pool = await self._server.pool()
        try:
            async with pool.acquire() as connection:
                yield connection
        except _GONE as error:
            raise UnavailableError(str(error)) from error

    @asynccontextmanager
    async def reading(self, *, snapshot: bool = False) -> AsyncIterator[Reader]:
        async with self._connection() as connection:
            reader = PostgresqlTransaction(connection, self.schema, self.dialect)
            if snapshot:
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    yield reader
            else:
                yield reader

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                async with self._connection() as connection, connection.transaction():
                    return await work(PostgresqlTransaction(connection, self.schema, self.dialect))
            except _AGAIN as error:
                if attempt == _ATTEMPTS:
                    raise UnavailableError(str(error)) from error
                await asyncio.sleep(0.01 * attempt)
        raise AssertionError

    async def create(self) -> None:
        async with self._connection() as connection:
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(self.schema)}")

    async def drop(self) -> None:
        async with self._connection() as connection:
            await connection.execute(f"DROP SCHEMA IF EXISTS {quoted(self.schema)} CASCADE")

    async def close(self) -> None:
        """Nothing to do: the connections belong to the server."""
