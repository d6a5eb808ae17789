"""Global pick lists and dependencies between pick lists, through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import field_map_dependency as dependencies
from zohocrmsdk.src.com.zoho.crm.api import global_picklists as lists

from tests.compat.drivers.session import Given, answered, main


def run(given: Given) -> dict[str, Any]:
    """Make, read, change, replace values of and delete; the lists' fields are made outside."""
    return {**global_lists(given), **mapped(given)}


def global_lists(given: Given) -> dict[str, Any]:
    """Live a global pick list's life."""
    operations = lists.GlobalPicklistsOperations()
    made = answered(operations.create_global_picklist(_list("Tide", "high", "low", "none")))
    number = made["content"]["global_picklists"][0]["details"]["id"]
    read = answered(operations.get_global_picklist(number))
    values = read["content"]["global_picklists"][0]["pick_list_values"]
    renamed = lists.PickListValues()
    renamed.set_id(values[0]["id"])
    renamed.set_display_value("flood")
    return {
        "made": made,
        "read": read,
        "changed": answered(
            operations.update_global_picklist(number, _wrapped(_picklist(renamed)))
        ),
        "replaced": answered(
            operations.replace_picklist_values(number, _replacing(values[2], values[1]))
        ),
        "replaced_values": answered(operations.get_replace_values(number)),
        "associations": answered(operations.get_associations(given["list"])),
        "listed": answered(operations.get_global_picklists()),
        "deleted": answered(operations.delete_global_picklist(number)),
    }


def _list(label: str, *names: str) -> lists.BodyWrapper:
    values = []
    for name in names:
        value = lists.PickListValues()
        value.set_display_value(name)
        values.append(value)
    picklist = _picklist(*values)
    picklist.set_display_label(label)
    return _wrapped(picklist)


def _picklist(*values: lists.PickListValues) -> lists.Picklist:
    made = lists.Picklist()
    made.set_pick_list_values(list(values))
    return made


def _wrapped(picklist: lists.Picklist) -> lists.BodyWrapper:
    made = lists.BodyWrapper()
    made.set_global_picklists([picklist])
    return made


def _replacing(old: dict[str, Any], new: dict[str, Any]) -> lists.ReplaceBodyWrapper:
    pair = lists.ReplacePicklistValues()
    for set_value, value in ((pair.set_old_value, old), (pair.set_new_value, new)):
        named = lists.ReplacePicklistValue()
        named.set_id(value["id"])
        named.set_display_value(value["display_value"])
        set_value(named)
    made = lists.ReplaceBodyWrapper()
    made.set_replace_picklist_values([pair])
    return made


def mapped(given: Given) -> dict[str, Any]:
    """Let one pick list of a layout depend on another."""
    operations = dependencies.FieldMapDependencyOperations(given["layout"], "Leads")
    made = answered(operations.create_map_dependency(_dependency(given)))
    number = made["content"]["map_dependency"][0]["details"]["id"]
    return {
        "mapped": made,
        "mappings": answered(operations.get_map_dependencies()),
        "mapping": answered(operations.get_map_dependency(number)),
        "mapping_changed": answered(
            operations.update_map_dependency(number, _dependency(given, alone=True))
        ),
        "mapping_deleted": answered(operations.delete_map_dependency(number)),
    }


def _dependency(given: Given, *, alone: bool = False) -> dependencies.BodyWrapper:
    (parent, value), (child, other) = given["parent"], given["child"]
    made = dependencies.MapDependency()
    if not alone:
        for side, number, set_side in (
            (dependencies.Parent(), parent, made.set_parent),
            (dependencies.Child(), child, made.set_child),
        ):
            side.set_id(number)
            set_side(side)
    mapping, mapped_to = dependencies.PickListMapping(), dependencies.PicklistMap()
    mapping.set_id(value)
    mapped_to.set_id(other)
    mapping.set_maps([mapped_to])
    made.set_pick_list_values([mapping])
    body = dependencies.BodyWrapper()
    body.set_map_dependency([made])
    return body


if __name__ == "__main__":
    main(run)
