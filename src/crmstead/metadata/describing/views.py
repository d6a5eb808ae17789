"""Custom views, as settings/custom_views and single modules describe them."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.reader import Reader, field_reference, module_reference
from crmstead.model.module import CustomView, Module

TRANSLATION = {
    "public_views": "Public Views",
    "other_users_views": "Other Users Views",
    "shared_with_me": "Shared With Me",
    "created_by_me": "Created By Me",
}


def brief_view(view: CustomView) -> dict[str, Any]:
    """Return a view as a list shows it; nobody made a system view and no time is kept of it."""
    return {
        "id": str(view.id),
        "name": view.name,
        "display_value": view.display_value,
        "system_name": view.system_name,
        "system_defined": view.system_defined,
        "default": view.default,
        "category": view.category,
        "access_type": view.access_type,
        "created_time": None,
        "created_by": None,
        "modified_time": None,
        "modified_by": None,
        "last_accessed_time": None,
        "locked": False,
        "offline": True,
        "favorite": None,
    }


def full_view(reader: Reader, module: Module, view: CustomView) -> dict[str, Any]:
    """Return a view with its criteria and columns.

    A view that no criteria can say (`special`) has null criteria, like one that shows everything.
    """
    sort_by = view.sort_by if view.sort_by not in _hidden(reader, module) else None
    return {
        **brief_view(view),
        "criteria": _criteria(reader, module, view),
        "fields": [
            {**field_reference(module, name), "_pin": False}
            for name in view_columns(reader, module, view)
        ],
        "sort_by": None if sort_by is None else field_reference(module, sort_by),
        "sort_order": view.sort_order,
        "shared_to": [],
        "module": module_reference(reader.catalogue, module.api_name),
    }


def view_columns(reader: Reader, module: Module, view: CustomView) -> list[str]:
    """Return the columns of a view that exist here."""
    known = {field.api_name for field in reader.fields(module)} - _hidden(reader, module)
    return [name for name in view.fields if name in known]


def _hidden(reader: Reader, module: Module) -> set[str]:
    """Return the names of the fields that readers of the profile do not have."""
    return {one.api_name for one in module.fields if reader.profile.id in one.hidden_from}


def _criteria(reader: Reader, module: Module, view: CustomView) -> dict[str, Any] | None:
    """Return a view's criteria; none at all where they speak of a field that readers lack."""
    hidden = _hidden(reader, module)
    if view.criteria is None or any(name in hidden for name in named_in(view.criteria)):
        return None
    return criteria_with_ids(module, view.criteria)


def named_in(criteria: dict[str, Any]) -> list[str]:
    """Return the names of the fields that criteria compare."""
    if "group" in criteria:
        return [name for part in criteria["group"] for name in named_in(part)]
    return [criteria["field"]["api_name"]]


def default_view(module: Module) -> CustomView | None:
    """Return the view that a module opens with, None where it has no views."""
    views = module.custom_views
    return next((view for view in views if view.default), views[0] if views else None)


def criteria_with_ids(module: Module, criteria: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return criteria with the ids of their fields and the `type` of their leaves."""
    if criteria is None:
        return None
    if "group" in criteria:
        group = [criteria_with_ids(module, part) for part in criteria["group"]]
        return {"group_operator": criteria["group_operator"], "group": group}
    field = field_reference(module, criteria["field"]["api_name"])
    return {"type": "value", **criteria, "field": field}
