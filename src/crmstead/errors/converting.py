"""Why a record is not converted (records reference 11.1, 11.2 and 11.21)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

_PATH = ("resource_path_index",)

ALREADY_CONVERTED = row(
    "ALREADY_CONVERTED", "ID_ALREADY_CONVERTED", 400, "id already converted", _PATH
)
CONVERT_NOT_APPROVED = row(
    "CONVERT_NOT_APPROVED",
    "NOT_APPROVED",
    400,
    "cannot convert record that is not approved yet",
    _PATH,
    source="oas",
)
CONVERT_LOCKED = row(
    "CONVERT_LOCKED",
    "RECORD_LOCKED",
    400,
    "You cannot perform this operation as the record is locked.",
    (*_PATH, "action"),
    source="oas",
)
CONVERT_INVALID = row(
    "CONVERT_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", *AT),
)
CONVERT_ID_UNKNOWN = row("CONVERT_ID_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, AT)
CONVERT_WHERE_TO = row(
    "CONVERT_WHERE_TO", "MANDATORY_NOT_FOUND", 400, "required field not found", AT
)
CONVERT_WHICH_MODULE = row(
    "CONVERT_WHICH_MODULE",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_fields",),
)
CONVERT_TWO_MODULES = row(
    "CONVERT_TWO_MODULES",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "ambiguity while processing",
    ("ambiguity_due_to",),
)
#: unspecified: its form; that nothing is made without the permission goes without saying.
CONVERT_NOT_PERMITTED = row(
    "CONVERT_NOT_PERMITTED",
    "NO_PERMISSION",
    403,
    "Permission denied",
    ("permissions", *AT),
    source="decision",
)
