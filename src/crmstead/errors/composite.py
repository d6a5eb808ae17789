"""Rows of composite requests (platform reference 5.3)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

_ROLLED_BACK = (
    "the transaction was rolled back since another sub request in the same transaction failed."
)

COMPOSITE_INVALID = row(
    "COMPOSITE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    (
        "expected_data_type",
        "maximum_length",
        "regex",
        "restricted_headers",
        "supported_values",
        *AT,
    ),
    source="oas",
)
COMPOSITE_AMBIGUOUS = row(
    "COMPOSITE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "rollback_on_fail and parallel_execution cannot be true in the same request",
    ("ambiguity_due_to",),
    source="oas",
)
COMPOSITE_DUPLICATE = row(
    "COMPOSITE_DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "the same sub_request_id is given more than once",
    ("sub_request_indexes", *AT),
    source="oas",
)
COMPOSITE_VERSION = row(
    "COMPOSITE_VERSION",
    "NOT_ALLOWED",
    400,
    "the version of a sub request cannot be higher than that of the composite request",
    ("sub_request_version", "composite_request_version", *AT),
    source="oas",
)
COMPOSITE_NOT_SUPPORTED = row(
    "COMPOSITE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given api is not supported in composite requests",
    ("allowed_services",),
    source="oas",
)
COMPOSITE_LIMIT = row("COMPOSITE_LIMIT", "LIMIT_EXCEEDED", 400, "limit exceeded", ("by", "limit"))
COMPOSITE_REFERENCE = row(
    "COMPOSITE_REFERENCE",
    "INVALID_REFERENCE",
    400,
    "the given reference is invalid",
    ("reference", *AT),
    source="oas",
)
COMPOSITE_LOOP = row(
    "COMPOSITE_LOOP",
    "LOOPING_FOUND",
    400,
    "the sub requests refer to each other",
    ("sub_request_indexes", *AT),
    source="oas",
)
ROLLED_BACK = row(
    "ROLLED_BACK",
    "ROLLBACK_PERFORMED",
    400,
    _ROLLED_BACK,
    ("rollbacked_by_sub_request_index",),
)
STOPPED = row(
    "STOPPED",
    "PROCESSING_STOPPED",
    400,
    _ROLLED_BACK,
    ("rollbacked_by_sub_request_index",),
)
