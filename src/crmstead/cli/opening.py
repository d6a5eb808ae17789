"""Opening an installation in a directory, by one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmstead.cli.refusals import NewerError, TakenError

if TYPE_CHECKING:
    from crmstead.app import Server

_LOCK = "lock"


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Keep other processes off a data directory, which is made if it is not there.

    Raises:
        TakenError: another process is on it.
        click.ClickException: it cannot be made or written.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (data / _LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"Cannot write to {data}: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            who = file.read().strip()
            raise TakenError(
                f"A server already runs on {data}" + (f" (process {who})." if who else ".")
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_installation(data: Path) -> bool:
    """Tell whether a directory holds an installation."""
    from crmstead.app import CONTROL

    return (data / f"{CONTROL}.sqlite").is_file()


def require_installation(data: Path) -> None:
    """Refuse a directory that holds no installation, so nothing is made in it by mistake.

    Raises:
        click.ClickException: it holds none.
    """
    if not is_installation(data):
        raise click.ClickException(f"{data} holds no installation: start a server on it first.")


@asynccontextmanager
async def open_directory(data: Path) -> AsyncIterator[Server]:
    """Open the installation of a directory on which no server runs."""
    from crmstead.app import open_server
    from crmstead.settings import Settings
    from crmstead.store.migrations.running import NewerSchemaError

    require_installation(data)
    with locked(data):
        try:
            async with open_server(Settings(data=data)) as server:
                yield server
        except NewerSchemaError as error:
            raise NewerError(f"The database is of another version: {error}.") from error
