"""Subforms with the fields of their rows."""

from __future__ import annotations

from crmstead.errors.raised import RecordError
from crmstead.metadata.definitions import FieldDefinition, ModuleDefinition, Raw
from crmstead.metadata.generating import generated_modules
from crmstead.metadata.modules import build_module
from crmstead.model.module import Module
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import must, objects_in
from crmstead.setup.fields.place import Place


def subform(asked: Asked) -> Raw:
    """Return the fields of a new subform's rows, which are made like those of any module.

    Those of one that is there are changed in the module of its rows.
    """
    if asked.before is not None:
        return {}
    given = must(objects_in(asked.given, "fields") or None, "fields")
    rows = Place(asked.place.redefining, _without_fields(asked), [])
    for index, one in enumerate(given):
        try:
            asked.make(rows, one)
        except RecordError as error:
            raise error.below("fields", index) from None
    asked.place.tables.add(asked.api_name.lower())
    return {"subform": asked.api_name, "rows": rows.raws}


def _without_fields(asked: Asked) -> Module:
    """Return the module of a new subform's rows as it is before it has fields of the org."""
    parent = asked.place.module
    bare = FieldDefinition(
        api_name=asked.api_name, data_type=asked.data_type, subform=asked.api_name
    )
    around = ModuleDefinition(
        api_name=parent.api_name,
        singular_label=parent.singular_label,
        plural_label=parent.plural_label,
        generated_type=parent.generated_type,
        scope=parent.scope,
        sequence_number=parent.sequence_number,
        fields=[bare],
    )
    return build_module(asked.catalogue.org, next(generated_modules(around, {})))
