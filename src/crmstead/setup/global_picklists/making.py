"""Making and changing global pick lists by items of a body."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.pick_lists import (
    GLOBAL_LABEL_SPECIAL,
    GLOBAL_LABEL_TAKEN,
    GLOBAL_NAME_INVALID,
    GLOBAL_NAME_TAKEN,
)
from crmstead.model.pick_lists import GlobalPickList
from crmstead.setup.fields.given import Given, must, objects_in, text_in, truth_in
from crmstead.setup.fields.naming import name_after, plain, unlike
from crmstead.setup.fields.values import KEY
from crmstead.setup.global_picklists.following import follow_list
from crmstead.setup.global_picklists.values import changed
from crmstead.setup.redefining import Redefining, put

_MOST_LABEL = 50
_MOST_DESCRIPTION = 1000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?<!_)")


async def make_list(redefining: Redefining, given: Given) -> int:
    """Add a global pick list and return its id.

    Raises:
        RecordError: label or values are missing, taken or none.
    """
    lists = redefining.definitions.global_picklists
    label = must(_label(lists, given, None), "display_label")
    values = must(objects_in(given, KEY) or None, KEY)
    taken = {one.api_name.lower() for one in lists}
    made = GlobalPickList(
        id=redefining.org.ids.next(),
        api_name=_name(lists, given, None)
        or unlike(name_after(label), lambda n: n.lower() in taken),
        display_label=label,
        actual_label=label,
        values=_sorted(changed((), values, redefining.org.ids.next), given, by_letters=False),
        description=text_in(given, "description", _MOST_DESCRIPTION) or None,
        sorted_lexically=truth_in(given, "pick_list_values_sorted_lexically") or False,
        created_time=redefining.now,
        created_by=redefining.caller.user.id,
        modified_time=redefining.now,
        modified_by=redefining.caller.user.id,
    )
    lists.append(made)
    return made.id


async def change_list(redefining: Redefining, found: GlobalPickList, given: Given) -> int:
    """Change a global pick list, and with it the fields that have its values; return its id.

    Raises:
        RecordError: as `make_list`.
    """
    lists = redefining.definitions.global_picklists
    changes: dict[str, Any] = {
        "modified_time": redefining.now,
        "modified_by": redefining.caller.user.id,
    }
    if "display_label" in given:
        changes["display_label"] = must(_label(lists, given, found) or None, "display_label")
    if "api_name" in given:
        changes["api_name"] = _name(lists, given, found) or found.api_name
    if "description" in given:
        changes["description"] = text_in(given, "description", _MOST_DESCRIPTION) or None
    sort = truth_in(given, "pick_list_values_sorted_lexically")
    if sort is not None:
        changes["sorted_lexically"] = sort
    values = objects_in(given, KEY)
    kept = found.values if not values else changed(found.values, values, redefining.org.ids.next)
    changes["values"] = _sorted(kept, given, by_letters=found.sorted_lexically)
    after = replace(found, **changes)
    put(lists, after)
    if after.values != found.values:
        await follow_list(redefining, after)
    return found.id


def _sorted(values: Any, given: Given, *, by_letters: bool) -> Any:
    sort = truth_in(given, "pick_list_values_sorted_lexically")
    if not (by_letters if sort is None else sort):
        return values
    return tuple(sorted(values, key=lambda one: one.display_value.lower()))


def _label(lists: list[GlobalPickList], given: Given, own: GlobalPickList | None) -> str | None:
    label = text_in(given, "display_label", _MOST_LABEL) or None
    if label is not None and not plain(label):
        raise RecordError(GLOBAL_LABEL_SPECIAL, ("display_label",))
    others = {one.display_label.lower() for one in lists if one is not own}
    if label is not None and label.lower() in others:
        raise RecordError(GLOBAL_LABEL_TAKEN, ("display_label",))
    return label


def _name(lists: list[GlobalPickList], given: Given, own: GlobalPickList | None) -> str | None:
    name = text_in(given, "api_name", _MOST_LABEL)
    if name is None:
        return None
    if _NAME.fullmatch(name) is None:
        raise RecordError(GLOBAL_NAME_INVALID, ("api_name",))
    if name.lower() in {one.api_name.lower() for one in lists if one is not own}:
        raise RecordError(GLOBAL_NAME_TAKEN, ("api_name",))
    return name
