"""Errors of variables, currencies and taxes (platform reference 5.6)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

# Variables
VARIABLE_VALUE_INVALID = row(
    "VARIABLE_VALUE_INVALID",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    AT,
    source="oas",
)
VARIABLE_DUPLICATE = row(
    "VARIABLE_DUPLICATE", "DUPLICATE_DATA", 400, "duplicate data", AT, source="oas"
)
VARIABLE_FIXED = row("VARIABLE_FIXED", "NOT_ALLOWED", 400, "not allowed", AT, source="decision")
VARIABLE_AMBIGUOUS = row(
    "VARIABLE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Ambiguity while processing the request",
    ("ambiguity_due_to",),
    source="oas",
)
VARIABLE_UNKNOWN = row(
    "VARIABLE_UNKNOWN", "INVALID_DATA", 400, "variable not deleted", ("id", *AT), source="oas"
)
VARIABLE_PATH_INVALID = row(
    "VARIABLE_PATH_INVALID", "INVALID_DATA", 400, INVALID, ("resource_path_index",), source="oas"
)

# Currencies
CURRENCIES_NOT_SUPPORTED = row(
    "CURRENCIES_NOT_SUPPORTED",
    "FEATURE_NOT_SUPPORTED",
    403,
    "The multi-currency feature is not supported in the current edition.",
    source="decision",
)
CURRENCIES_DENIED = row(
    "CURRENCIES_DENIED", "NO_PERMISSION", 403, "permission denied", ("permissions",), source="oas"
)
CURRENCIES_ENABLED = row(
    "CURRENCIES_ENABLED",
    "ALREADY_ENABLED",
    400,
    "The base currency is already added",
    source="oas",
)
CURRENCY_CODE_INVALID = row(
    "CURRENCY_CODE_INVALID",
    "INVALID_DATA",
    400,
    "Currency isocode given seems to be invalid",
    ("expected_data_type", *AT),
    source="oas",
)
CURRENCY_CODE_DUPLICATE = row(
    "CURRENCY_CODE_DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "Duplicate value given for Isocode parameter",
    AT,
    source="oas",
)
CURRENCY_NAME_INVALID = row(
    "CURRENCY_NAME_INVALID",
    "INVALID_DATA",
    400,
    "Currency name given seems to be invalid",
    AT,
    source="oas",
)
CURRENCY_SYMBOL_INVALID = row(
    "CURRENCY_SYMBOL_INVALID",
    "INVALID_DATA",
    400,
    "Currency symbol given seems to be invalid",
    AT,
    source="oas",
)
CURRENCY_SYMBOL_DUPLICATE = row(
    "CURRENCY_SYMBOL_DUPLICATE",
    "INVALID_DATA",
    400,
    "Currency symbol is already used",
    AT,
    source="oas",
)
EXCHANGE_RATE_INVALID = row(
    "EXCHANGE_RATE_INVALID",
    "INVALID_DATA",
    400,
    "Exchange rate given seems to be invalid",
    ("expected_data_type", "maximum_decimal_place", *AT),
    source="oas",
)
THOUSAND_SEPARATOR_INVALID = row(
    "THOUSAND_SEPARATOR_INVALID",
    "INVALID_DATA",
    400,
    "Thousand separator given seems to be invalid",
    AT,
    source="oas",
)
DECIMAL_SEPARATOR_INVALID = row(
    "DECIMAL_SEPARATOR_INVALID",
    "INVALID_DATA",
    400,
    "Decimal separator given seems to be invalid",
    AT,
    source="oas",
)
DECIMAL_PLACES_INVALID = row(
    "DECIMAL_PLACES_INVALID",
    "INVALID_DATA",
    400,
    "Decimal places given seems to be invalid",
    AT,
    source="oas",
)
NUMERAL_SYSTEM_INVALID = row(
    "NUMERAL_SYSTEM_INVALID",
    "INVALID_DATA",
    400,
    "Numeral system given seems to be invalid",
    AT,
    source="oas",
)
SEPARATORS_ALIKE = row(
    "SEPARATORS_ALIKE",
    "NOT_ALLOWED",
    400,
    "Thousand separator and Decimal separator should not be equal",
    AT,
    source="oas",
)
INDIAN_SEPARATORS = row(
    "INDIAN_SEPARATORS",
    "INVALID_DATA",
    400,
    "The only supported thousand and decimal separators in the Indian numeral system are the comma "
    "and the period",
    AT,
    source="oas",
)
CURRENCIES_TOO_MANY = row(
    "CURRENCIES_TOO_MANY",
    "ACTIVE_STATE_LIMIT_EXCEEDED",
    400,
    "Allowed active currency limit reached. Please deactivate any one of the existing active "
    "currencies to create this currency.",
    ("limit",),
    source="oas",
)
BASE_CURRENCY_FIXED = row(
    "BASE_CURRENCY_FIXED", "NOT_ALLOWED", 400, "not allowed", AT, source="decision"
)

# Taxes
TAX_MANDATORY = row(
    "TAX_MANDATORY", "MANDATORY_NOT_FOUND", 400, "required field not found", AT, source="sdk"
)
TAX_VALUE_INVALID = row(
    "TAX_VALUE_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "maximum_length", *AT),
    source="decision",
)
TAX_SEQUENCE_INVALID = row(
    "TAX_SEQUENCE_INVALID", "INVALID_DATA", 400, "Sequence number out of range", AT, source="sdk"
)
TAX_SEQUENCE_REPEATED = row(
    "TAX_SEQUENCE_REPEATED",
    "INVALID_DATA",
    400,
    "Sequence number cannot be repeated in same request",
    AT,
    source="sdk",
)
TAX_UNKNOWN = row("TAX_UNKNOWN", "INVALID_DATA", 400, "Given ID does not exist", AT, source="sdk")
TAX_DUPLICATE = row("TAX_DUPLICATE", "DUPLICATE_DATA", 400, "duplicate data", AT, source="decision")
TAX_USED = row("TAX_USED", "ALREADY_USED", 400, "tax not deleted", ("id", *AT), source="sdk")
