"""A record on its way into the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmstead.model.module import Layout, Module
from crmstead.records.write.straight import Straight

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Draft:
    """One record, or one row of a subform, checked bit by bit.

    `given` is the item as sent, under the fields' own api names; `values` what is to be stored,
    by column: what was there before (a clone's source, the record that an update changes), and
    what was given over it.
    """

    module: Module
    index: int
    given: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    layout: Layout | None = None
    #: The layout was named in the body, so its own mandatory fields count.
    layout_given: bool = False
    #: Rows by the api name of their subform or linking field.
    rows: dict[str, list[Draft]] = field(default_factory=dict)
    #: Tags: (id or None, name).
    tags: list[tuple[int | None, str]] = field(default_factory=list)
    #: Territories that a clone takes over.
    territories: tuple[int, ...] = ()
    #: Where the draft stands below its record: ("Quoted_Items", 0) for a row.
    path: Path = ()
    #: How its fields were read in one go: all that it gives is plainly good.
    straight: Straight | None = None
    #: A clone: its values were checked when its source was written.
    cloned: bool = False
    #: An update: the record, or the row, as it is stored, by column.
    before: Mapping[str, Any] | None = None
    #: Rows that an update takes away: their ids, by the api name of their field.
    removed: dict[str, list[int]] = field(default_factory=dict)

    #: Records of other modules that come to be with this one.
    along: list[Draft] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The id the record will have."""
        return int(self.values["id"])

    @property
    def inherits(self) -> bool:
        """Whether what is not given was checked when it was written, long before."""
        return self.cloned or self.before is not None

    def touches(self, *names: str) -> bool:
        """Tell whether an update gives one of some fields; of a new record all are given."""
        return self.before is None or not self.given.keys().isdisjoint(names)

    def gives(self, name: str) -> bool:
        """Tell whether the client sent a field with a value other than null."""
        return self.given.get(name) is not None
