"""Related lists as requests name them: of which record, of what, and whether the caller may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.permissions import may, permission_name
from crmstead.access.visibility import visible_deleted, visible_records
from crmstead.errors.raised import ApiError
from crmstead.errors.related import PARENT_UNKNOWN, RELATION_NOT_SUPPORTED, RELATION_UNKNOWN
from crmstead.errors.requests import NO_PERMISSION
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import Compare, Condition, both
from crmstead.query.special_values import Moment
from crmstead.records.read.listing import Among
from crmstead.records.related.links import link_keys
from crmstead.records.related.relations import Relation, relations_of
from crmstead.store.bin_entries import MODULE, count_entries, in_bin
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, count
from crmstead.store.schema import ensure_tables, has_table

#: Key that tells the module of a record in a list of several modules.
MODULE_KEY = "$module"
_NAME_IN_PATH = 2


def find_relations(
    org: OpenOrg, caller: Caller, module: Module, name: str, **place: Any
) -> tuple[Relation, ...]:
    """Return what a related list of a module consists of, as far as the caller may view it.

    `place` are the details of an error that say where the name stands; the path by default.

    Raises:
        ApiError: no such list, one that is not in the API, or of records the caller may not view.
    """
    where = place or {"resource_path_index": _NAME_IN_PATH}
    relations = relations_of(org, module, name)
    if relations is None:
        raise ApiError(RELATION_UNKNOWN, **where)
    if not relations:
        raise ApiError(RELATION_NOT_SUPPORTED, **where)
    seen = tuple(one for one in relations if may(caller, "View", one.module))
    if not seen:
        needed = permission_name("View", relations[0].module)
        raise ApiError(NO_PERMISSION, permissions=[needed])
    return seen


async def require_record(
    org: OpenOrg, caller: Caller, module: Module, text: str, *, deleted: bool = False
) -> int:
    """Return the id of the record whose related records are asked for.

    Raises:
        ApiError: there is none, the caller does not see it, or it is (or is not) in the bin.
    """
    record = parse_id(text)
    if record is not None and has_table(module):
        await ensure_tables(org, module)
        async with org.database.reading() as reader:
            if deleted:
                found = await count_entries(reader, org, _entry(org, caller, module, record))
            else:
                seen = visible_records(org.catalogue, caller, module)
                where = both(LIVE, Compare(ID, "=", record), seen)
                found = await count(reader, org, module, where)
        if found:
            return record
    raise ApiError(PARENT_UNKNOWN, resource_path_index=2 if deleted else 1)


def _entry(org: OpenOrg, caller: Caller, module: Module, record: int) -> Condition:
    """Return which entry tells that a record of a module is in the recycle bin."""
    return both(
        in_bin(org.clock.seconds()),
        visible_deleted(org.catalogue, caller),
        Compare(MODULE, "=", module.id),
        Compare(ID, "=", record),
    )


async def ensure_related(org: OpenOrg, relations: Sequence[Relation]) -> None:
    """Make the tables that relations are found by, where they are not there yet."""
    for one in relations:
        await ensure_tables(org, one.module)
        if one.link is not None:
            await ensure_tables(org, one.link.module)


def conditions(
    org: OpenOrg, caller: Caller, relations: Sequence[Relation], record: int
) -> list[tuple[Module, Condition]]:
    """Return what holds for the related records, by their module."""
    moment = Moment(org.clock.seconds(), caller.zone, caller.user.id)
    return [(one.module, one.condition(record, moment)) for one in relations]


def among(
    org: OpenOrg,
    caller: Caller,
    version: Version,
    relations: Sequence[Relation],
    record: int,
    name: str,
) -> Among:
    """Return the records of a related list, for a lister."""
    first = relations[0]
    grouped = first.related.api_name != name
    return Among(
        conditions(org, caller, relations, record),
        f"\x1f{record}/{name}",
        MODULE_KEY if grouped else None,
        None if grouped else link_keys(org, caller, version, first, record),
    )
