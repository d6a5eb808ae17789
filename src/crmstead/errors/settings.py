"""Errors of reading settings and people (platform reference 2 and 3)."""

from __future__ import annotations

from crmstead.errors.cause import INVALID_ID, row

SETTINGS_MODULE_NOT_IN_API = row(
    "SETTINGS_MODULE_NOT_IN_API",
    "INVALID_MODULE",
    400,
    "the given module is not supported in api",
    ("param_name",),
    source="oas",
)
SETTINGS_MODULE_NOT_SUPPORTED = row(
    "SETTINGS_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported in api",
    source="oas",
)
STATUS_INVALID = row(
    "STATUS_INVALID",
    "INVALID_DATA",
    400,
    "The status given is invalid.",
    ("param_name", "supported_values"),
    source="oas",
)
IDS_TOO_MANY = row(
    "IDS_TOO_MANY",
    "LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", "param_name"),
    source="decision",
)
TERRITORY_NOT_ENABLED = row(
    "TERRITORY_NOT_ENABLED",
    "TERRITORY_NOT_ENABLED",
    403,
    "the territory feature is not enabled",
    source="oas",
)
CURRENCIES_NOT_ENABLED = row(
    "CURRENCIES_NOT_ENABLED",
    "CURRENCIES_NOT_ENABLED",
    403,
    "Multi currency is not enabled",
    source="oas",
)
PARAM_ID_INVALID = row(
    "PARAM_ID_INVALID", "INVALID_DATA", 400, INVALID_ID, ("param_name",), source="oas"
)
