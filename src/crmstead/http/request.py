"""An ASGI request to its parts: segments, query, headers, body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from crmstead.errors.catalogue import BODY_TOO_LARGE
from crmstead.errors.raised import ApiError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers by their names in lower case; of a repeated one the last."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def query_of(scope: Scope) -> Mapping[str, str]:
    """Return the query's parameters; doubled and trailing `&` are passed over."""
    text = scope["query_string"].decode("latin-1")
    if not text:
        return {}
    return dict(parse_qsl(text, keep_blank_values=True, errors="replace"))


def segments_of(path: str) -> list[str]:
    """Return the segments of a path below `/crm`; a slash at its end does not count."""
    return path.removesuffix("/").split("/")[2:]


async def body_of(receive: Receive, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        ApiError: it passes the limit; the rest is not read.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise ApiError(BODY_TOO_LARGE)
        parts.append(part)
        if not message.get("more_body", False):
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)
