"""`crmstead serve` in a process of its own, which tests kill, stop or take things away from."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.installed import Installed
from tests.live import Client

SOURCE = Path(__file__).parents[2] / "src"
#: Seconds within which a server starts, or stops when it is told to.
PATIENCE = 40


class Serving:
    """A server process that has said it is ready."""

    def __init__(self, installed: Installed, before: Sequence[str] = ()) -> None:
        self._token = installed.token
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self.process = start([*before, *command(installed)], self._log.fileno())
        self.screen = _read_screen(self.process)
        found = re.search(r"http://[\w.:]+", self.screen)
        if found is None:
            self.kill()
            told = f"{self.screen}{self.log}"
            self.forget()
            raise RuntimeError(f"the server did not start: {told}")
        self.url = found[0]

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def client(self, version: str = "v8") -> Client:
        return Client(self.url, self._token, version)

    def kill(self) -> None:
        """End it as a power cut would, as far as a process can tell."""
        self.process.kill()
        self.end()

    def terminate(self) -> int:
        """Ask it to stop, and return with what it ended."""
        self.process.terminate()
        return self.end()

    def end(self) -> int:
        """Wait for its end."""
        return self.process.wait(PATIENCE)

    def forget(self) -> None:
        """Let go of what it printed."""
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()


def command(installed: Installed) -> list[str]:
    """Return the command that serves an installation on a free port."""
    return [sys.executable, "-m", "crmstead", "serve", "--port", "0", *installed.arguments]


def start(arguments: Sequence[str], errors: int) -> subprocess.Popen[str]:
    """Start a process of the project, with nothing of ours in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMSTEAD_")}
    return subprocess.Popen(
        list(arguments),
        env={**kept, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )


def crmstead(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMSTEAD_")}
    return subprocess.run(
        [sys.executable, "-m", "crmstead", *arguments],
        env={**kept, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )


def _read_screen(process: subprocess.Popen[str]) -> str:
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready in "):
            break
    watch.cancel()
    return "".join(lines)


@contextmanager
def serving(installed: Installed, before: Sequence[str] = ()) -> Iterator[Serving]:
    """Serve an installation while the block runs; its server may be gone before the end."""
    server = Serving(installed, before)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.terminate()
        server.forget()
