"""What becomes of the values of a pick list by an item that gives some of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_FIXED
from crmstead.errors.setup.pick_lists import (
    OPTION_DUPLICATE,
    OPTION_SPECIAL,
    OPTIONS_EMPTY,
    OPTIONS_LIMIT,
    OPTIONS_UNUSED_LIMIT,
)
from crmstead.errors.values import VALUE_INVALID
from crmstead.fieldtypes.values import NONE_VALUE
from crmstead.metadata.definitions import PickListValueDefinition
from crmstead.model.pick_lists import UNUSED, USED
from crmstead.setup.fields.given import (
    Given,
    Path,
    id_in,
    must,
    pattern_in,
    text_in,
    whole_in,
    word_in,
)
from crmstead.setup.fields.naming import plain

Value = PickListValueDefinition

KEY = "pick_list_values"
DELETE = "_delete"
_MOST_LETTERS = 120
_MOST = {USED: (1000, OPTIONS_LIMIT), UNUSED: (500, OPTIONS_UNUSED_LIMIT)}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def changed_values(
    current: Sequence[Value],
    given: Sequence[Given],
    next_id: Callable[[], int],
    *,
    first: int = 1,
    actual_must: bool = True,
) -> list[Value]:
    """Return values changed by entries of a body.

    An entry that names a value by `id` or `actual_value` changes it, or removes it by `_delete`;
    others are new, behind all. `sequence_number`, counted from `first`, gives an entry its place.

    Raises:
        RecordError: an entry is no value, names none, or doubles one; or there are too many.
    """
    kept = list(current)
    places: dict[int, int] = {}
    for index, one in enumerate(given):
        path: Path = (KEY, index)
        old = _named(current, one, path)
        if DELETE in one and one[DELETE] is not False:
            kept.remove(_removable(old, path))
            continue
        new = _changed(old, one, path) if old else _new(one, path, next_id, must_have=actual_must)
        if old is None:
            kept.append(new)
        elif old not in kept:
            raise RecordError(OPTION_DUPLICATE, (KEY,))
        else:
            kept[kept.index(old)] = new
        place = whole_in(one, "sequence_number", path)
        if place is not None:
            places[id_of(new)] = place - first
    _check(kept)
    return _in_places(kept, places)


def id_of(value: Value) -> int:
    """Return the id of a value that has one, as all that are changed have."""
    assert value.id is not None  # noqa: S101 - new ones are given theirs
    return value.id


def _named(current: Sequence[Value], one: Given, path: Path) -> Value | None:
    number = id_in(one, "id", path)
    if number is not None:
        for value in current:
            if value.id == number:
                return value
        raise RecordError(VALUE_INVALID, (*path, "id"))
    actual = text_in(one, "actual_value", _MOST_LETTERS, path)
    return next((value for value in current if actual and value.actual_value == actual), None)


def _removable(value: Value | None, path: Path) -> Value:
    if value is None:
        raise RecordError(VALUE_INVALID, (*path, "id"))
    if value.display_value == NONE_VALUE:
        raise RecordError(FIELD_FIXED, path)
    return value


def _text(one: Given, key: str, path: Path) -> str | None:
    text = text_in(one, key, _MOST_LETTERS, path)
    if text == "" or (text is not None and not plain(text)):
        raise RecordError(OPTION_SPECIAL, (*path, key))
    return text


def _looks(one: Given, path: Path) -> dict[str, Any]:
    """Return what an entry says of how a value is offered."""
    found: dict[str, Any] = {}
    if one.get("type") is not None:
        found["type"] = word_in(one, "type", (USED, UNUSED), path)
    if "colour_code" in one:
        found["colour_code"] = pattern_in(one, "colour_code", _COLOUR, path)
    return found


def _new(one: Given, path: Path, next_id: Callable[[], int], *, must_have: bool) -> Value:
    display = must(_text(one, "display_value", path), *path, "display_value")
    actual = _text(one, "actual_value", path)
    if must_have:
        must(actual, *path, "actual_value")
    return Value(
        display_value=display,
        actual_value=actual or display,
        reference_value=_text(one, "reference_value", path) or actual or display,
        id=next_id(),
        **_looks(one, path),
    )


def _changed(old: Value, one: Given, path: Path) -> Value:
    display = _text(one, "display_value", path) or old.display_value
    actual = text_in(one, "actual_value", _MOST_LETTERS, path) or old.actual_value
    fixed = old.display_value == NONE_VALUE and display != NONE_VALUE
    if actual != old.actual_value or fixed:
        # Records, formulas and other systems know a value by it.
        raise RecordError(FIELD_FIXED, (*path, "display_value" if fixed else "actual_value"))
    reference = _text(one, "reference_value", path) or old.reference_value
    return msgspec.structs.replace(
        old, display_value=display, reference_value=reference, **_looks(one, path)
    )


def _check(kept: Sequence[Value]) -> None:
    real = [one for one in kept if one.display_value != NONE_VALUE]
    # Any two values may be written by either of their names.
    for name in ("display_value", "actual_value"):
        names = Counter(str(getattr(one, name)).lower() for one in real)
        if names and max(names.values()) > 1:
            raise RecordError(OPTION_DUPLICATE, (KEY,))
    kinds = Counter(one.type for one in real)
    if not kinds[USED]:
        raise RecordError(OPTIONS_EMPTY, (KEY,))
    for kind, (most, cause) in _MOST.items():
        if kinds[kind] > most:
            raise RecordError(cause, limit=most, limit_due_to=[At((KEY,))])


def _in_places(kept: Sequence[Value], places: dict[int, int]) -> list[Value]:
    """Return values in order, those with a place of their own at it."""
    rest = [one for one in kept if one.id not in places]
    moved = [one for one in kept if one.id in places]
    for one in sorted(moved, key=lambda value: places[id_of(value)]):
        rest.insert(max(places[id_of(one)], 0), one)
    return rest
