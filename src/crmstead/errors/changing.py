"""Why a record that is there cannot be changed or removed (records reference 5.3, 6 and 7.1)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

_PATH = "resource_path_index"

ID_UNKNOWN = row("ID_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, (*AT, "id"))
ALREADY_MODIFIED = row(
    "ALREADY_MODIFIED",
    "ALREADY_MODIFIED",
    412,
    "record updated time has already passed if-unmodified-since time",
    ("Modified_Time", "Created_Time", "id", "Modified_By", "Created_By"),
    source="oas",
)
NOT_APPROVED = row(
    "NOT_APPROVED",
    "NOT_APPROVED",
    400,
    "Cannot update record that is not approved yet",
    (*AT, _PATH, "id"),
    source="oas",
)
NOT_REVIEWED = row(
    "NOT_REVIEWED", "NOT_REVIEWED", 400, "record in review", (_PATH, "id"), source="oas"
)
LOCKED = row(
    "LOCKED",
    "RECORD_LOCKED",
    400,
    "Sorry, you cannot perform this operation as the record is locked.",
    (*AT, "action", "id"),
    source="oas",
)
MERGE_PENDING = row(
    "MERGE_PENDING",
    "RECORD_LOCKED",
    400,
    "Cannot update record that is not approved yet",
    (*AT, _PATH, "id"),
)
TOO_MANY_FOR_PATH = row(
    "TOO_MANY_FOR_PATH",
    "INVALID_DATA",
    400,
    INVALID,
    ("maximum_length", *AT),
    source="decision",
)
#: unspecified: its words; that the status is final is documented.
APPOINTMENT_OVER = row(
    "APPOINTMENT_OVER",
    "NOT_ALLOWED",
    403,
    "The status of a cancelled or completed appointment cannot be changed",
    AT,
)
DUPLICATE_CHECK_INVALID = row(
    "DUPLICATE_CHECK_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("supported_values", "expected_data_type", *AT),
    source="decision",
)
