"""Errors of actions on records: tags, owners, territories, cadences, contact roles, meetings."""

from __future__ import annotations

from crmstead.errors.cause import AT, row

MODULE_NOT_FOR_ACTION = row(
    "MODULE_NOT_FOR_ACTION",
    "INVALID_MODULE",
    400,
    "the given module is not supported for this api",
    ("resource_path_index",),
    source="oas",
)

# The state of a record that is acted on (records reference 1.7); others are those of an update
NOT_APPROVED_FOR_ACTION = row(
    "NOT_APPROVED_FOR_ACTION", "NOT_APPROVED", 400, "record not approved", ("id",), source="oas"
)

# Tags (records reference 11.8, platform reference appendix A)
TAG_WRONG_TYPE = row(
    "TAG_WRONG_TYPE",
    "INVALID_DATA",
    400,
    "Invalid data type",
    ("expected_data_type", *AT),
    source="oas",
)
TAG_TOO_LONG = row(
    "TAG_TOO_LONG", "INVALID_DATA", 400, "Invalid data", ("maximum_length", *AT), source="oas"
)
TAG_ID_INVALID = row("TAG_ID_INVALID", "INVALID_DATA", 400, "invalid tag id", AT, source="oas")
TAG_HAS_OTHER_COLOR = row(
    "TAG_HAS_OTHER_COLOR",
    "MAPPING_MISMATCH",
    400,
    "Given tag present with different color already",
    AT,
)
TAG_PARAM_MISSING = row(
    "TAG_PARAM_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "One of the expected param is missing",
    ("param_name",),
    source="oas",
)
TAG_NOT_FOUND = row("TAG_NOT_FOUND", "INVALID_DATA", 400, "tags not found", ("id",), source="oas")
