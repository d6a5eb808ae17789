"""The error catalogue: one row a cause; the wire's code is a column, so it may repeat.

A row tells the code, the HTTP status, the message verbatim and the keys its `details` may carry.
Here are those of requests, of reading and of inserting; a topic that has many of its own keeps
them in a file beside this one, named in `errors/__init__.py`.
"""

from __future__ import annotations

from crmstead.errors.cause import AT as _AT
from crmstead.errors.cause import INVALID, INVALID_ID, ROWS, Cause
from crmstead.errors.cause import row as _row

# The request as a whole (records reference 1.5, platform reference 7.4)
URL_UNKNOWN = _row(
    "URL_UNKNOWN",
    "INVALID_URL_PATTERN",
    404,
    "Please check if the URL trying to access is a correct one",
    source="seed",
)
METHOD_UNKNOWN = _row(
    "METHOD_UNKNOWN",
    "INVALID_REQUEST_METHOD",
    400,
    "The http request method type is not a valid one",
    source="seed",
)
NOT_AUTHENTICATED = _row(
    "NOT_AUTHENTICATED", "AUTHENTICATION_FAILURE", 401, "Authentication failed", source="seed"
)
TOKEN_INVALID = _row("TOKEN_INVALID", "INVALID_TOKEN", 401, "invalid oauth token", source="oas")
SCOPE_MISSING = _row("SCOPE_MISSING", "OAUTH_SCOPE_MISMATCH", 401, "Unauthorized", source="seed")
INTERNAL = _row("INTERNAL", "INTERNAL_ERROR", 500, "Internal Server Error", source="seed")
BODY_TOO_LARGE = _row(
    "BODY_TOO_LARGE", "BODY_SIZE_REACHED", 413, "The request body limit reached", source="oas"
)
TOO_MANY_REQUESTS = _row(
    "TOO_MANY_REQUESTS",
    "TOO_MANY_REQUESTS",
    429,
    "Too many requests. Please try again later.",
)
UNAVAILABLE = _row(
    "UNAVAILABLE",
    "SERVICE_UNAVAILABLE",
    503,
    "The service is temporarily unavailable. Please try again later.",
    source="decision",
)

# Modules and permission
MODULE_UNKNOWN = _row(
    "MODULE_UNKNOWN",
    "INVALID_MODULE",
    400,
    "the module name given seems to be invalid",
    ("resource_path_index", "param_name"),
    source="seed",
)
MODULE_NOT_IN_API = _row(
    "MODULE_NOT_IN_API",
    "INVALID_MODULE",
    400,
    "The given module is not supported in API",
    ("resource_path_index",),
    source="seed",
)
MODULE_WITHOUT_TERRITORIES = _row(
    "MODULE_WITHOUT_TERRITORIES",
    "INVALID_MODULE",
    400,
    "Territory is not supported for the given module",
    ("resource_path_index",),
    source="seed",
)
NO_PERMISSION = _row(
    "NO_PERMISSION", "NO_PERMISSION", 403, "Permission denied", ("permissions",), source="seed"
)
NO_PERMISSION_TO_CLONE = _row(
    "NO_PERMISSION_TO_CLONE",
    "NO_PERMISSION",
    403,
    "No permission to clone a record",
    ("permissions",),
    source="seed",
)
ADMIN_ONLY = _row(
    "ADMIN_ONLY",
    "NOT_SUPPORTED",
    403,
    "This API is supported only for admin users.",
    source="seed",
)

