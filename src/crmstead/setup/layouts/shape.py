"""A layout while it is changed: its sections and their fields, as a definition keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crmstead.metadata.definitions import Raw
from crmstead.model.module import Layout, Module, Pipeline, Section

_LAYOUTS = "layouts"


@dataclass(slots=True)
class Shape:
    """What a layout shows, written out; `entry` is what the org says of the layout."""

    module: Module
    entry: Raw
    sections: list[Raw]
    mandatory: list[str]
    #: Fields that are taken out of every section, and would come back by themselves.
    removed: set[str] = field(default_factory=set)

    def section(self, number: int) -> Raw | None:
        """Return the section with an id."""
        return next((one for one in self.sections if one["_id"] == number), None)

    def holding(self, name: str) -> Raw | None:
        """Return the section that holds a field."""
        return next((one for one in self.sections if name in one["fields"]), None)

    def take_out(self, name: str) -> None:
        """Take a field out of its section."""
        for one in self.sections:
            one["fields"] = [other for other in one["fields"] if other != name]

    def put(self, name: str, section: Raw, place: int | None = None) -> None:
        """Put a field into a section, at a place counted from 1 or behind all."""
        self.take_out(name)
        self.removed.discard(name)
        fields = section["fields"]
        fields.insert(len(fields) if place is None else min(place - 1, len(fields)), name)

    def remove(self, name: str) -> None:
        """Let the layout show a field no more."""
        self.take_out(name)
        self.removed.add(name)
        self.mandatory = [one for one in self.mandatory if one != name]

    def keep(self) -> None:
        """Write what the layout became into its definition."""
        self.entry["sections"] = [
            {key: value for key, value in one.items() if key != "_id"} for one in self.sections
        ]
        self.entry["mandatory"] = self.mandatory
        self.entry["removed"] = sorted(self.removed)


def shape_of(raw: Raw, module: Module, layout: Layout) -> Shape:
    """Return a layout of a module whose definition is given, to be changed."""
    return Shape(
        module,
        entry_of(raw, layout),
        [_section(one, layout) for one in layout.sections],
        sorted(layout.mandatory),
        {one.api_name for one in module.fields} - layout.field_names(),
    )


def entry_of(raw: Raw, layout: Layout) -> Raw:
    """Return what the org says of a layout, nothing but its name where that is nothing yet."""
    entries: list[Raw] = raw.setdefault(_LAYOUTS, [])
    for one in entries:
        if one["name"] == layout.name:
            return one
    entries.append({"name": layout.name})
    return entries[-1]


def part_others(raw: Raw, module: Module) -> None:
    """Let the layouts that show what the first one does show it for themselves from now on."""
    for layout in module.layouts[1:]:
        if not entry_of(raw, layout).get("sections"):
            shape_of(raw, module, layout).keep()


def written(layout: Layout) -> Raw:
    """Return all that a layout shows as a definition that needs no other one; it has no id."""
    return {
        "sections": [
            {key: value for key, value in _section(one, layout).items() if key not in {"_id", "id"}}
            for one in layout.sections
        ],
        "mandatory": sorted(layout.mandatory),
        "show_business_card": layout.show_business_card,
        "pipelines": [pipeline_raw(one) for one in layout.pipelines],
    }


def pipeline_raw(pipeline: Pipeline) -> Raw:
    """Return a pipeline as a definition."""
    return {
        "id": pipeline.id,
        "display_value": pipeline.display_value,
        "actual_value": pipeline.actual_value,
        "stages": list(pipeline.stages),
        "default": pipeline.default,
    }


def _section(section: Section, layout: Layout) -> Raw:
    made: dict[str, Any] = {
        "_id": section.id,
        "name": section.name,
        "display_label": section.display_label,
        "fields": list(section.fields),
        "column_count": section.column_count,
        "tab_traversal": section.tab_traversal,
        "is_subform": section.is_subform,
        "generated_type": section.generated_type,
    }
    # Ids of sections follow from the names of both, and the system's layouts keep theirs.
    if layout.generated_type == "custom" or section.generated_type == "custom":
        made["id"] = section.id
    return made
