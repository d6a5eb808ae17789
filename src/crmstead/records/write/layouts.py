"""Which layout a record has, is given, or gets by its maker's profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import REFERENCE_INVALID
from crmstead.fieldtypes.lookup import reference_id
from crmstead.model.module import Layout, Module

LAYOUT = "Layout"


def layout_of(module: Module, stored: Mapping[str, Any]) -> Layout | None:
    """Return the layout that a stored record has, None where the module has it no more."""
    kept = (layout for layout in module.layouts if layout.id == stored.get(LAYOUT))
    return next(kept, None)


def find_layout(
    module: Module, item: Mapping[str, Any], profile: int, kept: int | None = None
) -> tuple[Layout | None, bool]:
    """Return the layout that an item names, else that of the profile; and whether it was named.

    What a record has already, `kept`, may always be named.

    Raises:
        RecordError: it names none that users of the profile may give a record of the module.
    """
    default = module.layout_for(profile)
    given = item.get(LAYOUT)
    if given is None or default is None:
        return default, False
    try:
        wanted = reference_id(given)
    except RecordError as error:
        raise error.below(LAYOUT) from None
    for layout in module.layouts:
        if layout.id == wanted and (layout.is_for(profile) or layout.id == kept):
            return layout, True
    if wanted is None:
        return default, False
    raise RecordError(REFERENCE_INVALID, (LAYOUT, "id"))
