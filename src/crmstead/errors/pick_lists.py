"""Why values of pick lists are refused, and global pick lists (platform reference 2.7)."""

from __future__ import annotations

from crmstead.errors.cause import AT, row

_LIMIT = ("limit", "limit_due_to")
_INDEX = ("resource_path_index",)

OPTION_DUPLICATE = row(
    "OPTION_DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "Duplicate option found. Enter a unique option.",
    AT,
    source="oas",
)
OPTION_SPECIAL = row(
    "OPTION_SPECIAL",
    "INVALID_DATA",
    400,
    "Special characters are not allowed in Options",
    AT,
    source="oas",
)
OPTIONS_EMPTY = row(
    "OPTIONS_EMPTY",
    "INVALID_DATA",
    400,
    "Values in the pick list field cannot be empty.",
    AT,
    source="oas",
)
OPTIONS_LIMIT = row(
    "OPTIONS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Sorry, you have reached the limit of 1000 values added for this pick list field.",
    _LIMIT,
    source="oas",
)
OPTIONS_UNUSED_LIMIT = row(
    "OPTIONS_UNUSED_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Sorry, you have reached the limit of 500 unused values added for this pick list field.",
    _LIMIT,
    source="oas",
)
