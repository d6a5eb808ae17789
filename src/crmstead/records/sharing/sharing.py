"""What a caller may do with records that the caller sees, where that is not all."""

from __future__ import annotations

from collections.abc import Collection

from crmstead.access.caller import Caller
from crmstead.access.visibility import may_differ, records_for
from crmstead.access.ways import Right
from crmstead.databases.base import Reader
from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.query.plan import OneOf, ReadPlan, Selection, both
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, read

READ_ONLY = "read_only"
READ_WRITE = "read_write"
FULL_ACCESS = "full_access"
#: What shares may allow, each more than the one before it.
PERMISSIONS = (READ_ONLY, READ_WRITE, FULL_ACCESS)


async def limited_to(
    reader: Reader, org: OpenOrg, caller: Caller, module: Module, records: Collection[int]
) -> dict[int, str]:
    """Return the permission for those of some seen records with which the caller may not do all.

    Nothing is read where whoever sees a record of the module may do everything with it.
    """
    if not records or not may_differ(org.catalogue, caller, module):
        return {}
    full = await _having(reader, org, caller, module, records, Right.DELETE)
    less = [one for one in records if one not in full]
    if not less:
        return {}
    written = await _having(reader, org, caller, module, less, Right.EDIT)
    return {one: READ_WRITE if one in written else READ_ONLY for one in less}


async def require_write(
    reader: Reader, org: OpenOrg, caller: Caller, module: Module, record: int
) -> None:
    """Check that the caller may change what goes with a record that the caller sees.

    Attachments, as notes (records.behaviours.note), are added by those alone who may write to their
    record ("One must have read/write access to the primary record", Managing Roles).

    Raises:
        ApiError: the record is there to be read alone.
    """
    limited = await limited_to(reader, org, caller, module, [record])
    if limited.get(record) == READ_ONLY:
        raise ApiError(RECORD_NOT_PERMITTED, in_data=True, id=str(record))


async def _having(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    module: Module,
    records: Collection[int],
    right: Right,
) -> set[int]:
    """Return those of some records to which the caller has a right."""
    where = both(OneOf(ID, tuple(records)), records_for(org.catalogue, caller, module, right))
    selection = Selection(module.api_name, (ID,), passing=True)
    rows = await read(reader, org, ReadPlan(selection, where, (), limited=False))
    return {row[0] for row in rows}
