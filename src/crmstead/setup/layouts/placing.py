"""Fields of a section: new ones, those that come or go, and what becomes of the others."""

from __future__ import annotations

from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.definitions import LAYOUT_NEEDS_FIELD
from crmstead.errors.values import (
    EXPECTED_FIELD_MISSING,
    MANDATORY_MISSING,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
)
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Layout, Module
from crmstead.setup.fields.changing import change_field
from crmstead.setup.fields.making import make_field
from crmstead.setup.fields.place import Place
from crmstead.setup.given import Item, deleted, flag_of, id_of, number_of, object_of
from crmstead.setup.layouts.shape import Shape, entry_of
from crmstead.setup.redefining import Redefining

#: Keys of an entry that are about the layout; all others are about the field itself.
_OF_LAYOUT = frozenset({"id", "required", "sequence_number", "section_id", "_delete"})
_MOST_PLACES = 1_000
_ROWS = "subform"


class Placing:
    """What the entries of `fields` in a section do."""

    def __init__(
        self, redefining: Redefining, module: Module, layout: Layout, shape: Shape
    ) -> None:
        self._redefining = redefining
        self._module = module
        self._layout = layout
        self._shape = shape
        self._fields = Place(redefining, module)

    async def place(self, section: Raw, entry: Item) -> None:
        """Do what an entry says of a new field or of one that the module has.

        Raises:
            RecordError: with the path below the entry.
        """
        number = id_of(entry)
        if number is not None:
            field = self._module.by_id.get(number)
            if field is None or not self._redefining.catalogue.has(field):
                raise RecordError(VALUE_INVALID, ("id",))
            await self._known(section, field, entry)
        elif entry.get("data_type") is None and entry.get("field_label") is None:
            places = [At(("id",)), At(("data_type",))]
            raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
        else:
            self._new(section, entry)

    def _new(self, section: Raw, entry: Item) -> None:
        made = make_field(self._fields, _of_field(entry))
        target = self._rows_section(made.label) if made.data_type == _ROWS else section
        self._put(made.api_name, target, entry)
        self._require(made.api_name, entry, fixed=made.read_only)
        first = self._module.layouts[0]
        if self._layout is not first:
            # It would come up in the first layout by itself, and in those that show what that does.
            raw = self._redefining.definitions.module(self._module.api_name)
            entry_of(raw, first).setdefault("removed", []).append(made.api_name)

    def _rows_section(self, label: str) -> Raw:
        number = self._redefining.org.ids.next()
        section: Raw = {"_id": number, "id": number, "name": label, "fields": []}
        self._shape.sections.append({**section, "is_subform": True})
        return self._shape.sections[-1]

    async def _known(self, section: Raw, field: Field, entry: Item) -> None:
        name = field.api_name
        holding = self._shape.holding(name)
        if deleted(entry):
            removal_of(entry)
            if holding is not section:
                raise RecordError(VALUE_INVALID, ("id",))
            check_removable(field)
            self._shape.remove(name)
            return
        if holding is not section or entry.get("sequence_number") is not None:
            if (field.data_type == _ROWS) != bool(section.get("is_subform")):
                raise RecordError(VALUE_INVALID, ("id",))
            self._put(name, section, entry)
        fixed = field.system_mandatory or field.input_ignored
        self._require(name, entry, fixed=fixed, needed=field.system_mandatory)
        said = _of_field(entry)
        if said:
            await change_field(self._fields, field, said)

    def _put(self, name: str, section: Raw, entry: Item) -> None:
        self._shape.put(name, section, number_of(entry, "sequence_number", 1, _MOST_PLACES))

    def _require(self, name: str, entry: Item, *, fixed: bool, needed: bool = False) -> None:
        """Let records of the layout need a field, or not; what the system needs stays needed."""
        required = flag_of(entry, "required")
        if required is None or (fixed and required is needed):
            return
        if fixed:
            raise RecordError(LAYOUT_NEEDS_FIELD, ("required",))
        mandatory = [one for one in self._shape.mandatory if one != name]
        self._shape.mandatory = sorted([*mandatory, name]) if required else mandatory


def removal_of(entry: Item) -> None:
    """Check what `_delete` says: fields go to the unused ones, none is deleted with a layout.

    Raises:
        RecordError: it is no object with `permanent` false.
    """
    removal = object_of(entry, "_delete")
    permanent = None if removal is None else removal.get("permanent")
    path = ("_delete", "permanent")
    if permanent is None:
        raise RecordError(MANDATORY_MISSING, path)
    if permanent is not False:
        raise RecordError(VALUE_NOT_SUPPORTED, path, supported_values=[False])


def check_removable(field: Field) -> None:
    """Refuse that a layout lacks what every record needs.

    Raises:
        RecordError: with the path below the entry of the field.
    """
    if field.system_mandatory:
        raise RecordError(LAYOUT_NEEDS_FIELD, ("id",))


def _of_field(entry: Item) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in _OF_LAYOUT}
