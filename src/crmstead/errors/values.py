"""Why one record of a body is refused."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

ITEM_NOT_OBJECT = row(
    "ITEM_NOT_OBJECT",
    "INVALID_DATA",
    400,
    INVALID,
    ("expected_data_type", *AT),
    source="decision",
)
WRONG_TYPE = row(
    "WRONG_TYPE", "INVALID_DATA", 400, INVALID, ("expected_data_type", *AT), source="oas"
)
TOO_LONG = row(
    "TOO_LONG",
    "INVALID_DATA",
    400,
    INVALID,
    ("maximum_length", "maximum_decimal_place", *AT),
    source="oas",
)
VALUE_NOT_SUPPORTED = row(
    "VALUE_NOT_SUPPORTED", "INVALID_DATA", 400, INVALID, ("supported_values", *AT), source="oas"
)
#: unspecified: what the product says of a field that the caller's profile only reads.
FIELD_NOT_PERMITTED = row(
    "FIELD_NOT_PERMITTED", "NO_PERMISSION", 400, "permission denied", AT, source="decision"
)
VALUE_INVALID = row("VALUE_INVALID", "INVALID_DATA", 400, INVALID, AT, source="oas")
REFERENCE_INVALID = row("REFERENCE_INVALID", "INVALID_DATA", 400, INVALID_ID, ("user_status", *AT))
RELATED_ID_INVALID = row(
    "RELATED_ID_INVALID", "INVALID_DATA", 400, "the related id given seems to be invalid", AT
)
PRODUCT_UNKNOWN = row("PRODUCT_UNKNOWN", "INVALID_DATA", 400, INVALID, AT, source="decision")
FILE_UNKNOWN = row("FILE_UNKNOWN", "INVALID_DATA", 400, INVALID, AT, source="decision")
NOT_IN_MULTI_MODULE = row(
    "NOT_IN_MULTI_MODULE",
    "INVALID_DATA",
    400,
    "the given module name is not exist in multimodulelookup",
    ("supported_values", *AT),
    source="oas",
)
PROBABILITY_INVALID = row(
    "PROBABILITY_INVALID", "INVALID_DATA", 400, "Given Probability is not valid", AT
)
MANDATORY_MISSING = row(
    "MANDATORY_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "required field not found",
    (*AT, "id"),
    source="seed",
)
DEPENDENT_MISSING = row(
    "DEPENDENT_MISSING",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Dependent Field missing",
    ("dependee", *AT),
    source="oas",
)
EXPECTED_FIELD_MISSING = row(
    "EXPECTED_FIELD_MISSING",
    "EXPECTED_FIELD_MISSING",
    400,
    "Expected field missing",
    ("expected_fields",),
    source="oas",
)
CALL_DURATION_ZERO = row(
    "CALL_DURATION_ZERO",
    "DEPENDENT_MISMATCH",
    400,
    "Call Duration can not be zero.",
    ("dependee", *AT),
)
END_BEFORE_START = row(
    "END_BEFORE_START", "DEPENDENT_MISMATCH", 400, INVALID, ("dependee", *AT), source="decision"
)
STAGE_NOT_IN_PIPELINE = row(
    "STAGE_NOT_IN_PIPELINE",
    "MAPPING_MISMATCH",
    400,
    "Pipeline doesn't contain the Stage",
    ("mapped_field", *AT),
    source="oas",
)
PIPELINE_NOT_IN_LAYOUT = row(
    "PIPELINE_NOT_IN_LAYOUT",
    "MAPPING_MISMATCH",
    400,
    "Layout doesn't contain the Pipeline",
    ("mapped_field", *AT),
    source="oas",
)
DUPLICATE = row(
    "DUPLICATE",
    "DUPLICATE_DATA",
    400,
    "duplicate data",
    ("id", "more_records", "duplicate_record", *AT),
    source="seed",
)
MULTIPLE = row(
    "MULTIPLE",
    "MULTIPLE_OR_MULTI_ERRORS",
    400,
    "Multiple errors in the request",
    ("errors",),
    source="oas",
)
LINK_EXISTS = row(
    "LINK_EXISTS",
    "DUPLICATE_LINKING_DATA",
    400,
    "duplicate association",
    ("linking_fields", "id", *AT),
    source="oas",
)
LINKED_RECORD_LOCKED = row(
    "LINKED_RECORD_LOCKED",
    "RECORD_LOCKED",
    400,
    "Sorry, you cannot perform this operation as the record is locked.",
    ("action", *AT),
)
ITEM_LIMIT = row(
    "ITEM_LIMIT", "LIMIT_EXCEEDED", 400, "limit exceeded", ("limit", *AT), source="decision"
)
PARTICIPANTS_LIMIT = row(
    "PARTICIPANTS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Only 50 participants can be added to an event.",
    ("limit", *AT),
)
