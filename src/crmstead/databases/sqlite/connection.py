"""Connections to a file, and which of their errors mean that the file cannot be worked with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import apsw

from crmstead.databases.base import SchemaChangedError, UnavailableError

#: KiB of pages that a connection keeps, unless it is said otherwise: enough to write with.
_CACHE = 8_000
#: Most statements that a connection keeps prepared.
_STATEMENTS = 512
#: The disk, the file or a lock on it, or memory: not the request that met it.
BROKEN = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.CorruptError,
    apsw.FullError,
    apsw.IOError,
    apsw.InternalError,
    apsw.LockedError,
    apsw.NoLFSError,
    apsw.NoMemError,
    apsw.NotADBError,
    apsw.PermissionsError,
    apsw.ProtocolError,
    apsw.ReadOnlyError,
)
#: How SQLite begins to say that a statement names something that is not there.
_NOT_THERE = re.compile("no such (column|table)|table .* has no column")
_NO_DIGITS = re.compile(r"[^0-9]+")
_PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA synchronous=FULL",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA temp_store=MEMORY",
)


def unavailable(path: Path, error: BaseException) -> UnavailableError:
    """Return a new error that tells which file cannot be worked with, and why."""
    return UnavailableError(f"{path.name}: {error}")


def open_connection(path: Path, *, create: bool = False, cache: int = _CACHE) -> apsw.Connection:
    """Open a file, which has to exist unless `create` says otherwise; `cache` in KiB.

    Raises:
        UnavailableError: it cannot be opened, or it is no database.
    """
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOMUTEX
    if create:
        flags |= apsw.SQLITE_OPEN_CREATE
    try:
        connection = apsw.Connection(str(path), flags=flags, statementcachesize=_STATEMENTS)
    except BROKEN as error:
        raise unavailable(path, error) from error
    try:
        _prepare(connection, cache)
    except BROKEN as error:
        connection.close()
        raise unavailable(path, error) from error
    return connection


def _prepare(connection: apsw.Connection, cache: int) -> None:
    # Without it a statement with a join is planned anew at every execution, for the values bound.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.create_scalar_function("fold", cast("Any", _fold), 1, deterministic=True)
    connection.create_scalar_function("digits", cast("Any", _digits), 1, deterministic=True)
    for pragma in (*_PRAGMAS, f"PRAGMA cache_size=-{cache}"):
        connection.execute(pragma).fetchall()
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchall()[0][0]
    if mode != "wal":
        raise apsw.CantOpenError(f"no write-ahead log can be kept beside it ({mode})")


def _fold(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _digits(text: str | None) -> str | None:
    return None if text is None else _NO_DIGITS.sub("", text)


def check_known(error: apsw.SQLError) -> None:
    """Tell a statement that names something that is not there from one that is wrong otherwise.

    Raises:
        SchemaChangedError: it does.
    """
    if _NOT_THERE.match(str(error)):
        raise SchemaChangedError(str(error)) from error
