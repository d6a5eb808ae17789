"""Sharing records with users, roles, groups and everybody, and taking that back (11.18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller, caller_of
from crmstead.access.membership import PUBLIC
from crmstead.access.permissions import may
from crmstead.access.visibility import records_by_standing
from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import ApiError, At, RecordError
from crmstead.errors.sharing import (
    NOTHING_SHARED,
    SHARE_LIMIT,
    SHARE_NOT_TO,
    SHARE_TARGET_UNKNOWN,
    SHARE_VALUE_INVALID,
    SHARE_WITH_ALL_AND_SOME,
    SHARED_ID_INVALID,
    SHARED_WITH_CALLER,
)
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING
from crmstead.fieldtypes.lookup import reference_id
from crmstead.model.module import Module
from crmstead.query.plan import EVERYTHING, Compare, both
from crmstead.records.sharing.sharing import FULL_ACCESS, PERMISSIONS
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.state import RecordState, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, count
from crmstead.store.shares import Share, replace_shares, shares_of

ROOT = "share"
_RECORD = 1
_TYPES = ("private", "public")
_KINDS = ("users", "roles", "groups")
#: How many of each a record may be shared with.
_MOST = {"users": 10, "roles": 5, "groups": 5}
Outcome = list[Share | RecordError]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A share as an item asks for it; everybody is target 0 without a kind."""

    target: int
    kind: str | None
    permission: str
    related: bool


async def share_record(
    writing: Writing, module: Module, record: int, items: Sequence[Any], *, anew: bool
) -> Outcome:
    """Share a record as items say; return for each its share, or why there is none.

    `anew`: what was shared before and is not among the items is taken back.

    Raises:
        ApiError: no such record, one that is shared with the caller, or more than are allowed.
    """
    stored = await require_own(writing, module, record)
    before = await shares_of(writing.transaction, writing.org, record)
    kept = {} if anew else {one.target: one for one in before}
    outcome: Outcome = []
    shared: dict[int, Share] = {}
    for item in items:
        try:
            wanted = parse_share(writing, item)
            await _check_target(writing, module, stored, wanted, taken={*kept, *shared})
        except RecordError as error:
            outcome.append(error)
            continue
        shared[wanted.target] = share = _share(writing, module, record, wanted)
        outcome.append(share)
    _check_limits([*kept.values(), *shared.values()])
    if shared:
        removed = before if anew else []
        added = list(shared.values())
        await replace_shares(writing.transaction, writing.org, module, removed, added)
        await keep_history(writing, module, [Change(record, "shared")])
    return outcome


async def revoke_shares(writing: Writing, module: Module, record: int) -> None:
    """Share a record with nobody any more.

    Raises:
        ApiError: no such record, or it is not shared.
    """
    await require_own(writing, module, record)
    shares = await shares_of(writing.transaction, writing.org, record)
    if not shares:
        raise ApiError(NOTHING_SHARED)
    await replace_shares(writing.transaction, writing.org, module, shares, ())
    await keep_history(writing, module, [Change(record, "sharing_revoked")])


async def require_own(writing: Writing, module: Module, record: int) -> Stored:
    """Return a record that the caller may edit, and sees not by a share alone.

    Raises:
        ApiError: there is none.
    """
    stored = (await load_targets(writing, module, [record])).get(record)
    if stored is None:
        raise ApiError(SHARED_ID_INVALID, resource_path_index=_RECORD)
    if not await _sees(writing, module, stored, writing.caller):
        raise ApiError(SHARED_WITH_CALLER)
    if state_of(writing.catalogue, writing.caller, module, stored) is RecordState.NOT_PERMITTED:
        raise ApiError(RECORD_NOT_PERMITTED, id=str(record))
    return stored


def check_public(items: Sequence[Any]) -> None:
    """Check that nothing is shared with everybody and with somebody at once.

    Raises:
        ApiError: it is.
    """
    types = [one.get("type") for one in items if isinstance(one, dict)]
    if len(items) > 1 and "public" in types:
        raise ApiError(SHARE_WITH_ALL_AND_SOME, api_name=ROOT, json_path=f"$.{ROOT}")


