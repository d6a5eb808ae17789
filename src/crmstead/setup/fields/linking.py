"""Multi-select and multi-user lookups with the linking modules that they call for."""

from __future__ import annotations

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.fields import FIELD_FIXED
from crmstead.metadata.definitions import Raw
from crmstead.metadata.generating import USERS
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import Given, must, object_in
from crmstead.setup.fields.naming import unlike
from crmstead.setup.fields.pointing import label_in, list_name, module_in

#: Of each side, in the name of a linking module: with an X between them no database cuts it short.
_MOST_SIDE = 22


def multi_select(asked: Asked) -> Raw:
    """Return how a multi-select lookup reaches the records of another module.

    Both forms are taken: `connected_module`, and `connected_details.module` of later versions.
    """
    key = "multiselectlookup"
    said = object_in(asked.given, key)
    if asked.before is not None:
        return _again(asked, said or {}, key)
    said = must(said, key)
    label = label_in(said, (key,))
    path: tuple[str, ...] = (key,)
    name = "connected_module"
    if name not in said and "connected_details" in said:
        path, name = (key, "connected_details"), "module"
        said = must(object_in(said, "connected_details", (key,)), *path)
    target = must(module_in(asked, said, name, path), *path, name)
    label = label or asked.place.module.plural_label
    return {
        "linking": _linking(asked, target.api_name, target.api_name),
        "related_list": list_name(asked, target, f"{asked.place.module.api_name} {asked.api_name}"),
        "related_label": label,
    }


def multi_user(asked: Asked) -> Raw:
    """Return how a multi-user lookup reaches users."""
    if asked.before is not None:
        return {}
    object_in(asked.given, "multiuserlookup")
    return {"linking": _linking(asked, USERS, "User")}


def _again(asked: Asked, said: Given, key: str) -> Raw:
    target = module_in(asked, said, "connected_module", (key,))
    linking = asked.before.linking if asked.before else None
    if target is not None and linking is not None and target.api_name != linking.connected_module:
        raise RecordError(FIELD_FIXED, (key, "connected_module"))
    label = label_in(said, (key,))
    return {} if label is None else {"related_label": label}


def _linking(asked: Asked, connected: str, other: str) -> Raw:
    """Return a linking module with a name of its own: one field, one module."""
    own = asked.place.module.api_name
    taken = asked.place.tables
    name = unlike(f"{own[:_MOST_SIDE]}X{connected[:_MOST_SIDE]}", lambda one: one.lower() in taken)
    asked.place.tables.add(name.lower())
    return {
        "module": name,
        "own_lookup": own,
        "connected_module": connected,
        "connected_lookup": other if other.lower() != own.lower() else f"{other}1",
    }
