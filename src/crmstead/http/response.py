"""The one exit: replies and errors to bytes, status and headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from zlib_ng import zlib_ng

from crmstead.api.route import Reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import SCOPE_MISSING
from crmstead.http.request import Send
from crmstead.model.version import Version
from crmstead.store.files.contents import Content

#: The level of compression that costs least, and the form that its window size asks for.
_FASTEST, _GZIP = 1, 31
#: Answers below this many bytes are not worth compressing.
_WORTH_COMPRESSING = 1000
#: The weight of a coding that is refused.
_REFUSED = re.compile(r"q\s*=\s*0(\.0*)?")
_encoder = msgspec.json.Encoder()
JSON_TYPE = "application/json;charset=UTF-8"
_JSON = (b"content-type", JSON_TYPE.encode())
_ALWAYS = (
    (b"cache-control", b"no-store, no-cache, must-revalidate, private"),
    (b"x-content-type-options", b"nosniff"),
)


def error_reply(error: ApiError, version: Version | None) -> Reply:
    """Return the answer of an error: bare, or as the one item of a key."""
    body: dict[str, Any] = error.body()
    if error.cause is SCOPE_MISSING and version is not None:
        body["message"] = version.scope_message
    if version is not None and not version.json_paths:
        body["details"] = without_paths(body["details"])
    content = body if error.root is None else {error.root: [body]}
    return Reply(error.cause.status, _encoder.encode(content))


def without_paths(details: Any) -> Any:
    """Return details as older versions tell them: they know no `json_path`."""
    if isinstance(details, dict):
        return {key: without_paths(value) for key, value in details.items() if key != "json_path"}
    if isinstance(details, list):
        return [without_paths(value) for value in details]
    return details


async def send_reply(
    send: Send, reply: Reply, more: Iterable[tuple[bytes, bytes]], *, gzip: bool
) -> int:
    """Send an answer, with more headers, and return the bytes of its body.

    204 and 304 have neither body nor content type.
    """
    headers = [*_ALWAYS, *more]
    headers.extend((name.encode(), value.encode()) for name, value in reply.headers.items())
    if reply.content is not None:
        return await _send_content(send, reply, reply.content, headers)
    body = reply.body or b""
    if body:
        headers.append(_JSON)
        if gzip and len(body) >= _WORTH_COMPRESSING:
            body = _compressed(reply, body)
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"vary", b"accept-encoding"))
    if reply.status not in {204, 304}:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
    return len(body)


@lru_cache(maxsize=64)
def takes_gzip(accepted: str) -> bool:
    """Tell whether an `Accept-Encoding` names gzip, and not to refuse it (RFC 9110, 12.5.3)."""
    codings = (one.partition(";") for one in accepted.lower().split(","))
    weights = [weight.strip() for coding, _, weight in codings if coding.strip() == "gzip"]
    return bool(weights) and not any(map(_REFUSED.fullmatch, weights))


def _compressed(reply: Reply, body: bytes) -> bytes:
    """Return a reply's body as gzip, made once for all who are sent the reply."""
    if reply.gzip is None:
        reply.gzip = zlib_ng.compress(body, _FASTEST, _GZIP)
    return reply.gzip


async def _send_content(
    send: Send, reply: Reply, content: Content, headers: list[tuple[bytes, bytes]]
) -> int:
    """Send a file part by part, each once the client has taken most of what came before."""
    headers.append((b"content-length", str(content.size).encode()))
    try:
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        async for part in content.parts():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await content.close()
    return content.size
