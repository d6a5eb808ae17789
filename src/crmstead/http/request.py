"""An ASGI request to its parts: segments, query, headers, body."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import BODY_TOO_LARGE

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
#: Parameters of a search that hold any text.
_FREE_TEXTS = frozenset({"criteria", "email", "phone", "word"})
_TORN = re.compile(r"&[^&=]+(?:&|$)")


class GoneError(Exception):
    """The client went away before its request was complete; there is nobody to answer."""


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers by their names in lower case; of a repeated one the last."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


def query_of(scope: Scope) -> Mapping[str, str]:
    """Return the query's parameters; doubled and trailing `&` are passed over."""
    text = scope["query_string"].decode("latin-1")
    return parse_query(text) if text else {}


def parse_query(text: str) -> dict[str, str]:
    """Return the parameters of a query's text."""
    if _TORN.search(text):
        text = _mended(text)
    found: dict[str, str] = {}
    for part in text.split("&"):
        if part:
            name, value = _decoded(part) if "%" in part or "+" in part else _divided(part)
            found[name] = value
    return found


def _divided(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name, value


@lru_cache(maxsize=1024)
def _decoded(part: str) -> tuple[str, str]:
    """Return a parameter's name and value; clients ask for the same fields again and again."""
    name, value = _divided(part)
    return unquote_plus(name, errors="replace"), unquote_plus(value, errors="replace")


def _mended(text: str) -> str:
    """Join what a bare `&` in the text of a search tore apart: some clients do not encode it.

    What follows without a `=` is no parameter (platform reference 0.6).
    """
    parts: list[str] = []
    for part in text.split("&"):
        if part and "=" not in part and parts and parts[-1].partition("=")[0] in _FREE_TEXTS:
            parts[-1] += f"%26{part}"
        else:
            parts.append(part)
    return "&".join(parts)


def segments_of(path: str) -> list[str]:
    """Return the segments of a path below `/crm`; a slash at its end does not count."""
    return path.removesuffix("/").split("/")[2:]


async def body_of(receive: Receive, limit: int) -> bytes:
    """Return the whole body.

    Raises:
        ApiError: it passes the limit; the rest is not read.
        GoneError: the client went away, so what is there may be only the beginning.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise ApiError(BODY_TOO_LARGE)
        parts.append(part)
        if not message.get("more_body", False):
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)
