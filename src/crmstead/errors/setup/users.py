"""Rows of adding, changing and deleting users (platform reference 3.2)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID_ID, row

#: Any page of the setup whose right the profile lacks.
SETUP_DENIED = row(
    "SETUP_DENIED", "NO_PERMISSION", 403, "permission denied", ("permissions",), source="oas"
)
USER_MANDATORY = row("USER_MANDATORY", "MANDATORY_NOT_FOUND", 400, "Last Name is required", AT)
USER_EMAIL_TAKEN = row(
    "USER_EMAIL_TAKEN",
    "DUPLICATE_DATA",
    400,
    "Failed to add user since same email id is already present",
    AT,
)
USER_EMAIL_INVALID = row(
    "USER_EMAIL_INVALID",
    "INVALID_DATA",
    400,
    "Invalid Email Id. Please choose a different email id",
    AT,
    source="oas",
)
USER_EMAIL_FIXED = row(
    "USER_EMAIL_FIXED",
    "EMAIL_UPDATE_NOT_ALLOWED",
    400,
    "Cannot update email of a confirmed CRM User",
    AT,
)
SEATS_TAKEN = row(
    "SEATS_TAKEN",
    "LICENSE_LIMIT_EXCEEDED",
    400,
    "Request exceeds your license limit. Need to upgrade in order to add a user",
    source="oas",
)
SEATS_TAKEN_FOR_ACTIVE = row(
    "SEATS_TAKEN_FOR_ACTIVE",
    "LICENSE_LIMIT_EXCEEDED",
    400,
    "License Limit is Exceeded",
    source="oas",
)
USER_REFERENCE_UNKNOWN = row(
    "USER_REFERENCE_UNKNOWN", "INVALID_DATA", 400, "INVALID_DATA", AT, source="oas"
)
USER_UNKNOWN = row("USER_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, AT)
USER_ZONE_INVALID = row(
    "USER_ZONE_INVALID", "INVALID_DATA", 400, "Give a proper time zone value", AT, source="oas"
)
USER_LANGUAGE_INVALID = row(
    "USER_LANGUAGE_INVALID", "INVALID_DATA", 400, "Give a proper language code", AT, source="oas"
)
USER_DATE_FORMAT_INVALID = row(
    "USER_DATE_FORMAT_INVALID",
    "INVALID_DATA",
    400,
    "Valid date format should be given",
    AT,
    source="oas",
)
USER_SPECIAL_SIGNS = row(
    "USER_SPECIAL_SIGNS", "INVALID_DATA", 400, "Special Characters Found", AT, source="oas"
)
USER_PATTERN = row("USER_PATTERN", "INVALID_DATA", 400, "Pattern not matched", AT, source="oas")
USER_SEPARATOR_UNKNOWN = row(
    "USER_SEPARATOR_UNKNOWN",
    "INVALID_DATA",
    400,
    "Invalid data. Valid values are Comma/Period (Not case-sensitive)",
    AT,
    source="oas",
)
USER_SEPARATORS_ALIKE = row(
    "USER_SEPARATORS_ALIKE",
    "MAPPING_MISMATCH",
    400,
    "the number separator and decimal separator values should not be same",
    ("mapped_field", *AT),
    source="oas",
)
USER_STAMPS_FIXED = row(
    "USER_STAMPS_FIXED",
    "NOT_SUPPORTED",
    400,
    "Created by & Modified by fields cannot be updated by api",
    AT,
    source="oas",
)
USER_TYPE_FIXED = row(
    "USER_TYPE_FIXED",
    "NOT_SUPPORTED",
    400,
    "type__s is cannot be updated by api",
    AT,
    source="oas",
)
USER_OF_ANOTHER = row(
    "USER_OF_ANOTHER",
    "NOT_ALLOWED",
    400,
    "Cannot update the signature of another User",
    AT,
    source="oas",
)
REPORTING_NOT_ENABLED = row(
    "REPORTING_NOT_ENABLED",
    "FEATURE_NOT_ENABLED",
    400,
    "ReportingTo Feature is not enabled",
    AT,
    source="oas",
)
REPORTING_DELETED = row(
    "REPORTING_DELETED",
    "NOT_ALLOWED",
    400,
    "the id given seems to be already deleted",
    AT,
    source="oas",
)
REPORTING_UNKNOWN = row(
    "REPORTING_UNKNOWN",
    "INVALID_DATA",
    400,
    "invalid id in reporting to or roles provided",
    AT,
    source="oas",
)
REPORTING_BELOW = row(
    "REPORTING_BELOW",
    "INVALID_DATA",
    400,
    "Reporting manager should be from parent roles or from the same role to which the current "
    "user belongs",
    AT,
    source="oas",
)
REPORTING_NEEDED = row(
    "REPORTING_NEEDED",
    "REQUIRED_DATA_NOT_FOUND",
    400,
    "the user must be updated with new eligible reporting manager because of changing user role",
    AT,
    source="oas",
)
ALREADY_INACTIVE = row(
    "ALREADY_INACTIVE", "ID_ALREADY_DEACTIVATED", 400, "User is already deactivated", AT
)
ALREADY_ACTIVE = row("ALREADY_ACTIVE", "ID_ALREADY_ACTIVE", 400, "User is already active", AT)
ALREADY_DELETED = row(
    "ALREADY_DELETED", "ID_ALREADY_DELETED", 400, "User is already deleted", ("id",)
)
DELETED_FIXED = row(
    "DELETED_FIXED", "CANNOT_UPDATE_DELETED_USER", 400, "Deleted user cannot be updated", AT
)
PRIMARY_NEEDED = row(
    "PRIMARY_NEEDED", "INVALID_REQUEST", 400, "Primary Contact cannot be deactivated", AT
)
PRIMARY_KEPT = row(
    "PRIMARY_KEPT", "INVALID_REQUEST", 400, "Primary contact cannot be deleted", ("id",)
)
REINVITE_CONFIRMED = row(
    "REINVITE_CONFIRMED",
    "INVALID_REQUEST",
    400,
    "Re-invite is not allowed for a confirmed user",
    AT,
)
USER_LOGGED_IN = row(
    "USER_LOGGED_IN",
    "NOT_ALLOWED",
    400,
    "You can't perform this action over logged in user",
    ("id", *AT),
    source="oas",
)

# Transfer and delete
TRANSFER_UNKNOWN = row("TRANSFER_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, ("id", *AT))
TRANSFER_TO_INVALID = row(
    "TRANSFER_TO_INVALID",
    "INVALID_DATA",
    400,
    INVALID_ID,
    ("owner_status", *AT),
    source="oas",
)
TRANSFER_TO_SELF = row("TRANSFER_TO_SELF", "NOT_ALLOWED", 400, INVALID_ID, AT, source="decision")
TRANSFER_NOTHING = row(
    "TRANSFER_NOTHING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_data", *AT),
    source="oas",
)
TRANSFER_JOB_MISSING = row(
    "TRANSFER_JOB_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "mandatory param missing",
    ("param_name",),
    source="oas",
)

# Unavailability
AWAY_IDS_INVALID = row(
    "AWAY_IDS_INVALID",
    "INVALID_DATA",
    400,
    "Ids should be Long value with comma separated",
    ("index", "param_name"),
    source="oas",
)
AWAY_DETAILS_UNKNOWN = row(
    "AWAY_DETAILS_UNKNOWN",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    ("api_name",),
    source="oas",
)