# Parameters
PARAM_MISSING = _row(
    "PARAM_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "One of the expected parameter is missing",
    ("param_name", "param"),
    source="seed",
)
FIELDS_MISSING = _row(
    "FIELDS_MISSING",
    "REQUIRED_PARAM_MISSING",
    400,
    "required param is missing",
    ("param_name",),
    source="seed",
)
TOO_MANY_FIELDS = _row(
    "TOO_MANY_FIELDS",
    "LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", "param_name"),
    source="seed",
)
PARAM_INVALID = _row(
    "PARAM_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("param_name", "expected_data_type", "supported_values"),
    source="oas",
)
PARAM_NOT_MATCHED = _row(
    "PARAM_NOT_MATCHED",
    "PATTERN_NOT_MATCHED",
    400,
    "Please check whether the input values are correct",
    ("param_name",),
)
CVID_INVALID = _row(
    "CVID_INVALID", "INVALID_DATA", 400, INVALID, ("param_name", "supported_values"), source="seed"
)
TERRITORY_UNKNOWN = _row(
    "TERRITORY_UNKNOWN", "INVALID_DATA", 400, INVALID, ("param_name",), source="decision"
)
CVID_AND_SORT_BY = _row(
    "CVID_AND_SORT_BY",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "You cannot use both cvid and sort_by",
    ("ambiguity_due_to",),
    source="seed",
)
PAGE_AND_PAGE_TOKEN = _row(
    "PAGE_AND_PAGE_TOKEN",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "You cannot use both page and page_token",
    ("ambiguity_due_to",),
    source="seed",
)
PAGE_TOKEN_INVALID = _row(
    "PAGE_TOKEN_INVALID", "INVALID_DATA", 400, INVALID, ("param_name",), source="seed"
)
PAGE_TOKEN_EXPIRED = _row(
    "PAGE_TOKEN_EXPIRED",
    "EXPIRED_VALUE",
    400,
    "Page token expired",
    ("api_name", "json_path"),
    source="seed",
)
PAGE_TOKEN_BOUND = _row(
    "PAGE_TOKEN_BOUND",
    "TOKEN_BOUND_DATA_MISMATCH",
    400,
    "The page_token given seems to be invalid or input param is added or altered or deleted",
    ("param_name",),
    source="seed",
)
PAGES_PASSED = _row(
    "PAGES_PASSED",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
    400,
    "You can only get the first 2000 records without using page_token param",
    ("limit",),
    source="seed",
)
PAGE_TOKENS_PASSED = _row(
    "PAGE_TOKENS_PASSED",
    "PAGINATION_LIMIT_EXCEEDED",
    400,
    "You can only get upto 100000 records using page_token param",
    ("param_name",),
    source="seed",
)
SETTINGS_MODULE_UNSUPPORTED = _row(
    "SETTINGS_MODULE_UNSUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported for this api",
    ("param_name",),
    source="oas",
)

# The record named by the path
PATH_ID_INVALID = _row(
    "PATH_ID_INVALID", "INVALID_DATA", 400, INVALID_ID, ("resource_path_index",), source="oas"
)

# The body as a whole
BODY_MISSING = _row(
    "BODY_MISSING", "INVALID_DATA", 400, "body", ("expected_data_type",), source="recorded"
)
BODY_UNREADABLE = _row(
    "BODY_UNREADABLE",
    "UNABLE_TO_PARSE_DATA_TYPE",
    400,
    "either the request body or parameters is in wrong format",
)
DATA_NOT_ARRAY = _row(
    "DATA_NOT_ARRAY",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", *_AT),
    source="recorded",
)
DATA_TOO_MANY = _row(
    "DATA_TOO_MANY",
    "LIMIT_EXCEEDED",
    400,
    "count of records in your request exceeds the limit",
    ("maximum_length", "api_name"),
    source="oas",
)
CLONE_TOO_MANY = _row(
    "CLONE_TOO_MANY", "INVALID_DATA", 400, INVALID, ("maximum_length", *_AT), source="decision"
)
OPTION_INVALID = _row(
    "OPTION_INVALID",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", "supported_values", *_AT),
    source="oas",
)
OPTION_NAME_MISSING = _row(
    "OPTION_NAME_MISSING", "MANDATORY_NOT_FOUND", 400, "required field not found", _AT
)
ASSIGNMENT_RULE_UNKNOWN = _row(
    "ASSIGNMENT_RULE_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, _AT, source="decision"
)

