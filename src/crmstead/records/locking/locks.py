"""Locking and unlocking a record by hand, and what is told of its lock (11.19)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.locking import (
    LOCK_IS_AUTOMATIC,
    LOCKED_ALREADY,
    LOCKED_BY_RULES_ONLY,
    LOCKING_NOT_CONFIGURED,
    LOCKING_UNKNOWN,
    RECORD_ID_INVALID,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.sharing import SHARED_FOR_LESS
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING
from crmstead.fieldtypes.values import clean_text
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import module_reference, user_reference
from crmstead.model.locking import LockingConfiguration
from crmstead.model.module import Module
from crmstead.model.times import Times
from crmstead.records.sharing.sharing import READ_ONLY
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.state import LIMITED_TO
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.locks import (
    LOCKED,
    Lock,
    add_locks,
    change_reason,
    locks_of,
    remove_locks,
)

REASON = "Locked_Reason__s"
#: Segments of `{module}/{record_id}/Locking_Information__s/{lock_id}`.
_RECORD, _RELATION, _LOCK = 1, 2, 3
_LONGEST_REASON = 3000


def require_locking(catalogue: Catalogue, module: Module) -> LockingConfiguration:
    """Return how records of a module are locked.

    Raises:
        ApiError: they cannot be, or nobody has said how.
    """
    if LOCKED not in module.by_name:
        raise ApiError(LOCKING_UNKNOWN)
    found = catalogue.locking_of.get(module.api_name)
    if found is None:
        raise ApiError(LOCKING_NOT_CONFIGURED, resource_path_index=_RELATION)
    return found


def parse_reason(items: Sequence[Any]) -> str:
    """Return the reason that the one item of a body gives.

    Raises:
        RecordError: it gives none, or no text.
    """
    item = items[0]
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    given = item.get(REASON)
    try:
        reason = None if given is None else clean_text(given, _LONGEST_REASON, "text")
    except RecordError as error:
        raise error.below(REASON) from None
    if reason is None:
        raise RecordError(MANDATORY_MISSING, (REASON,))
    return reason


async def require_target(writing: Writing, module: Module, record: int) -> Stored:
    """Return a live record that the caller sees, held until the write is over.

    Raises:
        ApiError: there is none, or it is shared with the caller for reading alone.
    """
    found = await load_targets(writing, module, [record])
    if record not in found:
        raise ApiError(RECORD_ID_INVALID, resource_path_index=_RECORD)
    if found[record].get(LIMITED_TO) == READ_ONLY:
        raise ApiError(SHARED_FOR_LESS, resource_path_index=_RECORD)
    return found[record]


async def lock_record(writing: Writing, module: Module, record: int, reason: str) -> int:
    """Lock a record, and return the lock's id.

    Raises:
        ApiError: the record is locked already, or only rules lock records of the module.
    """
    configuration = require_locking(writing.catalogue, module)
    if not configuration.by_hand:
        raise ApiError(LOCKED_BY_RULES_ONLY, resource_path_index=_RECORD)
    stored = await require_target(writing, module, record)
    if stored[LOCKED]:
        raise ApiError(LOCKED_ALREADY, resource_path_index=_RECORD)
    lock = Lock(
        id=writing.org.ids.next(),
        module=module.id,
        record=record,
        configuration=configuration.id,
        rule=None,
        reason=reason,
        locked_time=writing.now,
        locked_by=writing.caller.user.id,
    )
    await add_locks(writing.transaction, writing.org, module, [lock])
    await _tell(writing, module, record, "locked", locked=True)
    return lock.id


async def unlock_record(writing: Writing, module: Module, record: int, number: int) -> None:
    """Take a record's lock away.

    Raises:
        ApiError: the record has no such lock, or a rule made it.
    """
    lock = await _require_lock(writing, module, record, number)
    if lock.rule is not None:
        raise ApiError(LOCK_IS_AUTOMATIC, resource_path_index=_RECORD)
    await remove_locks(writing.transaction, writing.org, module, [lock])
    await _tell(writing, module, record, "unlocked", locked=False)


async def update_lock(
    writing: Writing, module: Module, record: int, number: int, reason: str
) -> None:
    """Give a record's lock another reason.

    Raises:
        ApiError: the record has no such lock.
    """
    lock = await _require_lock(writing, module, record, number)
    await change_reason(writing.transaction, lock.id, reason)


async def _require_lock(writing: Writing, module: Module, record: int, number: int) -> Lock:
    await require_target(writing, module, record)
    found = await locks_of(writing.transaction, writing.org, [record])
    if record not in found or found[record].id != number:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_LOCK)
    return found[record]


async def _tell(
    writing: Writing, module: Module, record: int, action: str, *, locked: bool
) -> None:
    body = {"fields": {LOCKED: [not locked, locked]}}
    await keep_history(writing, module, [Change(record, action, body)])


def describe_lock(
    catalogue: Catalogue, times: Times, module: Module, lock: Lock, name: str | None
) -> dict[str, Any]:
    """Return a lock as answers show it; `name` is the record's."""
    return {
        "Locked_By__s": user_reference(catalogue, lock.locked_by),
        "Locked_For__s": {
            "module": module_reference(catalogue, module.api_name),
            "name": name,
            "id": str(lock.record),
        },
        REASON: lock.reason,
        "Lock_Source__s": "Manual" if lock.rule is None else "Automatic",
        "Locked_Time__s": times.format(lock.locked_time),
        "Record_Locking_Configuration_Id__s": str(lock.configuration),
        "Record_Locking_Rule_Id__s": None if lock.rule is None else str(lock.rule),
        "Feature_Type__s": "record_locking",
    }
