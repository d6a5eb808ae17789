"""Bounds on connections: how many, how large a request's head, how slow a client.

A connection costs no thread, so a slow client holds nobody up; but it holds memory and a file, and
for these there is a bound. Every bound is checked by one sweep a second, not by timers of requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a connection may ask for; times in seconds, sizes in bytes."""

    connections: int = 1000
    url: int = 16 * 1024
    #: Request line and headers together.
    head: int = 64 * 1024
    #: From the first byte of a request to the end of its headers, and from connecting to it.
    head_seconds: float = 20
    #: How long a body may come slower than `body_rate` bytes a second.
    body_seconds: float = 20
    body_rate: int = 256
    #: How long a client may leave an answer unread.
    unread_seconds: float = 60
    #: Between two requests: longer than clients keep theirs.
    idle_seconds: int = 75


#: Seconds that a refused client is still read from, so that the answer reaches it.
_LINGER = 2
_SWEEP = 1.0
#: Bytes of a body that are read past after its answer, so that the connection can go on.
_MOST_DRAINED = 10 * 1024 * 1024
_CODES = {
    HTTPStatus.REQUEST_TIMEOUT: ("REQUEST_TIMEOUT", "The request took too long to arrive"),
    HTTPStatus.REQUEST_URI_TOO_LONG: ("URL_TOO_LONG", "The URL is too long"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("HEADERS_TOO_LARGE", "The headers are too large"),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "SERVICE_UNAVAILABLE",
        "The service is temporarily unavailable. Please try again later.",
    ),
}


class _Phase(Enum):
    IDLE = auto()
    HEAD = auto()
    BODY = auto()


def protocol(bounds: Bounds) -> type[asyncio.Protocol]:
    """Return the protocol that a uvicorn server uses to hold clients to some bounds."""
    return type("BoundedProtocol", (_Bounded,), {"bounds": bounds})


async def sweep(connections: Iterable[Any]) -> None:
    """Check the connections again and again, until cancelled."""
    while True:
        await asyncio.sleep(_SWEEP)
        now = asyncio.get_running_loop().time()
        for connection in list(connections):
            if isinstance(connection, _Bounded):
                connection.check(now)


class _Bounded(HttpToolsProtocol):
    """uvicorn's own protocol, which has no bounds but the one on idle connections."""

    bounds: Bounds

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = _Phase.IDLE
        #: Since when the connection is in its phase, or the body is measured.
        self._since = self.loop.time()
        self._head = 0
        #: Whether the chunk being read began the head: what stood before it is another request's.
        self._began = False
        self._body = 0
        self._unread_since: float | None = None
        self._refused = False
        #: Bytes that came of a body after its answer; None where no answer came before its body.
        self._drained: int | None = None
        #: Requests whose answer is not complete, and answers that are.
        self._pending = 0
        self._served = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.bounds.connections:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def data_received(self, data: bytes) -> None:
        if self._drained is not None:
            self._drained += len(data)
            if self._drained > _MOST_DRAINED:
                self._hang_up()
        if self._refused:
            return
        super().data_received(data)
        if self._phase is _Phase.HEAD:
            self._head += 0 if self._began else len(data)
            self._began = False
            if self._head > self.bounds.head:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._enter(_Phase.HEAD)
        self._head = 0
        self._began = True

    def on_headers_complete(self) -> None:
        if self._refused:
            return
        self._enter(_Phase.BODY)
        self._body = 0
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if len(self.url) > self.bounds.url:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG)
        elif size > self.bounds.head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        else:
            self._pending += 1
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            self._body += len(body)
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self._refused:
            self._enter(_Phase.IDLE)
            self._drained = None
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._pending -= 1
        self._served += 1
        self._since = self.loop.time()
        if self._phase is _Phase.BODY:
            # Answered before its body had come, as a call without a right: nobody reads the rest.
            self._drained = 0

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unread_since = None

    def check(self, now: float) -> None:
        """Refuse the client if it passed a bound of time."""
        if self.transport.is_closing() and self._unread_since is None:
            self._unread_since = now  # what is left of the answer may never be read
        if self._unread_since is not None:
            if now - self._unread_since > self.bounds.unread_seconds:
                self.transport.abort()
        elif self._refused:
            return
        elif self._phase is _Phase.HEAD:
            if now - self._since > self.bounds.head_seconds:
                self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        elif self._phase is _Phase.BODY:
            self._check_body(now)
        elif not self._pending and now - self._since > self._patience():
            self.transport.close()

    def _check_body(self, now: float) -> None:
        if self._drained is not None:
            if now - self._since > self.bounds.body_seconds:
                self._hang_up()
            return
        if self.flow.read_paused:
            self._enter(_Phase.BODY)  # the server itself does not read
        elif now - self._since > self.bounds.body_seconds:
            if self._body < self.bounds.body_rate * self.bounds.body_seconds:
                self._refuse(HTTPStatus.REQUEST_TIMEOUT)
            self._enter(_Phase.BODY)
        else:
            return
        self._body = 0

    def _patience(self) -> float:
        """Return how long it may be idle: a moment more than uvicorn's own timer where there is."""
        return self.bounds.idle_seconds + 2 if self._served else self.bounds.head_seconds

    def _enter(self, phase: _Phase) -> None:
        self._phase = phase
        self._since = self.loop.time()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer and close; a request that is being read is over for the application too."""
        self._refused = True
        if self._pending:
            started = self.cycle.response_started or self._phase is not _Phase.BODY
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if started:
                self.transport.abort()  # an answer in the midst of another one's
                return
        self._unset_keepalive_if_required()
        self.transport.write(_answer(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._hang_up()

    def _hang_up(self) -> None:
        """Take nothing more from the client, and close once it may have read its answer."""
        self._refused = True
        self._drained = None
        self.loop.call_later(_LINGER, self._end)

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()


def _answer(status: HTTPStatus) -> bytes:
    code, message = _CODES[status]
    body = msgspec.json.encode({"code": code, "details": {}, "message": message, "status": "error"})
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json;charset=UTF-8"
        f"\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
