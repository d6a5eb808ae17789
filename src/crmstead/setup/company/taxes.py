"""Adding, changing and removing taxes, all that one request says or nothing (5.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.company import (
    TAX_DUPLICATE,
    TAX_MANDATORY,
    TAX_SEQUENCE_INVALID,
    TAX_SEQUENCE_REPEATED,
    TAX_UNKNOWN,
    TAX_USED,
    TAX_VALUE_INVALID,
)
from crmstead.fieldtypes.lookup import known_id
from crmstead.model.people import Tax
from crmstead.setup.given import flag_of, list_of, object_of, text_of
from crmstead.setup.redefining import Redefining

Item = Mapping[str, Any]

ADDED, UPDATED, DELETED = "tax added", "tax updated", "tax deleted"
_TAXES, _PREFERENCE = "taxes", "preference"
_PREFERENCES = ("auto_populate_tax", "modify_tax_rates")
_LONGEST = 100
#: A percentage; unspecified: how large it may be.
_MOST = 100_000


@dataclass(slots=True)
class _Taxes:
    """The taxes of an org while a request changes them, in their order."""

    redefining: Redefining
    #: Taxes that records bear, by id.
    used: frozenset[int]
    taxes: list[Tax] = field(default_factory=list)
    #: Places that the request asks for, by id.
    places: dict[int, int] = field(default_factory=dict)


def change_taxes(
    redefining: Redefining, given: Item, used: frozenset[int]
) -> tuple[int | None, str]:
    """Do what `org_taxes` of a body says: without `id` a tax is added, with it changed or removed.

    `used` are the taxes that records bear, which are not removed. Returns the id of the last tax
    and what became of it.

    Raises:
        RecordError: the first thing that is wrong; nothing is changed then.
    """
    preferences = _preferences(object_of(given, _PREFERENCE) or {})
    entries = list_of(given, _TAXES) or []
    if not entries and _PREFERENCE not in given:
        raise RecordError(TAX_MANDATORY, (_TAXES,))
    taxes = sorted(redefining.definitions.taxes, key=lambda tax: tax.sequence_number)
    state = _Taxes(redefining, used, taxes)
    number, message = None, UPDATED
    for index, entry in enumerate(entries):
        try:
            number, message = _change(state, entry)
        except RecordError as error:
            raise error.below(_TAXES, index) from None
    redefining.definitions.taxes[:] = _ordered(state, entries)
    redefining.definitions.org = replace(redefining.definitions.org, **preferences)
    return number, message


def _preferences(given: Item) -> dict[str, Any]:
    try:
        flags = {key: flag_of(given, key) for key in _PREFERENCES}
    except RecordError as error:
        raise error.below(_PREFERENCE) from None
    return {key: flag for key, flag in flags.items() if flag is not None}


def _change(state: _Taxes, entry: Any) -> tuple[int, str]:
    if not isinstance(entry, dict):
        raise RecordError(TAX_VALUE_INVALID, expected_data_type="jsonobject", api_name=_TAXES)
    if entry.get("id") is None:
        made = _properties(state, Tax(id=0, name="", value=0, sequence_number=0), entry)
        made = replace(made, id=state.redefining.org.ids.next())
        state.taxes.append(made)
        _place(state, made, entry)
        return made.id, ADDED
    number = known_id(entry["id"])
    found = next((one for one in state.taxes if one.id == number), None)
    if found is None:
        raise RecordError(TAX_UNKNOWN, ("id",))
    if entry.get("_delete"):
        if found.id in state.used:
            raise RecordError(TAX_USED, id=str(found.id))
        state.taxes.remove(found)
        return found.id, DELETED
    changed = _properties(state, found, entry)
    state.taxes[state.taxes.index(found)] = changed
    _place(state, changed, entry)
    return changed.id, UPDATED


def _properties(state: _Taxes, tax: Tax, entry: Item) -> Tax:
    name = text_of(entry, "name", _LONGEST) or tax.name
    if not name:
        raise RecordError(TAX_MANDATORY, ("name",))
    if any(one.name.casefold() == name.casefold() and one.id != tax.id for one in state.taxes):
        raise RecordError(TAX_DUPLICATE, ("name",))
    value = entry.get("value")
    if value is None and not tax.id:
        raise RecordError(TAX_MANDATORY, ("value",))
    label = text_of(entry, "display_label", _LONGEST) or tax.display_label
    return replace(
        tax,
        name=name,
        display_label=label,
        value=tax.value if value is None else _percentage(value),
    )


def _percentage(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise RecordError(TAX_VALUE_INVALID, ("value",), expected_data_type="double")
    if not 0 <= value < _MOST:
        raise RecordError(TAX_VALUE_INVALID, ("value",))
    return float(value)


def _place(state: _Taxes, tax: Tax, entry: Item) -> None:
    place = entry.get("sequence_number")
    if place is None:
        return
    if type(place) is not int or place < 1:
        raise RecordError(TAX_SEQUENCE_INVALID, ("sequence_number",))
    if place in state.places.values():
        raise RecordError(TAX_SEQUENCE_REPEATED, ("sequence_number",))
    state.places[tax.id] = place


def _ordered(state: _Taxes, entries: Sequence[Any]) -> list[Tax]:
    """Return the taxes with those places that were asked for, the others in their old order."""
    if max(state.places.values(), default=0) > len(state.taxes):
        wanted = [entry.get("sequence_number") or 0 for entry in entries]
        index = wanted.index(max(wanted))
        raise RecordError(TAX_SEQUENCE_INVALID, (_TAXES, index, "sequence_number"))
    ordered = [one for one in state.taxes if one.id not in state.places]
    moved = [one for one in state.taxes if one.id in state.places]
    for one in sorted(moved, key=lambda tax: state.places[tax.id]):
        ordered.insert(state.places[one.id] - 1, one)
    return [replace(one, sequence_number=place) for place, one in enumerate(ordered, 1)]
