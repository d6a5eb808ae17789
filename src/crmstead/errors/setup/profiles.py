"""Rows of cloning, changing and deleting profiles (platform reference 3.4)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

GONE = "the id given seems to be invalid or already deleted"

PROFILE_UNKNOWN = row(
    "PROFILE_UNKNOWN", "INVALID_DATA", 400, GONE, ("resource_path_index",), source="oas"
)
PROFILE_TAKEN = row("PROFILE_TAKEN", "DUPLICATE_DATA", 400, "duplicate data", ("id", *AT))
PROFILE_SIGNS = row(
    "PROFILE_SIGNS",
    "INVALID_DATA",
    400,
    "Profile name should not contain the following special character(s) : #, %, &, (, ), *, ^",
    AT,
    source="oas",
)
PROFILE_VALUE_INVALID = row("PROFILE_VALUE_INVALID", "INVALID_DATA", 400, INVALID, AT)
PROFILES_LIMIT = row(
    "PROFILES_LIMIT",
    "LICENSE_LIMIT_EXCEEDED",
    400,
    "Request exceeds your license limit.",
    ("limit",),
    source="oas",
)
PROFILE_OF_SYSTEM = row(
    "PROFILE_OF_SYSTEM",
    "NOT_ALLOWED",
    400,
    "System profile cannot be updated",
    ("resource_path_index",),
    source="oas",
)
PERMISSIONS_FORM = row(
    "PERMISSIONS_FORM",
    "INVALID_DATA",
    400,
    "INVALID_DATA",
    ("expected_data_type", "api_name"),
    source="oas",
)
PERMISSION_UNKNOWN = row(
    "PERMISSION_UNKNOWN", "INVALID_DATA", 400, "Invalid permission ID", AT, source="oas"
)
PERMISSION_FIXED = row(
    "PERMISSION_FIXED", "INVALID_DATA", 400, "Permission is not customizable", AT, source="oas"
)
PERMISSION_WITHOUT_PARENT = row(
    "PERMISSION_WITHOUT_PARENT",
    "INVALID_DATA",
    400,
    "Child permission can not be enabled, since its parent permission is disabled",
    AT,
    source="oas",
)
#: unspecified: its words.
PROFILE_KEPT = row(
    "PROFILE_KEPT", "CANNOT_DELETE", 400, "Default profile cannot be deleted", source="oas"
)
PROFILE_RECEIVER_MISSING = row(
    "PROFILE_RECEIVER_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "required field not found",
    ("param_name",),
    source="oas",
)
PROFILE_RECEIVER_INVALID = row(
    "PROFILE_RECEIVER_INVALID", "INVALID_DATA", 400, GONE, ("param_name", "id"), source="oas"
)
