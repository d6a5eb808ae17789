"""The `$` keys of records, from `properties.json`, as fields of the modules that have them.

A property's kind says where its value comes from: `constant` (alike for all records), a kind
that the reader works out (`editable`), or a stored field type, with `column` where the value is
that of another field under a second name.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from crmstead.metadata.defaults import FIELD_DEFAULTS
from crmstead.metadata.definitions import ModuleDefinition
from crmstead.model.field import ALWAYS, Field
from crmstead.model.ids import metadata_id

#: Modules whose records are rows inside other records.
_ROW_TYPES = frozenset({"subform", "linking"})
#: Of a property that no record writes or reads through field metadata.
_UNTYPED = "text"


class Property(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `$` key and the modules that have it: all that meet every condition given."""

    api_name: str
    kind: str
    #: The constant, or what a stored property holds where nothing was given.
    value: Any = None
    column: str | None = None
    length: int | None = None
    since: float = 0.0
    until: float = ALWAYS
    #: A field that the module has, and one that it has not.
    field: str | None = None
    not_field: str | None = None
    #: What the module takes part in.
    supports: str | None = None
    #: Behaviours of which the module has at least one, and of which it has none.
    behaviours: list[str] = []
    not_behaviours: list[str] = []
    modules: list[str] = []
    not_modules: list[str] = []
    not_types: list[str] = []

    def belongs_to(self, module: ModuleDefinition) -> bool:
        """Tell whether records of a module have the property."""
        own = set(module.behaviours)
        names = {one.api_name for one in module.fields}
        return (
            (not self.modules or module.api_name in self.modules)
            and module.api_name not in self.not_modules
            and module.generated_type not in self.not_types
            and (not self.behaviours or not own.isdisjoint(self.behaviours))
            and own.isdisjoint(self.not_behaviours)
            and (self.supports is None or self.supports in module.supports)
            and (self.field is None or self.field in names)
            and self.not_field not in names
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    properties: list[Property]
    row_properties: list[Property]


@cache
def _file() -> _File:
    content = (files("crmstead.metadata") / "properties.json").read_bytes()
    return msgspec.json.decode(content, type=_File)


def properties_of(org: int, module: ModuleDefinition) -> tuple[Field, ...]:
    """Return the `$` properties of a module's records; pseudo-modules have none."""
    if module.pseudo or not module.fields:
        return ()
    is_row = module.generated_type in _ROW_TYPES
    known = _file().row_properties if is_row else _file().properties
    return tuple(
        _as_field(org, module.api_name, one, sequence)
        for sequence, one in enumerate(known, 1)
        if one.belongs_to(module)
    )


def _as_field(org: int, module: str, one: Property, sequence: int) -> Field:
    defaults = FIELD_DEFAULTS.get(one.kind, FIELD_DEFAULTS[_UNTYPED])
    is_constant = one.kind == "constant"
    return Field(
        id=metadata_id(org, "property", module, one.api_name),
        api_name=one.api_name,
        field_label=one.api_name,
        data_type=one.kind if one.kind in FIELD_DEFAULTS else _UNTYPED,
        kind=one.kind,
        json_type=defaults.json_type,
        length=one.length or defaults.length,
        ui_type=defaults.ui_type,
        decimal_place=defaults.decimal_place,
        sequence_number=sequence,
        visible=False,
        view_type=frozenset(),
        cloned=False,
        since=one.since,
        until=one.until,
        column=one.column,
        constant=one.value if is_constant else None,
        default_value=None if is_constant else one.value,
    )
