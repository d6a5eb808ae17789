"""Changing a module: its labels, the profiles that have it, the columns of lists of its records."""

from __future__ import annotations

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import NOT_CHANGED_HERE, PROFILES_NEEDED
from crmstead.errors.values import VALUE_INVALID
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.setup.given import Item, item_of, object_of, objects_of, word_of
from crmstead.setup.modules.naming import LABELS, label_of
from crmstead.setup.modules.rights import has_module, profiles_given, with_rights
from crmstead.setup.naming import field_named
from crmstead.setup.redefining import Redefining, put

_LISTS = "related_list_properties"
_SORT_ORDERS = ("asc", "desc")


async def update_module(redefining: Redefining, module: Module, given: object) -> int:
    """Change what an item of a body gives of a module; return the module's id.

    Raises:
        RecordError: with the path below the item.
        ApiError: a label is another module's.
    """
    item = item_of(given)
    _check_fixed(module, item)
    changes = {
        key: label_of(redefining.catalogue, item, key, module) for key in LABELS if key in item
    }
    properties = _related(module, item)
    if "profiles" in item:
        _change_profiles(redefining, module, item)
    raw = redefining.definitions.module(module.api_name)
    for key in changes:
        # What the module came with is called by these, and is known by its name.
        raw.setdefault(f"actual_{key}", getattr(module, key))
    raw.update({**changes, **properties})
    raw.update({"modified_time": redefining.now, "modified_by": redefining.caller.user.id})
    return module.id


def _check_fixed(module: Module, item: Item) -> None:
    """Refuse what cannot be changed: the api name, and of standard modules nearly everything."""
    name = item.get("api_name")
    if name is not None and name != module.api_name:
        raise RecordError(NOT_CHANGED_HERE, ("api_name",))
    # unspecified: a standard module keeps its labels, and its profiles are those with its rights.
    for key in (*LABELS, "profiles"):
        if key in item and not module.custom:
            message = "only custom modules can be changed"
            raise RecordError(NOT_CHANGED_HERE, (key,), message=message)


def _change_profiles(redefining: Redefining, module: Module, item: Item) -> None:
    profiles = redefining.definitions.profiles
    named = profiles_given(profiles, item)
    changed = [
        with_rights(one, module, all_of_them=named[one.id]) if one.id in named else one
        for one in profiles
    ]
    left = [one for one in changed if has_module(one, module) and named.get(one.id, True)]
    if not left:
        raise RecordError(PROFILES_NEEDED, ("profiles",))
    for one in changed:
        put(profiles, one)


def _related(module: Module, item: Item) -> dict[str, object]:
    """Return how lists of the module's records look inside of other records."""
    given = object_of(item, _LISTS)
    if given is None:
        return {}
    try:
        return _properties(module, given)
    except RecordError as error:
        raise error.below(_LISTS) from None


def _properties(module: Module, given: Item) -> dict[str, object]:
    found: dict[str, object] = {}
    fields = objects_of(given, "fields")
    if fields is not None:
        names = [
            _listed(module, one, ("fields", index)).api_name for index, one in enumerate(fields)
        ]
        found["related_fields"] = list(dict.fromkeys(names))
    if "sort_by" in given:
        sort_by = object_of(given, "sort_by")
        field = None if sort_by is None else _listed(module, sort_by, ("sort_by",))
        if field is not None and not field.sortable:
            raise RecordError(VALUE_INVALID, ("sort_by",))
        found["related_sort_by"] = None if field is None else field.api_name
    if "sort_order" in given:
        found["related_sort_order"] = word_of(given, "sort_order", _SORT_ORDERS)
    return found


def _listed(module: Module, item: Item, path: tuple[str | int, ...]) -> Field:
    try:
        return field_named(module, item)
    except RecordError as error:
        raise error.below(*path) from None
