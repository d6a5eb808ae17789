"""Rows of adding, changing and deleting territories, and of their users (platform 3.5)."""

from __future__ import annotations

from crmstead.errors.cause import AT, row

TERRITORY_NAME_TAKEN = row(
    "TERRITORY_NAME_TAKEN",
    "DUPLICATE_DATA",
    400,
    "Given Territory name already exists",
    AT,
    source="oas",
)
TERRITORY_NAME_SIGNS = row(
    "TERRITORY_NAME_SIGNS",
    "INVALID_DATA",
    400,
    "Special Characters in Territory Name",
    AT,
    source="oas",
)
TERRITORY_NAME_EMPTY = row(
    "TERRITORY_NAME_EMPTY", "INVALID_DATA", 400, "Territory Name cannot be empty", AT, source="oas"
)
TERRITORY_NAME_LONG = row(
    "TERRITORY_NAME_LONG",
    "INVALID_DATA",
    400,
    "Territory Name character limit exceeded",
    ("maximum_length", *AT),
    source="oas",
)
TERRITORY_TEXT_LONG = row(
    "TERRITORY_TEXT_LONG",
    "INVALID_DATA",
    400,
    "Description character limit exceeded",
    ("maximum_length", *AT),
    source="oas",
)
TERRITORY_ACCESS_EMPTY = row(
    "TERRITORY_ACCESS_EMPTY",
    "INVALID_DATA",
    400,
    "Access value can't be Null or Empty",
    AT,
    source="oas",
)
TERRITORY_ACCESS_UNKNOWN = row(
    "TERRITORY_ACCESS_UNKNOWN",
    "INVALID_DATA",
    400,
    "Given permission_type value is invalid",
    ("supported_values", *AT),
    source="oas",
)
TERRITORY_PARENT_INVALID = row(
    "TERRITORY_PARENT_INVALID", "INVALID_DATA", 400, "Invalid Parent Id", AT, source="oas"
)
TERRITORY_MANAGER_INVALID = row(
    "TERRITORY_MANAGER_INVALID",
    "INVALID_DATA",
    400,
    "the id given seems to be invalid",
    AT,
    source="oas",
)
TERRITORY_ID_INVALID = row(
    "TERRITORY_ID_INVALID",
    "INVALID_DATA",
    400,
    "Given Territoryid isn't valid one",
    ("id", *AT),
    source="oas",
)
TERRITORY_RULES_LIMIT = row(
    "TERRITORY_RULES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "Maximum Territory Criteria Limit reached",
    ("limit", *AT),
    source="oas",
)
TERRITORY_HAS_CHILDREN = row(
    "TERRITORY_HAS_CHILDREN",
    "NOT_ALLOWED",
    400,
    "Territory can't be deleted as it's having child",
    ("id",),
    source="oas",
)
TERRITORY_RECEIVER_INVALID = row(
    "TERRITORY_RECEIVER_INVALID",
    "INVALID_DATA",
    400,
    "Given transfer_to_id isn't valid one",
    AT,
    source="oas",
)
TERRITORY_RECEIVER_SAME = row(
    "TERRITORY_RECEIVER_SAME",
    "INVALID_DATA",
    400,
    "Territory id and Transfer_to_id are same.Please choose different transfer_to_id",
    AT,
    source="oas",
)
TERRITORY_RECEIVER_BELOW = row(
    "TERRITORY_RECEIVER_BELOW",
    "INVALID_DATA",
    400,
    "Choose correct transfer_to_id value",
    AT,
    source="oas",
)

# Users of territories
TERRITORY_USER_UNKNOWN = row(
    "TERRITORY_USER_UNKNOWN",
    "INVALID_DATA",
    400,
    "the id given seems to be invalid",
    ("id", *AT),
    source="oas",
)
TERRITORY_USER_INACTIVE = row(
    "TERRITORY_USER_INACTIVE",
    "NOT_ALLOWED",
    400,
    "the id given seems to be invalid",
    ("owner_status", "id", *AT),
    source="oas",
)
#: unspecified: its words.
TERRITORY_USER_TWICE = row(
    "TERRITORY_USER_TWICE",
    "DUPLICATE_DATA",
    400,
    "Given User already exists in the territory",
    ("id", *AT),
    source="oas",
)
