"""Members of an object of a body, each checked; absent and null ones are None.

Errors carry the path below the object.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    TOO_LONG,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
    WRONG_TYPE,
)
from crmstead.fieldtypes.lookup import known_id

Given = Mapping[str, Any]


def object_given(content: Given, root: str) -> dict[str, Any]:
    """Return the object that a body holds under its root.

    Raises:
        RecordError: it is missing, or no object.
    """
    found: dict[str, Any] = must(object_in(content, root), root)
    return found


def item_given(given: Any) -> dict[str, Any]:
    """Return an item of an array, which has to be an object."""
    if not isinstance(given, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject")
    return given


def must(value: Any, *path: str | int) -> Any:
    """Return a value that has to be there."""
    if value is None:
        raise RecordError(MANDATORY_MISSING, path)
    return value


def text_in(given: Given, key: str, most: int) -> str | None:
    """Return a text without its outer blanks, of so many characters at most."""
    value = _typed(given, key, str, "string")
    if value is None:
        return None
    if "\x00" in value:
        raise RecordError(VALUE_INVALID, (key,))
    kept: str = value.strip()
    if len(kept) > most:
        raise RecordError(TOO_LONG, (key,), maximum_length=most)
    return kept


def word_in(given: Given, key: str, known: Sequence[str]) -> str | None:
    """Return a word, one of the known ones."""
    value: str | None = _typed(given, key, str, "string")
    if value is not None and value not in known:
        raise RecordError(VALUE_NOT_SUPPORTED, (key,), supported_values=list(known))
    return value


def truth_in(given: Given, key: str) -> bool | None:
    """Return a truth value."""
    return _typed(given, key, bool, "boolean")  # type: ignore[no-any-return]


def object_in(given: Given, key: str) -> dict[str, Any] | None:
    """Return an object."""
    return _typed(given, key, dict, "jsonobject")  # type: ignore[no-any-return]


def list_in(given: Given, key: str) -> list[Any] | None:
    """Return an array."""
    return _typed(given, key, list, "jsonarray")  # type: ignore[no-any-return]


def id_in(given: Given, key: str = "id") -> int | None:
    """Return an id, sent as text or as a number."""
    if given.get(key) is None:
        return None
    number = known_id(given[key])
    if number is None:
        raise RecordError(VALUE_INVALID, (key,))
    return number


def _typed(given: Given, key: str, kind: type, expected: str) -> Any:
    value = given.get(key)
    if value is not None and not isinstance(value, kind):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type=expected)
    return value
