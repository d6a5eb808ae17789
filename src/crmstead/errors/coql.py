"""Errors of COQL (platform reference 4.5)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

_SYNTAX = "SYNTAX_ERROR"
_QUERY = "INVALID_QUERY"
_INVALID_QUERY = "Invalid query formed"

COQL_CLAUSE_MISSING = row("COQL_CLAUSE_MISSING", _SYNTAX, 400, "missing clause", ("clause",))
COQL_TOKEN = row(
    "COQL_TOKEN", _SYNTAX, 400, "unexpected token", ("line", "column", "near"), source="oas"
)
COQL_PARSE = row(
    "COQL_PARSE", _SYNTAX, 400, "error occured while parsing the query", ("near",), source="oas"
)
COQL_OPERATOR_UNKNOWN = row(
    "COQL_OPERATOR_UNKNOWN", _SYNTAX, 400, "operator not supported", ("operator",), source="oas"
)
COQL_NO_SELECT = row("COQL_NO_SELECT", _SYNTAX, 400, "given coql query not supported", source="oas")

COQL_COLUMN_UNKNOWN = row(
    "COQL_COLUMN_UNKNOWN", _QUERY, 400, "column given seems to be invalid", ("column_name",),
    source="oas",
)  # fmt: skip
COQL_COLUMN_UNSUPPORTED = row(
    "COQL_COLUMN_UNSUPPORTED", _QUERY, 400, "unsupported column", ("column_name",), source="oas"
)
COQL_TYPE_UNSUPPORTED = row(
    "COQL_TYPE_UNSUPPORTED", _QUERY, 400, "data type not supported", ("column_name", "data_type"),
    source="oas",
)  # fmt: skip
COQL_VALUE = row(
    "COQL_VALUE", _QUERY, 400, "value given seems to be invalid for the column",
    ("column_name", "expected_data_type"), source="oas",
)  # fmt: skip
COQL_OPERATOR = row(
    "COQL_OPERATOR", _QUERY, 400, _INVALID_QUERY, ("reason", "column_name", "operator"),
    source="oas",
)  # fmt: skip
COQL_NOT_IN_CRITERIA = row(
    "COQL_NOT_IN_CRITERIA", _QUERY, 400, "unsupported column in criteria",
    ("cv_criteria", "column_name", "value", "operator"), source="oas",
)  # fmt: skip
COQL_ALIAS_IS_COLUMN = row(
    "COQL_ALIAS_IS_COLUMN", _QUERY, 400,
    "column name or property name given in select columns without alias name cannot be an alias "
    "name for other select columns",
    ("column_name", "alias"), source="oas",
)  # fmt: skip
COQL_LIMIT_INVALID = row(
    "COQL_LIMIT_INVALID", _QUERY, 400, "limit given seems to be invalid", ("limit",), source="oas"
)
COQL_OFFSET_INVALID = row(
    "COQL_OFFSET_INVALID", _QUERY, 400, "offset given seems to be invalid", ("offset",),
    source="decision",
)  # fmt: skip
COQL_SUBQUERY_ROWS = row(
    "COQL_SUBQUERY_ROWS", _QUERY, 400,
    "subquery return more than one values which is incompatible for the operator",
    ("sub_query_sequence", "operator"), source="oas",
)  # fmt: skip
COQL_SUBQUERY_COLUMNS = row(
    "COQL_SUBQUERY_COLUMNS", _QUERY, 400, "subquery should contains only one column",
    ("sub_query_sequence", "column_name"), source="oas",
)  # fmt: skip
COQL_VIEW_UNKNOWN = row(
    "COQL_VIEW_UNKNOWN", _QUERY, 400, "the cvid given seems to be invalid", ("cvid",),
    source="decision",
)  # fmt: skip
COQL_INVALID = row("COQL_INVALID", _QUERY, 400, _INVALID_QUERY, source="oas")
COQL_MODULE_UNKNOWN = row(
    "COQL_MODULE_UNKNOWN", _QUERY, 400, _INVALID_QUERY, ("module",), source="oas"
)
COQL_MODULE_UNSUPPORTED = row(
    "COQL_MODULE_UNSUPPORTED", "INVALID_MODULE", 400,
    "the given module is not supported in api", source="oas",
)  # fmt: skip

COQL_ALIAS_EMPTY = row(
    "COQL_ALIAS_EMPTY", "INVALID_ALIAS", 400, "alias name cannot be an empty string",
    ("column_name", "alias"), source="oas",
)  # fmt: skip
COQL_ALIAS_TWICE = row(
    "COQL_ALIAS_TWICE", "DUPLICATE_ALIAS", 400, "same alias cannot refer more than one column",
    ("referred_columns", "alias"), source="oas",
)  # fmt: skip
COQL_COLUMN_TWICE = row(
    "COQL_COLUMN_TWICE", "DUPLICATE_DATA", 400, "duplicate select column", ("column_name",),
    source="oas",
)  # fmt: skip
COQL_AGGREGATE_TWICE = row(
    "COQL_AGGREGATE_TWICE", "DUPLICATE_DATA", 400, "duplicate aggregate function",
    ("column_name", "aggregate"), source="oas",
)  # fmt: skip
COQL_AGGREGATE_UNKNOWN = row(
    "COQL_AGGREGATE_UNKNOWN", "INVALID_DATA", 400, INVALID, ("reason", "column"), source="oas"
)
COQL_QUERY_MISSING = row(
    "COQL_QUERY_MISSING", "MANDATORY_NOT_FOUND", 400, "mandatory key not found", ("api_name",),
    source="oas",
)  # fmt: skip
COQL_BODY_INVALID = row(
    "COQL_BODY_INVALID", "INVALID_DATA", 400, INVALID,
    ("expected_data_type", "supported_values", *AT), source="oas",
)  # fmt: skip
COQL_LIMIT_ZERO = row(
    "COQL_LIMIT_ZERO", "INVALID_DATA", 400, "limit should be greater than 0", source="oas"
)
COQL_LIMIT_EXCEEDED = row(
    "COQL_LIMIT_EXCEEDED", "LIMIT_EXCEEDED", 400, "limit exceeded", ("by", "limit")
)
