"""What a merge asks for: the other records, and which fields are taken from which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import sees, writes
from crmstead.errors.merging import (
    MERGE_CHILD_MISSING,
    MERGE_FIELD_FIXED,
    MERGE_FIELD_TWICE,
    MERGE_ID_UNKNOWN,
    MERGE_INVALID,
    MERGE_KEY_MISSING,
    MERGE_TWICE,
)
from crmstead.errors.raised import ApiError
from crmstead.fieldtypes.lookup import known_id
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module

MERGE = "merge"
MOST_CHILDREN = 2
_FIELDS, _OF_MASTER, _ROWS = "_fields", "master_record_fields", "_data"

#: Ids of the rows or files of a field that are meant, None = all.
Some = frozenset[int] | None
#: The same of fields by name.
Chosen = dict[str, Some]


@dataclass(frozen=True, slots=True)
class Child:
    """A record that is merged into another, and what is taken from it."""

    id: int
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Asked:
    """A merge: the others, and the rows and files that the master keeps where that is said."""

    children: tuple[Child, ...]
    kept: Chosen

    def sources_of(self, name: str) -> dict[int, Some]:
        """Return what is taken of a field that has rows or files, by the id of its record."""
        return {one.id: one.chosen[name] for one in self.children if name in one.chosen}

    def kept_of(self, name: str) -> Some:
        """Return what the master keeps of its own.

        All of another replace the master's; single ones are added to those it keeps.
        """
        if name in self.kept:
            return self.kept[name]
        replaced = any(chosen is None for chosen in self.sources_of(name).values())
        return frozenset() if replaced else None


def parse_merge(content: Mapping[str, Any], caller: Caller, module: Module, master: int) -> Asked:
    """Return what a body asks for.

    Raises:
        ApiError: the first thing that is wrong with it; nothing is merged then.
    """
    entries = content.get(MERGE)
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        raise _refuse(MERGE_INVALID, "", MERGE, expected_data_type="jsonarray")
    if len(entries) > 1:
        raise _refuse(MERGE_INVALID, "", MERGE, maximum_length=1)
    data = entries[0].get("data")
    if data is None:
        raise _refuse(MERGE_KEY_MISSING, "[0].data", "data")
    if not isinstance(data, list):
        raise _refuse(MERGE_INVALID, "[0].data", "data", expected_data_type="jsonarray")
    if not data:
        raise _refuse(MERGE_CHILD_MISSING, "[0].data", "data")
    if len(data) > MOST_CHILDREN:
        raise _refuse(MERGE_INVALID, "[0].data", "data", maximum_length=MOST_CHILDREN)
    taken: set[str] = set()
    kept = _chosen(entries[0].get(_OF_MASTER), caller, module, f"[0].{_OF_MASTER}", taken)
    ids, children = {master}, []
    for place, item in enumerate(data):
        child = _child(item, caller, module, f"[0].data[{place}]", taken)
        if child.id in ids:
            raise _refuse(MERGE_TWICE, f"[0].data[{place}].id", "id")
        ids.add(child.id)
        children.append(child)
    return Asked(tuple(children), kept)


def _refuse(cause: Any, path: str, name: str, **details: Any) -> ApiError:
    return ApiError(cause, in_root=MERGE, **details, api_name=name, json_path=f"$.{MERGE}{path}")


def _child(item: Any, caller: Caller, module: Module, path: str, taken: set[str]) -> Child:
    if not isinstance(item, dict):
        raise _refuse(MERGE_INVALID, path, "data", expected_data_type="jsonobject")
    if item.get("id") is None:
        raise _refuse(MERGE_KEY_MISSING, f"{path}.id", "id")
    return Child(
        _id(item["id"], f"{path}.id"),
        _chosen(item.get(_FIELDS), caller, module, f"{path}.{_FIELDS}", taken),
    )


def _id(given: Any, path: str) -> int:
    found = known_id(given)
    if found is None:
        raise _refuse(MERGE_ID_UNKNOWN, path, "id")
    return found


def _chosen(given: Any, caller: Caller, module: Module, path: str, taken: set[str]) -> Chosen:
    if given is None:
        return {}
    if not isinstance(given, list):
        name = path.rpartition(".")[2]
        raise _refuse(MERGE_INVALID, path, name, expected_data_type="jsonarray")
    chosen: Chosen = {}
    for place, entry in enumerate(given):
        field = _field(entry, caller, module, f"{path}[{place}]")
        if field.api_name in taken or field.api_name in chosen:
            raise _refuse(MERGE_FIELD_TWICE, f"{path}[{place}].api_name", field.api_name)
        chosen[field.api_name] = _rows(entry.get(_ROWS), f"{path}[{place}].{_ROWS}")
    # What has rows may be taken from several, row by row.
    taken.update(name for name, rows in chosen.items() if rows is None)
    return chosen


def _field(entry: Any, caller: Caller, module: Module, path: str) -> Field:
    if not isinstance(entry, dict):
        raise _refuse(MERGE_INVALID, path, _FIELDS, expected_data_type="jsonobject")
    name = entry.get("api_name")
    if name is None:
        raise _refuse(MERGE_KEY_MISSING, f"{path}.api_name", "api_name")
    field = module.by_name.get(name) if isinstance(name, str) else None
    if field is None or field.api_name.startswith("$") or not sees(caller, field):
        raise _refuse(MERGE_INVALID, f"{path}.api_name", "api_name")
    fixed = field.input_ignored or type_of(field.kind).computed or field.kind == "tags"
    if fixed or field.api_name in module.merge_fixed or not writes(caller, field):
        raise _refuse(MERGE_FIELD_FIXED, f"{path}.api_name", field.api_name)
    return field


def _rows(given: Any, path: str) -> Some:
    if given is None:
        return None
    if not isinstance(given, list):
        raise _refuse(MERGE_INVALID, path, _ROWS, expected_data_type="jsonarray")
    return frozenset(
        _id(one.get("id") if isinstance(one, dict) else one, f"{path}[{place}].id")
        for place, one in enumerate(given)
    )
