"""Why records are not merged (records reference 11.10)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

MERGE_CHILD_MISSING = row(
    "MERGE_CHILD_MISSING",
    "INVALID_DATA",
    400,
    "Atleast one child record id is required to be merged",
    AT,
)
MERGE_INVALID = row(
    "MERGE_INVALID", "INVALID_DATA", 400, INVALID, ("expected_data_type", "maximum_length", *AT)
)
MERGE_ID_UNKNOWN = row("MERGE_ID_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, AT)
MERGE_KEY_MISSING = row(
    "MERGE_KEY_MISSING", "MANDATORY_NOT_FOUND", 400, "required field not found", AT
)
MERGE_NOT_ALLOWED = row(
    "MERGE_NOT_ALLOWED", "NOT_ALLOWED", 400, "This record id is not allowed to be merged", AT
)
MERGE_CLOSED = row("MERGE_CLOSED", "NOT_ALLOWED", 400, "Only Open Deals can be merged", AT)
#: unspecified: its words; that these fields cannot be chosen is documented.
MERGE_FIELD_FIXED = row(
    "MERGE_FIELD_FIXED", "NOT_ALLOWED", 400, "This field is not allowed to be merged", AT
)
MERGE_TWICE = row(
    "MERGE_TWICE", "DUPLICATE_DATA", 400, "Similar ID is already given for merging", AT
)
MERGE_FIELD_TWICE = row(
    "MERGE_FIELD_TWICE",
    "DUPLICATE_DATA",
    400,
    "Field has already been mentioned for other record in merge",
    AT,
)
