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

# Owners (records reference 11.6)
OWNER_INVALID = row(
    "OWNER_INVALID",
    "INVALID_DATA",
    400,
    "the owner id given is invalid",
    ("owner_status", *AT),
    source="oas",
)
OWNER_NOT_CHANGED_HERE = row(
    "OWNER_NOT_CHANGED_HERE",
    "NOT_SUPPORTED",
    400,
    "The requested operation is not supported",
    ("resource_path_index", *AT),
    source="oas",
)
RELATED_MODULE_AMBIGUOUS = row(
    "RELATED_MODULE_AMBIGUOUS",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "The api_name and the id given are of different modules",
    ("ambiguity_due_to",),
    source="decision",
)

# Territories (records reference 11.9)
TERRITORY_RECORD_UNKNOWN = row(
    "TERRITORY_RECORD_UNKNOWN",
    "INVALID_DATA",
    400,
    "The record Id given seems to be invalid",
    AT,
)
TERRITORIES_MISSING = row(
    "TERRITORIES_MISSING",
    "MANDATORY_NOT_FOUND",
    400,
    "One of the expected parameter is missing",
    AT,
)
TERRITORY_ASSIGNED = row(
    "TERRITORY_ASSIGNED",
    "DUPLICATE_DATA",
    400,
    "Given Territory id already exists for that record",
    AT,
    source="oas",
)
TERRITORY_TWICE = row(
    "TERRITORY_TWICE",
    "ALREADY_USED",
    400,
    "duplicate territory id found",
    ("exists_in", *AT),
    source="oas",
)
TERRITORIES_LIMIT = row(
    "TERRITORIES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Maximum limit of territories for that record exceeds",
    ("limit", *AT),
    source="oas",
)
TERRITORY_OF_SYSTEM = row(
    "TERRITORY_OF_SYSTEM",
    "NOT_ALLOWED",
    403,
    "Territory id which you are trying to remove was system assigned",
    AT,
    source="oas",
)

# Cadences (records reference 11.21)
CADENCE_IDS_MISSING = row(
    "CADENCE_IDS_MISSING", "MANDATORY_NOT_FOUND", 400, "Cadences ids not found", AT, source="oas"
)
CADENCE_RECORDS_MISSING = row(
    "CADENCE_RECORDS_MISSING", "MANDATORY_NOT_FOUND", 400, "Record ids not found", AT, source="oas"
)
CADENCES_LIMIT = row(
    "CADENCES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Limit Exceeded, You cannot give more than 5 cadence ids",
    ("limit", "limit_due_to"),
)
CADENCE_RECORDS_LIMIT = row(
    "CADENCE_RECORDS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Limit Exceeded, You cannot give more than 100 record ids",
    ("limit", "limit_due_to"),
)
CADENCE_UNKNOWN = row(
    "CADENCE_UNKNOWN",
    "INVALID_DATA",
    400,
    "the given id seems to be invalid",
    AT,
    source="oas",
)
CADENCE_NOT_MANUAL = row(
    "CADENCE_NOT_MANUAL",
    "NOT_ALLOWED",
    400,
    "id given is not manual enrollment cadence",
    AT,
)
CADENCE_RECORD_UNKNOWN = row(
    "CADENCE_RECORD_UNKNOWN",
    "INVALID_DATA",
    400,
    "given id seems to be invalid",
    AT,
    source="oas",
)
# Contact roles (platform reference, appendix A)
CONTACT_ROLE_UNKNOWN = row(
    "CONTACT_ROLE_UNKNOWN",
    "INVALID_DATA",
    400,
    "contact role not deleted",
    ("id",),
    source="decision",
)

# Meetings (records reference 11.21)
MEETING_CANCELLED = row(
    "MEETING_CANCELLED", "NOT_ALLOWED", 400, "The event is already cancelled", source="doc"
)
MEETING_WITHOUT_PARTICIPANTS = row(
    "MEETING_WITHOUT_PARTICIPANTS",
    "NOT_ALLOWED",
    400,
    "You cannot cancel the event without inviting participants",
)
MEETING_OVER = row(
    "MEETING_OVER",
    "NOT_ALLOWED",
    400,
    "You cannot cancel the meeting after the meeting end time",
)
