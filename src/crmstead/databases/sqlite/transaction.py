"""What requests write through: the writer's connection, and the text of its statements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

import apsw

from crmstead.databases.base import NotUniqueError, Row, Transaction
from crmstead.databases.sqlite.connection import BROKEN, check_known
from crmstead.databases.sqlite.dialect import numbered
from crmstead.sql.ddl import Column
from crmstead.sql.dialect import quoted

T = TypeVar("T")

#: Most shapes of rows, of either kind, whose statement is kept.
_SHAPES = 1024


class SqliteTransaction(Transaction):
    """The writer's connection inside a transaction, for one request after the other."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        #: One for all statements, each of which is over before the next: to make one costs as much
        #: as a quick statement.
        self._cursor = connection.cursor()
        #: Something was run that may have changed what is stored.
        self.changed = False
        self._inserts: dict[tuple[str, tuple[Column, ...]], str] = {}
        self._updates: dict[tuple[str, tuple[Column, ...]], str] = {}

    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        return self._run(sql, values)

    async def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        self._run(sql, values)

    async def insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        shape = (table, tuple(columns))
        sql = self._inserts.get(shape)
        if sql is None:
            if len(self._inserts) >= _SHAPES:
                self._inserts.clear()
            marks = ", ".join("?" * len(columns))
            listed = ", ".join(quoted(column.name) for column in columns)
            sql = f"INSERT INTO {quoted(table)} ({listed}) VALUES ({marks})"
            self._inserts[shape] = sql
        self._run_many(sql, rows)

    async def update(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        shape = (table, tuple(columns))
        sql = self._updates.get(shape)
        if sql is None:
            if len(self._updates) >= _SHAPES:
                self._updates.clear()
            key, *others = (quoted(column.name) for column in columns)
            # Numbered, as the key comes first in a row and last in the statement.
            sets = ", ".join(f"{name} = ?{number}" for number, name in enumerate(others, 2))
            sql = f"UPDATE {quoted(table)} SET {sets} WHERE {key} = ?1"
            self._updates[shape] = sql
        self._run_many(sql, rows)

    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        self._connection.execute("SAVEPOINT part")
        try:
            result = await work(self)
        except BROKEN:
            # The writer rolls the whole transaction back.
            raise
        except BaseException:
            self._connection.execute("ROLLBACK TO part")
            self._connection.execute("RELEASE part")
            raise
        self._connection.execute("RELEASE part")
        return result

    def _run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        self.changed = True
        try:
            self._cursor.executemany(sql, cast("Any", rows))
        except apsw.ConstraintError as error:
            raise NotUniqueError(str(error)) from error
        except apsw.SQLError as error:
            check_known(error)
            raise

    def _run(self, sql: str, values: Sequence[object]) -> Sequence[Row]:
        if not sql.startswith("SELECT"):
            self.changed = True
        try:
            return self._cursor.execute(numbered(sql), cast("Any", values)).fetchall()
        except apsw.ConstraintError as error:
            raise NotUniqueError(str(error)) from error
        except apsw.SQLError as error:
            check_known(error)
            raise
