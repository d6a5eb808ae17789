"""Servers in processes of their own, and what they cost: CPU time and memory."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from bench.homes import Home
from crmstead.settings import Settings

_SECONDS = 60
#: Characters of a server's log that are shown where a measurement fails.
_TAIL = 3000


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers, and the seconds until it did."""

    pid: int
    port: int
    started_in: float

    def cpu(self) -> int:
        """Return the CPU time it has used, in nanoseconds."""
        return cpu_of(self.pid)

    def memory(self) -> int:
        """Return its resident bytes."""
        return int(psutil.Process(self.pid).memory_info().rss)


def cpu_of(pid: int) -> int:
    """Return the CPU time, user and system, that a process has used, in nanoseconds."""
    if platform.system() == "Linux":
        # The clock that clock_getcpuclockid(3) names; it counts threads that ended, too.
        return time.clock_gettime_ns(~pid << 3 | 2)
    times = psutil.Process(pid).cpu_times()
    return int((times.user + times.system) * 1e9)


def cpu_of_tree(pid: int | None) -> int:
    """Return the CPU time of a process and its children, gone ones too; 0 for none."""
    if pid is None:
        return 0
    process = psutil.Process(pid)
    times = process.cpu_times()
    total = cpu_of(pid) + int((times.children_user + times.children_system) * 1e9)
    for child in process.children():
        with contextlib.suppress(OSError, psutil.Error):
            total += cpu_of(child.pid)
    return total


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve_command(settings: Settings, port: int) -> list[str]:
    """Return how a user starts the server on an installation."""
    where = ["--database", settings.database] if settings.database else ["--data", settings.data]
    verb = importlib.util.find_spec("crmstead.cli.serve") is not None
    start = ["-m", "crmstead", "serve"] if verb else ["-m", "bench.runner"]
    return [sys.executable, *start, *map(str, where), "--port", str(port)]


def yardstick_command(home: Home, port: int) -> list[str]:
    """Return how the yardstick is started on the same data."""
    start = [sys.executable, "-m", "bench.yardstick", "--url", home.url, "--port", str(port)]
    return [*start, "--schema", home.schema]


@contextlib.contextmanager
def running(command: Sequence[str], port: int, path: str = "/") -> Iterator[Running]:
    """Run a server while the block runs; it has started once it answers a path."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    begins = time.monotonic()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(process, port, path)
            yield Running(process.pid, port, time.monotonic() - begins)
        except Exception as error:
            log.seek(0)
            error.add_note(log.read()[-_TAIL:])
            raise
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    ends = time.monotonic() + _SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
        with contextlib.suppress(ConnectionError), contextlib.closing(connection):
            connection.request("GET", path)
            connection.getresponse().read()
            return
        time.sleep(0.002)
    raise RuntimeError("the server did not start")
