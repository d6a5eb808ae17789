"""Delete Custom Field (platform reference 2.3.3)."""

from __future__ import annotations

from crmstead.errors.raised import ApiError
from crmstead.errors.setup.fields import FIELD_IN_USE, FIELD_OF_SYSTEM
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.setup.fields.place import Place
from crmstead.setup.fields.uses import is_used
from crmstead.setup.redefining import Redefining
from crmstead.store.tables.reforming import forget_values

#: Of the field's id in `settings/fields/{id}`.
PATH_INDEX = 2


async def delete_field(redefining: Redefining, module: Module, field: Field) -> None:
    """Remove a field with its values, and with the rows or links that are its own.

    Layouts and columns of views that name it lose it.

    Raises:
        ApiError: the system needs it, or something else names it.
    """
    catalogue, org = redefining.catalogue, redefining.org
    if not field.custom:
        raise ApiError(FIELD_OF_SYSTEM, resource_path_index=PATH_INDEX)
    if is_used(catalogue, module, field):
        raise ApiError(FIELD_IN_USE, resource_path_index=PATH_INDEX)
    await forget_values(redefining.transaction, org, module, field)
    rows = catalogue.module_by_name.get(field.subform or "")
    for inner in () if rows is None or rows.api_name not in org.made_tables else rows.fields:
        await forget_values(redefining.transaction, org, rows, inner)  # type: ignore[arg-type]
    Place(redefining, module).remove(field.api_name)
    for raw in redefining.definitions.modules:
        if raw["api_name"] == module.api_name:
            _leave_out(raw, field.api_name)


def _leave_out(raw: Raw, name: str) -> None:
    """Take a field out of what the org says of its module's layouts and views."""
    for layout in raw.get("layouts", ()):
        for listed in (layout, *layout.get("sections", ())):
            for key in ("fields", "mandatory", "removed"):
                if name in listed.get(key, ()):
                    listed[key] = [one for one in listed[key] if one != name]
    for view in raw.get("custom_views", ()):
        if name in view.get("fields", ()):
            view["fields"] = [one for one in view["fields"] if one != name]
        if view.get("sort_by") == name:
            view["sort_by"] = None
