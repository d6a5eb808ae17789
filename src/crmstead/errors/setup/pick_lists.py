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

# Global pick lists
GLOBAL_LABEL_TAKEN = row(
    "GLOBAL_LABEL_TAKEN",
    "DUPLICATE_DATA",
    400,
    "Duplicate name found, enter a unique name.",
    AT,
    source="oas",
)
GLOBAL_LABEL_SPECIAL = row(
    "GLOBAL_LABEL_SPECIAL", "INVALID_DATA", 400, "Special characters in name", AT, source="oas"
)
GLOBAL_NAME_TAKEN = row(
    "GLOBAL_NAME_TAKEN",
    "DUPLICATE_DATA",
    400,
    "Duplicate Api name found, enter a unique Api name.",
    AT,
    source="oas",
)
GLOBAL_NAME_INVALID = row(
    "GLOBAL_NAME_INVALID",
    "INVALID_DATA",
    400,
    "Api Name should start with English alphabets followed by numbers or alphabets or underscore "
    "and should not end with underscore",
    AT,
    source="oas",
)
GLOBAL_ID_INVALID = row(
    "GLOBAL_ID_INVALID",
    "INVALID_DATA",
    400,
    "the id given seems to be invalid",
    ("id", *AT),
    source="oas",
)
GLOBAL_UNUSED_ONE_BY_ONE = row(
    "GLOBAL_UNUSED_ONE_BY_ONE",
    "LIMIT_EXCEEDED",
    400,
    "More than one picklist value cannot be moved to unused type",
    _LIMIT,
    source="oas",
)
GLOBAL_DELETE_ONE_BY_ONE = row(
    "GLOBAL_DELETE_ONE_BY_ONE",
    "LIMIT_EXCEEDED",
    400,
    "More than one picklist value cannot be deleted",
    _LIMIT,
    source="oas",
)
GLOBAL_USED_MUCH = row(
    "GLOBAL_USED_MUCH",
    "NOT_ALLOWED",
    400,
    "global set can't be deleted as it is associated to more than 15 fields",
    ("id", *_INDEX),
    source="oas",
)
GLOBAL_VALUE_INVALID = row(
    "GLOBAL_VALUE_INVALID",
    "INVALID_DATA",
    400,
    "The given value seems to be invalid",
    AT,
    source="oas",
)
