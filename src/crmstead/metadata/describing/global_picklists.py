"""Global pick lists, and where they are used (platform reference 2.7)."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.model.module import Module
from crmstead.model.pick_lists import GlobalPickList, GlobalValue
from crmstead.model.times import Times

USED_IN, VALUES, COUNT = "used_in_modules", "pick_list_values", "associated_fields_count"
INCLUDED = (USED_IN, VALUES, COUNT)


def describe_list(
    catalogue: Catalogue, times: Times, found: GlobalPickList, included: frozenset[str]
) -> dict[str, Any]:
    """Return a global pick list with what is to be included."""
    described: dict[str, Any] = {
        "display_label": found.display_label,
        "actual_label": found.actual_label,
        "api_name": found.api_name,
        "description": found.description,
        "pick_list_values_sorted_lexically": found.sorted_lexically,
        "presence": True,
        "customizable": True,
        "source": "crm",
        "id": str(found.id),
        "created_time": _moment(times, found.created_time),
        "modified_time": _moment(times, found.modified_time),
        "created_by": user_reference(catalogue, found.created_by),
        "modified_by": user_reference(catalogue, found.modified_by),
    }
    if VALUES in included:
        described[VALUES] = [_value(one, place) for place, one in enumerate(found.values)]
    users = _users(catalogue, found) if included & {USED_IN, COUNT} else []
    if USED_IN in included:
        modules = {module.id: module for module, _ in users}
        described[USED_IN] = [_module(one) for one in modules.values()]
    if COUNT in included:
        described[COUNT] = len(users)
    return described


def _users(catalogue: Catalogue, found: GlobalPickList) -> list[tuple[Module, str]]:
    return [
        (module, field.api_name)
        for module in catalogue.modules
        for field in module.fields
        if field.global_picklist == found.id
    ]


def _value(value: GlobalValue, place: int) -> dict[str, Any]:
    return {
        "display_value": value.display_value,
        "sequence_number": place,
        "reference_value": value.reference_value,
        "actual_value": value.actual_value,
        "id": str(value.id),
        "type": value.type,
    }


def _module(module: Module) -> dict[str, Any]:
    return {
        "plural_label": module.plural_label,
        "api_name": module.api_name,
        "module_name": module.module_name,
        "id": str(module.id),
    }


def describe_associations(catalogue: Catalogue, found: GlobalPickList) -> list[dict[str, Any]]:
    """Return the fields that have the values of a list, each with its module and layouts."""
    return [
        {
            "field": {"api_name": name, "id": str(module.by_name[name].id)},
            "module": _module(module),
            "layouts": [
                {**named(layout.id, layout.name), "status": layout.status}
                for layout in module.layouts
                if name in layout.field_names()
            ],
        }
        for module, name in _users(catalogue, found)
    ]


def describe_replaced(found: GlobalPickList) -> list[dict[str, Any]]:
    """Return the values that others took the place of, with the names of those.

    SDKs look for `actual_value`, the documentation shows `reference_value`.
    """
    return [
        {
            "display_value": one.display_value,
            "reference_value": one.reference_value,
            "actual_value": one.reference_value,
        }
        for one in found.replaced
    ]


def _moment(times: Times, seconds: int | None) -> str | None:
    return None if seconds is None else times.format(seconds)
