"""The part that a contact has in a deal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRole:
    """A role that contacts may have in deals; a `deleted` one is kept, but not there any more."""

    id: int
    name: str
    sequence_number: int
    deleted: bool = False
