"""Views come, change and go."""

from __future__ import annotations

from crmstead.access.permissions import CUSTOMIZE
from crmstead.access.views import changes_view, sees_view
from crmstead.errors.raised import At, RecordError
from crmstead.errors.requests import NO_PERMISSION
from crmstead.errors.setup.definitions import SETUP_ID_INVALID, VIEW_FIXED
from crmstead.errors.values import EXPECTED_FIELD_MISSING, MANDATORY_MISSING, VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.module import CustomView, Module
from crmstead.setup.given import Item, flag_of, id_of, item_of
from crmstead.setup.redefining import Redefining
from crmstead.setup.views.given import SHARED, sort_given, view_given

_VIEWS = "custom_views"
_SORTING = ("sort_by", "sort_order")


def create_view(redefining: Redefining, module: Module, given: object) -> int:
    """Add a view as an item of a body says; return its id.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    said = view_given(redefining, module, {**item, "id": None})
    if "name" not in said:
        raise RecordError(MANDATORY_MISSING, ("name",))
    opens = flag_of(item, "default")
    # unspecified: a view is its maker's alone until it says otherwise.
    number = redefining.org.ids.next()
    made: Raw = {
        "access_type": SHARED if said.get("shared_to") else "only_to_me",
        **said,
        "id": number,
        "created_time": redefining.now,
        "created_by": redefining.caller.user.id,
    }
    _own(redefining, module).append(made)
    if opens:
        _make_default(redefining, module, number, made)
    return number


def update_view(redefining: Redefining, module: Module, view: CustomView, given: object) -> int:
    """Change what an item of a body gives of a view; return the view's id.

    Raises:
        RecordError: with the path below the item, or the caller may not change the view.
    """
    item = item_of(given)
    _check_may(redefining, view)
    said = view_given(redefining, module, {**item, "id": view.id})
    if view.system_defined:
        # A system view is known by its name, so only what is shown for it changes.
        said.pop("name", None)
    if said.get("shared_to") and said.get("access_type", view.access_type) != SHARED:
        raise RecordError(VALUE_INVALID, ("shared_to",))
    opens = flag_of(item, "default")
    if opens is False and view.default:
        # Another one has to become the default instead.
        raise RecordError(VALUE_INVALID, ("default",))
    entry = _touched(redefining, module, view)
    entry.update(said)
    if opens:
        _make_default(redefining, module, view.id, entry)
    return view.id


def sort_view(redefining: Redefining, module: Module, view: CustomView, given: object) -> int:
    """Change how a view is sorted; return its id.

    Raises:
        RecordError: as `update_view`; with neither field nor direction, too.
    """
    item = item_of(given)
    if not any(key in item for key in _SORTING):
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=[At((key,)) for key in _SORTING])
    _check_may(redefining, view)
    said = sort_given(redefining, module, item)
    _touched(redefining, module, view).update(said)
    return view.id


def delete_view(redefining: Redefining, module: Module, view: CustomView) -> int:
    """Remove a view; return its id.

    Raises:
        RecordError: the system's and the default view stay; or the caller may not change it.
    """
    _check_may(redefining, view)
    if view.system_defined or view.default:
        raise RecordError(VIEW_FIXED)
    views = _own(redefining, module)
    views[:] = [one for one in views if one.get("id") != view.id]
    return view.id


def view_of_item(redefining: Redefining, module: Module, item: Item) -> CustomView:
    """Return the view of a module that an item names by its id.

    Raises:
        RecordError: it names none that the caller sees.
    """
    number = id_of(item)
    if number is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    for view in module.custom_views:
        if view.id == number and sees_view(redefining.catalogue, redefining.caller, view):
            return view
    raise RecordError(SETUP_ID_INVALID, ("id",))


def _check_may(redefining: Redefining, view: CustomView) -> None:
    if not changes_view(redefining.catalogue, redefining.caller, view):
        raise RecordError(NO_PERMISSION, permissions=[CUSTOMIZE])


def _own(redefining: Redefining, module: Module) -> list[Raw]:
    views: list[Raw] = redefining.definitions.module(module.api_name).setdefault(_VIEWS, [])
    return views


def _entry(redefining: Redefining, module: Module, view: CustomView) -> Raw:
    """Return what the org says of a view, nothing but which it is where that is nothing yet."""
    key: Raw = {"id": view.id}
    if view.system_defined:
        key = {"name": view.name, "system_name": view.system_name}
    views = _own(redefining, module)
    for one in views:
        if all(one.get(name) == value for name, value in key.items()):
            return one
    views.append(key)
    return key


def _touched(redefining: Redefining, module: Module, view: CustomView) -> Raw:
    entry = _entry(redefining, module, view)
    entry["modified_time"] = redefining.now
    entry["modified_by"] = redefining.caller.user.id
    return entry


def _make_default(redefining: Redefining, module: Module, number: int, entry: Raw) -> None:
    """Let a view be the one that its module opens with, and no other."""
    for view in module.custom_views:
        if view.default and view.id != number:
            _entry(redefining, module, view)["default"] = False
    # An item before this one may have made another one the default.
    for one in _own(redefining, module):
        if one.get("default"):
            one["default"] = False
    entry["default"] = True
