"""The JSON type of every key that the vendor's SDK reads; it drops an answer that has another.

`sdk_types.json`: class -> key -> type, as platform reference, appendix B, has them. `id` is a text
of digits, `dt` ISO 8601 with an offset, `[x]` a list, `a.B` another class, `*` all keys of one more
class; keys that a class does not name may hold anything, and null is always fine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CLASSES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("sdk_types.json").read_text("utf-8")
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def _is_date(value: Any) -> bool:
    return date.fromisoformat(value) is not None


PLAIN = {
    "any": lambda value: True,
    "bool": lambda value: isinstance(value, bool),
    "date": _is_date,
    "dt": lambda value: isinstance(value, str) and _MOMENT.fullmatch(value) is not None,
    "id": lambda value: isinstance(value, str) and value.isascii() and value.isdigit(),
    "int": lambda value: type(value) is int,
    "map": lambda value: isinstance(value, dict),
    "num": lambda value: type(value) in (int, float),
    "str": lambda value: isinstance(value, str),
    "tz": lambda value: ZoneInfo(value) is not None,
}


def wrong(value: Any, declared: str, path: str = "$") -> Iterator[str]:
    """Yield where a value, or something in it, has another type than declared."""
    if value is None:
        return
    if declared.startswith("["):
        if not isinstance(value, list):
            yield f"{path} is no list: {value!r}"
            return
        for place, entry in enumerate(value):
            yield from wrong(entry, declared[1:-1], f"{path}[{place}]")
    elif declared in PLAIN:
        if not PLAIN[declared](value):
            yield f"{path} is no {declared}: {value!r}"
    elif not isinstance(value, dict):
        yield f"{path} is no object: {value!r}"
    else:
        for key, inner in keys_of(declared).items():
            yield from wrong(value.get(key), inner, f"{path}.{key}")


def keys_of(name: str) -> dict[str, str]:
    """Return the keys of a class with their types."""
    own = CLASSES.get(name, {})
    more = keys_of(own["*"]) if "*" in own else {}
    return {**more, **{key: declared for key, declared in own.items() if key != "*"}}
