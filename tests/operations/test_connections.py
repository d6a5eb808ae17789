"""Bounds on connections: their number, the size of a head, and slow clients."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crmstead.app import open_server
from crmstead.asgi import application_of
from crmstead.http import connections
from crmstead.http.connections import Bounds
from crmstead.http.serving import run, serve
from crmstead.settings import Settings

_BOUNDS = Bounds(
    connections=8, url=2000, head=8000, head_seconds=1, body_seconds=1, unread_seconds=2,
    idle_seconds=2,
)  # fmt: skip
_LIMIT = 2_000_000
_ESTABLISHED = "01"


class _Bounded:
    """The server in a thread of this process, with tight bounds."""

    def __init__(self, installation, bounds: Bounds) -> None:
        self.token = installation.token
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = Settings(data=installation.data, port=self.port, body_limit=_LIMIT)
        self._bounds = bounds
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: run(self._serve()))
        self._thread.start()
        assert self._ready.wait(30)

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        async with open_server(self._settings) as server:
            await serve(
                application_of(server), server, self._listener,
                stop=self._stop, ready=self._ready.set, bounds=self._bounds,
            )  # fmt: skip

    def connections(self) -> int:
        """Return how many connections the server holds, by the system's own table."""
        local = f"0100007F:{self.port:04X}"
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        rows = [line.split() for line in lines]
        return sum(row[1] == local and row[3] == _ESTABLISHED for row in rows)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)
        self._listener.close()

    @contextlib.contextmanager
    def open(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=15) as opened:
            yield opened

    def head(self, length: int) -> bytes:
        return (
            "POST /crm/v8/Leads HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Zoho-oauthtoken {self.token}\r\nContent-Length: {length}\r\n\r\n"
        ).encode()


@pytest.fixture
def server(installation) -> Iterator[_Bounded]:
    running = _Bounded(installation, _BOUNDS)
    yield running
    running.stop()


def _rest(opened: socket.socket) -> bytes:
    """Return all that comes until the server closes the connection."""
    parts = b""
    with contextlib.suppress(ConnectionResetError):
        while part := opened.recv(65536):
            parts += part
    return parts


def _trickle(opened: socket.socket, data: bytes, pause: float = 0.1) -> float:
    """Send byte by byte until the server closes; return the seconds that took."""
    began = time.monotonic()
    opened.settimeout(0.01)
    with contextlib.suppress(OSError):
        for byte in data:
            opened.sendall(bytes([byte]))
            time.sleep(pause)
            with contextlib.suppress(TimeoutError):
                if opened.recv(1, socket.MSG_PEEK):
                    break
    opened.settimeout(15)
    return time.monotonic() - began


def test_a_long_url_is_refused(server):
    answer = httpx.get(f"{server.url}/crm/v8/Leads?fields={'x' * 3000}")
    assert answer.status_code == 414
    assert answer.json()["code"] == "URL_TOO_LONG"
    assert httpx.get(f"{server.url}/crm/v8/Leads?fields={'x' * 1000}").status_code == 401


def test_large_headers_are_refused(server):
    answer = httpx.get(f"{server.url}/_health", headers={"x-large": "x" * 9000})
    assert answer.status_code == 431
    assert answer.json()["code"] == "HEADERS_TOO_LARGE"


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nx-endless: "])
def test_a_head_without_end_is_refused(server, begin):
    with server.open() as opened:
        opened.sendall(begin)
        with contextlib.suppress(OSError):
            for _ in range(100):
                opened.sendall(b"x" * 1000)
                time.sleep(0.001)
        assert _rest(opened).startswith(b"HTTP/1.1 431")


def test_a_large_body_is_refused_while_it_comes(server):
    with server.open() as opened:
        opened.sendall(server.head(500_000_000))
        with contextlib.suppress(OSError):
            for _ in range(3000):
                opened.sendall(b"x" * 1000)
        answer = _rest(opened)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"BODY_SIZE_REACHED" in answer


def test_a_connection_goes_on_after_an_answer_that_came_before_the_body(server):
    body = b'{"data":[{"Last_Name":"Next"}]}'
    refused = server.head(len(body)).replace(server.token.encode(), b"1000.unknown")
    with server.open() as opened:
        for _ in range(3):
            opened.sendall(refused)
            assert opened.recv(65536).startswith(b"HTTP/1.1 401")
            opened.sendall(body[:10])
            time.sleep(0.1)
            opened.sendall(body[10:] + server.head(len(body)) + body)
            assert opened.recv(65536).startswith(b"HTTP/1.1 201")


