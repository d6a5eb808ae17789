"""Custom views, as settings/custom_views and single modules describe them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import (
    Reader,
    field_reference,
    module_reference,
    user_reference,
)
from crmstead.model.data_sharing import Shared
from crmstead.model.module import CustomView, Module

TRANSLATION = {
    "public_views": "Public Views",
    "other_users_views": "Other Users Views",
    "shared_with_me": "Shared With Me",
    "created_by_me": "Created By Me",
}


def brief_view(reader: Reader, view: CustomView, category: str | None) -> dict[str, Any]:
    """Return a view as a list shows it, in the category in which it stands for the reader.

    Nobody made a system view, and no time is kept of it until somebody changes it.
    """
    catalogue = reader.catalogue
    return {
        "id": str(view.id),
        "name": view.name,
        "display_value": view.display_value,
        "system_name": view.system_name,
        "system_defined": view.system_defined,
        "default": view.default,
        "category": category or view.category,
        "access_type": view.access_type,
        "created_time": reader.moment(view.created_time),
        "created_by": user_reference(catalogue, view.created_by),
        "modified_time": reader.moment(view.modified_time),
        "modified_by": user_reference(catalogue, view.modified_by),
        "last_accessed_time": None,
        "locked": view.locked,
        "offline": True,
        "favorite": None,
    }


def full_view(
    reader: Reader, module: Module, view: CustomView, category: str | None = None
) -> dict[str, Any]:
    """Return a view with its criteria and columns.

    A view that no criteria can say (`special`) has null criteria, like one that shows everything.
    """
    sort_by = view.sort_by if view.sort_by not in _hidden(reader, module) else None
    return {
        **brief_view(reader, view, category),
        "criteria": _criteria(reader, module, view),
        "fields": [
            {**field_reference(module, name), "_pin": False}
            for name in view_columns(reader, module, view)
        ],
        "sort_by": None if sort_by is None else field_reference(module, sort_by),
        "sort_order": view.sort_order,
        "shared_to": [_shared(reader.catalogue, one) for one in view.shared_to],
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


def _shared(catalogue: Catalogue, shared: Shared) -> dict[str, Any]:
    number = shared.resource or 0
    named = _NAMED[shared.type](catalogue, number)
    return {
        "type": shared.type,
        "id": str(number),
        "name": named,
        "subordinates": shared.subordinates,
    }


def _user_name(catalogue: Catalogue, number: int) -> str | None:
    user = catalogue.user_by_id.get(number)
    return None if user is None else user.full_name


def _name(things: Mapping[int, Any], number: int) -> str | None:
    thing = things.get(number)
    return None if thing is None else thing.name


_NAMED: Mapping[str, Callable[[Catalogue, int], str | None]] = {
    "users": _user_name,
    "roles": lambda catalogue, number: _name(catalogue.role_by_id, number),
    "groups": lambda catalogue, number: _name(catalogue.user_group_by_id, number),
    "territories": lambda catalogue, number: _name(catalogue.territory_by_id, number),
}


def default_view(views: Sequence[CustomView]) -> CustomView | None:
    """Return the one of some views that their module opens with, None where there are none."""
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
