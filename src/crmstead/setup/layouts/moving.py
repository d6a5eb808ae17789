"""Layouts come and go; records of one that goes get another one in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.setup.definitions import (
    LAYOUT_ACTIVE_ALREADY,
    LAYOUT_FIXED,
    LAYOUT_INACTIVE,
    LAYOUT_INACTIVE_ALREADY,
    PROFILES_NEEDED,
)
from crmstead.errors.values import MANDATORY_MISSING, REFERENCE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Layout, Module
from crmstead.setup.given import id_of, item_of, object_of, objects_of
from crmstead.setup.layouts.changing import layout_name, profile_named
from crmstead.setup.layouts.shape import entry_of, written
from crmstead.setup.redefining import Redefining
from crmstead.store.changing import Place, repoint
from crmstead.store.schema import tables_there
from crmstead.store.tables.reforming import rename_values

ACTIVE, INACTIVE = "active", "inactive"
_PATH_INDEX = 2
_LAYOUT, _PIPELINE = "Layout", "Pipeline"


@dataclass(frozen=True, slots=True)
class Move:
    """Records of one layout of a module are to get another one."""

    module: Module
    layout: Layout
    to: Layout


def create_layout(redefining: Redefining, module: Module, given: object) -> int:
    """Add a layout that shows what another one does, the first where an item names none.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    name = layout_name(module, item)
    if name is None:
        raise RecordError(MANDATORY_MISSING, ("name",))
    named = object_of(item, "clone_of")
    like = module.layouts[0]
    if named is not None:
        found = next((one for one in module.layouts if one.id == id_of(named)), None)
        if found is None:
            raise RecordError(REFERENCE_INVALID, ("clone_of", "id"))
        like = found
    next_id = redefining.org.ids.next
    made: Raw = {
        **written(like),
        "name": name,
        "id": next_id(),
        "profiles": None,
        "created_time": redefining.now,
        "created_by": redefining.caller.user.id,
    }
    for part in (*made["sections"], *made["pipelines"]):
        part["id"] = next_id()
    if objects_of(item, "profiles") is not None:
        made["profiles"] = _profiles(redefining, module, item)
    redefining.definitions.module(module.api_name).setdefault("layouts", []).append(made)
    number: int = made["id"]
    return number


def activate_layout(redefining: Redefining, module: Module, layout: Layout, given: object) -> int:
    """Let users of some profiles use a layout again that nobody may use.

    Raises:
        ApiError: it is active.
        RecordError: no profile is named, or one that lacks the module.
    """
    if layout.status == ACTIVE:
        raise ApiError(LAYOUT_ACTIVE_ALREADY, resource_path_index=_PATH_INDEX)
    profiles = _profiles(redefining, module, item_of(given))
    _touch(redefining, module, layout).update({"status": ACTIVE, "profiles": profiles})
    return layout.id


async def deactivate_layout(redefining: Redefining, move: Move) -> int:
    """Let nobody use a layout any more; its records get the other one.

    Raises:
        ApiError: it is the system's or inactive, or the other one is.
    """
    _check(move, "Only custom layouts can be deactivated")
    if move.layout.status != ACTIVE:
        raise ApiError(LAYOUT_INACTIVE_ALREADY, resource_path_index=_PATH_INDEX)
    await _move_records(redefining, move)
    _touch(redefining, move.module, move.layout)["status"] = INACTIVE
    return move.layout.id


async def delete_layout(redefining: Redefining, move: Move) -> int:
    """Remove a layout; its records and its profiles get the other one.

    Raises:
        ApiError: it is the system's, or the other one is inactive.
    """
    _check(move, "Only custom layouts can be deleted")
    await _move_records(redefining, move)
    raw = redefining.definitions.module(move.module.api_name)
    raw["layouts"] = [one for one in raw["layouts"] if one["name"] != move.layout.name]
    if move.to.profiles is not None and move.layout.status == ACTIVE:
        every = [one.id for one in redefining.definitions.profiles]
        own = every if move.layout.profiles is None else move.layout.profiles
        entry_of(raw, move.to)["profiles"] = sorted({*move.to.profiles, *own})
    return move.layout.id


def _profiles(redefining: Redefining, module: Module, item: Raw) -> list[int]:
    given = objects_of(item, "profiles") or ()
    named = {profile_named(redefining, module, one, index) for index, one in enumerate(given)}
    if not named:
        raise RecordError(PROFILES_NEEDED, ("profiles",))
    return sorted(named)


def _check(move: Move, message: str) -> None:
    if move.layout.generated_type != "custom":
        raise ApiError(LAYOUT_FIXED, message=message, resource_path_index=_PATH_INDEX)
    if move.to.status != ACTIVE:
        raise ApiError(LAYOUT_INACTIVE, param_name="transfer_to")


async def _move_records(redefining: Redefining, move: Move) -> None:
    """Give all records of a layout the other one, those in the recycle bin too."""
    module, org, transaction = move.module, redefining.org, redefining.transaction
    field = module.by_name.get(_LAYOUT)
    if field is None or module.api_name not in await tables_there(transaction, org):
        return
    await _move_pipelines(redefining, move, field)
    to = Place(move.to.id, None)
    await repoint(transaction, org, module, field, [move.layout.id], module.api_name, to)


async def _move_pipelines(redefining: Redefining, move: Move, layout: Field) -> None:
    """Let deals of pipelines that the other layout has not be in the one it has by default."""
    there = {one.display_value for one in move.to.pipelines}
    field = move.module.by_name.get(_PIPELINE)
    default = next((one.display_value for one in move.to.pipelines if one.default), None)
    if field is None or default is None:
        return
    gone = {one.display_value for one in move.layout.pipelines} - there
    if gone:
        await rename_values(
            redefining.transaction,
            redefining.org,
            move.module,
            field,
            dict.fromkeys(gone, default),
            (layout, move.layout.id),
        )


def _touch(redefining: Redefining, module: Module, layout: Layout) -> Raw:
    entry = entry_of(redefining.definitions.module(module.api_name), layout)
    entry["modified_time"] = redefining.now
    entry["modified_by"] = redefining.caller.user.id
    return entry
