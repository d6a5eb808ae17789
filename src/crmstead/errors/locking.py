"""Rows of record locking and its configurations (records reference 11.19, platform 2.10)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

_INDEX = ("resource_path_index",)

# Locks of one record
LOCKED_ALREADY = row("LOCKED_ALREADY", "NOT_ALLOWED", 403, "Record is already locked.", _INDEX)
LOCKED_BY_RULES_ONLY = row(
    "LOCKED_BY_RULES_ONLY",
    "NOT_ALLOWED",
    403,
    "record cannot be locked, only automatic locking is configured",
    _INDEX,
    source="oas",
)
LOCK_IS_AUTOMATIC = row(
    "LOCK_IS_AUTOMATIC",
    "NOT_ALLOWED",
    403,
    "Automatically locked records can not be unlocked manually.",
    _INDEX,
)
LOCKING_NOT_CONFIGURED = row(
    "LOCKING_NOT_CONFIGURED",
    "NOT_ALLOWED",
    400,
    "Required Record Locking Configuration is not present",
    _INDEX,
)
LOCKING_UNKNOWN = row("LOCKING_UNKNOWN", "INVALID_DATA", 400, "relation not found")
RECORD_ID_INVALID = row(
    "RECORD_ID_INVALID", "INVALID_DATA", 400, "the related id given seems to be invalid", _INDEX
)

# Configurations
LOCKING_NOT_SUPPORTED = row(
    "LOCKING_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the module name given is not supported for the feature",
    ("param_name",),
    source="oas",
)
CUSTOMIZING_DENIED = row(
    "CUSTOMIZING_DENIED", "NO_PERMISSION", 403, "permission denied", ("permissions",), source="oas"
)
LOCKING_EXISTS = row(
    "LOCKING_EXISTS",
    "LIMIT_EXCEEDED",
    400,
    "Maximum limit for record locking configurations exceeded",
    ("limit", "available_limit", *AT),
    source="decision",
)
LOCKING_LIMIT = row(
    "LOCKING_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Maximum limit for locking rules exceeded",
    ("limit", "available_limit", *AT),
    source="oas",
)
LOCKING_WORD_UNKNOWN = row(
    "LOCKING_WORD_UNKNOWN",
    "INVALID_DATA",
    400,
    "lock_type not found",
    ("supported_values", *AT),
    source="oas",
)
LOCKING_VALUE_INVALID = row("LOCKING_VALUE_INVALID", "INVALID_DATA", 400, INVALID, AT, source="oas")
LOCKING_DEPENDENT_MISSING = row(
    "LOCKING_DEPENDENT_MISSING",
    "DEPENDENT_FIELD_MISSING",
    400,
    "locking_rules should have been given when lock_type is given as automatic or both",
    ("dependee", *AT),
    source="oas",
)
LOCKING_FIELD_UNKNOWN = row(
    "LOCKING_FIELD_UNKNOWN", "INVALID_DATA", 400, "field not found", AT, source="oas"
)
LOCKING_FIELD_MISSING = row(
    "LOCKING_FIELD_MISSING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Field Id and apiname is missing.",
    ("expected_fields", *AT),
    source="oas",
)
LOCKING_FIELD_AMBIGUOUS = row(
    "LOCKING_FIELD_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Field Id and apiname are ambiguous",
    ("ambiguity_due_to", *AT),
    source="oas",
)
LOCKING_FIELD_NOT_SUPPORTED = row(
    "LOCKING_FIELD_NOT_SUPPORTED", "NOT_SUPPORTED", 400, "Field not supported", AT, source="oas"
)
LOCKING_RULES_ALIKE = row(
    "LOCKING_RULES_ALIKE",
    "DUPLICATE_DATA",
    400,
    "Duplicate rule name found, Enter unique rulename.",
    AT,
    source="oas",
)
