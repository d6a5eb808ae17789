"""What has to become of a field's records before the field is changed."""

from __future__ import annotations

from dataclasses import replace

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_DEPENDENT_MISMATCH, FIELD_DUPLICATE, FIELD_FIXED
from crmstead.metadata.definitions import Raw
from crmstead.model.duplicate_check import CONVERTED_RECORDS
from crmstead.model.field import Field
from crmstead.setup.fields.place import Place
from crmstead.setup.fields.renaming import rename_in_settings
from crmstead.store.schema import CONVERTED
from crmstead.store.tables.reforming import (
    add_places,
    fill_unique,
    has_longer,
    rename_values,
    set_counter,
)


async def follow(place: Place, field: Field, keys: Raw) -> None:
    """Bring the records of a field in line with what it becomes.

    Raises:
        RecordError: they hold what the changed field could not.
    """
    await _shorten(place, field, keys)
    await _scale(place, field, keys)
    await _distinguish(place, field, keys)
    await _rename(place, field, keys)
    await _renumber(place, field, keys)


async def _shorten(place: Place, field: Field, keys: Raw) -> None:
    """unspecified: whether a length may shrink; here, where no record holds more."""
    length = keys.get("length")
    if length is None or field.length is None or length >= field.length:
        return
    at = place.redefining
    if await has_longer(at.transaction, at.org, place.module, field, length):
        raise RecordError(
            FIELD_DEPENDENT_MISMATCH,
            ("length",),
            dependee=At(("data_type",)),
            range={"from": field.length, "to": field.length},
        )


async def _scale(place: Place, field: Field, keys: Raw) -> None:
    """Values are kept scaled by the decimal places: more of them only where digits are free."""
    places, now = keys.get("decimal_place"), field.decimal_place
    if places is None or now is None or places == now or field.data_type == "formula":
        return
    at = place.redefining
    fits = places > now and await add_places(
        at.transaction, at.org, place.module, field, places - now
    )
    if not fits:
        raise RecordError(FIELD_FIXED, ("decimal_place",))


async def _distinguish(place: Place, field: Field, keys: Raw) -> None:
    case = keys.get("unique_case_sensitive")
    if case is None or case == field.unique_case_sensitive:
        return
    at, module = place.redefining, place.module
    left_out = CONVERTED if CONVERTED in module.by_name else None
    preference = at.catalogue.duplicate_check_of.get(module.api_name)
    if preference is not None and preference.type == CONVERTED_RECORDS:
        left_out = None
    new = replace(field, unique_case_sensitive=case)
    if await fill_unique(at.transaction, at.org, module, new, left_out) is not None:
        raise RecordError(FIELD_DUPLICATE, ("unique",))


async def _rename(place: Place, field: Field, keys: Raw) -> None:
    """Records keep the display values of a pick list, so they follow its values' names."""
    given = {one["id"]: one["display_value"] for one in keys.get("pick_list_values", ())}
    renames = {
        one.display_value: given[one.id]
        for one in field.pick_list_values
        if given.get(one.id, one.display_value) != one.display_value
    }
    if not renames:
        return
    at = place.redefining
    await rename_values(at.transaction, at.org, place.module, field, renames)
    rename_in_settings(place, field, renames)
    if "default_value" not in keys and isinstance(field.default_value, str):
        new = renames.get(field.default_value)
        if new is not None:
            keys["default_value"] = new


async def _renumber(place: Place, field: Field, keys: Raw) -> None:
    form = keys.get("auto_number")
    if form is None or form["start_number"] == (field.auto_number_start or 1):
        return
    at = place.redefining
    await set_counter(at.transaction, at.org, place.module, field, form["start_number"])
