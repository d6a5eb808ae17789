"""What a caller may do with records that the caller sees by a share alone."""

from __future__ import annotations

from collections.abc import Collection

from crmstead.access.caller import Caller
from crmstead.access.visibility import (
    OWNER,
    owned_by_all,
    share_targets,
    visible_owners,
    ways_of_sharing,
)
from crmstead.databases.base import Reader
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Not, OneOf, ReadPlan, Selection, both
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, read
from crmstead.store.shares import read_shares

READ_ONLY = "read_only"
READ_WRITE = "read_write"
FULL_ACCESS = "full_access"
#: What shares may allow, each more than the one before it.
PERMISSIONS = (READ_ONLY, READ_WRITE, FULL_ACCESS)


async def shared_as(
    reader: Reader, org: OpenOrg, caller: Caller, module: Module, records: Collection[int]
) -> dict[int, str]:
    """Return the strongest permission of those records that only shares show to the caller.

    Records that the caller sees anyway are not in the answer. Nothing is read where nothing of the
    module is shared, and for those who see everything.
    """
    owners = visible_owners(org.catalogue, caller.user.id)
    ways = ways_of_sharing(org.catalogue, module)
    if owners is None or not ways or not records or owned_by_all(module):
        return {}
    columns = tuple(ColumnRef(BASE, by) for _, by in ways)
    others = Not(OneOf(ColumnRef(BASE, OWNER), tuple(sorted(owners))))
    where = both(OneOf(ID, tuple(records)), others)
    plan = ReadPlan(Selection(module.api_name, (ID, *columns)), where, (), limited=False)
    rows = await read(reader, org, plan)
    found: dict[int, int] = {}
    for place, (to, _) in enumerate(ways, 1):
        # Ids of all records differ, so a share of one is found by the id alone.
        led = {row[place] for row in rows if row[place] is not None}
        allowed = await _allowed(reader, org, caller, to, led) if led else {}
        for row in rows:
            strength = allowed.get(row[place], -1)
            found[row[0]] = max(strength, found.get(row[0], -1))
    return {record: PERMISSIONS[strength] for record, strength in found.items() if strength >= 0}


async def _allowed(
    reader: Reader, org: OpenOrg, caller: Caller, to: str, records: Collection[int]
) -> dict[int, int]:
    """Return how much shares of some records allow, by a column that tells with whom they are."""
    where = both(
        OneOf(ColumnRef(BASE, "record"), tuple(records)),
        OneOf(ColumnRef(BASE, to), share_targets(caller.user)),
    )
    allowed: dict[int, int] = {}
    for share in await read_shares(reader, org, where):
        strength = PERMISSIONS.index(share.permission)
        allowed[share.record] = max(strength, allowed.get(share.record, -1))
    return allowed
