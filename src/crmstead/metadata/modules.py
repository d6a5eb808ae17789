"""Turns a module's definition into the module of one org, with ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from crmstead.metadata.defaults import MODULE_DEFAULTS
from crmstead.metadata.definitions import FieldDefinition, ModuleDefinition, RelatedListDefinition
from crmstead.metadata.fields import build_field
from crmstead.metadata.layout_definitions import DATES, ViewDefinition
from crmstead.metadata.layouts import build_layouts
from crmstead.metadata.properties import properties_of
from crmstead.model.data_sharing import Shared
from crmstead.model.field import Field
from crmstead.model.ids import metadata_id
from crmstead.model.module import CustomView, Layout, Module, RelatedList
from crmstead.model.people import Org

#: Keys that the definition and the module share, where the definition always has a value.
_ALIKE = (
    "api_name",
    "singular_label",
    "plural_label",
    "generated_type",
    "scope",
    "sequence_number",
    "display_field",
    "duplicate_check",
    "parent_module",
    "pseudo",
    "stored",
    "admin_list",
    "belongs_to",
    "public",
    "since",
    "clone_section",
    "mass_update_fields",
    "sort_order",
    "open",
    "territory_limit",
    "actual_singular_label",
    "actual_plural_label",
    "access_type",
    "related_sort_by",
    "related_sort_order",
    *DATES,
)


def module_id(org: int, definition: ModuleDefinition) -> int:
    """Return the id of an org's module."""
    return definition.id or metadata_id(org, "module", definition.api_name)


def build_module(
    org: Org, definition: ModuleDefinition, more_lists: Iterable[RelatedListDefinition] = ()
) -> Module:
    """Return a module of an org, without the fields whose feature the org lacks."""
    name = definition.api_name
    kept = [one for one in definition.fields if one.feature in org.features | {None}]
    layouts = build_layouts(org.id, definition, kept)
    return Module(
        id=module_id(org.id, definition),
        module_name=definition.module_name or name,
        fields=_fields(org.id, name, kept, layouts),
        properties=properties_of(org.id, definition),
        layouts=layouts,
        custom_views=_views(org.id, definition, {one.api_name for one in kept}),
        related_lists=_lists(org.id, name, (*definition.related_lists, *more_lists)),
        supports=frozenset(definition.supports),
        behaviours=tuple(definition.behaviours),
        view_of=tuple(definition.view_of),
        period=tuple(definition.period),
        converts_to=tuple(definition.converts_to),
        merge_fixed=tuple(definition.merge_fixed),
        related_fields=tuple(definition.related_fields),
        input_aliases=tuple(definition.input_aliases.items()),
        output_aliases=tuple(definition.output_aliases),
        custom=definition.generated_type == "custom",
        **{key: getattr(definition, key) for key in _ALIKE},
        **_flags(definition),
    )


def _flags(definition: ModuleDefinition) -> Mapping[str, Any]:
    defaults = MODULE_DEFAULTS[definition.generated_type]
    said = {key: getattr(definition, key) for key in defaults}
    return {key: defaults[key] if value is None else value for key, value in said.items()}


def _fields(
    org: int, module: str, said: Iterable[FieldDefinition], layouts: Sequence[Layout]
) -> tuple[Field, ...]:
    """Return the fields; the first layout says where each stands and whether it must be given."""
    sections = layouts[0].sections if layouts else ()
    section_of = {name: section.api_name for section in sections for name in section.fields}
    mandatory = layouts[0].mandatory if layouts else frozenset()
    return tuple(
        build_field(
            org,
            module,
            one,
            sequence,
            section=section_of.get(one.api_name),
            layout_mandatory=one.api_name in mandatory,
        )
        for sequence, one in enumerate(said, 1)
    )


def _views(org: int, definition: ModuleDefinition, known: set[str]) -> tuple[CustomView, ...]:
    columns = next((view.fields for view in definition.custom_views if view.fields), [])
    return tuple(
        _view(
            org, definition.api_name, view, [one for one in view.fields or columns if one in known]
        )
        for view in definition.custom_views
    )


def _view(org: int, module: str, view: ViewDefinition, columns: list[str]) -> CustomView:
    return CustomView(
        id=view.id or metadata_id(org, "view", module, view.system_name or "", view.name),
        name=view.name,
        display_value=view.display_value or view.name,
        system_name=view.system_name,
        criteria=view.criteria,
        fields=tuple(columns),
        sort_by=view.sort_by,
        sort_order=view.sort_order,
        default=view.default,
        system_defined=view.id is None,
        category=view.category,
        access_type=view.access_type,
        shared_to=tuple(
            Shared(type=one.type, resource=one.id, subordinates=one.subordinates)
            for one in view.shared_to
        ),
        locked=view.locked,
        special=view.special,
        **{key: getattr(view, key) for key in DATES},
    )


def _lists(
    org: int, module: str, lists: Iterable[RelatedListDefinition]
) -> tuple[RelatedList, ...]:
    return tuple(_list(org, module, one, sequence) for sequence, one in enumerate(lists, 1))


def _list(org: int, module: str, one: RelatedListDefinition, sequence: int) -> RelatedList:
    grouped = one.type == "grouped"
    name = one.name or one.api_name.removesuffix("__s").replace("_", " ")
    named = None if grouped else one.api_name
    href = None if grouped else f"{module}/{{ENTITYID}}/{one.api_name}"
    return RelatedList(
        id=metadata_id(org, "list", module, one.api_name),
        api_name=one.api_name,
        name=name,
        display_label=one.display_label or name,
        module=named if one.module is UNSET else one.module,
        type=one.type,
        href=href if one.href is UNSET else one.href,
        sequence_number=str(sequence),
        status=one.status,
        connected_module=one.connected_module,
        linking_module=one.linking_module,
        parents=tuple(one.parents),
        lookups_of=one.lookups_of or one.api_name,
        open=one.open,
        link=one.link,
        records_of=one.records_of,
        own_lookup=one.own_lookup,
        entries=one.entries,
        member_info=one.member_info,
    )
