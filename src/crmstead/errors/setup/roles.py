"""Rows of adding, changing and deleting roles (platform reference 3.3)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

ROLE_TAKEN = row(
    "ROLE_TAKEN",
    "DUPLICATE_DATA",
    400,
    "Failed to add role since role with same name is already exist",
    AT,
)
ROLE_NAME_INVALID = row(
    "ROLE_NAME_INVALID",
    "INVALID_DATA",
    400,
    "Invalid role name",
    ("maximum_length", *AT),
    source="oas",
)
ROLE_VALUE_INVALID = row("ROLE_VALUE_INVALID", "INVALID_DATA", 400, INVALID, AT)
ROLE_UNKNOWN = row("ROLE_UNKNOWN", "INVALID_DATA", 400, INVALID_ID, AT)
ROLES_LIMIT = row(
    "ROLES_LIMIT",
    "LICENSE_LIMIT_EXCEEDED",
    400,
    "Request exceeds your license limit. Need to upgrade in order to add",
    ("limit",),
    source="oas",
)
ROLE_TRANSFER_INVALID = row(
    "ROLE_TRANSFER_INVALID",
    "INVALID_DATA",
    400,
    "invalid transferToId",
    ("role_status", "param_name"),
    source="oas",
)
