"""The PostgreSQL driver: asyncpg, prepared statements, one schema an org."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, TypeVar

from crmstead.databases.base import (
    ContendedError,
    Database,
    MissingError,
    NotUniqueError,
    Reader,
    Row,
    SchemaChangedError,
    Transaction,
    UnavailableError,
)
from crmstead.databases.postgresql.dialect import PostgresqlDialect
from crmstead.databases.postgresql.errors import MISSING, told
from crmstead.databases.postgresql.server import PostgresqlServer
from crmstead.sql.ddl import Column
from crmstead.sql.dialect import quoted

T = TypeVar("T")

_ATTEMPTS = 4
#: Most shapes of rows, of either kind, whose statement is kept.
_SHAPES = 1024
#: Transactions that write to a schema, known by the locks they hold on its tables.
_WRITERS = (
    "SELECT COUNT(*) FROM pg_catalog.pg_locks AS held "
    "JOIN pg_catalog.pg_class AS kept ON kept.oid = held.relation "
    "JOIN pg_catalog.pg_namespace AS place ON place.oid = kept.relnamespace "
    "JOIN pg_catalog.pg_database AS this ON this.oid = held.database "
    "WHERE held.mode = 'RowExclusiveLock' AND place.nspname = $1 "
    "AND this.datname = current_database()"
)
#: Seconds between two looks at them.
_PAUSE = 0.02
_EXISTS = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1)"


class PostgresqlTransaction(Transaction):
    """A connection, inside a transaction where it writes."""

    def __init__(self, connection: Any, schema: str, dialect: PostgresqlDialect) -> None:
        self._connection = connection
        self._schema = schema
        self._dialect = dialect
        #: What a statement failed with: PostgreSQL then rolls back, also when told to commit.
        self.failure: Exception | None = None

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        try:
            with told(self._connection):
                rows: Sequence[Row] = await self._connection.fetch(sql, *values)
        except Exception as error:
            self.failure = error
            raise
        return rows

    async def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        await self.fetch(sql, values)

    async def insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        target = self._dialect.table(self._schema, table)
        sql = _insert_text(self._dialect, target, tuple(columns))
        await self.fetch(sql, [list(values) for values in zip(*rows, strict=True)])

    async def update(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        target = self._dialect.table(self._schema, table)
        sql = _update_text(self._dialect, target, tuple(columns))
        await self.fetch(sql, [list(values) for values in zip(*rows, strict=True)])

    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        before = self.failure
        try:
            # Inside of a transaction, asyncpg makes a savepoint.
            async with _inside(self._connection, self._connection.transaction()):
                result = await work(self)
                self._check(before)
        except BaseException:
            self.failure = before
            raise
        return result

    def _check(self, before: Exception | None) -> None:
        """Raise what a statement failed with since then, though whoever asked for it went on."""
        if self.failure is not None and self.failure is not before:
            raise self.failure


@lru_cache(_SHAPES)
def _insert_text(dialect: PostgresqlDialect, target: str, columns: tuple[Column, ...]) -> str:
    names = ", ".join(quoted(column.name) for column in columns)
    made, given = _given(dialect, columns)
    return f"INSERT INTO {target} ({names}) SELECT {made} FROM {given}"


@lru_cache(_SHAPES)
def _update_text(dialect: PostgresqlDialect, target: str, columns: tuple[Column, ...]) -> str:
    key, *others = (quoted(column.name) for column in columns)
    sets = ", ".join(f"{name} = given.c{number}" for number, name in enumerate(others, 1))
    _, given = _given(dialect, columns)
    return f"UPDATE {target} AS t SET {sets} FROM {given} WHERE t.{key} = given.c0"


def _given(dialect: PostgresqlDialect, columns: Sequence[Column]) -> tuple[str, str]:
    """Return the columns, and the text, of rows that come as one array a column."""
    made = ", ".join(f"c{number}" for number in range(len(columns)))
    arrays = ", ".join(
        f"${number}::{dialect.column_type(column.kind)}[]"
        for number, column in enumerate(columns, 1)
    )
    return made, f"unnest({arrays}) AS given({made})"


class PostgresqlDatabase(Database):
    """One schema of a server."""

    def __init__(self, server: PostgresqlServer, schema: str) -> None:
        self._server = server
        self.dialect: PostgresqlDialect = PostgresqlDialect()
        self.schema = schema
        self.shared = True

    @asynccontextmanager
    async def reading(self, *, snapshot: bool = False) -> AsyncIterator[Reader]:
        try:
            async with self._server.connection() as connection:
                reader = PostgresqlTransaction(connection, self.schema, self.dialect)
                if snapshot:
                    transaction = connection.transaction(isolation="repeatable_read", readonly=True)
                    async with _inside(connection, transaction):
                        yield reader
                else:
                    yield reader
        except MISSING as error:
            await self._check_there(error)
            raise SchemaChangedError(str(error)) from error

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        for attempt in range(1, _ATTEMPTS):
            with suppress(ContendedError):
                return await self._write(work)
            await asyncio.sleep(0.01 * attempt)
        return await self._write(work)

    async def _write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        try:
            async with (
                self._server.connection() as connection,
                _inside(connection, connection.transaction()),
            ):
                transaction = PostgresqlTransaction(connection, self.schema, self.dialect)
                result = await work(transaction)
                if transaction.failure is not None:
                    raise transaction.failure
        except MISSING as error:
            await self._check_there(error)
            raise SchemaChangedError(str(error)) from error
        return result

    async def create(self) -> None:
        sql = f"CREATE SCHEMA IF NOT EXISTS {quoted(self.schema)}"
        try:
            await self._run(sql)
        except NotUniqueError:  # IF NOT EXISTS looks before it waits for another server's schema
            await self._run(sql)

    async def drop(self) -> None:
        await self._run(f"DROP SCHEMA IF EXISTS {quoted(self.schema)} CASCADE")

    async def rename(self, schema: str) -> None:
        await self._run(f"ALTER SCHEMA {quoted(self.schema)} RENAME TO {quoted(schema)}")
        # A transaction that had begun to write may end well; it cannot touch one more table.
        async with self.reading() as reader:
            while (await reader.fetch(_WRITERS, (schema,)))[0][0]:  # noqa: ASYNC110 - not ours
                await asyncio.sleep(_PAUSE)

    async def _check_there(self, error: Exception) -> None:
        """Tell a statement that names another table than there are from one whose schema has gone.

        Raises:
            MissingError: it has.
        """
        async with self._server.connection() as connection:
            if not await connection.fetchval(_EXISTS, self.schema):
                raise MissingError(f"PostgreSQL: no schema {self.schema}") from error

    async def _run(self, sql: str) -> None:
        try:
            async with self._server.connection() as connection:
                await PostgresqlTransaction(connection, self.schema, self.dialect).execute(sql)
        except MISSING as error:
            await self._check_there(error)
            raise SchemaChangedError(str(error)) from error

    async def close(self) -> None:
        """Nothing to do: the connections belong to the server."""


@asynccontextmanager
async def _inside(connection: Any, transaction: Any) -> AsyncIterator[None]:
    """Begin, and commit or roll back.

    Raises:
        UnavailableError: the connection broke. If that was at the commit, nobody knows its outcome.
    """
    with told(connection):
        await transaction.start()
    try:
        yield
    except BaseException:
        # A connection that cannot roll back is closed when it is given back.
        with suppress(UnavailableError), told(connection):
            await transaction.rollback()
        raise
    with told(connection):
        await transaction.commit()
