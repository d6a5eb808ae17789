"""The application called in this process, without a server around it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from bench.client import AnswerError, Request
from crmstead.http.application import Application

_Message = MutableMapping[str, Any]


def _scope(request: Request) -> dict[str, Any]:
    given = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query_text.encode(),
        "scheme": "http",
        "headers": [(b"host", b"127.0.0.1"), *given],
    }


async def call(application: Application, request: Request) -> bytes:
    """Return the body of the answer to a request.

    Raises:
        AnswerError: it was refused.
    """
    answered: list[_Message] = []

    async def receive() -> _Message:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: _Message) -> None:
        answered.append(message)

    await application(_scope(request), receive, send)
    body: bytes = answered[1]["body"]
    if answered[0]["status"] not in {200, 201}:
        raise AnswerError(f"{answered[0]['status']}: {body[:300]!r}")
    return body
