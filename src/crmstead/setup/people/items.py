"""What bodies about people have in common: who may send them, their items, what these name."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from crmstead.access.caller import Caller
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.setup.users import SETUP_DENIED
from crmstead.errors.values import MANDATORY_MISSING, TOO_LONG
from crmstead.fieldtypes.lookup import known_id
from crmstead.records.write.body import require_items

MANAGE_USERS = "Crm_Implied_Manage_Users"
MANAGE_PROFILES = "Crm_Implied_Manage_Profiles"
MANAGE_ROLES = "Crm_Implied_Manage_Roles"
MANAGE_TERRITORIES = "Crm_Implied_Manage_Territories"
MANAGE_GROUPS = "Crm_Implied_Manage_Groups"
MANAGE_SHARING = "Crm_Implied_Manage_Data_Sharing"


def require_setup(caller: Caller, permission: str) -> None:
    """Check that the caller's profile lets its users set people up.

    Raises:
        ApiError: it does not.
    """
    if not caller.profile.allows(permission):
        raise ApiError(SETUP_DENIED, permissions=[permission])


def array_of(content: dict[str, Any], root: str, most: int = 100) -> list[Any]:
    """Return the items of a body, so many at most.

    Raises:
        ApiError: there is no such array, it is empty, or too long.
    """
    items = require_items(content, root, sys.maxsize)
    if len(items) > most:
        raise ApiError(TOO_LONG, maximum_length=most, api_name=root, json_path=f"$.{root}")
    return items


def id_given(item: Mapping[str, Any]) -> int | None:
    """Return the id that an item names its subject by, None for what is no id.

    Raises:
        RecordError: it names none.
    """
    if item.get("id") is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    return known_id(item["id"])
