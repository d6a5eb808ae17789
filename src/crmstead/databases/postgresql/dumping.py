"""Dumps of schemas, made and read by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from crmstead.databases.base import UnavailableError


def dump_schemas(dsn: str, schemas: Iterable[str], target: Path) -> None:
    """Write schemas into a file, all as they are at one moment.

    Raises:
        UnavailableError: a schema or the program is not there, or it failed.
    """
    named = [f'--schema="{schema}"' for schema in schemas]
    options = ["--format=custom", "--no-owner", "--no-privileges", "--strict-names"]
    options.append(f"--file={target}")
    _run("pg_dump", dsn, [*options, *named])


def restore_schemas(dsn: str, source: Path) -> None:
    """Make the schemas of a file, all of them or none.

    Raises:
        UnavailableError: one is there already, the program is not there, or it failed.
    """
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", dsn, [*options, str(source)])


def _run(program: str, dsn: str, options: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise UnavailableError(
            f"{program} is not installed; it comes with PostgreSQL's client programs"
        )
    place, password = without_password(dsn)
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(  # noqa: S603 - a program found by name, arguments of our own
        [found, f"--dbname={place}", *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise UnavailableError(done.stderr.strip() or f"{program} failed")


def without_password(dsn: str) -> tuple[str, str | None]:
    """Return a DSN that may stand where everybody can read it, and what was taken out of it."""
    parts = urlsplit(dsn)
    if parts.password is None:
        return dsn, None
    user, _, host = parts.netloc.rpartition("@")
    bare = f"{user.partition(':')[0]}@{host}"
    return urlunsplit(parts._replace(netloc=bare)), unquote(parts.password)
