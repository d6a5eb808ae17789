"""`$append_values`: multi-select pick lists that an update adds to, rather than replaces."""

from __future__ import annotations

from typing import Any

import msgspec

from crmstead.errors.raised import RecordError
from crmstead.errors.values import WRONG_TYPE
from crmstead.fieldtypes.values import json_text
from crmstead.records.write.draft import Draft

APPEND = "$append_values"
_KIND = "multiselectpicklist"


def append_values(draft: Draft) -> None:
    """Put the values that a record has before those it was given, in the fields that say so.

    Fields that are no multi-select pick lists, or are not given, are passed over.

    Raises:
        RecordError: no object, or a member of it that is no boolean.
    """
    asked = draft.given.get(APPEND)
    if asked is None or draft.before is None:
        return
    if not isinstance(asked, dict):
        raise RecordError(WRONG_TYPE, (APPEND,), expected_data_type="jsonobject")
    for name, appends in asked.items():
        if not isinstance(appends, bool):
            raise RecordError(WRONG_TYPE, (APPEND, name), expected_data_type="boolean")
        field = draft.module.by_name.get(name)
        if appends and field is not None and field.kind == _KIND and name in draft.given:
            there, added = _values(draft.before.get(name)), _values(draft.values.get(name))
            united = list(dict.fromkeys((*there, *added)))
            draft.values[name] = json_text(united) if united else None


def _values(stored: str | None) -> list[Any]:
    return [] if stored is None else list(msgspec.json.decode(stored))
