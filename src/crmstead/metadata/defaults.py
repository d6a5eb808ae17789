"""What a field's data type and a module's kind imply, so that definitions say only the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypeDefaults:
    """What `settings/fields` says of a field of one data type, unless the field says otherwise."""

    json_type: str
    length: int | None
    ui_type: int
    #: The field type that handles the values, where it bears another name than the data type.
    kind: str | None = None
    decimal_place: int | None = None
    rounding_option: str | None = None
    filterable: bool = True
    sortable: bool = True
    mass_update: bool = True
    virtual: bool = False
    #: The server computes the value: clients only read it.
    computed: bool = False


def _structured(json_type: str, ui_type: int, length: int | None = 120) -> TypeDefaults:
    return TypeDefaults(
        json_type, length, ui_type, filterable=False, sortable=False, mass_update=False
    )


def _rows(length: int | None, ui_type: int) -> TypeDefaults:
    return TypeDefaults(
        "jsonarray",
        length,
        ui_type,
        filterable=False,
        sortable=False,
        mass_update=False,
        virtual=True,
    )


FIELD_DEFAULTS: Mapping[str, TypeDefaults] = {
    "text": TypeDefaults("string", 255, 1),
    "textarea": TypeDefaults(
        "string", 32000, 3, filterable=False, sortable=False, mass_update=False
    ),
    "email": TypeDefaults("string", 100, 25, mass_update=False),
    "phone": TypeDefaults("string", 30, 33),
    "website": TypeDefaults("string", 255, 21),
    "picklist": TypeDefaults("string", 120, 2),
    "multiselectpicklist": TypeDefaults("jsonarray", 1000, 100, sortable=False),
    "integer": TypeDefaults("integer", 9, 32),
    "bigint": TypeDefaults("string", 18, 52),
    "autonumber": TypeDefaults("string", 120, 4),
    "double": TypeDefaults("double", 16, 38, decimal_place=2),
    "percent": TypeDefaults("double", 5, 34, decimal_place=2),
    "currency": TypeDefaults("double", 16, 36, decimal_place=2, rounding_option="normal"),
    "boolean": TypeDefaults("boolean", 5, 301),
    "date": TypeDefaults("string", 20, 24),
    "datetime": TypeDefaults("string", 120, 333),
    "lookup": TypeDefaults("jsonobject", 120, 133),
    "ownerlookup": TypeDefaults("jsonobject", 120, 8, "user", mass_update=False),
    "userlookup": TypeDefaults("jsonobject", 120, 8, "user"),
    "multi_module_lookup": TypeDefaults(
        "jsonobject", 120, 132, "any_module_lookup", mass_update=False
    ),
    "consent_lookup": TypeDefaults("jsonobject", 120, 133, mass_update=False),
    "layout": TypeDefaults("jsonobject", 50, 208, sortable=False),
    "territories": TypeDefaults("jsonarray", 120, 999),
    "profileimage": _structured("string", 66, 255),
    "fileupload": _structured("jsonarray", 555, 1),
    "imageupload": _structured("jsonarray", 556, 1),
    "formula": TypeDefaults("double", 16, 116, mass_update=False, computed=True),
    # Nothing of it is kept, so nothing is found by it.
    "rollup_summary": TypeDefaults(
        "integer", 9, 118, filterable=False, sortable=False, mass_update=False, computed=True
    ),
    "RRULE": _structured("jsonobject", 117),
    "ALARM": _structured("jsonobject", 116),
    "multireminder": _structured("jsonarray", 125),
    "linetax": _structured("jsonarray", 151),
    "time_range": _structured("jsonarray", 160),
    "subform": _rows(None, 500),
    "multiselectlookup": _rows(200, 444),
    "multiuserlookup": _rows(200, 445),
}

#: JSON types of formulas and roll-up summaries, by their `return_type`; others are numbers.
RETURNED_JSON_TYPES: Mapping[str, str] = {
    "text": "string",
    "date": "string",
    "datetime": "string",
    "boolean": "boolean",
    "integer": "integer",
}

#: Length and ui_type of a textarea by its `textarea_type`.
TEXTAREA_DEFAULTS: Mapping[str, tuple[int, int]] = {
    "small": (2000, 110),
    "large": (32000, 3),
    "rich_text": (50000, 250),
}

_TAB: Mapping[str, object] = {
    "visibility": 1,
    "status": "visible",
    "show_as_tab": True,
    "api_supported": True,
    "convertable": False,
    "creatable": True,
    "editable": True,
    "deletable": True,
    "viewable": True,
    "quick_create": True,
    "recycle_bin_on_delete": True,
    "presence_sub_menu": True,
    "sub_menu_available": True,
    "track_current_data": False,
    "business_card_field_limit": 5,
}
_BEHIND: Mapping[str, object] = {
    **_TAB,
    "visibility": 2,
    "show_as_tab": False,
    "quick_create": False,
    "presence_sub_menu": False,
    "sub_menu_available": False,
}

#: What `settings/modules` says of a module, by its generated_type.
MODULE_DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "default": _TAB,
    "custom": _TAB,
    "subform": {**_BEHIND, "creatable": False, "editable": False},
    "linking": {**_BEHIND, "status": "user_hidden"},
    "field_tracker": {**_BEHIND, "status": "user_hidden"},
}

#: Operations that a field takes part in unless it is read-only.
ALL_OPERATIONS = frozenset({"web_update", "api_create", "web_create", "api_update"})
#: Views of a record that show a field unless it is read-only.
ALL_VIEWS = frozenset({"view", "edit", "create"})
