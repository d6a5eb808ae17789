"""The log of a server: to standard error, one record a line, without secrets."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

#: Tokens and codes, and the password in a DSN.
_SECRETS = (
    (re.compile(r"1000\.[0-9A-Za-z]{8,}(?:\.[0-9A-Za-z]{8,})?"), "1000.…"),
    (re.compile(r"(postgres(?:ql)?://[^:/@\s]*):[^@/\s]*@"), r"\1:…@"),
)


class _Formatter(logging.Formatter):
    """A record as text; what looks like a secret is cut out, wherever it came from."""

    def format(self, record: logging.LogRecord) -> str:
        return _without_secrets(super().format(record))


class _JsonFormatter(logging.Formatter):
    """A record as a JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        shown = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            shown["exception"] = self.formatException(record.exc_info)
        return _without_secrets(json.dumps(shown, ensure_ascii=False))


def _without_secrets(text: str) -> str:
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return text


def start_log(form: str, level: str) -> None:
    """Send what is logged to standard error, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    if form == "json":
        handler.setFormatter(_JsonFormatter())
    else:
        handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
