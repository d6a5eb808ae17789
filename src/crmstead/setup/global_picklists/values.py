"""Values of global pick lists, in the form in which those of fields are changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.pick_lists import GLOBAL_DELETE_ONE_BY_ONE, GLOBAL_UNUSED_ONE_BY_ONE
from crmstead.errors.values import VALUE_INVALID
from crmstead.fieldtypes.values import NONE_VALUE
from crmstead.metadata.definitions import PickListValueDefinition
from crmstead.model.pick_lists import UNUSED, GlobalValue
from crmstead.setup.fields.given import Given
from crmstead.setup.fields.values import DELETE, KEY, changed_values, id_of


def changed(
    current: Sequence[GlobalValue], given: Sequence[Given], next_id: Callable[[], int]
) -> tuple[GlobalValue, ...]:
    """Return the values of a global pick list changed by entries of a body.

    One at most goes or ceases to be used in one request; `sequence_number` counts from nought.

    Raises:
        RecordError: as those of a field, or a value stands for none.
    """
    for index, one in enumerate(given):
        if one.get("display_value") == NONE_VALUE:
            raise RecordError(VALUE_INVALID, (KEY, index, "display_value"))
    if current:
        _one_by_one(current, given)
    kept = changed_values(
        [_definition(one) for one in current], given, next_id, first=0, actual_must=False
    )
    return tuple(_value(one) for one in kept)


def _one_by_one(current: Sequence[GlobalValue], given: Sequence[Given]) -> None:
    unused = {str(one.id) for one in current if one.type == UNUSED}
    gone = [place for place, one in enumerate(given) if DELETE in one and one[DELETE] is not False]
    left = [
        place
        for place, one in enumerate(given)
        if one.get("type") == UNUSED and one.get("id") and str(one["id"]) not in unused
    ]
    for places, key, cause in (
        (gone, DELETE, GLOBAL_DELETE_ONE_BY_ONE),
        (left, "type", GLOBAL_UNUSED_ONE_BY_ONE),
    ):
        if len(places) > 1:
            raise RecordError(cause, limit=1, limit_due_to=[At((KEY, places[1], key))])


def _definition(value: GlobalValue) -> PickListValueDefinition:
    return PickListValueDefinition(**_members(value))


def _value(value: PickListValueDefinition) -> GlobalValue:
    return GlobalValue(
        id=id_of(value),
        display_value=value.display_value,
        actual_value=value.actual_value or value.display_value,
        reference_value=value.reference_value or value.display_value,
        type=value.type,
        colour_code=value.colour_code,
    )


def _members(value: GlobalValue) -> dict[str, Any]:
    return {name: getattr(value, name) for name in GlobalValue.__slots__}


def of_field(
    current: Sequence[PickListValueDefinition],
    values: Sequence[GlobalValue],
    next_id: Callable[[], int],
    mapped: Mapping[int, int | None] = MappingProxyType({}),
) -> list[PickListValueDefinition]:
    """Return the values that a field has by its global pick list; those that it has keep ids.

    `mapped` tells which of them becomes which value of the list, where their names do not.
    """
    becoming = set(mapped.values())
    ids = {one.actual_value: one.id for one in current if one.id not in becoming}
    none = [one for one in current if one.display_value == NONE_VALUE]
    return [
        *none,
        *(
            PickListValueDefinition(
                **{
                    **_members(one),
                    "id": mapped.get(one.id) or ids.get(one.actual_value) or next_id(),
                }
            )
            for one in values
        ),
    ]
