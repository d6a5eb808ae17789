"""Why something is not done to many records at once (records reference 11.3 to 11.7)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

MASS_RECORDS_MISSING = row(
    "MASS_RECORDS_MISSING", "MANDATORY_NOT_FOUND", 400, "required field not found", AT
)
MASS_TOO_MANY = row(
    "MASS_TOO_MANY", "LIMIT_EXCEEDED", 400, "Record count exceeded", ("limit", *AT), source="oas"
)
MASS_VALUE_INVALID = row(
    "MASS_VALUE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", *AT),
)
MASS_NO_FIELD = row("MASS_NO_FIELD", "INVALID_DATA", 400, "No field found", AT)
MASS_TOO_MANY_FIELDS = row(
    "MASS_TOO_MANY_FIELDS", "INVALID_DATA", 400, "Max field limit exceeded", ("limit", *AT)
)
MASS_FIELD_FIXED = row(
    "MASS_FIELD_FIXED",
    "INVALID_DATA",
    400,
    "This field cannot be updated in the Mass Update",
    AT,
)
MASS_FIELD_HIDDEN = row("MASS_FIELD_HIDDEN", "INVALID_DATA", 400, "Field is not visible", AT)
MASS_NOT_APPROVED = row(
    "MASS_NOT_APPROVED", "NOT_APPROVED", 400, "record not approved", ("id",), source="oas"
)
#: unspecified: its words.
OWNER_TOO_MANY = row(
    "OWNER_TOO_MANY", "RECORD_LIMIT_EXCEEDED", 400, "Record count exceeded", ("limit",)
)
MASS_SCHEDULED = row(
    "MASS_SCHEDULED",
    "ALREADY_SCHEDULED",
    202,
    "Already a Mass Action scheduler is running for the given cvid",
    AT,
    source="oas",
)
MASS_NOTHING = row(
    "MASS_NOTHING", "NO_RECORDS_FOUND", 400, "no record found to update", AT, source="oas"
)
MASS_NOT_SUPPORTED = row(
    "MASS_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "The given module is not supported in API",
    ("resource_path_index",),
    source="oas",
)
JOB_ID_MISSING = row(
    "JOB_ID_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "One of the expected parameter is missing",
    ("param_name",),
    source="oas",
)
UPDATE_JOB_ID_MISSING = row(
    "UPDATE_JOB_ID_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "mandatory param missing",
    ("param_name",),
)
JOB_UNKNOWN = row("JOB_UNKNOWN", "INVALID_DATA", 400, INVALID, ("param_name",), source="oas")
