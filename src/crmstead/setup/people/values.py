"""Values that items of the setup give, checked; each raises a RecordError with its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from crmstead.errors.cause import Cause
from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.values import clean_text
from crmstead.setup.given import Item, flag_of

#: unspecified: which signs names of people may not have; those that would be markup.
SPECIAL = re.compile(r"[<>\"`{}\[\]|\\^~]")


def text_given(item: Item, key: str, most: int) -> str | None:
    """Return a text without its outer blanks; None for null and for nothing."""
    if item.get(key) is None:
        return None
    try:
        return clean_text(item[key], most, "text")
    except RecordError as error:
        raise error.below(key) from None


def needed_text(item: Item, key: str, most: int, missing: Cause = MANDATORY_MISSING) -> str:
    """Return a text that must be there."""
    text = text_given(item, key, most)
    if text is None:
        raise RecordError(missing, (key,))
    return text


def flag_given(item: Item, key: str, *, default: bool) -> bool:
    """Return true or false; the default where the key is null or not there."""
    given = flag_of(item, key)
    return default if given is None else given


def reference_given(
    item: Item, key: str, unknown: Cause, exists: Callable[[int], object]
) -> int | None:
    """Return the id that a key holds, as an object or bare; None for null.

    `unknown` refuses an id of nothing.
    """
    try:
        number = reference_id(item[key]) if item.get(key) is not None else None
    except RecordError as error:
        if error.cause is WRONG_TYPE:
            raise error.below(key) from None
        raise RecordError(unknown, (key,)) from None
    if number is not None and not exists(number):
        raise RecordError(unknown, (key,))
    return number


def word_given(item: Item, key: str, known: Iterable[str], wrong: Cause) -> str | None:
    """Return one of some words; None for null."""
    word = item.get(key)
    if word is None:
        return None
    if not isinstance(word, str) or word not in known:
        raise RecordError(wrong, (key,))
    return word
