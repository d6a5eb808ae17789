"""Turns a field's definition into the field of one org: defaults filled in, ids given."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from crmstead.metadata.defaults import (
    ALL_OPERATIONS,
    ALL_VIEWS,
    FIELD_DEFAULTS,
    RETURNED_JSON_TYPES,
    TEXTAREA_DEFAULTS,
    TypeDefaults,
)
from crmstead.metadata.definitions import FieldDefinition, PickListValueDefinition
from crmstead.metadata.generating import linking_of, related_list_name, row_module
from crmstead.model.field import ALWAYS, Field, PickListValue
from crmstead.model.ids import metadata_id

#: Modules that a lead is converted into, in the order of `convert_mapping`.
_CONVERTED_INTO = ("Contacts", "Deals", "Accounts")
_READ_VIEWS = frozenset({"view"})
#: Keys that the definition and the field share, where the definition always has a value.
_ALIKE = (
    "api_name",
    "data_type",
    "system_mandatory",
    "read_only",
    "visible",
    "unique_case_sensitive",
    "external",
    "cloned",
    "feature",
    "since",
    "pick_list_closed",
    "lookup",
    "textarea_type",
    "return_type",
    "expression",
    "assume_default",
    "default_value",
    "hipaa",
    "private",
    "precision",
    "tooltip",
    "separator",
    "sorted_lexically",
    "enable_colour_code",
    "global_picklist",
    "query",
    "revalidate_filter",
    "share_permission",
    "external_show",
    "created_time",
    "modified_time",
    "column",
)


def build_field(
    org: int,
    module: str,
    said: FieldDefinition,
    sequence: int,
    *,
    section: str | None = None,
    layout_mandatory: bool = False,
) -> Field:
    """Return a field of an org's module; the layout's part of it is told by who knows layouts."""
    defaults = FIELD_DEFAULTS[said.data_type]
    if defaults.computed:
        said = structs.replace(said, read_only=True)
    return Field(
        id=said.id or metadata_id(org, "field", module, said.api_name),
        field_label=said.label,
        kind=said.kind or _kind(said, defaults),
        sequence_number=sequence,
        section=section,
        layout_mandatory=layout_mandatory,
        custom=(said.id is not None) if said.custom is None else said.custom,
        until=ALWAYS if said.until is None else said.until,
        # A field that is read-only to clients is kept by the server.
        input_ignored=said.input_ignored or said.read_only,
        pick_list_values=_values(org, module, said),
        related_list=related_list_name(module, said),
        multi_module=tuple(said.multi_module),
        subform=row_module(said),
        linking=linking_of(module, said),
        rounding_option=said.rounding_option or defaults.rounding_option,
        convert_mapping=_convert_mapping(said),
        hidden_from=frozenset(said.hidden_from),
        read_only_for=frozenset(said.read_only_for),
        **{key: getattr(said, key) for key in _ALIKE},
        **_wire_form(said, defaults),
        **_flags(said, defaults),
        **_auto_number(said),
    )


def _kind(said: FieldDefinition, defaults: TypeDefaults) -> str:
    if said.lookup == "se_module":
        return "any_module_lookup"
    if said.data_type == "formula" and said.return_type is not None:
        # Its value is one like any other's of that type: kept, found, sorted and rendered as it.
        return said.return_type
    return defaults.kind or said.data_type


def _wire_form(said: FieldDefinition, defaults: TypeDefaults) -> dict[str, Any]:
    length, ui_type = TEXTAREA_DEFAULTS.get(
        said.textarea_type or "", (defaults.length, defaults.ui_type)
    )
    if defaults.computed and said.return_type == "text":
        length = TEXTAREA_DEFAULTS["small"][0]
    return {
        "json_type": said.json_type
        or RETURNED_JSON_TYPES.get(said.return_type or "")
        or defaults.json_type,
        "length": _either(said.length, length),
        "ui_type": _either(said.ui_type, ui_type),
        "decimal_place": _either(said.decimal_place, defaults.decimal_place),
    }


def _flags(said: FieldDefinition, defaults: TypeDefaults) -> dict[str, Any]:
    views = _READ_VIEWS if said.read_only else ALL_VIEWS
    views = views if said.view_type is None else frozenset(said.view_type)
    operations = frozenset() if said.read_only else ALL_OPERATIONS
    return {
        "field_read_only": _either(said.field_read_only, said.read_only),
        "virtual_field": _either(said.virtual_field, defaults.virtual),
        "filterable": _either(said.filterable, defaults.filterable),
        "sortable": _either(said.sortable, defaults.sortable),
        "mass_update": _either(said.mass_update, defaults.mass_update and not said.read_only),
        "view_type": views | {"quick_create"} if said.quick_create else views,
        "operation_type": operations
        if said.operation_type is None
        else frozenset(said.operation_type),
    }


def _either(said: Any, otherwise: Any) -> Any:
    """Return what was said, or else the default."""
    return otherwise if said is None else said


def _values(org: int, module: str, said: FieldDefinition) -> tuple[PickListValue, ...]:
    return tuple(
        _value(org, module, said.api_name, value, sequence)
        for sequence, value in enumerate(said.pick_list_values, 1)
    )


def _value(
    org: int, module: str, field: str, said: str | PickListValueDefinition, sequence: int
) -> PickListValue:
    if isinstance(said, str):
        said = PickListValueDefinition(display_value=said)
    actual = said.actual_value or said.display_value
    return PickListValue(
        id=said.id or metadata_id(org, "value", module, field, actual),
        display_value=said.display_value,
        actual_value=actual,
        reference_value=said.reference_value or said.display_value,
        sequence_number=sequence,
        type=said.type,
        colour_code=said.colour_code,
        probability=said.probability,
        forecast_type=said.forecast_type,
        forecast_category=said.forecast_category,
    )


def _convert_mapping(said: FieldDefinition) -> tuple[tuple[str, str | None], ...] | None:
    if said.convert_mapping is None:
        return None
    return tuple((module, said.convert_mapping.get(module)) for module in _CONVERTED_INTO)


def _auto_number(said: FieldDefinition) -> dict[str, Any]:
    form = said.auto_number
    if form is None:
        return {}
    return {
        "auto_number_prefix": form.prefix,
        "auto_number_suffix": form.suffix,
        "auto_number_start": form.start_number,
    }
