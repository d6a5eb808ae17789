"""Finding what settings bodies name by api name, by id, or by both."""

from __future__ import annotations

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import EXPECTED_FIELD_MISSING, VALUE_INVALID
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.setup.given import Item, id_of


def field_named(module: Module, item: Item) -> Field:
    """Return the field of a module that an object names.

    Raises:
        RecordError: with the path below the object: nothing is named, or no such field.
    """
    name, number = item.get("api_name"), id_of(item)
    if name is None and number is None:
        places = [At(("api_name",)), At(("id",))]
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
    found = module.by_id.get(number) if number is not None else None
    if number is not None and found is None:
        raise RecordError(VALUE_INVALID, ("id",))
    if name is not None:
        by_name = module.by_name.get(name) if isinstance(name, str) else None
        if by_name is None or by_name.id not in module.by_id or (found or by_name) is not by_name:
            raise RecordError(VALUE_INVALID, ("api_name",))
        found = by_name
    assert found is not None  # noqa: S101 - one of them was given and found
    return found
