"""Update Custom Fields (platform reference 2.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.fields import FIELD_DUPLICATE, FIELD_FIXED
from crmstead.errors.values import VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.finishing import Outcome
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.common import COMMON, rights
from crmstead.setup.fields.creating import ROOT
from crmstead.setup.fields.defaults import default_of
from crmstead.setup.fields.following import follow
from crmstead.setup.fields.given import Given, id_in, must
from crmstead.setup.fields.making import make_field
from crmstead.setup.fields.naming import label_of
from crmstead.setup.fields.pick_lists import values
from crmstead.setup.fields.place import Place
from crmstead.setup.fields.types import TYPE_RULES, TypeRule
from crmstead.setup.items import each
from crmstead.setup.redefining import Redefining

#: What a client may say of a system field; all that the table of types knows beside is fixed.
_OF_SYSTEM = TypeRule()
#: Members that stay as they are for every field, with what a field says of each.
_NEVER = ("data_type", "api_name")
_FIXED_OF_SYSTEM = (
    "length", "decimal_place", "separator", "tooltip", "filterable", "unique", "external", "crypt",
    "private", "hipaa_compliance_enabled", "textarea", "currency", "auto_number", "lookup",
    "formula", "rollup_summary", "multiselectlookup", "multiuserlookup", "sharing_properties",
)  # fmt: skip


async def change_fields(redefining: Redefining, module: Module, items: Sequence[Any]) -> Outcome:
    """Change fields of a module by the items of a body, each of which names one by its id."""
    place = Place(redefining, module)
    done: set[int] = set()

    async def change(given: Given) -> int:
        number: int = must(id_in(given), "id")
        field = module.by_id.get(number)
        if field is None or not redefining.catalogue.has(field):
            raise RecordError(VALUE_INVALID, ("id",))
        if number in done:
            raise RecordError(FIELD_DUPLICATE, ("id",))
        await change_field(place, field, given)
        done.add(number)
        return number

    return await each(items, ROOT, redefining.version, change, "field updated")


async def change_field(place: Place, field: Field, given: Given) -> None:
    """Change what an item of a body gives of a field, and the records of its module with it.

    Raises:
        RecordError: something of it stays as it is, or the records could not hold what it becomes.
    """
    for key in _NEVER:
        if given.get(key) not in (None, getattr(field, key)):
            raise RecordError(FIELD_FIXED, (key,))
    keys = _custom(place, field, given) if field.custom else _system(place, field, given)
    if not keys:
        return
    await follow(place, field, keys)
    entry = place.entry(field.api_name)
    entry.update(keys)
    if field.custom:
        entry["modified_time"] = place.redefining.now


def _custom(place: Place, field: Field, given: Given) -> Raw:
    """Return what becomes of a field that the org made."""
    rule = TYPE_RULES.get(field.data_type, _OF_SYSTEM)
    asked = Asked(place, given, field.data_type, field, make_field, field.api_name)
    keys: Raw = {}
    if given.get("field_label") is not None:
        keys["field_label"] = label_of(place, given, now=field.field_label)
    for common in COMMON:
        keys |= common(asked, rule)
    for member in rule.members:
        keys |= member(asked)
    known = next((one for one in place.raws if one["api_name"] == field.api_name), {})
    return keys | default_of(asked, rule, {**known, **keys})


def _system(place: Place, field: Field, given: Given) -> Raw:
    """Return what becomes of a field that every org has: rights, and values of a pick list."""
    if given.get("field_label") not in (None, field.field_label):
        raise RecordError(FIELD_FIXED, ("field_label",))
    for key in _FIXED_OF_SYSTEM:
        if given.get(key):
            raise RecordError(FIELD_FIXED, (key,))
    asked = Asked(place, given, field.data_type, field, make_field, field.api_name)
    keys = rights(asked, _OF_SYSTEM)
    if field.pick_list_values:
        keys |= values(asked)
    return keys


def becoming_unique(module: Module, items: Sequence[Any]) -> list[Field]:
    """Return the fields that items of a body would make unique, as they are until then."""
    found: list[Field] = []
    for item in items:
        said = item.get("unique") if isinstance(item, dict) else None
        if not isinstance(said, dict) or not said or "_disable" in said:
            continue
        field = module.by_id.get(_number(item.get("id")))
        if field is not None and field.custom and not field.unique:
            found.append(replace(field, unique_case_sensitive=False))
    return found


def _number(given: Any) -> int:
    text = str(given)
    return int(text) if text.isascii() and text.isdigit() else 0
