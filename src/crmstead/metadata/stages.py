"""Stages: values of a pick list that say what they mean for forecasts, and so make up pipelines."""

from __future__ import annotations

from crmstead.model.field import Field, PickListValue
from crmstead.model.module import Module


def stage_field(module: Module) -> Field | None:
    """Return the field whose values are stages, None where a module has no pipelines."""
    for field in module.fields:
        if any(value.forecast_type is not None for value in field.pick_list_values):
            return field
    return None


def stages_of(module: Module) -> dict[str, PickListValue]:
    """Return the stages of a module by display value."""
    field = stage_field(module)
    values = () if field is None else field.pick_list_values
    return {one.display_value: one for one in values if one.forecast_type is not None}
