"""What one request was, told twice when it is over: to the log and to the metrics.

Nothing of a request's query, headers or body is kept here, so none of it can be told.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from crmstead.http.metrics import Metrics
from crmstead.http.request import Application, Message, Receive, Scope, Send
from crmstead.http.request_log import RequestLog

REQUEST_ID = b"x-request-id"
#: Operation of a request that named none.
UNKNOWN = "unknown"


@dataclass(slots=True)
class Exchange:
    """A request and its answer, filled in as they become known."""

    id: str
    method: str
    #: As it was sent, without the query: a coded line break in it stays coded.
    path: str
    started: float
    version: str | None = None
    operation: str = UNKNOWN
    module: str | None = None
    org: int | None = None
    user: int | None = None
    #: Code of the error that the whole request was answered with.
    code: str | None = None
    #: 0 where the request was cut off before its answer.
    status: int = 0
    #: Bytes of the answer's body as it was sent.
    size: int = 0
    #: Org whose quota the request is counted in while it runs.
    counted: int | None = None
    #: The same of the quota of heavy calls.
    counted_heavy: int | None = None
    #: Credits that the org has left, where the answer tells it.
    credits_left: int | None = None
    #: When the token ends, as the caller's zone has it, where the answer tells it.
    token_ends: str | None = None


@dataclass(slots=True)
class Observer:
    """Follows the requests of one process."""

    log: RequestLog
    metrics: Metrics = field(default_factory=Metrics)
    _prefix: str = field(default_factory=lambda: secrets.token_hex(5))
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def begin(self, scope: Scope) -> Exchange:
        """Return what to fill in; hand it to `end` in any case."""
        self.metrics.in_flight += 1
        path: bytes = scope.get("raw_path") or scope["path"].encode("ascii", "backslashreplace")
        return Exchange(
            f"{self._prefix}-{next(self._numbers):x}",
            scope["method"],
            path.decode("latin-1"),
            perf_counter(),
        )

    def end(self, seen: Exchange) -> None:
        """Count the request, and write its line."""
        seconds = perf_counter() - seen.started
        self.metrics.in_flight -= 1
        self.metrics.count(seen.operation, seen.status, seconds)
        if self.log.wants(seen.status):
            self.log.write(seen, seconds)


async def observe(
    observer: Observer, operation: str, app: Application, scope: Scope, receive: Receive, send: Send
) -> None:
    """Run an ASGI application that knows of no observer, and give its answer a request id."""
    seen = observer.begin(scope)
    seen.operation = operation

    async def noting(message: Message) -> None:
        if message["type"] == "http.response.start":
            seen.status = message["status"]
            message["headers"] = [*message["headers"], (REQUEST_ID, seen.id.encode())]
        else:
            seen.size += len(message.get("body", b""))
        await send(message)

    try:
        await app(scope, receive, noting)
    finally:
        observer.end(seen)
