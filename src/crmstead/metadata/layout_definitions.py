"""The written form of what shows records: layouts with their sections and pipelines, and views."""

from __future__ import annotations

from typing import Any

import msgspec


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a module's definition, as JSON has it."""


class Dated(Definition, frozen=True):
    """What tells who made it and who changed it last, and when; what nobody did is None."""

    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None


#: Keys of `Dated`.
DATES = ("created_time", "created_by", "modified_time", "modified_by")


class SectionDefinition(Definition, frozen=True):
    """A section of a layout; its api name is its name with underscores."""

    name: str
    fields: list[str]
    id: int | None = None
    display_label: str | None = None
    column_count: int = 2
    tab_traversal: str = "left_to_right"
    #: Defaults to whether the definition brings its own id.
    generated_type: str | None = None
    is_subform: bool = False


class PipelineDefinition(Definition, frozen=True):
    """A pipeline of deals; `stages` are display values of Stage."""

    display_value: str
    stages: list[str]
    actual_value: str | None = None
    default: bool = False
    id: int | None = None


class LayoutDefinition(Dated, frozen=True, kw_only=True):
    """A layout. Without `sections` it has those of the module's first layout.

    Fields of the module that the first layout does not name stand at the end of its first
    section, so a new field shows up by itself; `removed` are those that shall not.
    """

    name: str
    id: int | None = None
    display_label: str | None = None
    status: str = "active"
    sections: list[SectionDefinition] = []
    removed: list[str] = []
    mandatory: list[str] = []
    profiles: list[int] | None = None
    show_business_card: bool = True
    pipelines: list[PipelineDefinition] = []


class SharedToDefinition(Definition, frozen=True):
    """Users who see a view: `users`, `roles`, `groups` or `territories`, one of them by its id."""

    type: str
    id: int
    subordinates: bool = False


class ViewDefinition(Dated, frozen=True, kw_only=True):
    """A custom view. Without `fields` it has the columns of the module's default view."""

    name: str
    display_value: str | None = None
    system_name: str | None = None
    criteria: dict[str, Any] | None = None
    fields: list[str] = []
    sort_by: str | None = None
    sort_order: str | None = None
    default: bool = False
    special: str | None = None
    id: int | None = None
    #: Where it stands for everybody while nobody is told to have made it.
    category: str = "public_views"
    access_type: str = "public"
    shared_to: list[SharedToDefinition] = []
    locked: bool = False
