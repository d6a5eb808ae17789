"""The ways in which a user comes to see records of others, each as conditions of a plan.

Each way is asked for a right: what it shows to somebody who may do no more than that is left out.
An org that does not use a way gets no condition for it, so that nobody pays for it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from crmstead.access.caller import Caller
from crmstead.access.hierarchy import users_below, visible_owners
from crmstead.access.membership import share_targets, users_named
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.data_sharing import (
    CRITERIA_BASED,
    PRIVATE,
    PUBLIC,
    PUBLIC_READ_ONLY,
    PUBLIC_READ_WRITE,
    READ,
    READ_WRITE,
    READ_WRITE_DELETE,
    SharingRule,
)
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    NOTHING,
    ColumnRef,
    Condition,
    HasRow,
    OneOf,
)
from crmstead.query.special_values import SPECIAL, Moment
from crmstead.store.schema import OWNER
from crmstead.store.system_tables import RECORD_SHARES, RECORD_TERRITORIES

#: Columns of shares: of the record itself, and of what is related to it.
SHARED = "target"
SHARED_RELATED = "related_target"
#: Aliases of rows that show a record, of no other table in a statement.
_SHARE, _ASSIGNED = "s", "t"


class Right(IntEnum):
    """What may be done with a record; each includes those before it."""

    SEE = 1
    EDIT = 2
    DELETE = 3


_OF_SHARE_TYPE = {
    PRIVATE: 0,
    PUBLIC_READ_ONLY: Right.SEE,
    PUBLIC_READ_WRITE: Right.EDIT,
    PUBLIC: Right.DELETE,
}
_OF_RULE = {READ: Right.SEE, READ_WRITE: Right.EDIT, READ_WRITE_DELETE: Right.DELETE}
#: `permission` of shares with records that allows a right, where not each does.
_SHARES_ALLOWING = {
    Right.EDIT: ("read_write", "full_access"),
    Right.DELETE: ("full_access",),
}
#: `permission_type` of territories whose users may change the records.
_TERRITORY_OF_WRITERS = "read_write_delete"


def share_type(catalogue: Catalogue, module: Module) -> str:
    """Return what a module shares by default: as the org says, else as the module is made."""
    said = catalogue.data_sharing_of.get(module.api_name)
    if said is not None:
        return said.share_type
    return PUBLIC if module.public else PRIVATE


def shared_by_default(catalogue: Catalogue, module: Module, right: Right) -> bool:
    """Tell whether everybody has a right to all records of a module.

    Records without an owner are everybody's.
    """
    if OWNER not in module.by_name:
        return True
    return _OF_SHARE_TYPE[share_type(catalogue, module)] >= right


def owned(catalogue: Catalogue, caller: Caller, module: Module, right: Right) -> list[Condition]:
    """Return the way of owners: whose owner the caller is, or is above, or a peer of."""
    del module, right
    owners = visible_owners(catalogue, caller.user.id)
    if owners is None:
        return [EVERYTHING]
    return [OneOf(ColumnRef(BASE, OWNER), tuple(sorted(owners)))]


def in_territories(
    catalogue: Catalogue, caller: Caller, module: Module, right: Right
) -> list[Condition]:
    """Return the way of territories: records of the caller's, and of those below.

    They may be changed where the record's territory lets its users do so.
    """
    if not any(field.kind == "territories" for field in module.fields):
        return []
    among = tuple(
        sorted(
            one
            for one in _territories_of(catalogue, caller)
            if right is Right.SEE
            or catalogue.territory_by_id[one].permission_type == _TERRITORY_OF_WRITERS
        )
    )
    if not among:
        return []
    return [HasRow(RECORD_TERRITORIES.name, "record", "territory", among, named=_ASSIGNED)]


def _territories_of(catalogue: Catalogue, caller: Caller) -> frozenset[int]:
    user = caller.user
    # unspecified: a territory's manager is one of its users.
    own = {one.id for one in catalogue.territories if one.manager == user.id}
    own.update(one for one in user.territories if one in catalogue.territory_by_id)
    return frozenset().union(*(catalogue.territory_subtree(one) for one in own))


def by_rules(catalogue: Catalogue, caller: Caller, module: Module, right: Right) -> list[Condition]:
    """Return the way of sharing rules: what rules of the module share with the caller."""
    return [
        _of_rule(catalogue, caller, module, rule)
        for rule in catalogue.sharing_rules_of.get(module.api_name, ())
        if _OF_RULE[rule.permission_type] >= right and _means(catalogue, caller, rule)
    ]


def _means(catalogue: Catalogue, caller: Caller, rule: SharingRule) -> bool:
    users = users_named(catalogue, rule.shared_to)
    if caller.user.id in users:
        return True
    return rule.superiors_allowed and not users.isdisjoint(users_below(catalogue, caller.user.id))


def _of_rule(catalogue: Catalogue, caller: Caller, module: Module, rule: SharingRule) -> Condition:
    if rule.type != CRITERIA_BASED:
        users = (
            frozenset() if rule.shared_from is None else users_named(catalogue, rule.shared_from)
        )
        return OneOf(ColumnRef(BASE, OWNER), tuple(sorted(users)))
    try:
        moment = Moment(caller.now, caller.zone, caller.user.id)
        return condition_of(rule.criteria or {}, module, moment)
    except (CriteriaError, KeyError, TypeError):
        # The field is there no more: what nobody can tell is shared with nobody.
        return NOTHING


@derived
def is_lasting(catalogue: Catalogue) -> bool:
    """Tell whether the ways stay the same as long as the metadata does: no rule counts days."""
    rules = (one for some in catalogue.sharing_rules_of.values() for one in some)
    return not any(SPECIAL in str(one.criteria) for one in rules)


def by_shares(
    catalogue: Catalogue, caller: Caller, module: Module, right: Right
) -> list[Condition]:
    """Return the way of shares: of the record itself, or of one that it looks up."""
    ways = ways_of_sharing(catalogue, module)
    if not ways:
        return []
    targets = share_targets(catalogue, caller.user)
    also = None
    if right in _SHARES_ALLOWING:
        permission = ColumnRef(_SHARE, "permission", ColumnKind.TEXT)
        also = OneOf(permission, _SHARES_ALLOWING[right])
    return [
        HasRow(RECORD_SHARES.name, "record", to, targets, by, also=also, named=_SHARE)
        for to, by in ways
    ]


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


Way = Callable[[Catalogue, Caller, Module, Right], list[Condition]]
#: Ways that do not hang on the single record's being shared.
STANDING: tuple[Way, ...] = (owned, in_territories, by_rules)
#: All of them.
WAYS: tuple[Way, ...] = (*STANDING, by_shares)
