"""Whole files: a copy of one that is being written to, and whether one is sound."""

from __future__ import annotations

import time
from pathlib import Path

import apsw

from crmstead.databases.base import UnavailableError
from crmstead.databases.sqlite.connection import BROKEN, open_connection, unavailable

#: Problems of a file that are told at most.
_MOST = 20
_SECONDS = 30


def copy_file(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, while others read and write it.

    Raises:
        UnavailableError: it cannot be read, or the copy not be written.
    """
    reading = open_connection(source)
    try:
        writing = apsw.Connection(str(target))
        try:
            _copy(reading, writing)
            # One file in place of two, whatever comes to it later.
            writing.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            writing.close()
    except BROKEN as error:
        raise unavailable(source, error) from error
    finally:
        reading.close()


def _copy(reading: apsw.Connection, writing: apsw.Connection) -> None:
    ends = time.monotonic() + _SECONDS
    with writing.backup("main", reading, "main") as backup:
        while not backup.done:
            try:
                # All at once: in parts, every write in between would begin the copy anew.
                backup.step(-1)
            except (apsw.BusyError, apsw.LockedError):
                if time.monotonic() > ends:
                    raise
                time.sleep(0.05)


def problems_of(path: Path) -> list[str]:
    """Return what SQLite finds wrong in a file; [] where it is sound."""
    try:
        connection = open_connection(path)
    except UnavailableError as error:
        return [str(error)]
    try:
        rows = connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall()
    except apsw.Error as error:
        return [str(error)]
    finally:
        connection.close()
    return [str(row[0]) for row in rows if row[0] != "ok"]