# One record of a body
ITEM_NOT_OBJECT = _row(
    "ITEM_NOT_OBJECT",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", *_AT),
    source="decision",
)
WRONG_TYPE = _row(
    "WRONG_TYPE", "INVALID_DATA", 400, INVALID, ("expected_data_type", *_AT), source="oas"
)
TOO_LONG = _row(
    "TOO_LONG",
    "INVALID_DATA",
    400,
    INVALID,
    ("maximum_length", "maximum_decimal_place", *_AT),
    source="oas",
)
VALUE_NOT_SUPPORTED = _row(
    "VALUE_NOT_SUPPORTED", "INVALID_DATA", 400, INVALID, ("supported_values", *_AT), source="oas"
)
VALUE_INVALID = _row("VALUE_INVALID", "INVALID_DATA", 400, INVALID, _AT, source="oas")
REFERENCE_INVALID = _row(
    "REFERENCE_INVALID", "INVALID_DATA", 400, INVALID_ID, ("user_status", *_AT)
)
RELATED_ID_INVALID = _row(
    "RELATED_ID_INVALID", "INVALID_DATA", 400, "the related id given seems to be invalid", _AT
)
PRODUCT_UNKNOWN = _row("PRODUCT_UNKNOWN", "INVALID_DATA", 400, INVALID, _AT, source="decision")
FILE_UNKNOWN = _row("FILE_UNKNOWN", "INVALID_DATA", 400, INVALID, _AT, source="decision")
NOT_IN_MULTI_MODULE = _row(
    "NOT_IN_MULTI_MODULE",
    "INVALID_DATA",
    400,
    "the given module name is not exist in multimodulelookup",
    ("supported_values", *_AT),
    source="oas",
)
PROBABILITY_INVALID = _row(
    "PROBABILITY_INVALID", "INVALID_DATA", 400, "Given Probability is not valid", _AT
)
MANDATORY_MISSING = _row(
    "MANDATORY_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "required field not found",
    (*_AT, "id"),
    source="seed",
)
DEPENDENT_MISSING = _row(
    "DEPENDENT_MISSING",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Dependent Field missing",
    ("dependee", *_AT),
    source="oas",
)
EXPECTED_FIELD_MISSING = _row(
    "EXPECTED_FIELD_MISSING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_fields",),
    source="oas",
)
CALL_DURATION_ZERO = _row(
    "CALL_DURATION_ZERO",
    "DEPENDENT_MISMATCH",
    400,
    "Call Duration can not be zero.",
    ("dependee", *_AT),
)
END_BEFORE_START = _row(
    "END_BEFORE_START", "DEPENDENT_MISMATCH", 400, INVALID, ("dependee", *_AT), source="decision"
)
STAGE_NOT_IN_PIPELINE = _row(
    "STAGE_NOT_IN_PIPELINE",
    "MAPPING_MISMATCH",
    400,
    "Pipeline doesn't contain the Stage",
    ("mapped_field", *_AT),
    source="oas",
)
PIPELINE_NOT_IN_LAYOUT = _row(
    "PIPELINE_NOT_IN_LAYOUT",
    "MAPPING_MISMATCH",
    400,
    "Layout doesn't contain the Pipeline",
    ("mapped_field", *_AT),
    source="oas",
)
DUPLICATE = _row(
    "DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "duplicate data",
    ("id", "more_records", "duplicate_record", *_AT),
    source="seed",
)
MULTIPLE = _row(
    "MULTIPLE",
    "MULTIPLE_OR_MULTI_ERRORS",
    400,
    "Multiple errors in the request",
    ("errors",),
    source="oas",
)
LINK_EXISTS = _row(
    "LINK_EXISTS",
    "DUPLICATE_LINKING_DATA",
    400,
    "duplicate association",
    ("linking_fields", "id", *_AT),
    source="oas",
)
LINKED_RECORD_LOCKED = _row(
    "LINKED_RECORD_LOCKED",
    "RECORD_LOCKED",
    400,
    "Sorry, you cannot perform this operation as the record is locked.",
    ("action", *_AT),
)
ITEM_LIMIT = _row(
    "ITEM_LIMIT", "LIMIT_EXCEEDED", 400, "limit exceeded", ("limit", *_AT), source="decision"
)
PARTICIPANTS_LIMIT = _row(
    "PARTICIPANTS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Only 50 participants can be added to an event.",
    ("limit", *_AT),
)

# Services, appointments and their history (records reference 11.24)
SERVICES_LIMIT = _row(
    "SERVICES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "You cannot create more than 500 active services",
    ("limit", *_AT),
)
SERVICE_MEMBERS_LIMIT = _row(
    "SERVICE_MEMBERS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "More than 100 users cannot be associated",
    ("limit", *_AT),
)


def _dependent(name: str, message: str) -> Cause:
    return _row(name, "DEPENDENT_MISMATCH", 400, message, ("dependee", *_AT), source="oas")


