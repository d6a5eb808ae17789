"""Which records a user sees, as a condition that narrows a plan. The only place that decides it."""

from __future__ import annotations

from functools import lru_cache

from crmstead.access.caller import Caller
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.people import Profile, User
from crmstead.query.plan import BASE, EVERYTHING, All, Any, ColumnRef, Condition, HasRow, OneOf
from crmstead.store.system_tables import RECORD_SHARES

OWNER = "Owner"
PARENT = "Parent_Id"
#: Whom a record is shared with that is shared with everybody.
PUBLIC = 0
#: Columns of shares: of the record itself, and of what is related to it.
SHARED = "target"
SHARED_RELATED = "related_target"


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

    Those of visible owners, and those that are shared with the caller, or whose record is, together
    with what is related to it. Rows of a subform are seen by those who see the record they belong
    to.
    """
    owners = visible_owners(catalogue, caller.user.id)
    if owners is None:
        return EVERYTHING
    among = tuple(sorted(owners))
    record = catalogue.module_by_name.get(module.parent_module or "")
    if module.is_subform and record is not None:
        if owned_by_all(record):
            return EVERYTHING
        own: Condition = HasRow(record.api_name, "id", OWNER, among, PARENT)
        ways = [(SHARED, PARENT)] if record.api_name in catalogue.sharing_of else []
    elif owned_by_all(module):
        return EVERYTHING
    else:
        own = OneOf(ColumnRef(BASE, OWNER), among)
        ways = ways_of_sharing(catalogue, module)
    if not ways:
        return own
    targets = share_targets(caller.user)
    shared = (HasRow(RECORD_SHARES.name, "record", to, targets, by) for to, by in ways)
    return Any((own, *shared))


def owned_by_all(module: Module) -> bool:
    """Tell whether owners do not matter to who sees records of a module."""
    return module.public or OWNER not in module.by_name


def share_targets(user: User) -> tuple[int, ...]:
    """Return what a record may be shared with so that a user sees it: all ids of one org differ."""
    return (PUBLIC, user.id, user.role)


def ways_of_sharing(catalogue: Catalogue, module: Module) -> list[tuple[str, str]]:
    """Return how records of a module may be seen by a share: (column of the share, own column).

    By a share of the record itself, or of one that it looks up. None at all where nothing is
    shared, so that nobody pays for it.
    """
    sharing = catalogue.sharing_of
    if not sharing:
        return []
    ways = [(SHARED, "id")] if module.api_name in sharing else []
    related = {name for name, one in sharing.items() if one.related}
    return ways + [
        (SHARED_RELATED, field.column or field.api_name)
        for field in module.fields
        if (field.kind == "lookup" and field.related_list and field.lookup in related)
        or (field.kind == "any_module_lookup" and related)
    ]


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
