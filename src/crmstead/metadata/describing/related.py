"""Related lists, as settings/related_lists and single modules describe them."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.reader import Reader, module_reference
from crmstead.model.module import Module, RelatedList

STATUSES = ("visible", "user_hidden", "scheduled_for_deletion")
_GROUPED = "grouped"


def describe_related(reader: Reader, module: Module, related: RelatedList) -> dict[str, Any]:
    """Return one related list of a module; `href` null means that no call reads it."""
    target = related.module
    return {
        "id": str(related.id),
        "api_name": related.api_name,
        "name": related.name,
        "display_label": related.display_label,
        "module": None if target is None else module_reference(reader.catalogue, target),
        "type": related.type,
        "href": related.href,
        "sequence_number": related.sequence_number,
        "status": related.status,
        "visible": related.status == "visible",
        "action": None,
        "customize_sort": True,
        "customize_fields": True,
        "customize_display_label": True,
        "_layout_specific_properties": [
            {
                "sequence_number": related.sequence_number,
                "status": related.status,
                "layout": {"name": layout.name, "id": str(layout.id)},
            }
            for layout in module.layouts
        ],
        **_linked(related),
        **_grouped(module, related),
    }


def _linked(related: RelatedList) -> dict[str, Any]:
    if related.linking_module is None:
        return {}
    return {
        "connectedmodule": related.connected_module,
        "linkingmodule": related.linking_module,
    }


def _grouped(module: Module, related: RelatedList) -> dict[str, Any]:
    if related.type != _GROUPED:
        return {}
    numbers = {one.api_name: str(one.id) for one in module.related_lists}
    return {
        "parent_related_lists": [
            {"api_name": name, "id": numbers.get(name)} for name in related.parents
        ],
        "personality_name": None,
        "sort_by": None,
        "sort_order": None,
        "fields": [],
    }
