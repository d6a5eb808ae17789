"""Members of an item of a settings body, each checked: absent and null ones are None.

Errors carry the path below the item; `path` leads to the object that has the member.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup import PATTERN_BROKEN
from crmstead.errors.values import (
    MANDATORY_MISSING,
    TOO_LONG,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
    WRONG_TYPE,
)
from crmstead.model.ids import parse_id

#: A JSON object of a body.
Given = Mapping[str, Any]
Path = tuple[str | int, ...]

_DIGITS = 18


def wrong_type(path: Path, expected: str) -> RecordError:
    """Return the error for a value of another JSON type."""
    return RecordError(WRONG_TYPE, path, expected_data_type=expected)


def must(value: Any, *path: str | int) -> Any:
    """Return a value that has to be there.

    Raises:
        RecordError: MANDATORY_NOT_FOUND at its path.
    """
    if value is None:
        raise RecordError(MANDATORY_MISSING, path)
    return value


def text_in(given: Given, key: str, most: int | None = None, path: Path = ()) -> str | None:
    """Return a text without its outer blanks, of so many characters at most."""
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise wrong_type((*path, key), "text")
    if "\x00" in value:
        raise RecordError(VALUE_INVALID, (*path, key))
    kept = value.strip()
    if most is not None and len(kept) > most:
        raise RecordError(TOO_LONG, (*path, key), maximum_length=most)
    return kept


def word_in(given: Given, key: str, known: Sequence[str], path: Path = ()) -> str | None:
    """Return a word, one of the known ones."""
    value = text_in(given, key, None, path)
    if value is not None and value not in known:
        raise RecordError(VALUE_NOT_SUPPORTED, (*path, key), supported_values=list(known))
    return value


def pattern_in(given: Given, key: str, pattern: re.Pattern[str], path: Path = ()) -> str | None:
    """Return a text that matches a pattern as a whole."""
    value = text_in(given, key, None, path)
    if value is not None and pattern.fullmatch(value) is None:
        raise RecordError(PATTERN_BROKEN, (*path, key), regex=pattern.pattern)
    return value


def truth_in(given: Given, key: str, path: Path = ()) -> bool | None:
    """Return a truth value; some SDKs send it as text."""
    value = given.get(key)
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower(), value)
    if value is not None and not isinstance(value, bool):
        raise wrong_type((*path, key), "boolean")
    return value


def whole_in(given: Given, key: str, path: Path = ()) -> int | None:
    """Return a whole number, of so many digits as a column holds."""
    value = given.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    if value is not None and type(value) is not int:
        raise wrong_type((*path, key), "integer")
    if value is not None and len(str(abs(value))) > _DIGITS:
        raise RecordError(TOO_LONG, (*path, key), maximum_length=_DIGITS)
    return value


def object_in(given: Given, key: str, path: Path = ()) -> dict[str, Any] | None:
    """Return an object; an empty one counts as absent."""
    value = given.get(key)
    if value is not None and not isinstance(value, dict):
        raise wrong_type((*path, key), "jsonobject")
    return value or None


def objects_in(given: Given, key: str, path: Path = ()) -> list[dict[str, Any]] | None:
    """Return an array of objects."""
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, list):
        raise wrong_type((*path, key), "jsonarray")
    for index, one in enumerate(value):
        if not isinstance(one, dict):
            raise wrong_type((*path, key, index), "jsonobject")
    return value


def id_in(given: Given, key: str = "id", path: Path = ()) -> int | None:
    """Return an id, sent as a number or as text."""
    value = given.get(key)
    if value is None:
        return None
    number = parse_id(str(value)) if isinstance(value, int | str) else None
    if number is None or isinstance(value, bool):
        raise RecordError(VALUE_INVALID, (*path, key))
    return number
