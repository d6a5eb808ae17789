"""When something of the setup was made and changed, and by whom."""

from __future__ import annotations

from typing import Any, Protocol

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import user_reference
from crmstead.model.times import Times


class Stamped(Protocol):
    """What keeps its stamps; they are unknown of what an org begins with."""

    @property
    def created_time(self) -> int | None: ...
    @property
    def created_by(self) -> int | None: ...
    @property
    def modified_time(self) -> int | None: ...
    @property
    def modified_by(self) -> int | None: ...


def stamps(catalogue: Catalogue, times: Times, thing: Stamped, suffix: str = "") -> dict[str, Any]:
    """Return the four keys, each with a suffix; what was never changed was so when it was made."""
    modified = thing.created_time if thing.modified_time is None else thing.modified_time
    modifier = thing.created_by if thing.modified_by is None else thing.modified_by
    return {
        f"created_time{suffix}": None
        if thing.created_time is None
        else times.format(thing.created_time),
        f"created_by{suffix}": user_reference(catalogue, thing.created_by),
        f"modified_time{suffix}": None if modified is None else times.format(modified),
        f"modified_by{suffix}": user_reference(catalogue, modifier),
    }