@pytest.mark.parametrize("sent", [0, 1000, 200_000])
def test_a_body_that_is_not_wanted_holds_its_connection_for_a_while_only(server, monkeypatch, sent):
    monkeypatch.setattr(connections, "_MOST_DRAINED", 100_000)
    with server.open() as opened:
        opened.sendall(server.head(500_000_000).replace(server.token.encode(), b"1000.unknown"))
        assert opened.recv(65536).startswith(b"HTTP/1.1 401")
        opened.sendall(b"x" * sent)
        began = time.monotonic()
        assert _rest(opened) == b""
    assert time.monotonic() - began < 8


def test_a_head_that_comes_byte_by_byte_is_refused(server):
    with server.open() as opened:
        seconds = _trickle(opened, b"GET / HTTP/1.1\r\nx: " + b"y" * 200)
        assert _rest(opened).startswith(b"HTTP/1.1 408")
    assert seconds < 8


def test_a_body_that_comes_byte_by_byte_is_refused_and_writes_nothing(server):
    before = _count(server)
    body = b'{"data":[{"Last_Name":"Slow"}]}' + b" " * 200
    with server.open() as opened:
        opened.sendall(server.head(len(body)))
        seconds = _trickle(opened, body)
        assert _rest(opened).startswith(b"HTTP/1.1 408")
    assert seconds < 8
    assert _count(server) == before


def test_a_body_in_slow_but_steady_parts_is_taken(server):
    body = b'{"data":[{"Last_Name":"Steady"}]}' + b" " * 3000
    with server.open() as opened:
        opened.sendall(server.head(len(body)))
        for start in range(0, len(body), 100):
            opened.sendall(body[start : start + 100])
            time.sleep(0.1)
        assert opened.recv(100).startswith(b"HTTP/1.1 201")


def test_a_body_that_breaks_off_after_good_json_writes_nothing(server):
    before = _count(server)
    body = b'{"data":[{"Last_Name":"Cut"}]}'
    with server.open() as opened:
        opened.sendall(server.head(len(body) + 1) + body)
        time.sleep(0.3)
    time.sleep(0.3)
    assert _count(server) == before


@pytest.mark.parametrize("begin", [b"", b"\r\n"])
def test_a_connection_that_says_nothing_is_closed(server, begin):
    with server.open() as opened:
        opened.sendall(begin)
        assert _rest(opened) == b""


def test_an_idle_connection_is_closed(server):
    with server.open() as opened:
        opened.sendall(b"GET /_health HTTP/1.1\r\nHost: x\r\n\r\n")
        began = time.monotonic()
        assert _rest(opened).startswith(b"HTTP/1.1 200")
    assert 1 < time.monotonic() - began < 8


@pytest.mark.parametrize("last", [b"", b"nonsense\r\n\r\n"], ids=["unread", "unread when closed"])
def test_a_client_that_does_not_read_is_let_go(server, last):
    one = len(httpx.get(f"{server.url}/_metrics").content)
    count = 20_000_000 // one
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened.settimeout(15)
        opened.connect(("127.0.0.1", server.port))
        opened.sendall(b"GET /_metrics HTTP/1.1\r\n\r\n" * count + last)
        assert server.connections() == 1
        for _ in range(100):
            time.sleep(0.1)
            if server.connections() == 0:
                break
        assert server.connections() == 0
        assert len(_rest(opened)) < one * count


def test_connections_beyond_the_bound_are_refused_and_others_go_on(server):
    with contextlib.ExitStack() as stack:
        good = stack.enter_context(httpx.Client(base_url=server.url))
        assert good.get("/_health").status_code == 200
        held = [stack.enter_context(server.open()) for _ in range(7)]
        for one in held:
            one.sendall(b"GET /_health HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.2)
        refused = httpx.get(f"{server.url}/_health")
        assert refused.status_code == 503
        assert refused.json()["code"] == "SERVICE_UNAVAILABLE"
        assert good.get("/_health").status_code == 200
    time.sleep(0.3)
    assert httpx.get(f"{server.url}/_health").status_code == 200


def test_slow_clients_hold_nobody_up(installation):
    server = _Bounded(installation, Bounds(head_seconds=30))
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                opened = stack.enter_context(server.open())
                opened.sendall(b"GET / HTTP/1.1\r\nx")
            answers = [httpx.get(f"{server.url}/_health").status_code for _ in range(20)]
        assert answers == [200] * 20
    finally:
        server.stop()


def _count(server: _Bounded) -> int:
    answer = httpx.get(
        f"{server.url}/crm/v8/Leads?fields=id",
        headers={"Authorization": f"Zoho-oauthtoken {server.token}"},
    )
    count: int = answer.json()["info"]["count"]
    return count
