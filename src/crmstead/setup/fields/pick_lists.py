"""The values of pick lists: of a field's own, or of a global one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_AMBIGUOUS, FIELD_EXPECTED_DEPENDENT, FIELD_FIXED
from crmstead.errors.values import EXPECTED_FIELD_MISSING, VALUE_INVALID
from crmstead.fieldtypes.values import NONE_VALUE
from crmstead.metadata.definitions import PickListValueDefinition, Raw
from crmstead.model.field import Field
from crmstead.model.pick_lists import GlobalPickList
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import Given, id_in, must, object_in, objects_in, text_in, truth_in
from crmstead.setup.fields.values import KEY, changed_values
from crmstead.setup.global_picklists.values import of_field as of_global

_GLOBAL = "global_picklist"
#: Which value of the global list a value of a field becomes.
_INTO = "_global_picklist_value"
#: Data types whose values begin with one that stands for none.
_WITH_NONE = frozenset({"picklist"})


def values(asked: Asked) -> Raw:
    """Return the values of a pick list and how they are shown."""
    found: Raw = {}
    for key, raw in (
        ("pick_list_values_sorted_lexically", "sorted_lexically"),
        ("enable_colour_code", "enable_colour_code"),
    ):
        said = truth_in(asked.given, key)
        if said is not None:
            found[raw] = said
    shared = object_in(asked.given, _GLOBAL)
    given = objects_in(asked.given, KEY) or None
    if asked.before is not None:
        found.update(_changed(asked, asked.before, shared, given))
        return _sorted(found, asked.before)
    if shared is not None and given is not None:
        raise RecordError(FIELD_AMBIGUOUS, ambiguity_due_to=[At((KEY,)), At((_GLOBAL,))])
    if shared is not None:
        return _sorted({**found, **_shared(asked, shared)}, None)
    if given is None:
        raise RecordError(
            FIELD_EXPECTED_DEPENDENT,
            expected_fields=[At((KEY,)), At((_GLOBAL,))],
            dependee=At(("data_type",)),
        )
    made = changed_values((), given, asked.next_id)
    return _sorted({**found, KEY: _with_none(asked.data_type, made, asked)}, None)


def _sorted(found: Raw, before: Field | None) -> Raw:
    """Return what is said of a field with its values in the order of letters, where it has that."""
    asked_for = found.get("sorted_lexically", before is not None and before.sorted_lexically)
    if not asked_for:
        return found
    kept = found.get(KEY)
    if kept is None:
        kept = [as_raw(one) for one in of_field(before)] if before is not None else []
    return {**found, KEY: sorted(kept, key=_by_letters)}


def _by_letters(raw: Raw) -> tuple[bool, str]:
    return raw["display_value"] != NONE_VALUE, raw["display_value"].lower()


def _with_none(data_type: str, made: Sequence[PickListValueDefinition], asked: Asked) -> list[Raw]:
    """Return values as kept, with the one for none before them where the type has it."""
    kept = [as_raw(one) for one in made if one.display_value != NONE_VALUE]
    if data_type in _WITH_NONE:
        none = PickListValueDefinition(display_value=NONE_VALUE, id=asked.next_id())
        kept.insert(0, as_raw(none))
    return kept


def _shared(asked: Asked, shared: Given) -> Raw:
    found = global_of(asked, shared)
    made = of_global([], found.values, asked.next_id)
    return {_GLOBAL: found.id, KEY: _with_none(asked.data_type, made, asked)}


def global_of(asked: Asked, shared: Given) -> GlobalPickList:
    """Return the global pick list that an item names.

    Raises:
        RecordError: it names none.
    """
    path = (_GLOBAL,)
    number, name = id_in(shared, "id", path), text_in(shared, "api_name", None, path)
    if number is None and not name:
        raise RecordError(
            EXPECTED_FIELD_MISSING, expected_fields=[At((_GLOBAL, "id")), At((_GLOBAL, "api_name"))]
        )
    for one in asked.place.redefining.definitions.global_picklists:
        if one.id == number or (number is None and one.api_name == name):
            return one
    raise RecordError(VALUE_INVALID, (_GLOBAL, "api_name" if number is None else "id"))


def _changed(
    asked: Asked, before: Field, shared: Given | None, given: list[dict[str, Any]] | None
) -> Raw:
    """Return what becomes of the values of a field; those of a global list change with it alone."""
    if shared is not None:
        found = global_of(asked, shared)
        if before.global_picklist is None:
            mapped = _mapped(before, found, given or [])
            made = of_global(of_field(before), found.values, asked.next_id, mapped)
            return {_GLOBAL: found.id, KEY: [as_raw(one) for one in made]}
        if found.id != before.global_picklist:
            # unspecified: whether a field may go from one list to another.
            raise RecordError(FIELD_FIXED, (_GLOBAL,))
    if given is None:
        return {}
    if before.global_picklist is not None:
        raise RecordError(FIELD_FIXED, (KEY,))
    return {KEY: [as_raw(one) for one in changed_values(of_field(before), given, asked.next_id)]}


def _mapped(
    before: Field, found: GlobalPickList, given: Sequence[dict[str, Any]]
) -> dict[int, int | None]:
    """Return the values of a field that are to become those of a global list, by the ids of these.

    unspecified: values that no entry maps become those of the same actual value; records keep what
    has no counterpart.

    Raises:
        RecordError: an entry names no value of the field or of the list, or one of these twice.
    """
    own, shared = {one.id for one in before.pick_list_values}, {one.id for one in found.values}
    mapped: dict[int, int | None] = {}
    for index, one in enumerate(given):
        path = (KEY, index)
        said = object_in(one, _INTO, path)
        number = must(id_in(one, "id", path), *path, "id")
        target = must(id_in(must(said, *path, _INTO), "id", (*path, _INTO)), *path, _INTO, "id")
        if number not in own:
            raise RecordError(VALUE_INVALID, (*path, "id"))
        if target not in shared or target in mapped:
            raise RecordError(VALUE_INVALID, (*path, _INTO, "id"))
        mapped[target] = number
    return mapped


def of_field(field: Field) -> list[PickListValueDefinition]:
    """Return the values of a field in the form of definitions."""
    return [
        PickListValueDefinition(
            display_value=one.display_value,
            actual_value=one.actual_value,
            reference_value=one.reference_value,
            type=one.type,
            colour_code=one.colour_code,
            probability=one.probability,
            forecast_type=one.forecast_type,
            forecast_category=one.forecast_category,
            id=one.id,
        )
        for one in field.pick_list_values
    ]


def as_raw(value: PickListValueDefinition) -> Raw:
    """Return a value in the form of a module's file, without what nobody said."""
    kept = {name: getattr(value, name) for name in value.__struct_fields__}
    return {name: one for name, one in kept.items() if one is not None}
