"""Modules and related lists that follow from fields: subform rows, links, lists of lookups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmstead.metadata.definitions import (
    FieldDefinition,
    LinkingDefinition,
    ModuleDefinition,
    Raw,
    RelatedListDefinition,
    module_definition,
)
from crmstead.metadata.overlaying import expand_fields, overlay
from crmstead.metadata.standard import filled, standard
from crmstead.model.field import Linking

USERS = "Users"
_LINKED = frozenset({"multiselectlookup", "multiuserlookup"})


def row_module(field: FieldDefinition) -> str | None:
    """Return the module of a subform's rows: the field's own name unless it says another."""
    return (field.subform or field.api_name) if field.data_type == "subform" else None


def linking_of(module: str, field: FieldDefinition) -> Linking | None:
    """Return how a multi-select or multi-user lookup reaches the other side."""
    if field.data_type not in _LINKED:
        return None
    said = field.linking or LinkingDefinition()
    connected = said.connected_module
    other = "User" if connected == USERS else connected
    return Linking(
        module=said.module or f"{module}X{connected}",
        own_lookup=said.own_lookup or module,
        connected_module=connected,
        connected_lookup=said.connected_lookup or (other if other != module else f"{other}1"),
    )


def generated_modules(
    module: ModuleDefinition, known: Mapping[str, ModuleDefinition]
) -> Iterator[ModuleDefinition]:
    """Yield the modules that a module's fields call for and that have no file of their own."""
    for field in module.fields:
        rows, linking = row_module(field), linking_of(module.api_name, field)
        if rows is not None and rows not in known:
            yield module_definition(_row_definition(module, field, rows))
        if linking is not None and linking.module not in known:
            yield module_definition(_linking_definition(module, linking))


def _row_definition(module: ModuleDefinition, field: FieldDefinition, name: str) -> Raw:
    names = {
        "api_name": name,
        "label": field.field_label or name.replace("_", " "),
        "parent": module.api_name,
        "parent_label": module.plural_label,
    }
    template = filled(standard().templates["subform"], names)
    return overlay(template, {"fields": expand_fields(field.rows, standard().common)})


def _linking_definition(module: ModuleDefinition, linking: Linking) -> Raw:
    names = {
        "api_name": linking.module,
        "label": linking.module.replace("_", " "),
        "own_lookup": linking.own_lookup,
    }
    template: Raw = filled(standard().templates["linking"], names)
    sides = [
        _side(linking.own_lookup, module.api_name),
        _side(linking.connected_lookup, linking.connected_module),
    ]
    return {**template, "fields": [*sides, *template["fields"]]}


def _side(name: str, module: str) -> Raw:
    if module == USERS:
        return {"api_name": name, "data_type": "userlookup", "system_mandatory": True}
    return {
        "api_name": name,
        "data_type": "lookup",
        "lookup": module,
        "system_mandatory": True,
    }


def lists_in_other_modules(
    modules: Mapping[str, ModuleDefinition],
) -> Mapping[str, list[RelatedListDefinition]]:
    """Return the related lists that custom lookups make in the modules they point to.

    Lists of standard lookups stand in the module files.
    """
    found: dict[str, list[RelatedListDefinition]] = {}
    for module in modules.values():
        for field in module.fields:
            if field.id is None:
                continue
            target, made = _list_of(module, field)
            if target in modules and made is not None and not _has(modules[target], made):
                found.setdefault(target, []).append(made)
    return found


def _has(module: ModuleDefinition, made: RelatedListDefinition) -> bool:
    return any(one.api_name == made.api_name for one in module.related_lists)


def _list_of(
    module: ModuleDefinition, field: FieldDefinition
) -> tuple[str, RelatedListDefinition | None]:
    linking = linking_of(module.api_name, field)
    name = related_list_name(module.api_name, field)
    target = linking.connected_module if linking else field.lookup
    if name is None or target is None:
        return "", None
    return target, RelatedListDefinition(
        api_name=name,
        display_label=field.related_label or module.plural_label,
        module=module.api_name,
        type="multiselectlookup" if linking else "custom",
        connected_module=linking.connected_module if linking else None,
        linking_module=linking.module if linking else None,
    )


def related_list_name(module: str, field: FieldDefinition) -> str | None:
    """Return the api name of the list that a lookup makes in the module it points to."""
    if field.related_list is None and field.data_type == "multiselectlookup":
        return f"{module}_{field.api_name}"
    return field.related_list
