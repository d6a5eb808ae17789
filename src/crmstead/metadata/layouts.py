"""Turns the layouts of a module's definition into the layouts of one org."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from crmstead.metadata.definitions import FieldDefinition, ModuleDefinition
from crmstead.metadata.layout_definitions import (
    DATES,
    LayoutDefinition,
    PipelineDefinition,
    SectionDefinition,
)
from crmstead.model.ids import metadata_id
from crmstead.model.module import Layout, Pipeline, Section

STANDARD = "Standard"
_SUBFORM = "subform"


def build_layouts(
    org: int, module: ModuleDefinition, fields: Sequence[FieldDefinition]
) -> tuple[Layout, ...]:
    """Return a module's layouts, the standard one first.

    A module without any whose records name one nevertheless (subform rows) has a standard
    layout of one section.
    """
    said = list(module.layouts)
    if not said and any(field.data_type == "layout" for field in fields):
        said = [LayoutDefinition(name=STANDARD)]
    if not said:
        return ()
    first = _sections_with_rest(module, said[0], fields)
    known = {field.api_name for field in fields}
    return tuple(
        _layout(org, module.api_name, one, one.sections if one.sections and index else first, known)
        for index, one in enumerate(said)
    )


def _sections_with_rest(
    module: ModuleDefinition, layout: LayoutDefinition, fields: Sequence[FieldDefinition]
) -> list[SectionDefinition]:
    """Return a layout's sections, fields that none of them names added."""
    placed = {name for section in layout.sections for name in section.fields} | set(layout.removed)
    rest = [one for one in fields if one.viewable and one.api_name not in placed]
    main, *others = layout.sections or [
        SectionDefinition(name=f"{module.singular_label} Information", fields=[])
    ]
    simple = [one.api_name for one in rest if one.data_type != _SUBFORM]
    return [
        replace(main, fields=[*main.fields, *simple]),
        *others,
        *(
            SectionDefinition(name=one.label, fields=[one.api_name], is_subform=True)
            for one in rest
            if one.data_type == _SUBFORM
        ),
    ]


def _layout(
    org: int,
    module: str,
    said: LayoutDefinition,
    sections: Iterable[SectionDefinition],
    known: set[str],
) -> Layout:
    removed = set(said.removed)
    shown = [
        (one, tuple(name for name in one.fields if name in known and name not in removed))
        for one in sections
    ]
    return Layout(
        id=said.id or metadata_id(org, "layout", module, said.name),
        api_name=f"{said.name}__s" if said.id is None else said.name.replace(" ", "_"),
        name=said.name,
        display_label=said.display_label or said.name,
        generated_type="system" if said.id is None else "custom",
        status=said.status,
        sections=tuple(
            _section(org, (module, said.name), one, names, sequence)
            for sequence, (one, names) in enumerate(
                ((one, names) for one, names in shown if names or not one.fields), 1
            )
        ),
        mandatory=frozenset(said.mandatory),
        profiles=None if said.profiles is None else tuple(said.profiles),
        show_business_card=said.show_business_card,
        pipelines=tuple(_pipeline(org, (module, said.name), one) for one in said.pipelines),
        **{key: getattr(said, key) for key in DATES},
    )


def _section(
    org: int,
    layout: tuple[str, str],
    said: SectionDefinition,
    fields: tuple[str, ...],
    sequence: int,
) -> Section:
    api_name = said.name.replace(" ", "_")
    return Section(
        id=said.id or metadata_id(org, "section", *layout, api_name),
        api_name=api_name,
        name=said.name,
        display_label=said.display_label or said.name,
        sequence_number=sequence,
        fields=fields,
        column_count=1 if said.is_subform else said.column_count,
        generated_type=said.generated_type or ("default" if said.id is None else "custom"),
        is_subform=said.is_subform,
        tab_traversal=said.tab_traversal,
    )


def _pipeline(org: int, layout: tuple[str, str], said: PipelineDefinition) -> Pipeline:
    actual = said.actual_value or said.display_value
    return Pipeline(
        id=said.id or metadata_id(org, "pipeline", *layout, actual),
        display_value=said.display_value,
        actual_value=actual,
        stages=tuple(said.stages),
        default=said.default,
    )
