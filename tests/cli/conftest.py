"""The command `crmstead`, run as a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

SOURCE = Path(__file__).parents[2] / "src"
#: Seconds within which a server is ready, a first sample made included.
PATIENCE = 60
#: Seconds within which a server that was told to stop is gone.
SOON = 5


class Running:
    """A server process that said it is ready."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crmstead", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.lines: list[str] = []
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Ready in "):
                break
        watch.cancel()

    @property
    def screen(self) -> str:
        return "\n".join(self.lines)

    @property
    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    @property
    def url(self) -> str:
        found = re.search(r"API +(\S+)/crm/v8", self.screen)
        assert found is not None, self.screen + self.errors
        return found[1]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def shown(self, name: str) -> str:
        """Return a credential that the screen shows."""
        found = re.search(rf"{name} +(\S+)", self.screen)
        assert found is not None, self.screen
        return found[1]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask the process to stop, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(SOON)
        finally:
            self.process.kill()
            output = self.process.stdout
            if output is not None and not output.closed:
                self.lines.extend(output.read().splitlines())
                output.close()

    def close(self) -> None:
        self.stop()
        self._errors.close()

    def get(self, path: str, token: str, **more) -> httpx.Response:
        headers = {"Authorization": f"Zoho-oauthtoken {token}"}
        return httpx.get(self.url + path, headers=headers, timeout=30, **more)

    def token(self) -> str:
        """Return an access token for the credentials on the screen."""
        names = ("client_id", "client_secret", "refresh_token")
        form = {name: self.shown(name) for name in names}
        answer = httpx.post(
            f"{self.url}/oauth/v2/token", data={"grant_type": "refresh_token", **form}
        )
        return str(answer.json()["access_token"])


@pytest.fixture(scope="session")
def cache() -> Iterator[Path]:
    """A cache in which the first server of the tests leaves the sample for all others."""
    with tempfile.TemporaryDirectory(prefix="crmstead-tests-") as made:
        yield Path(made)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A directory for temporary files with a short name, for sockets have short paths."""
    made = Path(tempfile.mkdtemp(prefix="c-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def environment(cache: Path, temporary: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMSTEAD_")}
    return {
        **kept,
        "PYTHONPATH": str(SOURCE),
        "XDG_CACHE_HOME": str(cache),
        "TMPDIR": str(temporary),
    }


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Callable[..., Running]]:
    """Starts servers, and stops them after the test."""
    started: list[Running] = []

    def start(*arguments: object, **variables: str) -> Running:
        running = Running(tuple(map(str, arguments)), {**environment, **variables})
        started.append(running)
        return running

    yield start
    for running in started:
        running.close()


@pytest.fixture
def command(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command to its end."""

    def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "crmstead", *map(str, arguments)],
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return run
