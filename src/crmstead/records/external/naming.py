"""What a body names by external fields: found item by item, and put as ids where ids belong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.records.behaviours.event import PARTICIPANT_MODULES
from crmstead.records.external.header import (
    PARTICIPANT,
    By,
    Externals,
    Place,
    row_key,
    rows_of,
)
from crmstead.records.write.answers import json_path
from crmstead.records.write.draft import Path
from crmstead.records.write.line_items import body_names
from crmstead.records.write.references import named_module

ID = "id"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a body: as it was sent, and in the names of fields, in which errors tell of it."""

    sent: Path = ()
    known: Path = ()

    def below(self, sent: str | int, known: str | int | None = None) -> Spot:
        """Return a place inside of it."""
        return Spot((*self.sent, sent), (*self.known, sent if known is None else known))


@dataclass(slots=True, eq=False)
class Named:
    """A record that a request names by the value of an external field."""

    by: By
    value: Any
    #: Where its id goes: a key of an object, or a place in a list.
    container: Any
    key: Any
    #: Key of the container that goes, once the id is there.
    drop: str | None = None
    #: Where the value stands in the body; None for one of the path or the query.
    spot: Spot | None = None
    #: Where errors of the operation say that the id is.
    stands: Spot | None = None
    #: The operation acts on the record itself, so its answer names it.
    acted_on: bool = False

    def put(self, record: int) -> None:
        """Put an id where the operation looks for it."""
        if self.drop is not None:
            self.container.pop(self.drop, None)
        self.container[self.key] = str(record)


@dataclass(slots=True)
class Finder:
    """Finds what is named, without reading any record."""

    catalogue: Catalogue
    externals: Externals
    found: list[Named] = field(default_factory=list)
    #: Where an error says `id` of an item that could have given an external field -> that field.
    expected: list[tuple[Spot, By]] = field(default_factory=list)

    def item(self, module: Module, item: Mapping[str, Any], spot: Spot) -> None:
        """Find the lookups of an item, and those of its rows."""
        names = body_names(module)
        for place in self.externals.inside(module):
            for key in item:
                if names.get(key, key) == place.steps[0]:
                    self._step(module, item, key, place, spot)

    def identified(self, own: Sequence[By], item: dict[str, Any], spot: Spot) -> None:
        """Find the record that an item is about."""
        for by in own:
            value = item.get(by.name)
            if value is not None:
                self.found.append(
                    Named(
                        by,
                        value,
                        item,
                        ID,
                        drop=by.name,
                        spot=spot.below(by.name),
                        stands=spot.below(ID),
                        acted_on=True,
                    )
                )
                return
        if own and item.get(ID) is None:
            self.expected.append((spot.below(ID), own[0]))

    def listed(self, own: Sequence[By], ids: list[Any], spot: Spot | None = None) -> None:
        """Find records that a list names."""
        for index, value in enumerate(ids if own else ()):
            if not isinstance(value, str | int):
                continue  # for the operation to refuse
            stands = None if spot is None else spot.below(index)
            self.found.append(
                Named(own[0], value, ids, index, spot=stands, stands=stands, acted_on=True)
            )

    def _step(
        self, module: Module, item: Mapping[str, Any], key: str, place: Place, spot: Spot
    ) -> None:
        stepped = module.by_name[place.steps[0]]
        below = spot.below(key, stepped.api_name)
        if len(place.steps) == 1:
            self._lookup(item, key, stepped, place, below)
            return
        rows = item[key]
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if not isinstance(row, dict):
                continue
            at = below.below(index)
            if place.steps[1] == PARTICIPANT:
                self._participant(row, place, at)
            else:
                self._row(module, stepped, row, place, at)

    def _row(
        self, module: Module, stepped: Field, row: dict[str, Any], place: Place, spot: Spot
    ) -> None:
        lookup = self.catalogue.module_by_name[rows_of(stepped) or ""].by_name[place.steps[1]]
        for key in list(row):
            if row_key(module, stepped, key) == lookup.api_name:
                self._lookup(row, key, lookup, place, spot.below(key, lookup.api_name))

    def _lookup(
        self, item: Mapping[str, Any], key: str, lookup: Field, place: Place, spot: Spot
    ) -> None:
        """Find the record of a lookup: an object with the field, or a text that is no id."""
        given, by = item[key], place.by
        other = lookup.kind == "any_module_lookup"
        named = named_module(self.catalogue, given, item) if other else None
        if named is not None and named is not by.module:
            return
        if isinstance(given, dict):
            value = given.get(by.name)
            if value is None:
                return
            if other and named is None:
                given["module"] = {"api_name": by.module.api_name}
            self.found.append(
                Named(by, value, given, ID, by.name, spot.below(by.name), spot.below(ID))
            )
        elif _is_no_id(given) and (not other or named is not None):
            self.found.append(Named(by, given, item, key, None, spot, spot))

    def _participant(self, entry: dict[str, Any], place: Place, spot: Spot) -> None:
        """Find a participant: an object with the field, or its value in place of the id."""
        by, kind = place.by, entry.get("type")
        if not isinstance(kind, str) or PARTICIPANT_MODULES.get(kind) != by.module.api_name:
            return
        given, at = entry.get(PARTICIPANT), spot.below(PARTICIPANT)
        stands = at
        if isinstance(given, dict):
            given, at = given.get(by.name), at.below(by.name)
        if given is not None:
            self.found.append(Named(by, given, entry, PARTICIPANT, None, at, stands))


def _is_no_id(given: Any) -> bool:
    return isinstance(given, str) and bool(given.strip()) and parse_id(given.strip()) is None


def path_of(spot: Spot) -> tuple[str, str]:
    """Return the JSONPaths of a place: as it was sent, and as errors tell of it."""
    return json_path((), spot.sent), json_path((), spot.known)
