"""Which records a user sees, may edit and may delete, as a condition that narrows a plan.

The only place that decides it; `access.ways` says how users come to records of others.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.access.caller import Caller, caller_of, is_current
from crmstead.access.hierarchy import visible_owners
from crmstead.access.permissions import may, permission_name
from crmstead.access.ways import STANDING, WAYS, Right, Way, is_lasting, shared_by_default
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.model.people import Profile
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    NOTHING,
    All,
    Any,
    ColumnRef,
    Condition,
    HasRow,
    OneOf,
    moved,
)
from crmstead.store.schema import BIN, NOT_IN_BIN

PARENT = "Parent_Id"
_PARENT_ROW = "p"


def visible_records(catalogue: Catalogue, caller: Caller, module: Module) -> Condition:
    """Return the condition that leaves the records of a module the caller may see.

    None where the caller's profile may not view the module. Rows of a subform are seen by those
    who see the record they belong to.
    """
    return records_for(catalogue, caller, module, Right.SEE)


def records_for(
    catalogue: Catalogue,
    caller: Caller,
    module: Module,
    right: Right,
    ways: Sequence[Way] = WAYS,
) -> Condition:
    """Return the condition that leaves the records to which the caller has a right."""
    if caller.all_seeing:
        return EVERYTHING
    if ways is WAYS and lasts(catalogue, caller):
        return _lasting(catalogue, caller.user.id, module, right)
    return _found(catalogue, caller, module, right, ways)


def lasts(catalogue: Catalogue, caller: Caller) -> bool:
    """Tell whether a user may see the same records for as long as the metadata is what it is."""
    return not caller.all_seeing and is_lasting(catalogue) and is_current(catalogue, caller)


@derived
def _lasting(catalogue: Catalogue, user: int, module: Module, right: Right) -> Condition:
    """Return the same at any time, as long as the metadata is what it is."""
    caller = caller_of(catalogue, catalogue.user_by_id[user], now=0)
    return _found(catalogue, caller, module, right, WAYS)


def _found(
    catalogue: Catalogue, caller: Caller, module: Module, right: Right, ways: Sequence[Way]
) -> Condition:
    if not may(caller, "View", module):
        return NOTHING
    record = catalogue.module_by_name.get(module.parent_module or "")
    if module.is_subform and record is not None:
        return _of_parent(record, records_for(catalogue, caller, record, right, ways))
    if shared_by_default(catalogue, module, right):
        return EVERYTHING
    found = [one for way in ways for one in way(catalogue, caller, module, right)]
    if EVERYTHING in found:
        return EVERYTHING
    return found[0] if len(found) == 1 else Any(tuple(found))


def _of_parent(record: Module, seen: Condition) -> Condition:
    """Return "the row's record is one that is seen"."""
    if seen in (EVERYTHING, NOTHING):
        return seen
    also = moved(seen, _PARENT_ROW)
    there = (NOT_IN_BIN,)
    return HasRow(record.api_name, "id", BIN.name, there, PARENT, also=also, named=_PARENT_ROW)


def records_by_standing(catalogue: Catalogue, caller: Caller, module: Module) -> Condition:
    """Return the condition that leaves the records seen without anybody's having shared them."""
    return records_for(catalogue, caller, module, Right.SEE, STANDING)


def may_differ(catalogue: Catalogue, caller: Caller, module: Module) -> bool:
    """Tell whether some records of a module are seen by the caller and not for all that may be.

    False wherever nothing but ownership shows records: then nothing need be read to know it.
    """
    if caller.all_seeing or visible_owners(catalogue, caller.user.id) is None:
        return False
    if shared_by_default(catalogue, module, Right.SEE):
        return not shared_by_default(catalogue, module, Right.DELETE)
    return any(way(catalogue, caller, module, Right.SEE) for way in WAYS[1:])


@derived
def _deleted_in(
    catalogue: Catalogue, profile: Profile, right: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the modules that a profile has a right to, and those of them open to all."""
    needed = Right.DELETE if right == "Delete" else Right.SEE
    known = [one for one in catalogue.modules if profile.allows(permission_name(right, one))]
    public = (one for one in known if shared_by_default(catalogue, one, needed))
    return tuple(one.id for one in known), tuple(one.id for one in public)


def visible_deleted(catalogue: Catalogue, caller: Caller, right: str = "View") -> Condition:
    """Return the condition that leaves the deleted records a caller may see or do something to.

    It is about the table of deleted records, whatever their modules.
    """
    # unspecified: what somebody else shared is seen no more once it is deleted.
    modules, public = _deleted_in(catalogue, caller.profile, right)
    module = ColumnRef(BASE, "module")
    owners = visible_owners(catalogue, caller.user.id)
    if owners is None:
        return OneOf(module, modules)
    seen = Any((OneOf(ColumnRef(BASE, "owner"), tuple(sorted(owners))), OneOf(module, public)))
    return All((OneOf(module, modules), seen))
