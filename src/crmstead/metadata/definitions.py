"""The written form of metadata: module files, and the same form kept as rows for custom ones.

A definition says what differs from the defaults (metadata.defaults). Two rules make the form
short: a field may be the name of a common field, or `{"like": name, …}` with what differs from
it; and a definition that names something which is there already changes only the keys it gives
(`overlaying.overlay`). So one row says everything that an org changed in a module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from crmstead.metadata.layout_definitions import (
    Dated,
    Definition,
    LayoutDefinition,
    ViewDefinition,
)

#: A definition before its defaults are filled in, as JSON has it.
Raw = dict[str, Any]


class PickListValueDefinition(Definition, frozen=True):
    """A value of a pick list; plain text stands for one whose three values are alike."""

    display_value: str
    actual_value: str | None = None
    reference_value: str | None = None
    type: str = "used"
    colour_code: str | None = None
    probability: int | None = None
    forecast_type: str | None = None
    forecast_category: str | None = None
    id: int | None = None


class AutoNumberDefinition(Definition, frozen=True):
    """The form of an auto number and where it starts."""

    prefix: str = ""
    suffix: str = ""
    start_number: int = 1


class LinkingDefinition(Definition, frozen=True):
    """The linking module of a multi-select lookup; what is left out follows from the names."""

    connected_module: str = "Users"
    module: str | None = None
    own_lookup: str | None = None
    connected_lookup: str | None = None


class FieldDefinition(Definition, frozen=True):
    """A field. None and UNSET: as the data type says (`FIELD_DEFAULTS`)."""

    api_name: str
    data_type: str
    id: int | None = None
    #: Defaults to whether the definition brings its own id.
    custom: bool | None = None
    field_label: str | None = None
    kind: str | None = None
    json_type: str | None = None
    length: int | None = None
    ui_type: int | None = None
    decimal_place: int | None = None
    textarea_type: str | None = None
    system_mandatory: bool = False
    read_only: bool = False
    field_read_only: bool | None = None
    virtual_field: bool | None = None
    visible: bool = True
    quick_create: bool = False
    view_type: list[str] | None = None
    operation_type: list[str] | None = None
    filterable: bool | None = None
    sortable: bool | None = None
    mass_update: bool | None = None
    unique_case_sensitive: bool | None = None
    external: str | None = None
    cloned: bool = True
    input_ignored: bool = False
    feature: str | None = None
    since: float = 0.0
    until: float | None = None
    pick_list_values: list[str | PickListValueDefinition] = []
    pick_list_closed: bool = False
    lookup: str | None = None
    related_list: str | None = None
    #: Display label of the related list that a custom lookup makes in the other module.
    related_label: str | None = None
    multi_module: list[str] = []
    subform: str | None = None
    #: Fields of the rows of a custom subform.
    rows: list[Raw | str] = []
    linking: LinkingDefinition | None = None
    rounding_option: str | None = None
    #: Places that amounts are shown with, where they are fewer than `decimal_place`.
    precision: int | None = None
    auto_number: AutoNumberDefinition | None = None
    return_type: str | None = None
    #: The text of a formula; of a roll-up summary its `expression`, `based_on_module` and
    #: `related_list` as JSON (platform reference 2.3.6).
    expression: str | None = None
    assume_default: bool = False
    convert_mapping: dict[str, str] | None = None
    default_value: Any = None
    hipaa: bool = False
    private: str | None = None
    #: `{"name", "value"}`.
    tooltip: dict[str, str] | None = None
    #: Whole numbers are shown with separators of thousands.
    separator: bool = False
    sorted_lexically: bool = False
    enable_colour_code: bool = False
    #: Id of the global pick list whose values the field has.
    global_picklist: int | None = None
    #: Criteria of the records that a lookup offers.
    query: Raw | None = None
    revalidate_filter: bool = False
    #: What the users that a user lookup names may do; None: it shares nothing.
    share_permission: str | None = None
    external_show: bool = False
    created_time: int | None = None
    modified_time: int | None = None
    column: str | None = None
    hidden_from: list[int] = []
    read_only_for: list[int] = []

    @property
    def label(self) -> str:
        """The label given, or the name with blanks."""
        return self.field_label or self.api_name.removesuffix("__s").replace("_", " ")

    @property
    def viewable(self) -> bool:
        """Whether layouts show the field."""
        return self.view_type is None or "view" in self.view_type


class RelatedListDefinition(Definition, frozen=True):
    """A related list. UNSET: the module of that name, at `{Module}/{ENTITYID}/{api_name}`."""

    api_name: str
    name: str | None = None
    display_label: str | None = None
    module: str | UnsetType | None = UNSET
    type: str = "default"
    href: str | UnsetType | None = UNSET
    status: str = "visible"
    connected_module: str | None = None
    linking_module: str | None = None
    parents: list[str] = []
    #: Name by which lookups say that they feed this list; its own where left out.
    lookups_of: str | None = None
    #: True: only records that the other module calls open; False: only the others.
    open: bool | None = None
    #: Linking module through which records are related to this one's (`_links.json`).
    link: str | None = None
    #: Module of its records, where it is described as a list of another one.
    records_of: str | None = None
    #: Records show when they were linked, as `$member_info`.
    member_info: bool = False
    #: Field of this module that points to the one record that the list is of.
    own_lookup: str | None = None
    #: Field of the other module whose entries name this one's records.
    entries: str | None = None


class ModuleDefinition(Dated, frozen=True, kw_only=True):
    """A module. None: as its generated_type says (`MODULE_DEFAULTS`)."""

    api_name: str
    singular_label: str
    plural_label: str
    generated_type: str
    scope: str
    sequence_number: int
    #: Feature without which the module does not exist.
    feature: str | None = None
    module_name: str | None = None
    id: int | None = None
    display_field: str | None = None
    duplicate_check: str | None = None
    parent_module: str | None = None
    supports: list[str] = []
    behaviours: list[str] = []
    view_of: list[str] = []
    pseudo: bool = False
    stored: bool = True
    admin_list: bool = False
    belongs_to: str | None = None
    public: bool = False
    since: float = 0.0
    period: list[str] = []
    input_aliases: dict[str, str] = {}
    output_aliases: list[tuple[str, str]] = []
    clone_section: str | None = None
    mass_update_fields: int = 1
    converts_to: list[str] = []
    merge_fixed: list[str] = []
    #: Direction in which lists are sorted where nothing is asked for.
    sort_order: str = "desc"
    #: Criteria of the records that are not done with.
    open: Raw | None = None
    territory_limit: int = 0
    visibility: int | None = None
    status: str | None = None
    show_as_tab: bool | None = None
    api_supported: bool | None = None
    convertable: bool | None = None
    creatable: bool | None = None
    editable: bool | None = None
    deletable: bool | None = None
    viewable: bool | None = None
    quick_create: bool | None = None
    recycle_bin_on_delete: bool | None = None
    presence_sub_menu: bool | None = None
    sub_menu_available: bool | None = None
    track_current_data: bool | None = None
    business_card_field_limit: int | None = None
    #: Labels that it came with, by which its fields and views are still called.
    actual_singular_label: str | None = None
    actual_plural_label: str | None = None
    access_type: str = "org_based"
    #: Columns of lists of its records inside of other records; the default view's where left out.
    related_fields: list[str] = []
    related_sort_by: str | None = None
    related_sort_order: str | None = None
    fields: list[FieldDefinition] = []
    layouts: list[LayoutDefinition] = []
    custom_views: list[ViewDefinition] = []
    related_lists: list[RelatedListDefinition] = []


@dataclass(frozen=True, slots=True)
class CustomDefinitions:
    """What an org added to the standard modules and changed in them: one definition a module."""

    modules: tuple[Raw, ...] = ()

    @classmethod
    def from_rows(cls, rows: Iterable[str | bytes]) -> CustomDefinitions:
        """Read the definitions that an org keeps as JSON, one a module."""
        return cls(tuple(msgspec.json.decode(row, type=Raw) for row in rows))


def module_definition(raw: Raw) -> ModuleDefinition:
    """Check a definition and give it its types.

    Raises:
        msgspec.ValidationError: a key that does not exist, is missing or has another type; the
            message says where.
    """
    return msgspec.convert(raw, ModuleDefinition)


def field_definition(raw: Raw) -> FieldDefinition:
    """Check the definition of one field; raises as `module_definition` does."""
    return msgspec.convert(raw, FieldDefinition)
