"""Fields, as settings/fields, layouts and single modules describe them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from crmstead.metadata.describing.picklists import describe_value, global_picklist
from crmstead.metadata.describing.reader import Reader
from crmstead.metadata.describing.special import special_members
from crmstead.model.field import Field
from crmstead.model.module import Layout, Module
from crmstead.model.times import times_of

_VIEWS = ("view", "edit", "quick_create", "create")
_OPERATIONS = ("web_update", "api_create", "web_create", "api_update")
#: What clients take for "shown as usual" and "hidden".
_SHOWN, _HIDDEN = -1, 3

#: The same for every field here; the last lines are keys of newer answers, null as a rule.
_CONSTANT: dict[str, Any] = {
    "webhook": True,
    "colour_code_enabled_by_system": False,
    "customizable_properties": None,
    "association_details": None,
    "crypt": None,
    "created_source": "default",
    "email_parser": {"fields_update_supported": True, "record_operations_supported": True},
    "history_tracking": None,
    "display_format_properties": None,
    "display_format": None,
    "parent_field": None,
    "child_fields": None,
    "range": None,
    "address": None,
    "history_tracking_enabled": None,
    "public": None,
    "column_name": None,
    "additional_column": None,
    "portal_user_types": None,
}
#: What a data type fills; clients want an object, never null or text.
_EMPTY: dict[str, Any] = {
    "associated_module": None,
    "multi_module_lookup": {},
    "currency": {},
    "lookup": {},
    "rollup_summary": {},
    "formula": {},
    "multiselectlookup": {},
    "auto_number": {},
}


class FieldDescriber:
    """Describes the fields of one module; what they share is made once."""

    def __init__(self, reader: Reader, module: Module) -> None:
        self._reader = reader
        self._module = module
        self._layouts: dict[str, list[dict[str, Any]]] = {}
        for layout in module.layouts:
            shown = {"api_name": layout.api_name, "name": layout.name, "id": str(layout.id)}
            for name in layout.field_names():
                self._layouts.setdefault(name, []).append(shown)
        self._everyone = self._permissions(frozenset(), frozenset())

    def layouts(self, field: Field) -> list[dict[str, Any]]:
        """Return in short the layouts that show a field."""
        return self._layouts.get(field.api_name, [])

    def used(self, field: Field) -> bool:
        """Tell whether a field is in use: a custom one leaves it with its last layout."""
        return not (field.custom and self._module.layouts and field.api_name not in self._layouts)

    def describe(self, field: Field) -> dict[str, Any]:
        """Return a field with all its keys."""
        return {
            **_CONSTANT,
            **_EMPTY,
            **self._identity(field),
            **self._abilities(field),
            **self._values(field),
            "profiles": self._profiles(field),
            "layout_associations": self.layouts(field),
            **self._where_meant(field),
            **special_members(self._reader, self._module, field),
        }

    def _identity(self, field: Field) -> dict[str, Any]:
        return {
            "id": str(field.id),
            "api_name": field.api_name,
            "field_label": field.field_label,
            "display_label": field.field_label,
            "data_type": field.data_type,
            "json_type": field.json_type,
            "length": field.length,
            "decimal_place": field.decimal_place,
            "ui_type": field.ui_type,
            "type": "used" if self.used(field) else "unused",
            "custom_field": field.custom,
            "display_field": field.api_name == self._module.display_field,
            "tooltip": field.tooltip,
            "separator": field.separator,
            "created_time": self._time(field.created_time),
            "modified_time": self._time(field.modified_time),
        }

    def _time(self, seconds: int | None) -> str | None:
        """Return a moment as the org's clock shows it: the answer is one for all callers."""
        zone = ZoneInfo(self._reader.catalogue.org.time_zone)
        return None if seconds is None else times_of(zone).format(seconds)

    def _abilities(self, field: Field) -> dict[str, Any]:
        hidden = self._reader.profile.id in field.hidden_from
        views = frozenset[str]() if hidden else field.view_type
        return {
            "visible": field.visible and not hidden,
            "display_type": _HIDDEN if hidden else _SHOWN,
            "view_type": {name: name in views for name in _VIEWS},
            "operation_type": {name: name in field.operation_type for name in _OPERATIONS},
            "read_only": field.read_only or self._reader.profile.id in field.read_only_for,
            "field_read_only": field.field_read_only,
            "system_mandatory": field.system_mandatory,
            "virtual_field": field.virtual_field,
            "businesscard_supported": not field.virtual_field and field.textarea_type is None,
            "filterable": field.filterable,
            "searchable": field.filterable,
            "sortable": field.sortable,
            "mass_update": field.mass_update,
        }

    def _values(self, field: Field) -> dict[str, Any]:
        case = field.unique_case_sensitive
        catalogue = self._reader.catalogue
        return {
            "unique": {} if case is None else {"case_sensitive": case},
            "external": None
            if field.external is None
            else {
                "show": field.external_show,
                "type": field.external,
                "allow_multiple_config": False,
            },
            "pick_list_values": [
                describe_value(catalogue, value, self._reader.version)
                for value in field.pick_list_values
            ],
            "enable_colour_code": field.enable_colour_code
            or any(value.colour_code for value in field.pick_list_values),
            "pick_list_values_sorted_lexically": field.sorted_lexically,
            "global_picklist": global_picklist(catalogue, field),
            "convert_mapping": dict(field.convert_mapping) if field.convert_mapping else None,
            "hipaa_compliance_enabled": field.hipaa,
            "hipaa_compliance": self._health(field),
        }

    def _health(self, field: Field) -> dict[str, Any] | None:
        """Return what is done with a field's health data, None where it holds none."""
        if not field.hipaa:
            return None
        hipaa = self._reader.catalogue.org.hipaa
        covered = hipaa.covers(self._module.parent_module or self._module.api_name)
        return {
            "restricted": self._reader.catalogue.restricted(self._module, field),
            "restricted_in_export": covered and hipaa.restrict_data_in_export,
        }

    def _where_meant(self, field: Field) -> dict[str, Any]:
        """Return the keys that are there only where they mean something."""
        found: dict[str, Any] = {}
        if "quick_create" in field.view_type:
            found["quick_sequence_number"] = str(field.sequence_number)
        if field.private is not None:
            catalogue = self._reader.catalogue
            found["private"] = {
                "restricted": catalogue.closes_personal,
                "export": not catalogue.org.privacy.exclude_export,
                "type": field.private,
            }
        if field.default_value is not None:
            found["default_value"] = default_text(field)
        return found

    def _profiles(self, field: Field) -> list[dict[str, Any]]:
        if field.hidden_from or field.read_only_for:
            return self._permissions(field.hidden_from, field.read_only_for)
        return self._everyone

    def _permissions(
        self, hidden_from: frozenset[int], read_only_for: frozenset[int]
    ) -> list[dict[str, Any]]:
        said = dict.fromkeys(read_only_for, "read_only") | dict.fromkeys(hidden_from, "hidden")
        return [
            {
                "permission_type": said.get(profile.id, "read_write"),
                "name": profile.name,
                "id": str(profile.id),
            }
            for profile in self._reader.catalogue.profiles
        ]

    def in_section(self, field: Field, layout: Layout, section: int) -> dict[str, Any]:
        """Return a field as a layout shows it in its section with that number."""
        described = self.describe(field)
        del described["layout_associations"]
        described["required"] = field.system_mandatory or field.api_name in layout.mandatory
        described["validation_rule"] = None
        described["section_id"] = section
        described["sequence_number"] = field.sequence_number
        described["default_value"] = default_text(field)
        return described


def default_text(field: Field) -> str | None:
    """Return the default value as text, which is what clients of every language can read."""
    value = field.default_value
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def permissions_to_update(field: Field) -> dict[str, bool]:
    """Return which permissions a profile could be given: what must be filled cannot be hidden."""
    return {
        "read_write": not field.read_only,
        "read_only": not field.system_mandatory,
        "hidden": not field.system_mandatory,
    }
