"""A lean HTTP client: keep-alive connections that send prepared bytes and read the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httptools


@dataclass(frozen=True, slots=True)
class Request:
    """A request, as bytes on the wire or as the parts an ASGI application takes."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def query_text(self) -> str:
        """The query as it stands in the URL."""
        return urlencode(self.query)

    def wire(self) -> bytes:
        """Return the bytes to send."""
        target = f"{self.path}?{self.query_text}" if self.query else self.path
        lines = [f"{self.method} {target} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join((*lines, "", "")).encode() + self.body


class AnswerError(Exception):
    """A server answered with a status that no measurement expects."""


class _Walk:
    """Requests still to be made by some connections, and how long those made have taken."""

    def __init__(self, payloads: Sequence[bytes], count: int) -> None:
        self._payloads = payloads
        self._left = count
        self._sent = 0
        self.open = 0
        self.seconds: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        """Return what to send next, None where nothing is left."""
        if not self._left:
            return None
        self._left -= 1
        self._sent += 1
        return self._payloads[(self._sent - 1) % len(self._payloads)]

    def ended(self, error: Exception | None = None) -> None:
        """Take note of a connection that has nothing more to do, or is broken."""
        self.open -= 1
        if error is not None and not self.done.done():
            self.done.set_exception(error)
        if not self.open and not self.done.done():
            self.done.set_result(None)


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._walk: _Walk | None = None
        self._began = 0.0
        self._parts: list[bytes] = []

    @property
    def body(self) -> bytes:
        """The body of the latest answer."""
        return b"".join(self._parts)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self._parser = httptools.HttpResponseParser(self)

    def go(self, walk: _Walk) -> None:
        """Make requests until none is left."""
        self._walk = walk
        self._send()

    def _send(self) -> None:
        if self._walk is None:
            return
        payload = self._walk.next()
        if payload is None:
            walk, self._walk = self._walk, None
            walk.ended()
            return
        self._parts.clear()
        self._began = time.perf_counter()
        self._transport.write(payload)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)

    def on_message_complete(self) -> None:
        if self._walk is None:
            return
        self._walk.seconds.append(time.perf_counter() - self._began)
        status = self._parser.get_status_code()
        if status not in {200, 201}:
            self._walk.ended(AnswerError(f"{status}: {self.body[:300]!r}"))
            self._walk = None
        # A parser reads one message after another, but not from inside its own callback.
        asyncio.get_running_loop().call_soon(self._send)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._walk is not None:
            self._walk.ended(exc or ConnectionError("the server closed the connection"))

    def close(self) -> None:
        self._transport.close()


class Client:
    """Some keep-alive connections to one server."""

    def __init__(self, connections: list[_Connection]) -> None:
        self._connections = connections

    @classmethod
    async def connect(cls, port: int, count: int) -> Client:
        """Open connections to a port of this machine."""
        loop = asyncio.get_running_loop()
        made = [await loop.create_connection(_Connection, "127.0.0.1", port) for _ in range(count)]
        return cls([connection for _, connection in made])

    async def load(self, payloads: Sequence[bytes], count: int) -> list[float]:
        """Make requests over all connections at once; return the seconds that each took.

        Raises:
            AnswerError: one was refused.
        """
        walk = _Walk(payloads, count)
        walk.open = len(self._connections)
        for connection in self._connections:
            connection.go(walk)
        await walk.done
        return walk.seconds

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections:
            connection.close()
