"""A field of a module, as metadata describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ALWAYS = 99.0
#: How the column is called, behind the name of a lookup to any module, that names the module.
OF_MODULE = ".module"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickListValue:
    """One value of a pick list; records keep and answer `display_value`."""

    id: int
    display_value: str
    actual_value: str
    reference_value: str
    sequence_number: int
    type: str = "used"
    colour_code: str | None = None
    #: Deals.Stage only.
    probability: int | None = None
    forecast_type: str | None = None
    forecast_category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """How a multi-select lookup reaches the other side through its linking module.

    `module` is the linking module; `own_lookup` its field that points to this record,
    `connected_lookup` the one that points to a record of `connected_module` (`Users` for a
    multi-user lookup).
    """

    module: str
    own_lookup: str
    connected_module: str
    connected_lookup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field, or one `$` property, of a module.

    `data_type` is what `settings/fields` answers; `kind` names the field type that reads, checks
    and stores the value (`fieldtypes.registry`) and differs from `data_type` only where the API
    itself calls two different shapes by one name (`Tag` is a `text` on the wire).
    """

    id: int
    api_name: str
    field_label: str
    data_type: str
    kind: str
    json_type: str
    length: int | None
    ui_type: int
    sequence_number: int
    decimal_place: int | None = None
    system_mandatory: bool = False
    read_only: bool = False
    field_read_only: bool = False
    virtual_field: bool = False
    visible: bool = True
    filterable: bool = True
    sortable: bool = True
    mass_update: bool = True
    custom: bool = False
    #: Letters of `view_type` that hold: view, edit, quick_create, create.
    view_type: frozenset[str] = frozenset({"view", "edit", "create"})
    #: Letters of `operation_type` that hold: web_update, api_create, web_create, api_update.
    operation_type: frozenset[str] = frozenset(
        {"web_update", "api_create", "web_create", "api_update"}
    )
    #: None, or whether letter case tells two values of this unique field apart.
    unique_case_sensitive: bool | None = None
    #: None, "org" or "user": an external id.
    external: str | None = None
    #: False: a clone never takes this field over (Record Clone, excluded fields).
    cloned: bool = True
    #: Server-kept: whatever a client sends is ignored.
    input_ignored: bool = False
    #: Feature without which the field does not exist: multi_currency, gdpr, territories.
    feature: str | None = None
    #: Versions in which records carry the field.
    since: float = 0.0
    until: float = ALWAYS
    #: Api name of the layout section that shows it.
    section: str | None = None
    #: Mandatory in the layout, besides the system's own mandatory fields.
    layout_mandatory: bool = False
    pick_list_values: tuple[PickListValue, ...] = ()
    #: A value outside the list is refused (most pick lists take any new value).
    pick_list_closed: bool = False
    #: Module a lookup points to; `se_module` = named by the record's `$se_module`.
    lookup: str | None = None
    related_list: str | None = None
    #: Modules a multi-module lookup may point to.
    multi_module: tuple[str, ...] = ()
    #: Module of the rows of a subform.
    subform: str | None = None
    linking: Linking | None = None
    textarea_type: str | None = None
    rounding_option: str | None = None
    #: Places that amounts are shown with, where they are fewer than `decimal_place`.
    precision: int | None = None
    auto_number_prefix: str = ""
    auto_number_suffix: str = ""
    auto_number_start: int | None = None
    #: Formula and roll-up: the type of the result, and the formula's text.
    return_type: str | None = None
    expression: str | None = None
    #: An empty field counts as 0, as an empty text or as false in the formula.
    assume_default: bool = False
    convert_mapping: tuple[tuple[str, str | None], ...] | None = None
    default_value: object = None
    hipaa: bool = False
    private: str | None = None
    #: `{"name", "value"}`.
    tooltip: dict[str, str] | None = field(default=None, hash=False)
    separator: bool = False
    sorted_lexically: bool = False
    enable_colour_code: bool = False
    #: Id of the global pick list whose values the field has.
    global_picklist: int | None = None
    #: Criteria of the records that a lookup offers.
    query: dict[str, Any] | None = field(default=None, hash=False)
    revalidate_filter: bool = False
    #: What the users that a user lookup names may do; None: it shares nothing.
    share_permission: str | None = None
    external_show: bool = False
    created_time: int | None = None
    modified_time: int | None = None
    #: Column that keeps the value where it bears another name: a second name for one value.
    column: str | None = None
    #: A constant `$` property's value.
    constant: object = None
    #: Ids of profiles from which the field is hidden, and to which it is read-only.
    hidden_from: frozenset[int] = field(default=frozenset())
    read_only_for: frozenset[int] = field(default=frozenset())

    @property
    def unique(self) -> bool:
        """Whether two records may not share a value."""
        return self.unique_case_sensitive is not None or self.external is not None
