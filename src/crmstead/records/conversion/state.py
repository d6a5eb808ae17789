"""Whether a record may be converted: the refusals that the path of the request answers."""

from __future__ import annotations

from crmstead.access.permissions import may, permission_name
from crmstead.errors.changing import NOT_REVIEWED
from crmstead.errors.converting import (
    ALREADY_CONVERTED,
    CONVERT_LOCKED,
    CONVERT_NOT_APPROVED,
    CONVERT_NOT_PERMITTED,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.model.module import Module
from crmstead.records.write.state import Action, RecordState, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing

_IN_PATH = 1
_CAUSES = {
    RecordState.NOT_APPROVED: CONVERT_NOT_APPROVED,
    RecordState.HELD: CONVERT_NOT_APPROVED,
    RecordState.IN_REVIEW: NOT_REVIEWED,
    RecordState.LOCKED: CONVERT_LOCKED,
    RecordState.NOT_PERMITTED: PATH_ID_INVALID,
}


def check_may_make(writing: Writing, module: Module) -> None:
    """Check that the caller may make records of a module that something is converted into.

    Raises:
        RecordError: the profile lacks the right.
    """
    if not may(writing.caller, "Create", module):
        raise RecordError(CONVERT_NOT_PERMITTED, permissions=[permission_name("Create", module)])


async def require_convertible(
    writing: Writing, module: Module, record: int, converted: str
) -> Stored:
    """Return the stored record that a path names, held; `converted` is the column that says so.

    Raises:
        ApiError: it is not there, was converted, or its state keeps it from being.
    """
    stored = (await load_targets(writing, module, [record])).get(record)
    if stored is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_IN_PATH)
    if stored.get(converted):
        raise ApiError(ALREADY_CONVERTED, resource_path_index=_IN_PATH)
    state = state_of(writing.catalogue, writing.caller, module, stored, Action.CONVERT)
    if state is not None:
        raise ApiError(_CAUSES[state], resource_path_index=_IN_PATH)
    return stored