AVAILABLE_YET_UNAVAILABLE = _dependent(
    "AVAILABLE_YET_UNAVAILABLE",
    "When the service status is available, unavailable till must be lesser than current Time",
)
UNAVAILABLE_TILL_BEFORE_FROM = _dependent(
    "UNAVAILABLE_TILL_BEFORE_FROM", "Unavailable Till must be greater than Unavailable From"
)
UNAVAILABLE_TILL_PAST = _dependent(
    "UNAVAILABLE_TILL_PAST", "Unavailable Till must be greater than current Time."
)
JOB_SHEET_NOT_REQUIRED = _dependent(
    "JOB_SHEET_NOT_REQUIRED",
    "Job_Sheet_Section__s can have value only when value of Job_Sheet_Required is Yes",
)
TO_BEFORE_FROM = _dependent("TO_BEFORE_FROM", "To value must be Greater than From value")
DURATION_NOT_IN_TIMING = _dependent(
    "DURATION_NOT_IN_TIMING", "Duration does not satisfy the service timing"
)
MEMBER_NOT_ACTIVE = _row(
    "MEMBER_NOT_ACTIVE",
    "INVALID_DATA",
    400,
    "Members is not Active",
    ("user_status", *_AT),
    source="oas",
)
OWNER_NOT_MEMBER = _row(
    "OWNER_NOT_MEMBER",
    "INVALID_DATA",
    400,
    "Appointment Owner is not a part of Service Members",
    _AT,
    source="oas",
)
SERVICE_NOT_AVAILABLE = _row(
    "SERVICE_NOT_AVAILABLE",
    "NOT_ALLOWED",
    400,
    "Service is not available on the given time",
    _AT,
    source="oas",
)
APPOINTMENT_PAST = _row(
    "APPOINTMENT_PAST",
    "INVALID_DATA",
    400,
    "Appointment cannot be scheduled for past dates",
    _AT,
    source="oas",
)
COMPLETED_TOO_EARLY = _row(
    "COMPLETED_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Appointment cannot be marked as completed before the appointment ends",
    _AT,
    source="oas",
)
OVERDUE_TOO_EARLY = _row(
    "OVERDUE_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Appointment cannot be marked as overdue before the appointment ends",
    _AT,
    source="oas",
)
JOB_SHEET_TOO_EARLY = _row(
    "JOB_SHEET_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Job Sheet can be created only for completed appointment",
    _AT,
    source="oas",
)
NOT_CANCELLED = _row(
    "NOT_CANCELLED",
    "INVALID_DATA",
    400,
    "To Update the fields of Cancellation Information Section, value of Status should be Cancelled",
    _AT,
    source="oas",
)
RESCHEDULED_FROM_EMPTY = _row(
    "RESCHEDULED_FROM_EMPTY",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Rescheduled_From cannot be empty",
    ("dependee", *_AT),
    source="oas",
)
RESCHEDULED_FROM_SAME = _row(
    "RESCHEDULED_FROM_SAME",
    "DEPENDENT_FIELD_UNCHANGED",
    400,
    "Reschedule_From and Appointment_Start_Time cannot be same",
    ("dependee", *_AT),
    source="oas",
)
NEVER_RESCHEDULED = _row(
    "NEVER_RESCHEDULED",
    "NOT_ALLOWED",
    403,
    "The appointment has not been rescheduled",
    _AT,
    source="decision",
)
HISTORY_LIMIT = _row(
    "HISTORY_LIMIT",
    "IN_REQUEST_LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", *_AT),
    source="oas",
)

# Reading settings and people (platform reference 2 and 3)
SETTINGS_MODULE_NOT_IN_API = _row(
    "SETTINGS_MODULE_NOT_IN_API",
    "INVALID_MODULE",
    400,
    "the given module is not supported in api",
    ("param_name",),
    source="oas",
)
SETTINGS_MODULE_NOT_SUPPORTED = _row(
    "SETTINGS_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported in api",
    source="oas",
)
STATUS_INVALID = _row(
    "STATUS_INVALID",
    "INVALID_DATA",
    400,
    "The status given is invalid.",
    ("param_name", "supported_values"),
    source="oas",
)
IDS_TOO_MANY = _row(
    "IDS_TOO_MANY",
    "LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", "param_name"),
    source="decision",
)
TERRITORY_NOT_ENABLED = _row(
    "TERRITORY_NOT_ENABLED",
    "TERRITORY_NOT_ENABLED",
    403,
    "the territory feature is not enabled",
    source="oas",
)
CURRENCIES_NOT_ENABLED = _row(
    "CURRENCIES_NOT_ENABLED",
    "CURRENCIES_NOT_ENABLED",
    403,
    "Multi currency is not enabled",
    source="oas",
)

