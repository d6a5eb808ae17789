"""Column kinds: what a field type may ask of a database. A dialect spells each."""

from __future__ import annotations

from enum import Enum


class ColumnKind(Enum):
    """A kind of column.

    Times are whole seconds since 1970 UTC, dates `yyyy-mm-dd` text, decimals integers scaled by
    their decimal places, structured values JSON text: alike in every database, so that one
    compiled encoder serves them all.
    """

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    JSON = "json"

    # There is one of each; the usual hash of a member is a call, for every column of every plan.
    __hash__ = object.__hash__
