"""Sections of a layout: new, changed, deleted, and their fields with them."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import DUPLICATE, EXPECTED_FIELD_MISSING, VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.module import Layout, Module
from crmstead.setup.given import (
    Item,
    deleted,
    id_of,
    number_of,
    objects_of,
    text_of,
    word_of,
)
from crmstead.setup.layouts.placing import Placing, check_removable, removal_of
from crmstead.setup.layouts.shape import Shape
from crmstead.setup.redefining import Redefining

_TRAVERSALS = ("left_to_right", "top_to_bottom")
_MOST_COLUMNS = 2
_LONGEST_LABEL = 50
_MOST_SECTIONS = 100


class Sections:
    """What the entries of `sections` do to a layout."""

    def __init__(
        self, redefining: Redefining, module: Module, layout: Layout, shape: Shape
    ) -> None:
        self._redefining = redefining
        self._shape = shape
        self._placing = Placing(redefining, module, layout, shape)

    async def change(self, entries: Sequence[Item]) -> None:
        """Do what each entry says, in their order.

        Raises:
            RecordError: with the path below the item of the layout.
        """
        for index, entry in enumerate(entries):
            try:
                await self._change(entry)
            except RecordError as error:
                raise error.below("sections", index) from None

    async def _change(self, entry: Item) -> None:
        number = id_of(entry)
        section = self._new(entry) if number is None else self._shape.section(number)
        if section is None:
            raise RecordError(VALUE_INVALID, ("id",))
        if deleted(entry):
            removal_of(entry)
            self._delete(section)
            return
        self._label(section, entry)
        section |= _form(entry)
        self._move(section, entry)
        for index, one in enumerate(objects_of(entry, "fields") or ()):
            try:
                await self._placing.place(section, one)
            except RecordError as error:
                raise error.below("fields", index) from None

    def _new(self, entry: Item) -> Raw:
        if entry.get("display_label") is None and entry.get("name") is None:
            places = [At(("id",)), At(("display_label",))]
            raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
        number = self._redefining.org.ids.next()
        section: Raw = {"_id": number, "id": number, "name": "", "fields": []}
        self._shape.sections.append(section)
        return section

    def _label(self, section: Raw, entry: Item) -> None:
        key = "display_label" if entry.get("display_label") is not None else "name"
        if key == "name" and section["name"]:
            # A section is known by its name, so only what is shown for it changes.
            return
        label = text_of(entry, key, _LONGEST_LABEL)
        if label is None:
            return
        if not label.replace(" ", "").isalnum():
            raise RecordError(VALUE_INVALID, (key,))
        names: set[str] = {
            text.casefold()
            for one in self._shape.sections
            if one is not section
            for text in (one["name"], one.get("display_label") or "")
        }
        if label.casefold() in names:
            raise RecordError(DUPLICATE, (key,))
        section["display_label"] = label
        section["name"] = section["name"] or label

    def _move(self, section: Raw, entry: Item) -> None:
        place = number_of(entry, "sequence_number", 1, _MOST_SECTIONS)
        if place is not None:
            sections = self._shape.sections
            sections[:] = [one for one in sections if one is not section]
            sections.insert(min(place - 1, len(sections)), section)

    def _delete(self, section: Raw) -> None:
        for name in section["fields"]:
            check_removable(self._shape.module.by_name[name])
        for name in list(section["fields"]):
            self._shape.remove(name)
        sections = self._shape.sections
        if len(sections) == 1:
            # Fields of no section would stand nowhere.
            raise RecordError(VALUE_INVALID, ("id",))
        sections[:] = [one for one in sections if one is not section]


def _form(entry: Item) -> Raw:
    found: Raw = {}
    columns = number_of(entry, "column_count", 1, _MOST_COLUMNS)
    if columns is not None:
        found["column_count"] = columns
    traversal = word_of(entry, "tab_traversal", _TRAVERSALS)
    if traversal is not None:
        found["tab_traversal"] = traversal
    return found
