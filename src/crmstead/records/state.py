"""What keeps a record from being changed, told from its stored row.

Each operation answers a state in its own documented words; which states there are, and which goes
before which (records reference 1.7), is decided here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from crmstead.access.caller import Caller
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module

#: Columns that `state_of` and `is_converted` read, where a module has them.
APPROVAL_STATE = "$approval_state"
LOCKED = "Locked__s"
CONVERTED = "Converted__s"

_APPROVED = "approved"
_REVIEWS = "review_process_"
#: Left for another process to finish: two records being made one, Zia looking at images.
_HELD = ("merge_", "zia_vision_")


class RecordState(Enum):
    """Why a record may not be changed."""

    NOT_APPROVED = "not approved"
    IN_REVIEW = "in review"
    #: To be merged, or looked at by Zia: answered as a lock.
    HELD = "held"
    LOCKED = "locked"


def state_of(
    catalogue: Catalogue, caller: Caller, module: Module, stored: Mapping[str, Any]
) -> RecordState | None:
    """Return what keeps the caller from changing a record, None = nothing.

    `stored` is the record by column; a column that is not there counts as empty.
    """
    approval = stored.get(APPROVAL_STATE) or _APPROVED
    if approval != _APPROVED:
        if approval.startswith(_REVIEWS):
            return RecordState.IN_REVIEW
        return RecordState.HELD if approval.startswith(_HELD) else RecordState.NOT_APPROVED
    if is_locked_for(catalogue, caller, module, locked=bool(stored.get(LOCKED))):
        return RecordState.LOCKED
    return None


def is_locked_for(catalogue: Catalogue, caller: Caller, module: Module, *, locked: bool) -> bool:
    """Tell whether a record, locked or not, is locked for the caller (`$locked_for_me`)."""
    del catalogue, caller, module
    return locked


def is_converted(stored: Mapping[str, Any]) -> bool:
    """Tell whether a record is a lead that was converted, of which nothing but tags may change."""
    return bool(stored.get(CONVERTED))
