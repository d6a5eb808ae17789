"""What an item of a settings body gives, each key checked by itself.

Refusals carry the path below the item. A key that is left out, or null where null says nothing,
gives None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import PATTERN_BROKEN
from crmstead.errors.values import (
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
    WRONG_TYPE,
)
from crmstead.fieldtypes.lookup import known_id
from crmstead.fieldtypes.values import clean_text

Item = Mapping[str, Any]


def item_of(given: Any) -> dict[str, Any]:
    """Return an item of a body, which has to be an object."""
    if not isinstance(given, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    return given


def text_of(item: Item, key: str, longest: int, pattern: str | None = None) -> str | None:
    """Return a text without its outer blanks; an empty one is refused, as is one too long."""
    if item.get(key) is None:
        return None
    try:
        text = clean_text(item[key], longest, "text")
    except RecordError as error:
        raise error.below(key) from None
    if text is None:
        raise RecordError(VALUE_INVALID, (key,))
    if pattern is not None and not re.fullmatch(pattern, text):
        raise RecordError(PATTERN_BROKEN, (key,), regex=pattern)
    return text


def needed_text(item: Item, key: str, longest: int, pattern: str | None = None) -> str:
    """Return a text that has to be given."""
    text = text_of(item, key, longest, pattern)
    if text is None:
        raise RecordError(MANDATORY_MISSING, (key,))
    return text


def flag_of(item: Item, key: str) -> bool | None:
    """Return true or false."""
    flag: bool | None = _typed(item, key, bool, "boolean")
    return flag


def number_of(item: Item, key: str, least: int, most: int) -> int | None:
    """Return a whole number within bounds."""
    if isinstance(item.get(key), bool):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="integer")
    number: int | None = _typed(item, key, int, "integer")
    if number is not None and not least <= number <= most:
        raise RecordError(VALUE_INVALID, (key,))
    return number


def word_of(item: Item, key: str, known: Sequence[str]) -> str | None:
    """Return one of a few words."""
    word = item.get(key)
    if word is not None and word not in known:
        raise RecordError(VALUE_NOT_SUPPORTED, (key,), supported_values=list(known))
    return word


def object_of(item: Item, key: str) -> dict[str, Any] | None:
    """Return an object."""
    given: dict[str, Any] | None = _typed(item, key, dict, "jsonobject")
    return given


def list_of(item: Item, key: str) -> list[Any] | None:
    """Return an array."""
    given: list[Any] | None = _typed(item, key, list, "jsonarray")
    return given


def objects_of(item: Item, key: str) -> list[dict[str, Any]] | None:
    """Return an array of objects."""
    given: list[Any] | None = _typed(item, key, list, "jsonarray")
    for index, one in enumerate(given or ()):
        if not isinstance(one, dict):
            raise RecordError(WRONG_TYPE, (key, index), expected_data_type="jsonobject")
    return given


def id_of(item: Item, key: str = "id") -> int | None:
    """Return an id, given as text or as a number."""
    if item.get(key) is None:
        return None
    number = known_id(item[key])
    if number is None:
        raise RecordError(VALUE_INVALID, (key,))
    return number


def deleted(item: Item) -> bool:
    """Tell whether an entry is there to be removed: `"_delete"` is null, true or an object."""
    return "_delete" in item and item["_delete"] is not False


def _typed(item: Item, key: str, kind: type, expected: str) -> Any:
    value = item.get(key)
    if value is not None and not isinstance(value, kind):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type=expected)
    return value
