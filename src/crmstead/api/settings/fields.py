"""Fields of a module and the values of a pick list (platform reference 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes
from crmstead.errors.parameters import PARAM_INVALID
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import (
    choice_asked,
    id_asked,
    module_asked,
    path_id,
    words_asked,
)
from crmstead.metadata.describing.fields import FieldDescriber, permissions_to_update
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.picklists import describe_value
from crmstead.metadata.describing.reader import Reader
from crmstead.model.field import Field
from crmstead.model.module import Layout, Module

_USED, _EVERY = "used", "all"
_TYPES = (_USED, "unused", _EVERY)
_PERMISSIONS = "allowed_permissions_to_update"
#: Of the field's id in `settings/fields/{id}`.
_PATH_INDEX = 2


def _reader(call: Call) -> Reader:
    return Reader(call.org.catalogue, call.version, call.caller.profile)


def _audience(reader: Reader, module: Module) -> int:
    """Return what the answer's key needs of the caller: the profile, where fields differ by it."""
    differs = any(field.hidden_from or field.read_only_for for field in module.fields)
    return reader.profile.id if differs else 0


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which fields of a module are asked for; checked, so it may stand in a key."""

    type: str
    data_type: str | None
    layout: Layout | None

    def takes(self, describer: FieldDescriber, field: Field) -> bool:
        """Tell whether a field is among them."""
        if self.data_type not in (None, field.data_type):
            return False
        if self.layout is not None and field.api_name not in self.layout.field_names():
            return False
        return self.type == _EVERY or describer.used(field) == (self.type == _USED)

    def key(self) -> tuple[str, str | None, int]:
        """Return what tells it from other choices."""
        return self.type, self.data_type, 0 if self.layout is None else self.layout.id


def _choice_asked(call: Call, module: Module) -> _Choice:
    return _Choice(
        choice_asked(call.query, "type", _USED, _TYPES),
        call.query.get("data_type") or None,
        _layout_asked(call, module),
    )


async def list_fields(call: Call) -> Reply:
    """Answer the fields of a module, hidden ones too, in their order and without pages.

    Modules here are also those of rows and links, and `Users`. `data_type` and `layout_id` pick
    some; `include=allowed_permissions_to_update` adds that key.
    """
    module = module_asked(call.org.catalogue, call.query)
    choice = _choice_asked(call, module)
    included = words_asked(call.query, "include", (_PERMISSIONS,))
    if choice.data_type not in {None, *(field.data_type for field in module.fields)}:
        return Reply(204)
    reader = _reader(call)

    def make() -> dict[str, Any] | None:
        describer = FieldDescriber(reader, module)
        return rooted(
            "fields",
            [
                _with_permissions(describer, field) if included else describer.describe(field)
                for field in reader.fields(module)
                if choice.takes(describer, field)
            ],
        )

    audience = _audience(reader, module)
    key = ("fields", module.id, reader.version.name, audience, choice.key(), included)
    return Reply(*kept_answer(call.org.compiled, key, make))


def _layout_asked(call: Call, module: Module) -> Layout | None:
    number = id_asked(call.query, "layout_id")
    if number is None:
        return None
    for layout in module.layouts:
        if layout.id == number:
            return layout
    raise ApiError(PARAM_INVALID, param_name="layout_id")


def _with_permissions(describer: FieldDescriber, field: Field) -> dict[str, Any]:
    return {**describer.describe(field), _PERMISSIONS: permissions_to_update(field)}


def _field_asked(call: Call, reader: Reader, module: Module) -> Field | None:
    field = module.by_id.get(path_id(call.path["id"], _PATH_INDEX))
    return None if field is None or not reader.has(field) else field


async def get_field(call: Call) -> Reply:
    """Answer one field of a module; 204 for the id of none of its fields."""
    module = module_asked(call.org.catalogue, call.query)
    included = words_asked(call.query, "include", (_PERMISSIONS,))
    reader = _reader(call)
    field = _field_asked(call, reader, module)
    if field is None:
        return Reply(204)

    def make() -> dict[str, Any] | None:
        describer = FieldDescriber(reader, module)
        one = _with_permissions(describer, field) if included else describer.describe(field)
        return rooted("fields", [one])

    key = ("field", field.id, reader.version.name, _audience(reader, module), included)
    return Reply(*kept_answer(call.org.compiled, key, make))


async def list_pick_list_values(call: Call) -> Reply:
    """Answer the values of a pick list with the layouts that offer it.

    204 for a field of another type; the id of no field is INVALID_DATA here.
    """
    module = module_asked(call.org.catalogue, call.query)
    reader = _reader(call)
    field = _field_asked(call, reader, module)
    if field is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)

    def make() -> dict[str, Any] | None:
        layouts = FieldDescriber(reader, module).layouts(field)
        return rooted(
            "pick_list_values",
            [
                {
                    **describe_value(reader.catalogue, value, reader.version),
                    "layout_associations": layouts,
                }
                for value in field.pick_list_values
            ],
        )

    return Reply(*kept_answer(call.org.compiled, ("pick_list_values", field.id), make))


_route = Routes(("settings.fields.{right}",), (Param("module", required=True),))

ROUTES = (
    _route(
        "GET",
        "settings/fields",
        list_fields,
        "list_fields",
        Param("type"),
        Param("data_type"),
        Param("layout_id"),
        Param("include"),
        Param("feature_name"),
        Param("component"),
    ),
    _route("GET", "settings/fields/{id}", get_field, "get_field", Param("include")),
    _route(
        "GET",
        "settings/fields/{id}/pick_list_values",
        list_pick_list_values,
        "list_pick_list_values",
    ),
)
