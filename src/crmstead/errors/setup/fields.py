"""Why a field is not made, changed or removed (platform reference 2.3)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

FIELD_DUPLICATE = row("FIELD_DUPLICATE", "DUPLICATE_DATA", 400, "duplicate data", AT, source="oas")
FIELD_DEPENDENT_MISMATCH = row(
    "FIELD_DEPENDENT_MISMATCH",
    "DEPENDENT_MISMATCH",
    400,
    INVALID,
    ("dependee", "range", "supported_values", *AT),
)
FIELD_AMBIGUOUS = row(
    "FIELD_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "ambiguity while processing the request",
    ("ambiguity_due_to",),
    source="decision",
)
FIELD_EXPECTED_DEPENDENT = row(
    "FIELD_EXPECTED_DEPENDENT",
    "EXPECTED_DEPENDENT_FIELD_MISSING",
    400,
    "one of the expected dependent fields is missing",
    ("expected_fields", "dependee"),
    source="decision",
)
FIELD_LIMIT = row(
    "FIELD_LIMIT", "LIMIT_EXCEEDED", 400, "limit exceeded", ("limit", "limit_due_to"), source="oas"
)
FIELD_FIXED = row(
    "FIELD_FIXED", "NOT_ALLOWED", 400, "this cannot be changed", AT, source="decision"
)
FIELD_NOT_SUPPORTED = row(
    "FIELD_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    403,
    "the feature is not supported in this edition",
    AT,
    source="decision",
)
FIELD_IN_USE = row(
    "FIELD_IN_USE",
    "NOT_ALLOWED",
    400,
    "The custom field has already used in other places",
    ("resource_path_index",),
    source="oas",
)
FIELD_OF_SYSTEM = row(
    "FIELD_OF_SYSTEM",
    "NOT_ALLOWED",
    400,
    "the system field cannot be deleted",
    ("resource_path_index",),
    source="decision",
)
