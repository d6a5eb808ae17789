"""Settings that name values of a pick list follow the values' names: criteria and pipelines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.setup.fields.place import Place
from crmstead.setup.layouts.shape import entry_of, pipeline_raw
from crmstead.setup.redefining import put

Criteria = dict[str, Any] | None
Change = Callable[[Criteria], Criteria]


def rename_in_settings(place: Place, field: Field, renames: Mapping[str, str]) -> None:
    """Let views, rules and pipelines of a module name values of a field as they are called now."""
    named = {field.api_name, str(field.id)}

    def change(criteria: Criteria) -> Criteria:
        return _changed(criteria, named, renames) if criteria else criteria

    _in_views(place, change)
    _in_rules(place, change)
    if any(value.forecast_type for value in field.pick_list_values):
        _in_pipelines(place, renames)


def _changed(criteria: Any, named: set[str], renames: Mapping[str, str]) -> Any:
    if isinstance(criteria, list):
        return [_changed(one, named, renames) for one in criteria]
    if not isinstance(criteria, dict):
        return criteria
    made = dict(criteria)
    if "group" in made:
        made["group"] = _changed(made["group"], named, renames)
    compared = made.get("field")
    if isinstance(compared, dict) and named & {compared.get("api_name"), str(compared.get("id"))}:
        value = made.get("value")
        made["value"] = (
            [renames.get(one, one) if isinstance(one, str) else one for one in value]
            if isinstance(value, list)
            else renames.get(value, value)
            if isinstance(value, str)
            else value
        )
    return made


def _in_views(place: Place, change: Change) -> None:
    module = place.module
    for view in module.custom_views:
        criteria = change(view.criteria)
        if criteria == view.criteria:
            continue
        # What tells a view from others: its id, or its two names where the system made it.
        made: Raw = {"name": view.name}
        made |= {"system_name": view.system_name} if view.system_defined else {"id": view.id}
        views: list[Raw] = _raw(place, module).setdefault("custom_views", [])
        for one in views:
            if all(one.get(key) == value for key, value in made.items()):
                made = one
                break
        else:
            views.append(made)
        made["criteria"] = criteria


def _raw(place: Place, module: Module) -> Raw:
    return place.redefining.definitions.module(module.api_name)


def _in_rules(place: Place, change: Change) -> None:
    definitions, name = place.redefining.definitions, place.module.api_name
    for rule in tuple(definitions.sharing_rules):
        if rule.module == name and change(rule.criteria) != rule.criteria:
            put(definitions.sharing_rules, replace(rule, criteria=change(rule.criteria)))
    for locking in tuple(definitions.locking_configurations):
        if locking.module == name:
            rules = tuple(
                replace(one, criteria=change(one.criteria) or {}) for one in locking.locking_rules
            )
            if rules != locking.locking_rules:
                put(definitions.locking_configurations, replace(locking, locking_rules=rules))
    for territory in tuple(definitions.territories):
        criteria = territory.rules.get(name)
        if criteria is not None and change(criteria) != criteria:
            rules_of = {**territory.rules, name: change(criteria) or {}}
            put(definitions.territories, replace(territory, rules=rules_of))


def _in_pipelines(place: Place, renames: Mapping[str, str]) -> None:
    """Pipelines list stages by their display values."""
    for layout in place.module.layouts:
        if any(not renames.keys().isdisjoint(one.stages) for one in layout.pipelines):
            entry_of(_raw(place, place.module), layout)["pipelines"] = [
                {
                    **pipeline_raw(one),
                    "stages": [renames.get(stage, stage) for stage in one.stages],
                }
                for one in layout.pipelines
            ]
