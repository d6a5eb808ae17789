"""The items of a body, each on its own: what one is refused for leaves the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.users import SETUP_DENIED
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING, TOO_LONG
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.version import Version
from crmstead.records.write.answers import ItemAnswer, done_answer, error_answer, items_status
from crmstead.records.write.body import require_items
from crmstead.records.write.finishing import Outcome

#: Does what an item says and returns the id of what it is about.
Work = Callable[[dict[str, Any]], int]

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


def each(
    items: Sequence[Any],
    work: Work,
    version: Version,
    *,
    root: str,
    message: str,
    success: int = 200,
) -> Outcome:
    """Do what each item says, in their order, and tell what became of it under a root.

    Work refuses an item by a RecordError with the path below it, and leaves no trace then.
    """
    answers: list[ItemAnswer] = []
    errors: list[RecordError | None] = []
    for index, item in enumerate(items):
        try:
            if not isinstance(item, dict):
                raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=root)  # noqa: TRY301 - answered as what work raises
            answers.append(done_answer(work(item), message))
            errors.append(None)
        except RecordError as error:
            answers.append(error_answer(error, index, version, root))
            errors.append(error)
    return Outcome(answers, items_status(errors, version, success))


def id_given(item: Mapping[str, Any]) -> int | None:
    """Return the id that an item names its subject by, None for what is no id.

    Raises:
        RecordError: it names none.
    """
    if item.get("id") is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    return known_id(item["id"])
