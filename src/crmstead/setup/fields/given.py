"""Members of objects inside of a settings body's item, each checked as `setup.given` does.

Absent and null ones are None. Errors carry the path below the item; `path` leads to the object that
has the member.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import PATTERN_BROKEN
from crmstead.errors.values import (
    MANDATORY_MISSING,
    TOO_LONG,
    VALUE_INVALID,
    WRONG_TYPE,
)
from crmstead.setup.given import Item, flag_of, id_of, object_of, objects_of, word_of

T = TypeVar("T")
Given = Item
Path = tuple[str | int, ...]

_DIGITS = 18


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
        raise RecordError(WRONG_TYPE, (*path, key), expected_data_type="text")
    if "\x00" in value:
        raise RecordError(VALUE_INVALID, (*path, key))
    kept = value.strip()
    if most is not None and len(kept) > most:
        raise RecordError(TOO_LONG, (*path, key), maximum_length=most)
    return kept


def word_in(given: Given, key: str, known: Sequence[str], path: Path = ()) -> str | None:
    """Return a word, one of the known ones."""
    return _at(path, lambda: word_of(given, key, known))


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
    return _at(path, lambda: flag_of({key: value}, key))


def whole_in(given: Given, key: str, path: Path = ()) -> int | None:
    """Return a whole number, of so many digits as a column holds."""
    value = given.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        value = int(value)
    if value is not None and type(value) is not int:
        raise RecordError(WRONG_TYPE, (*path, key), expected_data_type="integer")
    if value is not None and len(str(abs(value))) > _DIGITS:
        raise RecordError(TOO_LONG, (*path, key), maximum_length=_DIGITS)
    return value


def object_in(given: Given, key: str, path: Path = ()) -> dict[str, Any] | None:
    """Return an object; an empty one counts as absent."""
    return _at(path, lambda: object_of(given, key)) or None


def objects_in(given: Given, key: str, path: Path = ()) -> list[dict[str, Any]] | None:
    """Return an array of objects."""
    return _at(path, lambda: objects_of(given, key))


def id_in(given: Given, key: str = "id", path: Path = ()) -> int | None:
    """Return an id, sent as a number or as text."""
    return _at(path, lambda: id_of(given, key))


def _at(path: Path, check: Callable[[], T]) -> T:
    """Return what a check of an object returns, its errors seen from the item."""
    try:
        return check()
    except RecordError as error:
        raise error.below(*path) from None