def parse_share(writing: Writing, item: Any) -> Wanted:
    """Return the share that an item asks for.

    Raises:
        RecordError: with the path below the item.
    """
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=ROOT)
    # Older versions name a user alone, whom the record is shared with in full if nothing is said.
    older = "user" in item and "shared_with" not in item
    kind = _word(item, "type", _TYPES, "private" if older else None)
    permission = _word(item, "permission", PERMISSIONS, FULL_ACCESS if older else None)
    related = item.get("share_related_records")
    if not isinstance(related, bool | None):
        raise RecordError(
            SHARE_VALUE_INVALID, ("share_related_records",), expected_data_type="boolean"
        )
    if kind == "public":
        if item.get("shared_with") is not None:
            raise RecordError(SHARE_VALUE_INVALID, ("shared_with",), dependee=At(("type",)))
        return Wanted(PUBLIC, None, permission, bool(related))
    name = "user" if older else "shared_with"
    target, kind = _target(writing, item.get(name), name)
    return Wanted(target, kind, permission, bool(related))


def _word(item: Mapping[str, Any], key: str, known: Sequence[str], default: str | None) -> str:
    word = item.get(key)
    if word is None and default is not None:
        return default
    if word is None:
        raise RecordError(MANDATORY_MISSING, (key,))
    if word not in known:
        raise RecordError(SHARE_VALUE_INVALID, (key,), supported_values=list(known))
    found: str = word
    return found


def _target(writing: Writing, given: Any, name: str) -> tuple[int, str]:
    if given is None:
        raise RecordError(MANDATORY_MISSING, (name,))
    if not isinstance(given, dict):
        raise RecordError(SHARE_VALUE_INVALID, (name,), expected_data_type="jsonobject")
    # The SDKs have no key for the type, and mean a user.
    kind = given.get("type") or "users"
    if kind not in _KINDS:
        raise RecordError(SHARE_VALUE_INVALID, (name, "type"), supported_values=list(_KINDS))
    if given.get("id") is None:
        raise RecordError(MANDATORY_MISSING, (name, "id"))
    try:
        number = reference_id({"id": given["id"]})
    except RecordError:
        number = None
    if number is None or not _exists(writing, kind, number):
        message = f"invalid {kind[:-1]} Id"
        raise RecordError(SHARE_TARGET_UNKNOWN, (name, "id"), message=message)
    return number, kind


def _exists(writing: Writing, kind: str, number: int) -> bool:
    """Tell whether there is such a user, role or group."""
    if kind == "users":
        user = writing.catalogue.user_by_id.get(number)
        return user is not None and user.status == "active" and user.confirm
    if kind == "roles":
        return number in writing.catalogue.role_by_id
    return number in writing.catalogue.user_group_by_id


async def _check_target(
    writing: Writing, module: Module, stored: Stored, wanted: Wanted, taken: set[int]
) -> None:
    """Check that a share would show the record to somebody who does not see it yet."""
    refused = RecordError(SHARE_NOT_TO, ("shared_with",))
    if wanted.target in taken:
        raise refused
    user = writing.catalogue.user_by_id.get(wanted.target) if wanted.kind == "users" else None
    if user is None:
        return
    reader = caller_of(writing.catalogue, user, writing.now)
    if not may(reader, "View", module) or await _sees(writing, module, stored, reader):
        raise refused


async def _sees(writing: Writing, module: Module, stored: Stored, caller: Caller) -> bool:
    """Tell whether somebody sees a record without its being shared."""
    seen = records_by_standing(writing.catalogue, caller, module)
    if seen == EVERYTHING:
        return True
    where = both(Compare(ID, "=", stored["id"]), seen)
    return bool(await count(writing.transaction, writing.org, module, where))


def _check_limits(shares: Sequence[Share]) -> None:
    counted = Counter(one.target_type for one in shares)
    for kind, most in _MOST.items():
        if counted[kind] > most:
            raise ApiError(SHARE_LIMIT, limit=most)


def _share(writing: Writing, module: Module, record: int, wanted: Wanted) -> Share:
    return Share(
        id=writing.org.ids.next(),
        module=module.id,
        record=record,
        target=wanted.target,
        related_target=wanted.target if wanted.related else None,
        target_type=wanted.kind,
        permission=wanted.permission,
        shared_time=writing.now,
        shared_by=writing.caller.user.id,
    )
