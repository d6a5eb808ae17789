"""Rows of data sharing: defaults of modules, and rules (platform reference 3.6)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

SHARING_MODULE_INVALID = row(
    "SHARING_MODULE_INVALID",
    "INVALID_DATA",
    400,
    "the module name given seems to be invalid",
    ("param_name",),
    source="oas",
)
SHARE_TYPE_INVALID = row(
    "SHARE_TYPE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("regex", "expected_data_type", *AT),
    source="oas",
)
SHARING_VALUE_INVALID = row(
    "SHARING_VALUE_INVALID",
    "INVALID_DATA",
    400,
    "the value given is invalid",
    ("supported_values", *AT),
    source="oas",
)
SHARING_RULES_LIMIT = row(
    "SHARING_RULES_LIMIT", "INVALID_DATA", 400, "Module limit exceeded", ("limit",), source="oas"
)
SHARING_RULE_TAKEN = row(
    "SHARING_RULE_TAKEN", "DUPLICATE_DATA", 400, "duplicate data", AT, source="oas"
)
SHARING_RULE_UNKNOWN = row(
    "SHARING_RULE_UNKNOWN",
    "INVALID_DATA",
    400,
    "the given sharing rule id seems invalid.",
    ("resource_path_index", *AT),
    source="oas",
)
SHARING_DEPENDENT_MISSING = row(
    "SHARING_DEPENDENT_MISSING",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Dependent Field missing",
    ("dependee", *AT),
    source="oas",
)
SHARING_DEPENDENT_MISMATCH = row(
    "SHARING_DEPENDENT_MISMATCH",
    "DEPENDENT_FIELD_MISMATCH",
    400,
    INVALID,
    ("dependee", *AT),
    source="oas",
)
SHARING_STATUS_FIXED = row(
    "SHARING_STATUS_FIXED",
    "NOT_ALLOWED",
    400,
    "status is not allowed in this api",
    AT,
    source="oas",
)
SHARING_ALREADY_ACTIVE = row(
    "SHARING_ALREADY_ACTIVE",
    "ID_ALREADY_ACTIVE",
    400,
    "data sharing rule is already activated.",
    ("resource_path_index",),
    source="oas",
)
SHARING_ALREADY_INACTIVE = row(
    "SHARING_ALREADY_INACTIVE",
    "ID_ALREADY_DEACTIVATED",
    400,
    "data sharing rule is already deactivated.",
    ("resource_path_index",),
    source="oas",
)
SHARING_FILTERS_MISSING = row(
    "SHARING_FILTERS_MISSING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_fields",),
    source="oas",
)
