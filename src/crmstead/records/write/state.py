"""What keeps a record from being changed, told from its stored row.

Each operation answers a state in its own documented words; which states there are, and which goes
before which (records reference 1.7), is decided here alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from crmstead.access.caller import Caller
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.store.schema import APPROVAL_STATE, CONVERTED

#: Columns that `state_of` and `is_converted` read, where a module has them.
LOCKED = "Locked__s"
#: Under this key a row says what its caller may do who may not do all with it
#: (records.sharing.sharing); other rows do not have it.
LIMITED_TO = "$sharing_permission"

_APPROVED = "approved"
_REVIEWS = "review_process_"
#: Left for another process to finish: two records being made one, Zia looking at images.
_HELD = ("merge_", "zia_vision_")


class Action(Enum):
    """What a request does to records, in the words of a locking configuration."""

    UPDATE = "update"
    DELETE = "delete"
    TAGS = "tags"
    CHANGE_OWNER = "change_owner"
    CONVERT = "convert"


#: What must be permitted for an action; anything else needs no more than to write.
_ALLOWING = {Action.DELETE: frozenset({"full_access"})}
_WRITING = frozenset({"full_access", "read_write"})


class RecordState(Enum):
    """Why a record may not be changed."""

    NOT_APPROVED = "not approved"
    IN_REVIEW = "in review"
    #: To be merged, or looked at by Zia: answered as a lock.
    HELD = "held"
    LOCKED = "locked"
    #: Seen by the caller, who may do less than this.
    NOT_PERMITTED = "not permitted"


def state_of(
    catalogue: Catalogue,
    caller: Caller,
    module: Module,
    stored: Mapping[str, Any],
    action: Action = Action.UPDATE,
) -> RecordState | None:
    """Return what keeps the caller from doing something to a record, None = nothing.

    `stored` is the record by column; a column that is not there counts as empty.
    """
    approval = stored.get(APPROVAL_STATE) or _APPROVED
    if approval != _APPROVED:
        if approval.startswith(_REVIEWS):
            return RecordState.IN_REVIEW
        return RecordState.HELD if approval.startswith(_HELD) else RecordState.NOT_APPROVED
    if stored.get(LOCKED) and is_locked_for(catalogue, caller, module, action):
        return RecordState.LOCKED
    permission = stored.get(LIMITED_TO)
    if permission is not None and permission not in _ALLOWING.get(action, _WRITING):
        return RecordState.NOT_PERMITTED
    return None


def is_locked_for(
    catalogue: Catalogue, caller: Caller, module: Module, action: Action | None = None
) -> bool:
    """Tell whether a locked record of a module is locked for the caller (`$locked_for_me`).

    With an action: whether that is what the lock keeps the caller from.
    """
    locking = catalogue.locking_of.get(module.api_name)
    if locking is None:
        return True
    if locking.excludes(caller.profile.id):
        return False
    return action is None or action.value in locking.restricted_actions


def lock_allows(catalogue: Catalogue, module: Module, names: Iterable[str]) -> bool:
    """Tell whether fields may be updated though their record is locked."""
    locking = catalogue.locking_of.get(module.api_name)
    return locking is not None and set(names) <= {*locking.excluded_fields, "id"}


def is_converted(stored: Mapping[str, Any]) -> bool:
    """Tell whether a record is a lead that was converted, of which nothing but tags may change."""
    return bool(stored.get(CONVERTED))
