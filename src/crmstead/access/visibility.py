"""Which records a user sees, as a condition that narrows a plan. The only place that decides it."""

from __future__ import annotations

from functools import lru_cache

from crmstead.access.caller import Caller
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.people import Profile
from crmstead.query.plan import BASE, EVERYTHING, All, Any, ColumnRef, Condition, HasRow, OneOf

OWNER = "Owner"
PARENT = "Parent_Id"


@lru_cache(maxsize=4096)
def visible_owners(catalogue: Catalogue, user_id: int) -> frozenset[int] | None:
    """Return the users whose records a user sees; None = everybody's.

    Own records, those of users in roles below, and of peers where the role shares with them; a
    role without a superior sees all (platform reference 3.3).
    """
    user = catalogue.user_by_id[user_id]
    role = catalogue.role_by_id[user.role]
    if catalogue.profile_by_id[user.profile].administrator or role.reporting_to is None:
        return None
    roles = set(catalogue.roles_below(role.id))
    if role.share_with_peers:
        roles.add(role.id)
    return frozenset({user.id, *(one.id for one in catalogue.users if one.role in roles)})


def visible_records(catalogue: Catalogue, caller: Caller, module: Module) -> Condition:
    """Return the condition that leaves the records of a module the caller may see.

    Rows of a subform are seen by those who see the record they belong to.
    """
    owners = visible_owners(catalogue, caller.user.id)
    if owners is None:
        return EVERYTHING
    among = tuple(sorted(owners))
    record = catalogue.module_by_name.get(module.parent_module or "")
    if module.is_subform and record is not None:
        return _with_owner(record, PARENT, among)
    if module.public or OWNER not in module.by_name:
        return EVERYTHING
    return OneOf(ColumnRef(BASE, OWNER), among)


def _with_owner(record: Module, by: str, owners: tuple[int, ...]) -> Condition:
    """Return "the record that a column names has one of some owners"."""
    if record.public or OWNER not in record.by_name:
        return EVERYTHING
    return HasRow(record.api_name, "id", OWNER, owners, by)


@lru_cache(maxsize=1024)
def _deleted_in(
    catalogue: Catalogue, profile: Profile, right: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the modules that a profile has a right to, and those of them that all see."""
    known = [one for one in catalogue.modules if profile.allows(permission_name(right, one))]
    public = (one for one in known if one.public or OWNER not in one.by_name)
    return tuple(one.id for one in known), tuple(one.id for one in public)


def visible_deleted(catalogue: Catalogue, caller: Caller, right: str = "View") -> Condition:
    """Return the condition that leaves the deleted records a caller may see or do something to.

    It is about the table of deleted records, whatever their modules.
    """
    modules, public = _deleted_in(catalogue, caller.profile, right)
    module = ColumnRef(BASE, "module")
    owners = visible_owners(catalogue, caller.user.id)
    if owners is None:
        return OneOf(module, modules)
    seen = Any((OneOf(ColumnRef(BASE, "owner"), tuple(sorted(owners))), OneOf(module, public)))
    return All((OneOf(module, modules), seen))


def visible_fields(caller: Caller, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that are not hidden from the caller's profile."""
    profile = caller.profile.id
    return tuple(field for field in fields if profile not in field.hidden_from)


def permission_name(right: str, module: Module) -> str:
    """Return the name of a profile's right to a module (`Crm_Implied_View_Leads`).

    Rows go with their parent: who may view a quote may view its items.
    """
    return f"Crm_Implied_{right}_{module.parent_module or module.api_name}"


def may(caller: Caller, right: str, module: Module) -> bool:
    """Tell whether the caller's profile has a right to a module."""
    return caller.profile.allows(permission_name(right, module))
