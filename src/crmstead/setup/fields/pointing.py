"""What lookups of records and of users have of their own."""

from __future__ import annotations

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import FIELD_FIXED
from crmstead.errors.values import EXPECTED_FIELD_MISSING, VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.module import Module
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import (
    Given,
    Path,
    id_in,
    must,
    object_in,
    text_in,
    truth_in,
    word_in,
)
from crmstead.setup.fields.naming import MOST_LABEL, name_after, plain, unlike

_PERMISSIONS = ("full-access", "read-write", "read-only")


def module_in(asked: Asked, given: Given, key: str, path: Path = ()) -> Module | None:
    """Return the module that an object names by `api_name` or `id`.

    Raises:
        RecordError: it names none, or one without records.
    """
    said = object_in(given, key, path)
    if said is None:
        return None
    here = (*path, key)
    known = asked.catalogue
    name, number = text_in(said, "api_name", None, here), id_in(said, "id", here)
    if name is None and number is None:
        places = [At((*here, "api_name")), At((*here, "id"))]
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
    found = known.module_by_name.get(name) if name else known.module_by_id.get(number or 0)
    if found is None or not found.stored or found.pseudo or found.is_subform or found.is_linking:
        raise RecordError(VALUE_INVALID, (*here, "api_name" if name else "id"))
    return found


def label_in(given: Given, path: Path) -> str | None:
    """Return the label under which the other module lists the records that point to it."""
    label = text_in(given, "display_label", MOST_LABEL, path) or None
    if label is not None and not plain(label):
        raise RecordError(VALUE_INVALID, (*path, "display_label"))
    return label


def lookup(asked: Asked) -> Raw:
    """Return where a lookup leads, and how the other module calls the list that it makes."""
    said = object_in(asked.given, "lookup")
    path = ("lookup",)
    if asked.before is not None:
        if said is None:
            return {}
        target = module_in(asked, said, "module", path)
        if target is not None and target.api_name != asked.before.lookup:
            raise RecordError(FIELD_FIXED, ("lookup", "module"))
        label = label_in(said, path)
        return {**_offered(said), **({} if label is None else {"related_label": label})}
    said = must(said, "lookup")
    target = must(module_in(asked, said, "module", path), "lookup", "module")
    label = must(label_in(said, path), "lookup", "display_label")
    return {
        "lookup": target.api_name,
        "related_list": list_name(asked, target, label),
        "related_label": label,
        **_offered(said),
    }


def list_name(asked: Asked, target: Module, label: str) -> str:
    """Return the name of a new list of a module, after its label, unlike those of all others."""
    taken = {one.api_name.lower() for one in target.related_lists}
    taken |= {(one.related_list or "").lower() for one in asked.place.made}
    return unlike(name_after(label), lambda name: name.lower() in taken)


def user_lookup(asked: Asked) -> Raw:
    """Return which users a lookup offers, and what those whom it names may do."""
    found = _offered(object_in(asked.given, "lookup") or {})
    said = object_in(asked.given, "sharing_properties")
    if said is not None:
        path = ("sharing_properties",)
        shares = truth_in(said, "share_preference_enabled", path)
        permission = word_in(said, "share_permission", _PERMISSIONS, path)
        must(shares, "sharing_properties", "share_preference_enabled")
        must(permission, "sharing_properties", "share_permission")
        found["share_permission"] = permission if shares else None
    return found


def _offered(said: Given) -> Raw:
    """Return what says which records a lookup offers: kept for clients, not held against them."""
    path = ("lookup",)
    found: Raw = {}
    again = truth_in(said, "revalidate_filter_during_edit", path)
    if again is not None:
        found["revalidate_filter"] = again
    query = object_in(said, "query_details", path)
    if query is not None:
        found["query"] = object_in(query, "criteria", (*path, "query_details"))
    elif "query_details" in said:
        found["query"] = None
    return found
