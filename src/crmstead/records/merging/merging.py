"""Merging: the master takes what was chosen; the others go to the recycle bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.merging import MERGE_CLOSED, MERGE_ID_UNKNOWN, MERGE_NOT_ALLOWED
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.model.module import Module
from crmstead.records.bin.deleting import put_in_bin
from crmstead.records.merging.file_taking import take_files
from crmstead.records.merging.request import MERGE, Asked, Child
from crmstead.records.related.naming import fields_naming
from crmstead.records.write.draft import Draft
from crmstead.records.write.finishing import Checked, settle
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.layouts import layout_of
from crmstead.records.write.state import Action, is_converted, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.changing import Place, repoint
from crmstead.store.merging import move_links, move_rows
from crmstead.store.schema import PARENT, column_of

MERGED = "merged"
_OPEN = "Open"


async def merge_records(writing: Writing, module: Module, master: int, asked: Asked) -> None:
    """Merge records into a master, all of it or nothing.

    Raises:
        ApiError: one of them is not there, or may not be merged.
        RecordError: what the master would be is not good.
    """
    ids = [child.id for child in asked.children]
    found = await load_targets(writing, module, [master, *ids])
    if master not in found:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    _check(writing, module, found[master], "[0]", Action.UPDATE)
    for place, child in enumerate(asked.children):
        path = f"[0].data[{place}].id"
        if child.id not in found:
            raise ApiError(
                MERGE_ID_UNKNOWN, in_root=MERGE, api_name="id", json_path=f"$.merge{path}"
            )
        _check(writing, module, found[child.id], path, Action.DELETE)
    await _move_rows(writing, module, master, asked)
    await _move_namers(writing, module, master, ids)
    # First, so that the unique values that are taken from them are free.
    await put_in_bin(writing, module, [found[one] for one in ids])
    await _take(writing, module, found, master, asked)
    body = {"records": [str(one) for one in ids]}
    await keep_history(writing, module, [Change(master, MERGED, body)])


def _check(writing: Writing, module: Module, stored: Stored, path: str, action: Action) -> None:
    where: dict[str, Any] = {"api_name": "id", "json_path": f"$.merge{path}"}
    if is_converted(stored) or state_of(writing.catalogue, writing.caller, module, stored, action):
        raise ApiError(MERGE_NOT_ALLOWED, in_root=MERGE, **where)
    if not _is_open(module, stored):
        raise ApiError(MERGE_CLOSED, in_root=MERGE, **where)


def _is_open(module: Module, stored: Stored) -> bool:
    """Tell whether no pick list that says how a record stands says that it is over."""
    return all(
        value.forecast_type in {None, _OPEN}
        for field in module.fields
        for value in field.pick_list_values
        if value.forecast_type is not None and stored.get(field.api_name) == value.display_value
    )


async def _move_rows(writing: Writing, module: Module, master: int, asked: Asked) -> None:
    """Let rows that were chosen be the master's, and take from it those that it does not keep."""
    for field in module.collections:
        name = field.api_name
        sources = asked.sources_of(name)
        if not sources and name not in asked.kept:
            continue
        linking = field.linking
        table = field.subform if linking is None else linking.module
        parent = PARENT if linking is None else linking.own_lookup
        rows = writing.catalogue.module_by_name[table or ""]
        await move_rows(
            writing.transaction, writing.org, rows, parent, master, sources, asked.kept_of(name)
        )


async def _move_namers(
    writing: Writing, module: Module, master: int, children: Sequence[int]
) -> None:
    """Let what names the others name the master."""
    own = {field.linking.module for field in module.collections if field.linking is not None}
    to = Place(master, module.api_name)
    for other, field in fields_naming(writing.catalogue, module):
        if other.api_name in own or (other.is_subform and field.api_name == PARENT):
            continue
        if other.is_linking:
            await move_links(
                writing.transaction, writing.org, other, column_of(field), children, master
            )
        else:
            await repoint(
                writing.transaction, writing.org, other, field, children, module.api_name, to
            )


async def _take(
    writing: Writing,
    module: Module,
    found: Mapping[int, Stored],
    master: int,
    asked: Asked,
) -> None:
    """Set the chosen values, as an update would."""
    stored = found[master]
    draft = Draft(module, 0, {}, dict(stored), before=stored)
    draft.layout = layout_of(module, stored)
    for child in asked.children:
        draft.given.update(dict.fromkeys(child.chosen, True))
        draft.values.update(_values(module, child, found[child.id]))
    for field in module.collections:
        # Its rows were moved already.
        draft.given.pop(field.api_name, None)
    take_files(draft, found, asked)
    checked: list[Checked] = [[draft]]
    await settle(writing, module, checked)
    if not isinstance(checked[0], list):
        raise checked[0]


def _values(module: Module, child: Child, stored: Stored) -> dict[str, Any]:
    """Return what is taken from a record, by column: beside a lookup its module, too."""
    taken: dict[str, Any] = {}
    for name in child.chosen:
        column = column_of(module.by_name[name])
        taken.update(
            (one, value) for one, value in stored.items() if one in {column, f"{column}.module"}
        )
    return taken
