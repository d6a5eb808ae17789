"""Rows of sharing records (records reference 11.18)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

SHARED_ID_INVALID = row(
    "SHARED_ID_INVALID", "INVALID_DATA", 400, "ENTITY_ID_INVALID", ("resource_path_index",)
)
SHARING_NOT_SUPPORTED = row(
    "SHARING_NOT_SUPPORTED",
    "NOT_ALLOWED",
    403,
    "Record Level Sharing is not supported for this module",
)
SHARE_VIEW_UNKNOWN = row(
    "SHARE_VIEW_UNKNOWN",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    ("api_name",),
    source="oas",
)
SHARE_VALUE_INVALID = row(
    "SHARE_VALUE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", "dependee", *AT),
    source="oas",
)
SHARE_TARGET_UNKNOWN = row(
    "SHARE_TARGET_UNKNOWN", "INVALID_DATA", 400, "invalid user Id", AT, source="oas"
)
SHARE_NOT_TO = row("SHARE_NOT_TO", "INVALID_DATA", 400, "cannot share to the user", AT)
SHARE_WITH_ALL_AND_SOME = row(
    "SHARE_WITH_ALL_AND_SOME",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "For public sharing more than one json object is given",
    AT,
)
SHARE_LIMIT = row(
    "SHARE_LIMIT", "LIMIT_EXCEEDED", 403, "The record sharing limit has been reached", ("limit",)
)
SHARED_WITH_CALLER = row(
    "SHARED_WITH_CALLER",
    "INVALID_DATA",
    403,
    "Shared record cannot be shared to other users",
    source="oas",
)
NOTHING_SHARED = row(
    "NOTHING_SHARED",
    "BAD_REQUEST",
    400,
    "No sharing through this record is available to revoke.",
)
#: A record that is shared with the caller for less than what is asked.
SHARED_FOR_LESS = row(
    "SHARED_FOR_LESS",
    "AUTHORIZATION_FAILED",
    400,
    "User does not have sufficient privilege to perform this action",
    ("resource_path_index", *AT, "id"),
    source="oas",
)
