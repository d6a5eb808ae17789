"""Dependencies between pick lists (platform reference 2.9)."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.reader import field_reference
from crmstead.model.field import PickListValue
from crmstead.model.module import Module
from crmstead.model.pick_lists import MapDependency


def brief_dependency(module: Module, found: MapDependency) -> dict[str, Any]:
    """Return a dependency as lists show it: without the values."""
    return {**_members(module, found), "sub_module": None}


def full_dependency(module: Module, found: MapDependency) -> dict[str, Any]:
    """Return a dependency with the values that go together, those that are there still."""
    parents, children = (
        {value.id: value for value in module.by_name[name].pick_list_values}
        for name in (found.parent, found.child)
    )
    return {
        **_members(module, found),
        "pick_list_values": [
            {
                **_value(parents[value]),
                "maps": [_value(children[one]) for one in others if one in children],
            }
            for value, others in found.maps
            if value in parents
        ],
    }


def _members(module: Module, found: MapDependency) -> dict[str, Any]:
    return {
        "parent": field_reference(module, found.parent),
        "child": field_reference(module, found.child),
        "internal": False,
        "active": found.active,
        "id": str(found.id),
        "source": 1,
        "category": 0,
    }


def _value(value: PickListValue) -> dict[str, Any]:
    return {
        "display_value": value.display_value,
        "actual_value": value.actual_value,
        "id": str(value.id),
    }
