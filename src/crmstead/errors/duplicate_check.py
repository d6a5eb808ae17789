"""Rows of the duplicate check preference (records reference 11.23, platform 2.10)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

PREFERENCE_NOT_SUPPORTED = row(
    "PREFERENCE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "The feature not avilable in the given module.",
    ("param_name",),
    source="oas",
)
PREFERENCE_DENIED = row(
    "PREFERENCE_DENIED",
    "NO_PERMISSION",
    403,
    "the user doesn't have permission for that module.",
    ("permissions",),
    source="oas",
)
PREFERENCE_NOT_ENABLED = row(
    "PREFERENCE_NOT_ENABLED",
    "FEATURE_NOT_ENABLED",
    403,
    "The DuplicateCheckPreference feature is not yet enabled. "
    "Please enable it before doing this action.",
    source="oas",
)
PREFERENCE_MISSING = row(
    "PREFERENCE_MISSING", "MANDATORY_NOT_FOUND", 400, "required field not found", AT, source="oas"
)
PREFERENCE_INVALID = row(
    "PREFERENCE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", *AT),
    source="oas",
)
PREFERENCE_DEPENDENT_MISSING = row(
    "PREFERENCE_DEPENDENT_MISSING",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Dependent Field missing",
    ("dependee", *AT),
    source="oas",
)
PREFERENCE_FIELD_MISSING = row(
    "PREFERENCE_FIELD_MISSING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Specify at least one field.",
    ("expected_fields",),
    source="oas",
)
PREFERENCE_AMBIGUOUS = row(
    "PREFERENCE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "two different crm fields are found",
    ("ambiguity_due_to",),
    source="oas",
)
PREFERENCE_FIELD_NOT_UNIQUE = row(
    "PREFERENCE_FIELD_NOT_UNIQUE",
    "NOT_ALLOWED",
    400,
    "the given current_field API name is not a unique field API name.",
    AT,
    source="oas",
)
