"""Which values a pick list of a layout offers, by the value of another one (platform 2.9).

They are kept for those who ask; writes of records are not held to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.map_dependency import MAPPING_EXISTS, MAPPING_LOOP, MAPPING_WITH_ITSELF
from crmstead.errors.values import VALUE_INVALID
from crmstead.model.field import Field, PickListValue
from crmstead.model.module import Layout, Module
from crmstead.model.pick_lists import MapDependency
from crmstead.setup.fields.given import Given, Path, id_in, must, object_in, objects_in, text_in
from crmstead.setup.naming import field_named
from crmstead.setup.redefining import Redefining, put

ROOT = "map_dependency"
_VALUES, _MAPS = "pick_list_values", "maps"
_PARENTS = frozenset({"picklist"})
_CHILDREN = _PARENTS | {"multiselectpicklist"}

Maps = tuple[tuple[int, tuple[int, ...]], ...]


async def make_dependency(
    redefining: Redefining, module: Module, layout: Layout, given: Given
) -> int:
    """Add a dependency to a layout and return its id.

    Raises:
        RecordError: parent or child is no pick list of the layout, the child has a parent, or the
            values are none of theirs.
    """
    parent = _field(module, layout, given, "parent", _PARENTS)
    child = _field(module, layout, given, "child", _CHILDREN)
    if parent.id == child.id:
        raise RecordError(MAPPING_WITH_ITSELF, ambiguity_due_to=[At(("parent",)), At(("child",))])
    _check_place(redefining.definitions.map_dependencies, layout, parent, child)
    values = must(objects_in(given, _VALUES) or None, _VALUES)
    made = MapDependency(
        id=redefining.org.ids.next(),
        module=module.api_name,
        layout=layout.id,
        parent=parent.api_name,
        child=child.api_name,
        maps=_mapped((), parent, child, values),
    )
    redefining.definitions.map_dependencies.append(made)
    return made.id


async def change_dependency(
    redefining: Redefining, module: Module, found: MapDependency, given: Given
) -> int:
    """Change which values go together; parent and child stay. Return the id.

    Raises:
        RecordError: other fields are named, or the values are none of theirs.
    """
    parent, child = module.by_name[found.parent], module.by_name[found.child]
    for key, field in (("parent", parent), ("child", child)):
        said = object_in(given, key)
        if said is not None and field_named(module, said).id != field.id:
            raise RecordError(VALUE_INVALID, (key, "id" if said.get("id") else "api_name"))
    values = must(objects_in(given, _VALUES) or None, _VALUES)
    maps = _mapped(found.maps, parent, child, values)
    put(redefining.definitions.map_dependencies, replace(found, maps=maps))
    return found.id


def _field(module: Module, layout: Layout, given: Given, key: str, types: frozenset[str]) -> Field:
    said = must(object_in(given, key), key)
    try:
        field = field_named(module, said)
    except RecordError as error:
        raise error.below(key) from None
    if field.data_type not in types or field.api_name not in layout.field_names():
        raise RecordError(VALUE_INVALID, (key, "id" if said.get("id") else "api_name"))
    return field


def _check_place(
    known: Sequence[MapDependency], layout: Layout, parent: Field, child: Field
) -> None:
    above = {one.child: one.parent for one in known if one.layout == layout.id}
    if child.api_name in above:
        raise RecordError(MAPPING_EXISTS, ("child",))
    name: str | None = parent.api_name
    while name is not None:
        if name == child.api_name:
            raise RecordError(MAPPING_LOOP, ("child",))
        name = above.get(name)


def _mapped(before: Maps, parent: Field, child: Field, given: Sequence[Given]) -> Maps:
    """Return what goes together, changed by entries of a body; `_delete` takes a value away."""
    kept = {value: list(others) for value, others in before}
    for index, one in enumerate(given):
        path: Path = (_VALUES, index)
        value = _value(parent, one, path)
        others = kept.setdefault(value.id, [])
        for place, entry in enumerate(objects_in(one, _MAPS, path) or ()):
            other = _value(child, entry, (*path, _MAPS, place)).id
            if "_delete" in entry and entry["_delete"] is not False:
                others[:] = [number for number in others if number != other]
            elif other not in others:
                others.append(other)
    return tuple((value, tuple(others)) for value, others in kept.items())


def _value(field: Field, given: Given, path: Path) -> PickListValue:
    number, actual = id_in(given, "id", path), text_in(given, "actual_value", None, path)
    shown = text_in(given, "display_value", None, path)
    if number is None and actual is None and shown is None:
        must(None, *path, "id")
    for value in field.pick_list_values:
        if number is not None:
            if value.id == number:
                return value
        elif actual == value.actual_value or (actual is None and shown == value.display_value):
            return value
    key = "id" if number is not None else "actual_value" if actual else "display_value"
    raise RecordError(VALUE_INVALID, (*path, key))
