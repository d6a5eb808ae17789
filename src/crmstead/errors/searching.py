"""Errors of searching and counting records (records reference 9.4 and 10)."""

from __future__ import annotations

from crmstead.errors.cause import Cause, row

SEARCH_NOT_PERMITTED = row(
    "SEARCH_NOT_PERMITTED",
    "NO_PERMISSION",
    403,
    "Permission denied to read",
    ("permissions",),
)
SEARCH_MODULE_NOT_SUPPORTED = row(
    "SEARCH_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "module not supported for search",
    ("module",),
)
SEARCH_PARAM_MISSING = row(
    "SEARCH_PARAM_MISSING",
    "EXPECTED_PARAM_MISSING",
    400,
    "one of the expected parameter is missing",
    ("param_names",),
    source="oas",
)
SEARCH_PAGES_PASSED = row(
    "SEARCH_PAGES_PASSED",
    "LIMIT_REACHED",
    400,
    "maximum response iteration limit reached",
    ("limit",),
    source="oas",
)


def _query_invalid(name: str, *details: str, message: str = "Invalid query formed") -> Cause:
    return row(name, "INVALID_QUERY", 400, message, details, source="oas")


CRITERIA_MALFORMED = _query_invalid("CRITERIA_MALFORMED", "reason")
CRITERIA_FIELD = _query_invalid("CRITERIA_FIELD", "reason", "api_name")
CRITERIA_OPERATOR = _query_invalid("CRITERIA_OPERATOR", "reason", "operator", "api_name")
CRITERIA_VALUE = _query_invalid(
    "CRITERIA_VALUE", "reason", "value", "expected_data_type", "api_name"
)
CRITERIA_HIPAA = _query_invalid(
    "CRITERIA_HIPAA", "reason", "api_name", message="the field in restricted in Hipaa"
)
CRITERIA_GDPR = _query_invalid(
    "CRITERIA_GDPR", "reason", "api_name", message="the field in restricted in GDPR"
)
CRITERIA_IN_TOO_MANY = _query_invalid(
    "CRITERIA_IN_TOO_MANY",
    "param_name",
    message='Only 100 values are allowed in "IN" criteria',
)
CRITERIA_TOO_MANY = row(
    "CRITERIA_TOO_MANY",
    "CRITERIA_LIMIT_EXCEEDED",
    400,
    "no of criterium that can be given exceed the limit 15",
    source="oas",
)
WORD_TOO_SHORT = row(
    "WORD_TOO_SHORT",
    "INVALID_DATA",
    400,
    "provide atleast 2 letters for search",
    ("param_name",),
    source="oas",
)
WORD_WITHOUT_LETTERS = row(
    "WORD_WITHOUT_LETTERS",
    "INVALID_DATA",
    400,
    "special characters are not allowed",
    ("param_name",),
    source="oas",
)
WORD_WILDCARDS = row(
    "WORD_WILDCARDS",
    "INVALID_DATA",
    400,
    "More than one wildcard(*) not allowed in a searchword",
    ("param_name",),
    source="oas",
)
COUNT_MODULE_NOT_SUPPORTED = row(
    "COUNT_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported for count",
    ("module",),
    source="oas",
)
CVID_AND_SEARCH = row(
    "CVID_AND_SEARCH",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Please use either Cvid or Search Params. Combination of both the params is not allowed",
    ("ambiguity_due_to",),
    source="oas",
)
FIELD_TYPE_UNAVAILABLE = row(
    "FIELD_TYPE_UNAVAILABLE",
    "FIELD_TYPE_UNAVAILABLE",
    400,
    "this data type is not found in this module",
    ("param_name",),
    source="oas",
)
API_NOT_SUPPORTED = row(
    "API_NOT_SUPPORTED",
    "API_NOT_SUPPORTED",
    400,
    "api not supported in this version",
    ("supported_version",),
    source="oas",
)
