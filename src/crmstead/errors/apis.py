"""Rows of the list of APIs (platform reference 5.5)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

_DETAILS = ("param_name", "expected_data_type", "supported_values", *AT)

APIS_FILTER_INVALID = row("APIS_FILTER_INVALID", "INVALID_DATA", 400, INVALID, _DETAILS)
APIS_FILTER_MISSING = row(
    "APIS_FILTER_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "required field not found",
    ("param_name", *AT),
)
APIS_FILTER_INCOMPLETE = row(
    "APIS_FILTER_INCOMPLETE",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Dependent Field missing",
    ("param_name", "dependee", *AT),
)
