"""What of an org's records is shared at all, so that nobody else pays for looking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedModule:
    """A module, by its id, of which at least one record is or was shared.

    `related` tells that one was shared together with what is related to it.
    """

    id: int
    related: bool = False
