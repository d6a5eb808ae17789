"""Errors of variables, currencies and taxes (platform reference 5.6)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

# Variables
VARIABLE_VALUE_INVALID = row(
    "VARIABLE_VALUE_INVALID",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    AT,
    source="oas",
)
VARIABLE_DUPLICATE = row(
    "VARIABLE_DUPLICATE", "DUPLICATE_DATA", 400, "duplicate data", AT, source="oas"
)
VARIABLE_FIXED = row("VARIABLE_FIXED", "NOT_ALLOWED", 400, "not allowed", AT, source="decision")
VARIABLE_AMBIGUOUS = row(
    "VARIABLE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Ambiguity while processing the request",
    ("ambiguity_due_to",),
    source="oas",
)
VARIABLE_UNKNOWN = row(
    "VARIABLE_UNKNOWN", "INVALID_DATA", 400, "variable not deleted", ("id", *AT), source="oas"
)
VARIABLE_PATH_INVALID = row(
    "VARIABLE_PATH_INVALID", "INVALID_DATA", 400, INVALID, ("resource_path_index",), source="oas"
)
