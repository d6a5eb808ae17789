"""What the server asks its database for an operation: its statements, taken as they are run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time
from typing import Any
from unittest import mock

import apsw

from bench.client import Request
from bench.inside import call
from crmstead.databases.postgresql.driver import PostgresqlTransaction
from crmstead.http.application import Application

#: Statements that are no part of an operation's query: the raw run begins and commits by itself.
_AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "PRAGMA")
#: What comes in batches.
_BATCHED = ("INSERT", "UPDATE")
#: Tables that the server reads to know the caller and the version of its metadata.
_OF_THE_SERVER = ('"tokens"', '"_meta"')


@dataclass(slots=True)
class Statement:
    """A statement and the values it was run with: several rows of them for a batch."""

    sql: str
    rows: list[Sequence[Any]]


@dataclass(slots=True)
class Operation:
    """The statements of one request, in order."""

    statements: list[Statement] = field(default_factory=list)
    #: The seconds in which it was recorded: the times that a write gave.
    seconds: range = range(0)

    @property
    def writes(self) -> bool:
        """Whether it must be durable."""
        return any(not one.sql.startswith("SELECT") for one in self.statements)

    def add(self, sql: str, values: Sequence[Any]) -> None:
        """Take note of a statement; rows of one batch come one after another."""
        if sql.startswith(_AROUND) or any(table in sql for table in _OF_THE_SERVER):
            return
        last = self.statements[-1] if self.statements else None
        if last is not None and last.sql == sql and sql.startswith(_BATCHED):
            last.rows.append(values)
        else:
            self.statements.append(Statement(sql, [values]))


class Recorder:
    """Listens to both drivers while its block runs; connections must be opened inside it."""

    def __init__(self) -> None:
        self._operation: Operation | None = None

    async def record(self, application: Application, request: Request, warm: Request) -> Operation:
        """Return what a request asks the database once everything is warm: after another one."""
        await call(application, warm)
        self._operation = operation = Operation()
        began = int(time())
        await call(application, request)
        operation.seconds = range(began, int(time()) + 1)
        self._operation = None
        return operation

    def heard(self, sql: str, values: Sequence[Any] | None) -> None:
        """Take note of a statement."""
        if self._operation is not None:
            self._operation.add(sql, tuple(values or ()))


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Yield a recorder of what servers in this process run."""
    made = Recorder()

    def trace(_cursor: apsw.Cursor, sql: str, values: Any) -> bool:
        made.heard(sql, values)
        return True

    def hook(connection: apsw.Connection) -> None:
        connection.exec_trace = trace

    fetch = PostgresqlTransaction.fetch

    async def heard_fetch(self: PostgresqlTransaction, sql: str, values: Sequence[Any] = ()) -> Any:
        made.heard(sql, values)
        return await fetch(self, sql, values)

    apsw.connection_hooks.append(hook)
    try:
        with mock.patch.object(PostgresqlTransaction, "fetch", heard_fetch):
            yield made
    finally:
        apsw.connection_hooks.remove(hook)
