"""Layouts, as settings/layouts and, in short, single modules describe them."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.fields import FieldDescriber
from crmstead.metadata.describing.reader import Reader, derived_id, named, user_reference
from crmstead.model.module import Layout, Module, Section
from crmstead.model.people import Profile

_CUSTOM = "custom"
#: `tab_traversal` as text and as the number that older versions send for it.
_TRAVERSALS = {"left_to_right": 2, "top_to_bottom": 1}


def layout_profiles(reader: Reader, layout: Layout) -> list[Profile]:
    """Return the profiles that see a layout."""
    profiles, chosen = reader.catalogue.profiles, layout.profiles
    return [one for one in profiles if chosen is None or one.id in chosen]


def brief_layout(reader: Reader, layout: Layout) -> dict[str, Any]:
    """Return a layout without its sections, as a single module lists it."""
    return {
        "id": str(layout.id),
        "name": layout.name,
        "display_label": layout.display_label,
        "generated_type": layout.generated_type,
        "source": "crm",
        "status": layout.status,
        "profiles": [named(one.id, one.name) for one in layout_profiles(reader, layout)],
    }


def full_layout(reader: Reader, module: Module, layout: Layout) -> dict[str, Any]:
    """Return a layout with its sections and their fields.

    Nobody made the system's layouts, and no time is kept of them until somebody changes them.
    """
    describer = FieldDescriber(reader, module)
    custom = layout.generated_type == _CUSTOM
    allowed = dict.fromkeys(("edit", "rename", "clone", "set_layout_permissions"), True)
    return {
        **brief_layout(reader, layout),
        "api_name": layout.api_name,
        "has_more_profiles": False,
        "visible": layout.status == "active",
        "created_time": reader.moment(layout.created_time),
        "created_by": user_reference(reader.catalogue, layout.created_by),
        "created_for": None,
        "modified_time": reader.moment(layout.modified_time),
        "modified_by": user_reference(reader.catalogue, layout.modified_by),
        "show_business_card": layout.show_business_card,
        "actions_allowed": {
            **allowed,
            "downgrade": False,
            "delete": custom,
            "deactivate": custom and layout.status == "active",
        },
        "convert_mapping": _convert_mapping(reader, module),
        "profiles": [
            _profile(reader, module, layout, profile) for profile in layout_profiles(reader, layout)
        ],
        "sections": [
            _section(reader, describer, module, layout, section) for section in layout.sections
        ],
    }


def _profile(reader: Reader, module: Module, layout: Layout, profile: Profile) -> dict[str, Any]:
    view, assignment = (
        {
            "name": f"Standard {kind.replace('_', ' ')}",
            "id": derived_id(reader.catalogue, kind, str(layout.id), str(profile.id)),
            "type": "layout",
        }
        for kind in ("view", "assignment_view")
    )
    return {
        **named(profile.id, profile.name),
        "default": module.layout_for(profile.id) is layout,
        "_default_view": view,
        "_default_assignment_view": assignment,
    }


def _section(
    reader: Reader, describer: FieldDescriber, module: Module, layout: Layout, section: Section
) -> dict[str, Any]:
    text, number = section.tab_traversal, _TRAVERSALS[section.tab_traversal]
    fields = (module.by_name.get(name) for name in section.fields)
    return {
        "id": str(section.id),
        "api_name": section.api_name,
        "name": section.name,
        "display_label": section.display_label,
        "generated_type": section.generated_type,
        "type": "used",
        "mode": "default_create",
        "isSubformSection": section.is_subform,
        "sequence_number": section.sequence_number,
        "column_count": section.column_count,
        "tab_traversal": text if reader.version.tab_traversal_text else number,
        "properties": {"reorder_rows": True, "tooltip": None, "maximum_rows": None}
        if section.is_subform
        else None,
        "fields": [
            describer.in_section(field, layout, section.sequence_number)
            for field in fields
            if field is not None and reader.has(field)
        ],
    }


def _convert_mapping(reader: Reader, module: Module) -> dict[str, Any] | None:
    """Return the layouts that records of the module are converted to."""
    found: dict[str, Any] = {}
    for field in module.fields:
        for name, _target in field.convert_mapping or ():
            if name not in found:
                found[name] = _converted_to(reader, reader.catalogue.module_by_name.get(name))
    return found or None


def _converted_to(reader: Reader, target: Module | None) -> dict[str, Any] | None:
    """Return the layout of the other module; one with stages asks for its mandatory fields."""
    if target is None or not target.layouts:
        return None
    layout = target.layouts[0]
    described = named(layout.id, layout.name)
    if layout.pipelines:
        described["fields"] = [
            {
                "api_name": field.api_name,
                "field_label": field.field_label,
                "id": str(field.id),
                "required": field.system_mandatory,
            }
            for field in reader.fields(target)
            if field.system_mandatory or field.layout_mandatory
        ]
    return described
