"""Definitions laid over others: what one says of a thing that is there changes only those keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmstead.metadata.definitions import Raw


def expand_fields(entries: Iterable[Raw | str], common: Mapping[str, Raw]) -> list[Raw]:
    """Return fields with those that are named, or are like a common one, written out."""
    return [_expanded(entry, common) for entry in entries]


def _expanded(entry: Raw | str, common: Mapping[str, Raw]) -> Raw:
    if isinstance(entry, str):
        return common[entry]
    if "like" not in entry:
        return entry
    own = {key: value for key, value in entry.items() if key != "like"}
    return {**common[entry["like"]], **own}


def _view_key(view: Raw) -> object:
    return view.get("id") or (view.get("system_name"), view["name"])


#: Lists inside a module, and what tells one entry from another.
_LISTS: Mapping[str, Any] = {
    "fields": lambda entry: entry["api_name"],
    "layouts": lambda entry: entry["name"],
    "custom_views": _view_key,
    "related_lists": lambda entry: entry["api_name"],
}


def overlay(base: Raw, change: Raw) -> Raw:
    """Return a module's definition with another one laid over it.

    Keys that the change gives replace those of the base. Fields, layouts, custom views and
    related lists are matched one by one; what the base has not is added behind.
    """
    merged = {**base, **change}
    for key, name in _LISTS.items():
        if key in base and key in change:
            entries = {name(entry): entry for entry in base[key]}
            for entry in change[key]:
                entries[name(entry)] = {**entries.get(name(entry), {}), **entry}
            merged[key] = list(entries.values())
    return merged