# Searching and counting records (records reference 9.4 and 10)
SEARCH_NOT_PERMITTED = _row(
    "SEARCH_NOT_PERMITTED",
    "NO_PERMISSION",
    403,
    "Permission denied to read",
    ("permissions",),
)
SEARCH_MODULE_NOT_SUPPORTED = _row(
    "SEARCH_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "module not supported for search",
    ("module",),
)
SEARCH_PARAM_MISSING = _row(
    "SEARCH_PARAM_MISSING",
    "EXPECTED_PARAM_MISSING",
    400,
    "one of the expected parameter is missing",
    ("param_names",),
    source="oas",
)
SEARCH_PAGES_PASSED = _row(
    "SEARCH_PAGES_PASSED",
    "LIMIT_REACHED",
    400,
    "maximum response iteration limit reached",
    ("limit",),
    source="oas",
)


def _query_invalid(name: str, *details: str, message: str = "Invalid query formed") -> Cause:
    return _row(name, "INVALID_QUERY", 400, message, details, source="oas")


CRITERIA_MALFORMED = _query_invalid("CRITERIA_MALFORMED", "reason")
CRITERIA_FIELD = _query_invalid("CRITERIA_FIELD", "reason", "api_name")
CRITERIA_OPERATOR = _query_invalid("CRITERIA_OPERATOR", "reason", "operator", "api_name")
CRITERIA_VALUE = _query_invalid(
    "CRITERIA_VALUE", "reason", "value", "expected_data_type", "api_name"
)
CRITERIA_HIPAA = _query_invalid(
    "CRITERIA_HIPAA", "reason", "api_name", message="the field in restricted in Hipaa"
)
CRITERIA_IN_TOO_MANY = _query_invalid(
    "CRITERIA_IN_TOO_MANY",
    "param_name",
    message='Only 100 values are allowed in "IN" criteria',
)
CRITERIA_TOO_MANY = _row(
    "CRITERIA_TOO_MANY",
    "CRITERIA_LIMIT_EXCEEDED",
    400,
    "no of criterium that can be given exceed the limit 15",
    source="oas",
)
WORD_TOO_SHORT = _row(
    "WORD_TOO_SHORT",
    "INVALID_DATA",
    400,
    "provide atleast 2 letters for search",
    ("param_name",),
    source="oas",
)
WORD_WITHOUT_LETTERS = _row(
    "WORD_WITHOUT_LETTERS",
    "INVALID_DATA",
    400,
    "special characters are not allowed",
    ("param_name",),
    source="oas",
)
WORD_WILDCARDS = _row(
    "WORD_WILDCARDS",
    "INVALID_DATA",
    400,
    "More than one wildcard(*) not allowed in a searchword",
    ("param_name",),
    source="oas",
)
COUNT_MODULE_NOT_SUPPORTED = _row(
    "COUNT_MODULE_NOT_SUPPORTED",
    "NOT_SUPPORTED",
    400,
    "the given module is not supported for count",
    ("module",),
    source="oas",
)
CVID_AND_SEARCH = _row(
    "CVID_AND_SEARCH",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "Please use either Cvid or Search Params. Combination of both the params is not allowed",
    ("ambiguity_due_to",),
    source="oas",
)
FIELD_TYPE_UNAVAILABLE = _row(
    "FIELD_TYPE_UNAVAILABLE",
    "FIELD_TYPE_UNAVAILABLE",
    400,
    "this data type is not found in this module",
    ("param_name",),
    source="oas",
)
API_NOT_SUPPORTED = _row(
    "API_NOT_SUPPORTED",
    "API_NOT_SUPPORTED",
    400,
    "api not supported in this version",
    ("supported_version",),
    source="oas",
)

#: All rows by name, those of the topics' own files among them; tests check that each is raised.
CATALOGUE: dict[str, Cause] = ROWS
