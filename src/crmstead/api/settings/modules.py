"""Modules: `settings/modules` and one of them (platform reference 2.1)."""

from __future__ import annotations

from typing import Any

from crmstead.access.permissions import permission_name
from crmstead.access.views import views_of
from crmstead.api.route import Call, Param, Reply, Routes, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_UNKNOWN
from crmstead.errors.settings import SETTINGS_MODULE_NOT_SUPPORTED
from crmstead.metadata.describing.asked import since_asked, statuses_asked
from crmstead.metadata.describing.fields import FieldDescriber
from crmstead.metadata.describing.kept import kept_answer, rooted, unchanged_since
from crmstead.metadata.describing.layouts import brief_layout
from crmstead.metadata.describing.reader import (
    Reader,
    field_reference,
    module_reference,
    named,
    user_reference,
)
from crmstead.metadata.describing.related import describe_related
from crmstead.metadata.describing.views import default_view, full_view, view_columns
from crmstead.model.ids import parse_id
from crmstead.model.module import CustomView, Module

#: Of the module's name in `settings/modules/{name}`.
_PATH_INDEX = 2
_STATUSES = ("visible", "user_hidden", "system_hidden", "scheduled_for_deletion")
#: Rows with taxes are what inventory templates print.
_TAXED = "linetax"

#: The same for every module here.
_CONSTANT: dict[str, Any] = {
    "has_more_profiles": False,
    "private_profile": None,
    "description": None,
    "web_link": None,
    "feeds_required": False,
    "arguments": [],
    "public_fields_configured": False,
    "zia_view": False,
    "per_page": 10,
}


def _reader(call: Call) -> Reader:
    return Reader(call.org.catalogue, call.version, call.caller.profile, call.caller.zone)


def _unchanged(call: Call) -> bool:
    moment = since_asked(call.headers)
    return unchanged_since(call.org.compiled, call.org.clock.seconds(), moment)


async def list_modules(call: Call) -> Reply:
    """Answer all modules, or those of some statuses, as the caller's profile may use them.

    304 when the metadata did not change after `If-Modified-Since`.
    """
    statuses = statuses_asked(call.query, _STATUSES)
    if _unchanged(call):
        return Reply(304)
    reader = _reader(call)

    def make() -> dict[str, Any] | None:
        shown = [
            _brief(reader, module)
            for module in reader.catalogue.modules
            if _listed(module) and (statuses is None or module.status in statuses)
        ]
        return rooted("modules", shown)

    key = ("modules", reader.key, statuses)
    return Reply(*kept_answer(call.org.compiled, key, make))


async def get_module(call: Call) -> Reply:
    """Answer one module by api name or id; 204 for an id that is none's."""
    name = call.path["module_name"]
    module = _named(call, name)
    if module is None:
        return no_content()
    if not module.api_supported:
        raise ApiError(SETTINGS_MODULE_NOT_SUPPORTED)
    if _unchanged(call):
        return Reply(304)
    reader = _reader(call)
    view = default_view(views_of(call.org.catalogue, call.caller, module))
    key = ("module", module.id, view and view.id, reader.key)
    return Reply(
        *kept_answer(
            call.org.compiled, key, lambda: rooted("modules", [_full(reader, module, view)])
        )
    )


def _named(call: Call, name: str) -> Module | None:
    catalogue = call.org.catalogue
    number = parse_id(name)
    if number is not None:
        by_id = catalogue.module_by_id.get(number)
        return None if by_id is None or by_id.pseudo else by_id
    module = catalogue.module_by_name.get(name)
    if module is None or module.pseudo:
        raise ApiError(MODULE_UNKNOWN, resource_path_index=_PATH_INDEX)
    return module


def _brief(reader: Reader, module: Module) -> dict[str, Any]:
    """Return a module as the list shows it, with the scalars of the single one too."""
    profiles = [
        named(one.id, one.name)
        for one in reader.catalogue.profiles
        if one.allows(permission_name("View", module))
    ]
    parent = module.parent_module
    return {
        **_CONSTANT,
        "id": str(module.id),
        "api_name": module.api_name,
        "module_name": module.module_name,
        "singular_label": module.singular_label,
        "plural_label": module.plural_label,
        "actual_singular_label": module.actual_singular_label or module.singular_label,
        "actual_plural_label": module.actual_plural_label or module.plural_label,
        "generated_type": module.generated_type,
        "sequence_number": module.sequence_number,
        "parent_module": {} if parent is None else module_reference(reader.catalogue, parent),
        "profiles": profiles,
        "profile_count": len(profiles),
        "display_field": module.display_field,
        "access_type": module.access_type,
        "modified_time": reader.moment(module.modified_time),
        "modified_by": user_reference(reader.catalogue, module.modified_by),
        **_shown(module),
        **_rights(reader, module),
        **_abilities(reader, module),
    }


