"""A record on its way into the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crmstead.model.module import Layout, Module

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Draft:
    """One record, or one row of a subform, checked bit by bit.

    `given` is the item as sent, under the fields' own api names; `values` what is to be stored,
    by column: in a clone what it took over from its source, then what was given over it.
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
    #: A clone: its values were checked when its source was written.
    cloned: bool = False

    @property
    def id(self) -> int:
        """The id the record will have."""
        return int(self.values["id"])

    def gives(self, name: str) -> bool:
        """Tell whether the client sent a field with a value other than null."""
        return self.given.get(name) is not None
