"""The log's line of a request: JSON or text, to standard error, written without `logging`.

A record of `logging` costs several times what the line itself costs.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from crmstead.http.observing import Exchange

_STDERR = 2
#: Least status that is told at a level; `debug` tells no more than `info`.
_FROM = {"debug": 0, "info": 0, "warning": 500, "error": 500}
#: A token that a client put into a path.
_TOKEN = re.compile(r"1000\.[0-9A-Za-z.]{8,}")
_encoder = msgspec.json.Encoder()


def to_stderr(line: bytes) -> None:
    """Write a line whole; where nobody reads it any more it is lost, and the request is not."""
    with suppress(OSError):
        os.write(_STDERR, line)


class RequestLog:
    """Writes requests that the level wants: all of them, or only those that failed here (5xx)."""

    def __init__(
        self, form: str = "json", level: str = "warning", write: Callable[[bytes], None] = to_stderr
    ) -> None:
        self._from = _FROM[level]
        self._line = _json_line if form == "json" else _text_line
        self._write = write

    def wants(self, status: int) -> bool:
        """Tell whether a request of this status is written."""
        return status >= self._from

    def write(self, seen: Exchange, seconds: float) -> None:
        """Write the line of a request."""
        self._write(self._line(seen, round(seconds * 1000, 3)))


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def _time() -> str:
    second, rest = divmod(time.time_ns(), 1_000_000_000)
    return f"{_second(second)}.{rest // 1_000_000:03}Z"


def _path(seen: Exchange) -> str:
    return _TOKEN.sub("1000.…", seen.path) if "1000." in seen.path else seen.path


def _json_line(seen: Exchange, milliseconds: float) -> bytes:
    """Return an object; all but the path is made of names that need no escapes."""
    # Ids are text on the wire, and beyond what every reader of JSON holds as a number.
    return (
        f'{{"time":"{_time()}","level":"{"ERROR" if seen.status >= 500 else "INFO"}",'  # noqa: PLR2004 - HTTP's own
        f'"logger":"crmstead.requests","message":"request","request":"{seen.id}",'
        f'"org":{seen.org or "null"},'
        f'"user":{_text(seen.user)},"module":{_text(seen.module)},'
        f'"operation":"{seen.operation}","method":"{seen.method}",'
        f'"path":{_encoder.encode(_path(seen)).decode()},"version":{_text(seen.version)},'
        f'"status":{seen.status},"code":{_text(seen.code)},"ms":{milliseconds},'
        f'"bytes":{seen.size}}}\n'
    ).encode()


def _text(value: object) -> str:
    return "null" if value is None else f'"{value}"'


def _text_line(seen: Exchange, milliseconds: float) -> bytes:
    code = f" {seen.code}" if seen.code else ""
    return (
        f"{_time()} {seen.method} {_path(seen)} {seen.status}{code} {milliseconds} ms "
        f"{seen.size} B {seen.operation} org={seen.org or '-'} user={seen.user or '-'} "
        f"request={seen.id}\n"
    ).encode()
