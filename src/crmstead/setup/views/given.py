"""What an item says of a view: its name, criteria, columns, order, and who sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import (
    DEPENDENT_MISSING,
    DUPLICATE,
    ITEM_LIMIT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    VALUE_INVALID,
)
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import CustomView, Module
from crmstead.query.special_values import Moment
from crmstead.setup.criteria import criteria_given
from crmstead.setup.given import Item, flag_of, id_of, object_of, objects_of, text_of, word_of
from crmstead.setup.naming import field_named
from crmstead.setup.redefining import Redefining

SHARED = "shared"
ACCESS_TYPES = ("only_to_me", "public", SHARED)
_SORT_ORDERS = ("asc", "desc")
_SHARED_WITH = ("users", "roles", "groups", "territories")
# unspecified: how long a name may be, and how many columns and shares there may be.
_LONGEST_NAME = 100
_MOST_COLUMNS = 100
_MOST_SHARES = 50


def view_given(redefining: Redefining, module: Module, item: Item) -> Raw:
    """Return the keys of a view's definition that an item gives, checked.

    Raises:
        RecordError: with the path below the item.
    """
    return {
        **_name(module, item),
        **_criteria(redefining, module, item),
        **_columns(redefining, module, item),
        **sort_given(redefining, module, item),
        **_sharing(redefining.catalogue, item),
        **_flag(item, "locked"),
    }


def _name(module: Module, item: Item) -> Raw:
    key = "display_value" if item.get("name") is None else "name"
    name = text_of(item, key, _LONGEST_NAME)
    if name is None:
        return {}
    own = id_of(item)
    if any(one.id != own and name.casefold() in _names(one) for one in module.custom_views):
        raise RecordError(DUPLICATE, (key,))
    return {"name": name, "display_value": name}


def _names(view: CustomView) -> set[str]:
    return {view.name.casefold(), view.display_value.casefold()}


def _criteria(redefining: Redefining, module: Module, item: Item) -> Raw:
    if "criteria" not in item:
        return {}
    if item["criteria"] is None:
        return {"criteria": None}
    caller = redefining.caller
    moment = Moment(redefining.now, caller.zone, caller.user.id)
    try:
        found = criteria_given(module, item["criteria"], moment, caller.profile.id)
    except RecordError as error:
        raise error.below("criteria") from None
    return {"criteria": found}


def _columns(redefining: Redefining, module: Module, item: Item) -> Raw:
    given = objects_of(item, "fields")
    if given is None:
        return {}
    if not given:
        raise RecordError(VALUE_INVALID, ("fields",))
    if len(given) > _MOST_COLUMNS:
        raise RecordError(ITEM_LIMIT, ("fields",), limit=_MOST_COLUMNS)
    names = [
        _field(redefining, module, one, ("fields", index)).api_name
        for index, one in enumerate(given)
    ]
    return {"fields": list(dict.fromkeys(names))}


def sort_given(redefining: Redefining, module: Module, item: Item) -> Raw:
    """Return by which field an item sorts a view, and how.

    Raises:
        RecordError: an unknown field, one that nothing is sorted by, or no order.
    """
    found: Raw = {}
    order = word_of(item, "sort_order", _SORT_ORDERS)
    if "sort_by" in item:
        named = object_of(item, "sort_by")
        field = None if named is None else _field(redefining, module, named, ("sort_by",))
        if field is not None and not field.sortable:
            raise RecordError(VALUE_INVALID, ("sort_by",))
        found["sort_by"] = None if field is None else field.api_name
        found["sort_order"] = None if field is None else order or _SORT_ORDERS[0]
    elif order is not None:
        found["sort_order"] = order
    return found


def _field(
    redefining: Redefining, module: Module, named: Item, path: tuple[str | int, ...]
) -> Field:
    try:
        field = field_named(module, named)
    except RecordError as error:
        raise error.below(*path) from None
    if redefining.caller.profile.id in field.hidden_from:
        raise RecordError(VALUE_INVALID, path)
    return field


def _sharing(catalogue: Catalogue, item: Item) -> Raw:
    access = word_of(item, "access_type", ACCESS_TYPES)
    given = objects_of(item, "shared_to")
    if access == SHARED and not given:
        raise RecordError(DEPENDENT_MISSING, ("shared_to",), dependee=At(("access_type",)))
    found: Raw = {} if access is None else {"access_type": access}
    if access is not None and access != SHARED:
        return {**found, "shared_to": []}
    if given is not None:
        if len(given) > _MOST_SHARES:
            raise RecordError(ITEM_LIMIT, ("shared_to",), limit=_MOST_SHARES)
        found["shared_to"] = list(_shares(catalogue, given))
    return found


def _shares(catalogue: Catalogue, given: Iterable[Item]) -> Iterator[dict[str, Any]]:
    for index, one in enumerate(given):
        try:
            yield _share(catalogue, one)
        except RecordError as error:
            raise error.below("shared_to", index) from None


def _share(catalogue: Catalogue, item: Item) -> dict[str, Any]:
    kind = word_of(item, "type", _SHARED_WITH)
    if kind is None:
        raise RecordError(MANDATORY_MISSING, ("type",))
    number = id_of(item)
    if number is None or number not in _known(catalogue, kind):
        raise RecordError(REFERENCE_INVALID, ("id",))
    return {"type": kind, "id": number, "subordinates": flag_of(item, "subordinates") or False}


def _known(catalogue: Catalogue, kind: str) -> dict[int, Any]:
    found: dict[str, dict[int, Any]] = {
        "users": catalogue.user_by_id,
        "roles": catalogue.role_by_id,
        "groups": catalogue.user_group_by_id,
        "territories": catalogue.territory_by_id,
    }
    return found[kind]


def _flag(item: Item, key: str) -> Raw:
    value = flag_of(item, key)
    return {} if value is None else {key: value}
