"""Why a record cannot be deleted, restored or removed (records reference 7)."""

from __future__ import annotations

from crmstead.errors.cause import INVALID_ID, row

_AT_FILTERS = ("api_name", "json_path", "param_name")

NO_PERMISSION_TO_DELETE = row(
    "NO_PERMISSION_TO_DELETE",
    "NO_PERMISSION",
    403,
    "Permission denied to delete",
    ("permissions",),
)
NOT_DELETED = row(
    "NOT_DELETED",
    "INVALID_DATA",
    400,
    "record not deleted",
    ("id", "resource_path_index"),
    source="oas",
)
DELETE_NOT_APPROVED = row(
    "DELETE_NOT_APPROVED",
    "NOT_APPROVED",
    400,
    "cannot delete record that is not approved yet",
    ("id",),
    source="oas",
)
# unspecified: its words; that a record in review cannot be changed is documented.
DELETE_IN_REVIEW = row(
    "DELETE_IN_REVIEW",
    "NOT_REVIEWED",
    400,
    "cannot delete record that is not reviewed yet",
    ("id",),
    source="decision",
)
DELETE_LOCKED = row(
    "DELETE_LOCKED",
    "RECORD_LOCKED",
    400,
    "You cannot perform this operation as the record is locked.",
    ("action", "id"),
    source="oas",
)
RECORD_NOT_PERMITTED = row(
    "RECORD_NOT_PERMITTED", "NO_PERMISSION", 400, "permission denied", ("id",), source="oas"
)

# The recycle bin
BIN_ID_UNKNOWN = row(
    "BIN_ID_UNKNOWN",
    "INVALID_DATA",
    400,
    "The id given seems to be invalid.",
    ("id", "resource_path_index"),
)
RESTORE_ID_UNKNOWN = row(
    "RESTORE_ID_UNKNOWN",
    "INVALID_DATA",
    400,
    INVALID_ID,
    ("id", "resource_path_index"),
    source="oas",
)
RESTORE_ID_INVALID = row(
    "RESTORE_ID_INVALID",
    "INVALID_DATA",
    400,
    "the id given seems to be invalid",
    ("api_name", "json_path"),
    source="decision",
)
# unspecified: the words of both; the SDKs know the first code.
RESTORE_PARENT_FIRST = row(
    "RESTORE_PARENT_FIRST",
    "CANNOT_RESTORE_WITHOUT_PARENT",
    400,
    "The record cannot be restored without its parent record",
    ("id",),
    source="decision",
)
RESTORE_DUPLICATE = row(
    "RESTORE_DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "duplicate data",
    ("id", "api_name", "duplicate_record"),
    source="decision",
)
RESTORE_WHAT = row(
    "RESTORE_WHAT",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_fields",),
    source="oas",
)
RESTORE_AMBIGUOUS = row(
    "RESTORE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Use only one of ids, filters and restore_all_records",
    ("ambiguity_due_to",),
    source="oas",
)
EMPTY_BY_ADMIN = row(
    "EMPTY_BY_ADMIN",
    "AUTHORIZATION_FAILED",
    400,
    "Non admin user can't empty the recycle bin",
)
FILTERS_OPERATOR = row(
    "FILTERS_OPERATOR",
    "INVALID_DATA",
    403,
    "The given group operator not supported. Only 'AND' operator is supported",
    _AT_FILTERS,
)
FILTERS_FIELD = row(
    "FILTERS_FIELD",
    "INVALID_DATA",
    403,
    "The given api_name seems to be invalid",
    _AT_FILTERS,
)
FILTERS_COMPARATOR = row(
    "FILTERS_COMPARATOR",
    "INVALID_DATA",
    400,
    "Please provide a valid comparator",
    _AT_FILTERS,
    source="oas",
)
FILTERS_VALUE = row(
    "FILTERS_VALUE",
    "INVALID_DATA",
    400,
    "Please provide a valid value",
    _AT_FILTERS,
    source="decision",
)
