"""Stored forms that several field types share."""

from __future__ import annotations

from typing import Any

import msgspec


def json_text(value: Any) -> str:
    """Return a value as the JSON text that a JSON column keeps."""
    return msgspec.json.encode(value).decode()
