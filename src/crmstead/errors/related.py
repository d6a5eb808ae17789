"""Rows of related records, related lists and links (records reference 11.15 to 11.17)."""

from __future__ import annotations

from crmstead.errors.cause import row as _row

RELATION_UNKNOWN = _row(
    "RELATION_UNKNOWN",
    "INVALID_DATA",
    400,
    "the relation name given seems to be invalid",
    ("resource_path_index", "api_name", "json_path"),
)
RELATION_OF_DELETED_UNKNOWN = _row(
    "RELATION_OF_DELETED_UNKNOWN",
    "INVALID_DATA",
    400,
    "The relation name given seems to be invalid",
    ("resource_path_index",),
)
RELATION_NOT_SUPPORTED = _row(
    "RELATION_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "The given module is not supported in API",
    ("resource_path_index", "api_name", "json_path"),
)
PARENT_UNKNOWN = _row(
    "PARENT_UNKNOWN",
    "INVALID_DATA",
    400,
    "the related id given seems to be invalid",
    ("resource_path_index",),
)
NOT_RELATED = _row(
    "NOT_RELATED",
    "INVALID_DATA",
    400,
    "the related id given seems to be invalid",
    ("id",),
    source="decision",
)
