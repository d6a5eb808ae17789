"""The JSON body of a write: readable, an object, with `data` of 1 to 100 items."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from crmstead.errors.changing import TOO_MANY_FOR_PATH
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import (
    BODY_MISSING,
    BODY_UNREADABLE,
    DATA_NOT_ARRAY,
    DATA_TOO_MANY,
)
from crmstead.errors.values import MANDATORY_MISSING, TOO_LONG

MOST_RECORDS = 100
#: Nesting that no record needs: a deeper body is refused before anything walks it.
_DEEPEST = 64
_NESTING = (dict, list)
#: Bytes that nest nothing, and how many levels nobody needs to look at.
_FLAT = bytes(set(range(256)) - set(b"[]{}"))
_SHALLOW = 8
# Numbers become Decimals and exact integers, so no amount or id passes through a float.
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def parse_body(body: bytes) -> dict[str, Any]:
    """Return a body that must be a JSON object; no header says what it is.

    Raises:
        ApiError: empty, malformed, too deeply nested, or no object.
    """
    if not body.strip():
        raise ApiError(BODY_MISSING, expected_data_type="jsonobject")
    try:
        content = _decoder.decode(body)
        deep = _may_be_deep(body) and _depth(content) > _DEEPEST
    except (msgspec.DecodeError, RecursionError, ArithmeticError, ValueError):
        raise ApiError(BODY_UNREADABLE) from None
    if deep:
        raise ApiError(BODY_UNREADABLE)
    if not isinstance(content, dict):
        raise ApiError(BODY_MISSING, expected_data_type="jsonobject")
    return content


def params_of(body: bytes) -> dict[str, str]:
    """Return the parameters that a body brings in place of a query; it may be empty.

    Raises:
        ApiError: malformed, too deeply nested, or no object.
    """
    if not body.strip():
        return {}
    words = {True: "true", False: "false"}
    return {
        name: words[value] if isinstance(value, bool) else str(value)
        for name, value in parse_body(body).items()
        if isinstance(value, bool | int | str)
    }


def _may_be_deep(body: bytes) -> bool:
    """Tell whether a body has more than a few levels of brackets, those inside of texts included.

    Two passes of C over the bytes spare nearly every body the walk over its values.
    """
    if len(body) <= _DEEPEST:
        return False
    brackets = body.translate(None, _FLAT)
    for _ in range(_SHALLOW):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def _depth(content: Any) -> int:
    """Return how deep a value is nested, level by level, so no depth exhausts the stack."""
    depth = 0
    level = [content] if isinstance(content, _NESTING) else []
    while level and depth <= _DEEPEST:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, _NESTING)
        ]
    return depth


def require_items(
    content: dict[str, Any], root: str = "data", most: int = MOST_RECORDS
) -> list[Any]:
    """Return the items of `data`, or of another array of the body.

    Raises:
        ApiError: missing, no array, empty, or more than 100; nothing is written then.
    """
    items = content.get(root)
    if not isinstance(items, list) or not items:
        raise ApiError(
            DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name=root, json_path=f"$.{root}"
        )
    if len(items) > most:
        raise ApiError(DATA_TOO_MANY, in_data=True, maximum_length=most, api_name=root)
    return items


def require_item(content: dict[str, Any]) -> Any:
    """Return the one item of `data` of a request whose path names its record.

    Raises:
        ApiError: as `require_items`, or there is more than one.
    """
    items = require_items(content)
    if len(items) > 1:
        raise ApiError(TOO_MANY_FOR_PATH, maximum_length=1, api_name="data", json_path="$.data")
    return items[0]


def named_item(content: dict[str, Any], record: str) -> Any:
    """Return the one item of `data` as if it named the record of the path, whatever it names.

    Raises:
        ApiError: as `require_item`.
    """
    item = require_item(content)
    return {**item, "id": record} if isinstance(item, dict) else item


def require_array(content: dict[str, Any], key: str, most: int) -> list[Any]:
    """Return the entries of an array that a body must have beside or instead of `data`.

    Raises:
        ApiError: missing, no array, empty, or with too many entries; nothing is written then.
    """
    entries = content.get(key)
    path = f"$.{key}"
    if entries is None:
        raise ApiError(MANDATORY_MISSING, api_name=key, json_path=path)
    if not isinstance(entries, list) or not entries:
        raise ApiError(DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name=key, json_path=path)
    if len(entries) > most:
        raise ApiError(TOO_LONG, maximum_length=most, api_name=key, json_path=path)
    return entries
