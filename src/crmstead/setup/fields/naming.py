"""Labels and api names of new fields."""

from __future__ import annotations

import re
from collections.abc import Callable

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import MODULE_NAME_RESERVED, PATTERN_BROKEN
from crmstead.errors.setup.fields import FIELD_DUPLICATE
from crmstead.errors.values import VALUE_INVALID
from crmstead.setup.fields.given import Given, must, text_in
from crmstead.setup.fields.place import Place

#: unspecified: how long a label may be; as the display field's of a new module.
MOST_LABEL = 50
MOST_NAME = 50
#: unspecified: which characters are special; those of markup, scripts and merge fields here.
_SPECIAL = frozenset('<>{}[]\\|^~`;"=$')
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9]|_(?!_))*(?<!_)")
#: Names that records have for other purposes than fields.
_RESERVED = frozenset({"id", "layout", "parent_id", "tag"})
#: Of a label without any letter that a name may have.
_NAMELESS = "Field"


def plain(text: str) -> bool:
    """Tell whether a text has only characters that labels and values may have; no emojis."""
    return (
        text.isprintable() and not _SPECIAL.intersection(text) and max(text, default="") < "\uffff"
    )


def label_of(place: Place, given: Given, *, now: str | None = None) -> str:
    """Return the label of a field, which no other of the module has; `now` is its own so far.

    Raises:
        RecordError: it is missing, too long, has special characters, or is taken.
    """
    label = must(text_in(given, "field_label", MOST_LABEL) or None, "field_label")
    assert isinstance(label, str)  # noqa: S101 - for the type checker
    if not plain(label):
        raise RecordError(VALUE_INVALID, ("field_label",))
    if label.lower() in place.labels and (now is None or label.lower() != now.lower()):
        raise RecordError(FIELD_DUPLICATE, ("field_label",))
    return label


def name_of(place: Place, given: Given, label: str, *, in_tables: bool = False) -> str:
    """Return the api name of a new field: as given, else after its label.

    With `in_tables` its index, and the table of its rows, are named by it: as no others are.

    Raises:
        RecordError: the given one is no name, reserved, or taken.
    """
    taken = place.names | _RESERVED
    module, tables = place.module.api_name.lower(), place.tables if in_tables else set()

    def is_taken(name: str) -> bool:
        small = name.lower()
        return small in taken or not tables.isdisjoint((small, f"{module}_{small}"))

    name = text_in(given, "api_name", MOST_NAME)
    if not name:
        return unlike(name_after(label), is_taken)
    if _NAME.fullmatch(name) is None:
        raise RecordError(PATTERN_BROKEN, ("api_name",), regex=_NAME.pattern)
    if name.lower() in _RESERVED:
        raise RecordError(MODULE_NAME_RESERVED, ("api_name",))
    if is_taken(name):
        raise RecordError(FIELD_DUPLICATE, ("api_name",))
    return name


def name_after(label: str) -> str:
    """Return a label as a name: blanks become underscores, what no name has is left out."""
    kept = re.sub(r"[^A-Za-z0-9_]+", "", re.sub(r"\s+", "_", label.strip()))
    return re.sub(r"_+", "_", kept).lstrip("_0123456789")[:MOST_NAME].rstrip("_") or _NAMELESS


def unlike(name: str, taken: Callable[[str], bool]) -> str:
    """Return a name with the first number behind it that makes it unlike all that are taken."""
    number, made = 0, name
    while taken(made):
        number += 1
        made = f"{name[: MOST_NAME - len(str(number))]}{number}"
    return made
