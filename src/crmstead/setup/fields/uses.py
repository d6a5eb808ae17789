"""Where else a field is named, so that it cannot go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module

_REFERENCES = re.compile(r"\$\{[^{}]*\}")


def is_used(catalogue: Catalogue, module: Module, field: Field) -> bool:
    """Tell whether criteria, formulas, roll-ups, mappings or settings of the org name a field."""
    named = (field.api_name, str(field.id))
    if any(_names(one, named) for one in _criteria(catalogue, module)):
        return True
    return (
        any(_in_result(one, field) for one in module.fields)
        or _in_other_modules(catalogue, module, field)
        or _in_settings(catalogue, module, field)
    )


def _criteria(catalogue: Catalogue, module: Module) -> Iterator[Mapping[str, Any] | None]:
    """Yield the criteria that records of a module are compared with."""
    name = module.api_name
    for view in module.custom_views:
        yield view.criteria
    for rule in catalogue.sharing_rules:
        if rule.module == name:
            yield rule.criteria
    for configuration in catalogue.locking_configurations:
        if configuration.module == name:
            yield from (rule.criteria for rule in configuration.locking_rules)
    for territory in catalogue.territories:
        yield territory.rules.get(name)
    for other in catalogue.modules:
        for lookup in other.fields:
            if lookup.query is not None and name in {lookup.lookup, *lookup.multi_module}:
                yield lookup.query


def _names(criteria: Any, named: Iterable[str]) -> bool:
    """Tell whether criteria compare a field, given by api name and id."""
    if isinstance(criteria, list):
        return any(_names(one, named) for one in criteria)
    if not isinstance(criteria, dict):
        return False
    compared = criteria.get("field")
    if isinstance(compared, dict) and {
        compared.get("api_name"),
        str(compared.get("id")),
    }.intersection(named):
        return True
    return _names(criteria.get("group"), named)


def _in_result(result: Field, field: Field) -> bool:
    """Tell whether a formula names a field, by its label or its name."""
    if result.data_type != "formula" or result.api_name == field.api_name:
        return False
    names = {field.api_name.lower(), field.field_label.lower()}
    for reference in _REFERENCES.findall(result.expression or ""):
        if reference[2:-1].rpartition(".")[2].strip().lower() in names:
            return True
    return False


def _in_other_modules(catalogue: Catalogue, module: Module, field: Field) -> bool:
    """Tell whether a roll-up sums up the field or its related list, or records turn into it."""
    for other in catalogue.modules:
        for one in other.fields:
            if one.data_type == "rollup_summary" and _sums(one, module, field):
                return True
            if (module.api_name, field.api_name) in (one.convert_mapping or ()):
                return True
    return False


def _sums(result: Field, module: Module, field: Field) -> bool:
    try:
        said = json.loads(result.expression or "{}")
    except ValueError:
        return False
    if said.get("based_on_module", {}).get("api_name") != module.api_name:
        return False
    expression = said.get("expression", {})
    parameters = {one.get("api_name") for one in expression.get("function_parameters") or ()}
    fed_by = said.get("related_list", {}).get("api_name")
    return (
        field.api_name in parameters
        or (field.related_list is not None and field.related_list == fed_by)
        or _names(expression.get("criteria"), (field.api_name, str(field.id)))
    )


def _in_settings(catalogue: Catalogue, module: Module, field: Field) -> bool:
    name = module.api_name
    locking = catalogue.locking_of.get(name)
    preferences = [
        (one.module, mapping.current)
        for one in catalogue.duplicate_checks
        for mapping in one.mappings
    ]
    preferences += [
        (mapping.mapped_module, mapping.mapped)
        for one in catalogue.duplicate_checks
        for mapping in one.mappings
    ]
    return (
        field.api_name in {module.display_field, module.duplicate_check}
        or (locking is not None and field.api_name in locking.excluded_fields)
        or (name, field.api_name) in preferences
        or any(
            one.module == name and field.api_name in {one.parent, one.child}
            for one in catalogue.map_dependencies
        )
    )
