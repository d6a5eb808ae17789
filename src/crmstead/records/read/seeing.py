"""What a caller does not see is not there for them behind a lookup either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crmstead.access.caller import Caller
from crmstead.access.visibility import visible_records
from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    All,
    Any,
    Compare,
    Condition,
    HasRow,
    IsNull,
    Join,
    Not,
    OneOf,
    Selection,
    moved,
)
from crmstead.store.schema import BIN, NOT_IN_BIN

#: Alias of the record that a lookup or a link leads to.
LOOKED_UP = "k"


def seen_by(catalogue: Catalogue, caller: Caller, selection: Selection) -> Selection:
    """Return a selection whose joins find only records that the caller sees.

    A lookup to another record is empty then: neither its name nor its id is told.
    """
    if caller.administrator or not selection.joins:
        return selection
    seen = tuple(_seen(catalogue, caller, join) for join in selection.joins)
    if not any(seen):
        return selection
    joins = (replace(join, seen=one) for join, one in zip(selection.joins, seen, strict=True))
    return Selection(selection.table, selection.columns, tuple(joins), text_of=(selection, seen))


def without_unseen(
    catalogue: Catalogue, caller: Caller, module: Module, condition: Condition
) -> Condition:
    """Return criteria on records of a module for which lookups to what is not seen are empty.

    So nobody finds out by comparing that a record is there which they do not see.
    """
    if caller.administrator:
        return condition
    hiding = {
        field.column or field.api_name: _there(target, field, seen)
        for field in module.fields
        if type_of(field.kind).names_record
        and (target := catalogue.module_by_name.get(field.lookup or "")) is not None
        and (seen := visible_records(catalogue, caller, target)) != EVERYTHING
    }
    return _emptied(condition, hiding) if hiding else condition


def _there(target: Module, field: Field, seen: Condition) -> Condition:
    """Return "the record that a lookup points to is one that is seen"."""
    by = field.column or field.api_name
    also = moved(seen, LOOKED_UP)
    return HasRow(target.api_name, "id", BIN.name, (NOT_IN_BIN,), by, also=also, named=LOOKED_UP)


def _emptied(condition: Condition, hiding: Mapping[str, Condition]) -> Condition:
    if isinstance(condition, All):
        return All(tuple(_emptied(one, hiding) for one in condition.conditions))
    if isinstance(condition, Any):
        return Any(tuple(_emptied(one, hiding) for one in condition.conditions))
    if isinstance(condition, Not):
        return Not(_emptied(condition.condition, hiding))
    if not isinstance(condition, Compare | OneOf | IsNull) or condition.column.alias != BASE:
        return condition
    there = hiding.get(condition.column.name)
    if there is None:
        return condition
    if isinstance(condition, IsNull):
        return Any((condition, Not(there)))
    return All((condition, there))


def _seen(catalogue: Catalogue, caller: Caller, join: Join) -> Condition | None:
    module = catalogue.module_by_name.get(join.table) if isinstance(join.table, str) else None
    if module is None:
        return None
    seen = visible_records(catalogue, caller, module)
    return None if seen == EVERYTHING else moved(seen, join.alias)
