"""Why requests are refused as a whole (records reference 1.5, platform reference 7.4)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

# Before anything else is asked
URL_UNKNOWN = row(
    "URL_UNKNOWN",
    "INVALID_URL_PATTERN",
    404,
    "Please check if the URL trying to access is a correct one",
    source="seed",
)
METHOD_UNKNOWN = row(
    "METHOD_UNKNOWN",
    "INVALID_REQUEST_METHOD",
    400,
    "The http request method type is not a valid one",
    source="seed",
)
NOT_AUTHENTICATED = row(
    "NOT_AUTHENTICATED", "AUTHENTICATION_FAILURE", 401, "Authentication failed", source="seed"
)
TOKEN_INVALID = row("TOKEN_INVALID", "INVALID_TOKEN", 401, "invalid oauth token", source="oas")
SCOPE_MISSING = row("SCOPE_MISSING", "OAUTH_SCOPE_MISMATCH", 401, "Unauthorized", source="seed")
INTERNAL = row("INTERNAL", "INTERNAL_ERROR", 500, "Internal Server Error", source="seed")
BODY_TOO_LARGE = row(
    "BODY_TOO_LARGE", "BODY_SIZE_REACHED", 413, "The request body limit reached", source="oas"
)
TOO_MANY_REQUESTS = row(
    "TOO_MANY_REQUESTS",
    "TOO_MANY_REQUESTS",
    429,
    "Too many requests. Please try again later.",
)
UNAVAILABLE = row(
    "UNAVAILABLE",
    "SERVICE_UNAVAILABLE",
    503,
    "The service is temporarily unavailable. Please try again later.",
    source="decision",
)

# Modules and permission
MODULE_UNKNOWN = row(
    "MODULE_UNKNOWN",
    "INVALID_MODULE",
    400,
    "the module name given seems to be invalid",
    ("resource_path_index", "param_name"),
    source="seed",
)
MODULE_NOT_IN_API = row(
    "MODULE_NOT_IN_API",
    "INVALID_MODULE",
    400,
    "The given module is not supported in API",
    ("resource_path_index",),
    source="seed",
)
MODULE_WITHOUT_TERRITORIES = row(
    "MODULE_WITHOUT_TERRITORIES",
    "INVALID_MODULE",
    400,
    "Territory is not supported for the given module",
    ("resource_path_index",),
    source="seed",
)
NO_PERMISSION = row(
    "NO_PERMISSION", "NO_PERMISSION", 403, "Permission denied", ("permissions",), source="seed"
)
NO_PERMISSION_TO_CLONE = row(
    "NO_PERMISSION_TO_CLONE",
    "NO_PERMISSION",
    403,
    "No permission to clone a record",
    ("permissions",),
    source="seed",
)
ADMIN_ONLY = row(
    "ADMIN_ONLY",
    "NOT_SUPPORTED",
    403,
    "This API is supported only for admin users.",
    source="seed",
)

# The record named by the path
PATH_ID_INVALID = row(
    "PATH_ID_INVALID", "INVALID_DATA", 400, INVALID_ID, ("resource_path_index",), source="oas"
)

# The body as a whole
BODY_MISSING = row(
    "BODY_MISSING", "INVALID_DATA", 400, "body", ("expected_data_type",), source="recorded"
)
BODY_UNREADABLE = row(
    "BODY_UNREADABLE",
    "UNABLE_TO_PARSE_DATA_TYPE",
    400,
    "either the request body or parameters is in wrong format",
)
DATA_NOT_ARRAY = row(
    "DATA_NOT_ARRAY",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", *AT),
    source="recorded",
)
DATA_TOO_MANY = row(
    "DATA_TOO_MANY",
    "LIMIT_EXCEEDED",
    400,
    "count of records in your request exceeds the limit",
    ("maximum_length", "api_name"),
    source="oas",
)
CLONE_TOO_MANY = row(
    "CLONE_TOO_MANY", "INVALID_DATA", 400, INVALID, ("maximum_length", *AT), source="decision"
)
OPTION_INVALID = row(
    "OPTION_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", *AT),
    source="oas",
)
OPTION_NAME_MISSING = row(
    "OPTION_NAME_MISSING", "MANDATORY_NOT_FOUND", 400, "required field not found", AT
)
ASSIGNMENT_RULE_UNKNOWN = row(
    "ASSIGNMENT_RULE_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, AT, source="decision"
)
