"""A module with its layouts, custom views and related lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crmstead.model.data_sharing import Shared
from crmstead.model.field import Field


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dated:
    """What tells who made it and who changed it last; of what nobody did it is None.

    It says nothing of equality: a module is only ever itself.
    """

    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a layout; `fields` are api names in their order."""

    id: int
    api_name: str
    name: str
    display_label: str
    sequence_number: int
    fields: tuple[str, ...]
    column_count: int = 2
    generated_type: str = "default"
    is_subform: bool = False
    tab_traversal: str = "left_to_right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline of deals: which stages, by display value, a deal in it may have."""

    id: int
    display_value: str
    actual_value: str
    stages: tuple[str, ...]
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout(Dated):
    """A layout: which fields a record of it has, in which sections."""

    id: int
    api_name: str
    name: str
    display_label: str
    sections: tuple[Section, ...]
    generated_type: str = "system"
    status: str = "active"
    #: Fields that a record of this layout must have, besides the system-mandatory ones.
    mandatory: frozenset[str] = frozenset()
    #: Ids of the profiles that see it; None = all.
    profiles: tuple[int, ...] | None = None
    show_business_card: bool = True
    #: Deals only.
    pipelines: tuple[Pipeline, ...] = ()

    def is_for(self, profile: int) -> bool:
        """Tell whether users of a profile may give records the layout."""
        return self.status == "active" and (self.profiles is None or profile in self.profiles)

    def field_names(self) -> frozenset[str]:
        """Return the api names of all fields in its sections."""
        return frozenset(name for section in self.sections for name in section.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomView(Dated):
    """A custom view; `criteria` in the wire form, field api names without ids."""

    id: int
    name: str
    display_value: str
    system_name: str | None
    criteria: dict[str, Any] | None
    fields: tuple[str, ...]
    sort_by: str | None = None
    sort_order: str | None = None
    default: bool = False
    system_defined: bool = True
    category: str = "public_views"
    access_type: str = "public"
    #: Whom it is shared with, where it is.
    shared_to: tuple[Shared, ...] = ()
    locked: bool = False
    #: Name of a rule in code for views that no criteria can say (records.read.special_views).
    special: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedList:
    """A related list of a module; `href` keeps the literal text `{ENTITYID}`."""

    id: int
    api_name: str
    name: str
    display_label: str
    module: str | None
    type: str
    href: str | None
    sequence_number: str
    status: str = "visible"
    connected_module: str | None = None
    linking_module: str | None = None
    parents: tuple[str, ...] = ()
    #: How its records are found (records.related.relations): name in lookups, open or closed
    #: ones only, linking module, module of its records where that is not `module`, field of the
    #: module itself, field with entries.
    lookups_of: str = ""
    open: bool | None = None
    link: str | None = None
    records_of: str | None = None
    own_lookup: str | None = None
    entries: str | None = None
    #: Records show when they were linked.
    member_info: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Module(Dated):
    """A module: its fields, what it takes part in, and how it is shown.

    One of a catalogue is only ever itself, so what is compiled for it is kept by identity.
    """

    id: int
    api_name: str
    module_name: str
    singular_label: str
    plural_label: str
    generated_type: str
    #: Entity word in `ZohoCRM.modules.{scope}.{operation}`.
    scope: str
    sequence_number: int
    fields: tuple[Field, ...]
    #: `$` keys of its records (metadata.properties).
    properties: tuple[Field, ...] = ()
    layouts: tuple[Layout, ...] = ()
    custom_views: tuple[CustomView, ...] = ()
    related_lists: tuple[RelatedList, ...] = ()
    display_field: str | None = None
    #: Field by which the system tells whether a record is there already (Upsert Records).
    duplicate_check: str | None = None
    parent_module: str | None = None
    #: What it takes part in: create, edit, clone, tags, territory, cadence, …
    supports: frozenset[str] = frozenset()
    #: Names of the rules in records.behaviours that its records follow, in order.
    behaviours: tuple[str, ...] = ()
    #: Other names under which a field is taken in a body: alias -> api name.
    input_aliases: tuple[tuple[str, str], ...] = ()
    #: Modules that a pseudo-module unites (Activities).
    view_of: tuple[str, ...] = ()
    #: Rows inside a record only: no module of that name is listed or requested.
    pseudo: bool = False
    #: Whether its records are kept in a table of its own.
    stored: bool = True
    #: Only administrators may list it (Notes).
    admin_list: bool = False
    #: Lookup to the record with which its records go to the recycle bin, come back and are removed.
    belongs_to: str | None = None
    #: Fields that are key columns of a single record under a second name (seed: Purchased_Items).
    output_aliases: tuple[tuple[str, str], ...] = ()
    #: Fields whose values a merge takes from no other record.
    merge_fixed: tuple[str, ...] = ()
    #: Modules that a record of it is converted into, line by line.
    converts_to: tuple[str, ...] = ()
    #: Most fields that one mass update sets.
    mass_update_fields: int = 1
    #: Section whose fields alone a clone takes over.
    clone_section: str | None = None
    #: Direction in which lists are sorted where nothing is asked for.
    sort_order: str = "desc"
    #: Territories that one of its records may be assigned to; 0 = requests assign none.
    territory_limit: int = 0
    #: Criteria of the records that are not done with, for lists of open and of closed ones.
    open: dict[str, Any] | None = None
    #: Version from which on paths may name it.
    since: float = 0.0
    #: Every user of the org sees all its records, whoever owns them.
    public: bool = False
    #: Fields that `startDateTime` and `endDateTime` of a list are compared with.
    period: tuple[str, ...] = ()
    visibility: int = 1
    status: str = "visible"
    show_as_tab: bool = True
    api_supported: bool = True
    convertable: bool = False
    creatable: bool = True
    editable: bool = True
    deletable: bool = True
    viewable: bool = True
    quick_create: bool = True
    recycle_bin_on_delete: bool = True
    presence_sub_menu: bool = True
    sub_menu_available: bool = True
    track_current_data: bool = False
    business_card_field_limit: int = 5
    #: Labels that it came with, where it has others by now.
    actual_singular_label: str | None = None
    actual_plural_label: str | None = None
    #: "team_based" where its records are those of a team.
    access_type: str = "org_based"
    #: Columns of lists of its records inside of other records; () = those of the default view.
    related_fields: tuple[str, ...] = ()
    related_sort_by: str | None = None
    related_sort_order: str | None = None
    custom: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields and `$` properties by api name."""
        return {item.api_name: item for item in (*self.fields, *self.properties)}

    @cached_property
    def by_id(self) -> dict[int, Field]:
        """Fields by id."""
        return {item.id: item for item in self.fields}

    @cached_property
    def aliases(self) -> dict[str, str]:
        """`input_aliases` as a mapping."""
        return dict(self.input_aliases)

    @cached_property
    def unique_fields(self) -> tuple[Field, ...]:
        """Fields of which two records may not share a value."""
        return tuple(item for item in self.fields if item.unique)

    @cached_property
    def checked_field(self) -> Field | None:
        """The field of `duplicate_check`, where records may share its values."""
        field = self.by_name.get(self.duplicate_check or "")
        return None if field is None or field.unique else field

    @cached_property
    def collections(self) -> tuple[Field, ...]:
        """Fields whose values are rows of other modules: subforms and multi-select lookups."""
        return tuple(item for item in self.fields if item.subform or item.linking is not None)

    @cached_property
    def external_fields(self) -> tuple[Field, ...]:
        """External ids."""
        return tuple(item for item in self.fields if item.external is not None)

    @cached_property
    def reaching(self) -> frozenset[str]:
        """Names of the fields that point to other records, by themselves or by their rows."""
        return frozenset(
            item.api_name
            for item in self.fields
            if item.lookup or item.multi_module or item.subform or item.linking is not None
        )

    def layout_for(self, profile: int) -> Layout | None:
        """Return the layout that records of a profile's users have unless they name another."""
        first = self.layouts[0] if self.layouts else None
        return next((one for one in self.layouts if one.is_for(profile)), first)

    @property
    def is_subform(self) -> bool:
        """Whether its records are rows of another module's records."""
        return self.generated_type == "subform"

    @property
    def is_linking(self) -> bool:
        """Whether its records link the two sides of a multi-select lookup."""
        return self.generated_type == "linking"
