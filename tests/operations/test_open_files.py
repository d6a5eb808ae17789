"""The limit of open files: a server takes all that the system lets it have."""

from __future__ import annotations

import contextlib
import resource
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.faults.installed import Installed, install
from tests.faults.process import Serving, serving

SOFT, HARD = 100, 1300
_CONNECTIONS = 2 * SOFT


def limited(soft: int, hard: int) -> tuple[str, ...]:
    """Return a command that runs another one with these limits."""
    return ("sh", "-c", f'ulimit -Sn {soft} && ulimit -Hn {hard} && exec "$@"', "sh")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install(data=tmp_path_factory.mktemp("data"))


@pytest.fixture
def server(installed: Installed) -> Iterator[Serving]:
    with serving(installed, limited(SOFT, HARD)) as server:
        yield server


def test_a_server_has_more_connections_than_its_soft_limit_lets_it(server):
    assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE) == (HARD, HARD)
    address = (httpx.URL(server.url).host, httpx.URL(server.url).port)
    with contextlib.ExitStack() as stack:
        opened = [
            stack.enter_context(socket.create_connection(address, 30)) for _ in range(_CONNECTIONS)
        ]
        for one in opened:
            one.sendall(b"GET /_health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert {one.recv(15) for one in opened} == {b"HTTP/1.1 200 OK"}


@pytest.mark.parametrize(
    ("hard", "warned"), [(HARD, True), (3000, False)], ids=["too low", "high enough"]
)
def test_a_limit_that_is_too_low_for_the_connections_is_told(installed, hard, warned):
    with serving(installed, limited(SOFT, hard)) as server:
        assert ("too few for 1000 connections" in server.log) is warned