def _shown(module: Module) -> dict[str, Any]:
    return {
        "visibility": module.visibility,
        "status": module.status,
        "visible": module.status == "visible",
        "show_as_tab": module.show_as_tab,
        "api_supported": module.api_supported,
        "quick_create": module.quick_create,
        "presence_sub_menu": module.presence_sub_menu,
        "sub_menu_available": module.sub_menu_available,
        "recycle_bin_on_delete": module.recycle_bin_on_delete,
        "track_current_data": module.track_current_data,
        "business_card_field_limit": module.business_card_field_limit,
    }


def _rights(reader: Reader, module: Module) -> dict[str, bool]:
    """Return what the caller may do with records of the module."""
    allows = reader.profile.allows
    return {
        "viewable": module.viewable and allows(permission_name("View", module)),
        "creatable": module.creatable and allows(permission_name("Create", module)),
        "editable": module.editable and allows(permission_name("Edit", module)),
        "deletable": module.deletable and allows(permission_name("Delete", module)),
        "convertable": module.convertable,
    }


def _abilities(reader: Reader, module: Module) -> dict[str, Any]:
    supports = module.supports
    views = "custom_views" in supports
    return {
        "global_search_supported": "search" in supports,
        "lookupable": module.show_as_tab and module.api_supported,
        "isBlueprintSupported": "blueprint" in supports,
        "chart_view": False,
        "chart_view_supported": views,
        "kanban_view": False,
        "kanban_view_supported": views,
        "filter_status": views,
        "filter_supported": views,
        "emailTemplate_support": "send_mail" in supports,
        "email_parser_supported": "webform" in supports,
        "inventory_template_supported": _has_taxed_rows(reader, module),
        "triggers_supported": "edit" in supports,
        "scoring_supported": "approval" in supports,
        "webform_supported": "webform" in supports,
        "activity_badge": "Disabled" if "notes" in supports else None,
    }


def _has_taxed_rows(reader: Reader, module: Module) -> bool:
    rows = (reader.catalogue.module_by_name.get(field.subform or "") for field in module.fields)
    return any(field.data_type == _TAXED for row in rows if row is not None for field in row.fields)


def _full(reader: Reader, module: Module, view: CustomView | None) -> dict[str, Any]:
    """Return a module with its fields, layouts, related lists and the view it opens with."""
    columns = [] if view is None else view_columns(reader, module, view)
    describer = FieldDescriber(reader, module)
    territories = "territories" in reader.catalogue.org.features
    return {
        **_brief(reader, module),
        **_records(reader, module),
        "business_card_fields": columns[: module.business_card_field_limit],
        "search_layout_fields": columns,
        "lookup_field_properties": {"fields": _lookup_fields(module)},
        "related_list_properties": _related_properties(module, columns),
        "default_mapping_fields": [],
        "static_subform_properties": None,
        "layout_associations": None,
        "territory": {"name": "All Territories", "id": "0", "subordinates": False}
        if territories and "territory" in module.supports
        else None,
        "custom_view": None if view is None else full_view(reader, module, view),
        "layouts": [brief_layout(reader, layout) for layout in module.layouts],
        "related_lists": [
            describe_related(reader, module, related) for related in module.related_lists
        ],
        "fields": [describer.describe(field) for field in reader.fields(module)],
    }


def _related_properties(module: Module, columns: list[str]) -> dict[str, Any]:
    sort_by = module.related_sort_by
    known = [name for name in module.related_fields if name in module.by_name]
    return {
        "sort_by": None if sort_by is None else field_reference(module, sort_by),
        "fields": known or columns,
        "sort_order": module.related_sort_order,
    }


def _lookup_fields(module: Module) -> list[dict[str, Any]]:
    shown = module.display_field
    return [] if shown is None else [{"sequence_number": 1, **field_reference(module, shown)}]


def _records(reader: Reader, module: Module) -> dict[str, Any]:
    """Return the `$` keys of the module's records."""
    converted = any(field.convert_mapping for field in module.fields)
    return {
        "$properties": [one.api_name for one in module.properties if reader.has(one)],
        "$on_demand_properties": ["$blocked_reason"] if "approval" in module.supports else [],
        "$field_states": ["convert_scheduler"] if converted else [],
    }


def _listed(module: Module) -> bool:
    """Tell whether the list names a module: not the rows inside records, nor a union of others.

    `Activities` left the list in v3; it has no rights and no layouts of its own in any version.
    """
    return not module.pseudo and not module.view_of


_route = Routes(("settings.modules.{right}",))

ROUTES = (
    _route("GET", "settings/modules", list_modules, "list_modules", Param("status")),
    _route("GET", "settings/modules/{module_name}", get_module, "get_module"),
)
