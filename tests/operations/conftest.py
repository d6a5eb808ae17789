"""Servers as processes of their own, on a copy of one installation with an org and a token."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live import close_clients, make_org, serve

SOURCE = Path(__file__).parents[2] / "src"
PATIENCE = 60


#: A live server while the block runs.
serving = contextlib.contextmanager(serve)


@dataclass(frozen=True)
class Installation:
    """A data directory that no server runs on, and what reaches its org."""

    data: Path
    token: str
    org: int
    #: Ids of its leads, oldest first.
    leads: tuple[str, ...]


class Process:
    """A server process, run until the test is over."""

    def __init__(self, installation: Installation, *flags: str) -> None:
        self.installation = installation
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self._process = run(
            "serve", "--data", str(installation.data), "--port", "0", *flags, stderr=self._errors
        )
        watch = threading.Timer(PATIENCE, self._process.kill)
        watch.start()
        assert self._process.stdout is not None
        screen = ""
        for line in self._process.stdout:
            screen += line
            if line.startswith("Ready in "):
                break
        watch.cancel()
        found = re.search(r"API +(\S+)/crm/v8", screen)
        assert found, screen + self.errors
        self.url = found[1]
        self.port = int(self.url.rpartition(":")[2])
        self.pid = self._process.pid
        headers = {"Authorization": f"Zoho-oauthtoken {installation.token}"}
        self.http = httpx.Client(base_url=self.url, headers=headers, timeout=30)

    @property
    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The log's lines of requests."""
        lines = [json.loads(line) for line in self.errors.splitlines()]
        return [line for line in lines if line["message"] == "request"]

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(f"/crm/v8{path}", **more)

    def socket(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.http.close()
        self._process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def close(self) -> None:
        if self._process.poll() is None:
            self.stop()
        self._errors.close()


def run(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """Start the command."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(
        [sys.executable, "-m", "crmstead", *arguments],
        env=environment, stdout=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    process = run(*map(str, arguments), stderr=subprocess.PIPE)
    output, errors = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with one org and three leads."""
    data = tmp_path_factory.mktemp("template")
    made: list[Installation] = []
    with serving(data=data) as live:
        org = make_org(live)
        client = org.client()
        leads = client.insert("Leads", *({"Last_Name": name} for name in ("A", "B", "C")))
        made.append(Installation(data, str(client.token), org.org.id, tuple(leads)))
        close_clients()
    return made[0]


@pytest.fixture
def installation(template: Installation, tmp_path: Path) -> Installation:
    """A copy of the installation for one test."""
    data = shutil.copytree(template.data, tmp_path / "data")
    return Installation(data, template.token, template.org, template.leads)


@pytest.fixture
def start(installation: Installation) -> Iterator[Callable[..., Process]]:
    """Starts the server with more flags."""
    started: list[Process] = []

    def begin(*flags: object) -> Process:
        started.append(Process(installation, *map(str, flags)))
        return started[-1]

    yield begin
    for process in started:
        process.close()
