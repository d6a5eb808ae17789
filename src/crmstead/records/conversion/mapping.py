"""Values that a record hands on to one that it is converted into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import sees
from crmstead.fieldtypes.decimal import places
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.targets import Stored


def mapped_values(lead: Module, stored: Stored, target: Module) -> dict[str, Any]:
    """Return what a lead hands on, by the columns of the other module (`convert_mapping`)."""
    pairs = (
        (field, target.by_name.get(name))
        for field in lead.fields
        for module, name in field.convert_mapping or ()
        if module == target.api_name and name is not None
    )
    return _taken(pairs, stored)


def hidden_targets(caller: Caller, lead: Module) -> set[tuple[str, str | None]]:
    """Return the fields, by module and name, that get values of fields the caller does not have."""
    return {
        pair
        for field in lead.fields
        if not sees(caller, field)
        for pair in field.convert_mapping or ()
    }


def common_values(source: Module, stored: Stored, target: Module) -> dict[str, Any]:
    """Return the values of fields that two modules have alike, by name and type."""
    pairs = (
        (field, target.by_name.get(field.api_name)) for field in source.fields if _handed_on(field)
    )
    return _taken(pairs, stored)


def _handed_on(field: Field) -> bool:
    return not (field.input_ignored or field.unique or type_of(field.kind).computed)


def _taken(
    pairs: Iterable[tuple[Field, Field | None]], stored: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        target.api_name: stored[source.api_name]
        for source, target in pairs
        if target is not None
        and not target.input_ignored
        and stored.get(source.api_name) is not None
        and _alike(source, target)
    }


def _alike(source: Field, target: Field) -> bool:
    """Tell whether a stored value of one field is one of the other, too."""
    kind = type_of(source.kind)
    if kind.column is None or kind.column is not type_of(target.kind).column:
        return False
    if source.lookup != target.lookup or source.multi_module != target.multi_module:
        return False
    if source.kind in _SCALED or target.kind in _SCALED:
        return {source.kind, target.kind} <= _SCALED and places(source) == places(target)
    return True


#: Kinds that keep a number as a whole one, scaled by the places of the field.
_SCALED = frozenset({"currency", "double", "percent", "discount"})
