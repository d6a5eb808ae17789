"""Rows of user groups (platform reference 3.6)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

GROUP_TAKEN = row("GROUP_TAKEN", "DUPLICATE_DATA", 400, "duplicate data", AT, source="oas")
GROUP_VALUE_INVALID = row(
    "GROUP_VALUE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", "maximum_length", *AT),
    source="oas",
)
GROUP_JOB_MISSING = row(
    "GROUP_JOB_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "One of the expected parameter is missing",
    ("param_name",),
    source="oas",
)
