"""What is wrong with parameters of reading requests."""

from __future__ import annotations

from crmstead.errors.cause import INVALID, row

PARAM_MISSING = row(
    "PARAM_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "One of the expected parameter is missing",
    ("param_name", "param"),
    source="seed",
)
FIELDS_MISSING = row(
    "FIELDS_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "required param is missing",
    ("param_name",),
    source="seed",
)
TOO_MANY_FIELDS = row(
    "TOO_MANY_FIELDS",
    "LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", "param_name"),
    source="seed",
)
PARAM_INVALID = row(
    "PARAM_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("param_name", "expected_data_type", "supported_values"),
    source="oas",
)
PARAM_NOT_MATCHED = row(
    "PARAM_NOT_MATCHED",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    ("param_name",),
)
CVID_INVALID = row(
    "CVID_INVALID", "INVALID_DATA", 400, INVALID, ("param_name", "supported_values"), source="seed"
)
TERRITORY_UNKNOWN = row(
    "TERRITORY_UNKNOWN", "INVALID_DATA", 400, INVALID, ("param_name",), source="decision"
)
CVID_AND_SORT_BY = row(
    "CVID_AND_SORT_BY",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "You cannot use both cvid and sort_by",
    ("ambiguity_due_to",),
    source="seed",
)
PAGE_AND_PAGE_TOKEN = row(
    "PAGE_AND_PAGE_TOKEN",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "You cannot use both page and page_token",
    ("ambiguity_due_to",),
    source="seed",
)
PAGE_TOKEN_INVALID = row(
    "PAGE_TOKEN_INVALID", "INVALID_DATA", 400, INVALID, ("param_name",), source="seed"
)
PAGE_TOKEN_EXPIRED = row(
    "PAGE_TOKEN_EXPIRED",
    "EXPIRED_VALUE",
    400,
    "Page token expired",
    ("api_name", "json_path"),
    source="seed",
)
PAGE_TOKEN_BOUND = row(
    "PAGE_TOKEN_BOUND",
    "TOKEN_BOUND_DATA_MISMATCH",
    400,
    "The page_token given seems to be invalid or input param is added or altered or deleted",
    ("param_name",),
    source="seed",
)
PAGES_PASSED = row(
    "PAGES_PASSED",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
    400,
    "You can only get the first 2000 records without using page_token param",
    ("limit",),
    source="seed",
)
PAGE_TOKENS_PASSED = row(
    "PAGE_TOKENS_PASSED",
    "PAGINATION_LIMIT_EXCEEDED",
    400,
    "You can only get upto 100000 records using page_token param",
    ("param_name",),
    source="seed",
)
SETTINGS_MODULE_UNSUPPORTED = row(
    "SETTINGS_MODULE_UNSUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported for this api",
    ("param_name",),
    source="oas",
)
