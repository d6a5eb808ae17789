"""Create and Update Pipeline, and removing one (platform reference 2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import PIPELINE_KEPT, SETUP_ID_INVALID
from crmstead.errors.values import (
    DUPLICATE,
    MANDATORY_MISSING,
    VALUE_INVALID,
    VALUE_NOT_SUPPORTED,
)
from crmstead.metadata.definitions import Raw
from crmstead.metadata.stages import stages_of
from crmstead.setup.given import (
    Item,
    deleted,
    flag_of,
    id_of,
    item_of,
    needed_text,
    number_of,
    object_of,
    objects_of,
    text_of,
)
from crmstead.setup.pipelines.deals import deals_in
from crmstead.setup.pipelines.entries import FIELD, Pipelines
from crmstead.store.schema import tables_there
from crmstead.store.tables.reforming import rename_values

# unspecified: how long a name may be.
_LONGEST_NAME = 120
_MOST_STAGES = 1_000


async def create_pipeline(pipelines: Pipelines, given: object) -> int:
    """Add a pipeline as an item of a body says; return its id.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    name = needed_text(item, "display_value", _LONGEST_NAME)
    _check_name(pipelines, name, None)
    maps = objects_of(item, "maps")
    if not maps:
        raise RecordError(MANDATORY_MISSING, ("maps",))
    default = flag_of(item, "default")
    number = pipelines.redefining.org.ids.next()
    made: Raw = {
        "id": number,
        "display_value": name,
        "actual_value": text_of(item, "actual_value", _LONGEST_NAME) or name,
        "stages": _Stages(pipelines, []).after(maps, new=True),
        "default": False,
    }
    pipelines.all.append(made)
    if default or len(pipelines.all) == 1:
        pipelines.make_default(made)
    return number


async def update_pipeline(pipelines: Pipelines, number: int | None, given: object) -> int:
    """Change what an item of a body gives of a pipeline; return its id.

    Raises:
        RecordError: with the path below the item.
    """
    item = item_of(given)
    wanted = id_of(item) if number is None else number
    if wanted is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    entry = pipelines.find(wanted)
    if entry is None:
        raise RecordError(SETUP_ID_INVALID, ("id",))
    default = flag_of(item, "default")
    if default is False and entry["default"] and len(pipelines.all) > 1:
        # Another one has to become the default instead.
        raise RecordError(VALUE_INVALID, ("default",))
    stages = _Stages(pipelines, entry["stages"]).after(objects_of(item, "maps") or ())
    gone = set(entry["stages"]) - set(stages)
    if gone and await deals_in(pipelines, entry, gone):
        message = "a stage that deals are in cannot be deleted"
        raise RecordError(PIPELINE_KEPT, ("maps",), message=message)
    name = text_of(item, "display_value", _LONGEST_NAME)
    if name is not None and name != entry["display_value"]:
        _check_name(pipelines, name, wanted)
        await _rename(pipelines, entry, name)
    entry["stages"] = stages
    if default:
        pipelines.make_default(entry)
    return wanted


async def delete_pipeline(pipelines: Pipelines, number: int, given: object) -> int:
    """Remove a pipeline that no deal is in, by an item with `_delete`; return its id.

    Raises:
        RecordError: with the path below the item.
    """
    removal = object_of(item_of(given), "_delete")
    permanent = None if removal is None else removal.get("permanent")
    path = ("_delete", "permanent")
    if permanent is None:
        raise RecordError(MANDATORY_MISSING, path)
    if permanent is not True:
        raise RecordError(VALUE_NOT_SUPPORTED, path, supported_values=[True])
    entry = pipelines.find(number)
    if entry is None:
        raise RecordError(SETUP_ID_INVALID, ("id",))
    if entry["default"]:
        raise RecordError(PIPELINE_KEPT, message="the default pipeline cannot be deleted")
    if await deals_in(pipelines, entry):
        message = "a pipeline that deals are in cannot be deleted"
        raise RecordError(PIPELINE_KEPT, message=message)
    pipelines.all.remove(entry)
    return number


def _check_name(pipelines: Pipelines, name: str, own: int | None) -> None:
    taken = {
        text.casefold()
        for one in pipelines.all
        if one["id"] != own
        for text in (one["display_value"], one["actual_value"])
    }
    if name.casefold() in taken:
        raise RecordError(DUPLICATE, ("display_value",))


async def _rename(pipelines: Pipelines, entry: Raw, name: str) -> None:
    """Let deals hold the new name, where no other layout has a pipeline of the old one."""
    redefining, module = pipelines.redefining, pipelines.module
    old = entry["display_value"]
    entry["display_value"] = name
    elsewhere = (one for one in module.layouts if one is not pipelines.layout)
    if any(one.display_value == old for layout in elsewhere for one in layout.pipelines):
        # unspecified: which of the two a deal is in follows from its layout, so both keep names.
        raise RecordError(DUPLICATE, ("display_value",))
    if module.api_name in await tables_there(redefining.transaction, redefining.org):
        await rename_values(
            redefining.transaction, redefining.org, module, module.by_name[FIELD], {old: name}
        )


class _Stages:
    """The stages of a pipeline, and what entries of `maps` make of them."""

    def __init__(self, pipelines: Pipelines, stages: Sequence[str]) -> None:
        self._known = {one.id: name for name, one in stages_of(pipelines.module).items()}
        self._places: dict[str, int] = {name: place for place, name in enumerate(stages, 1)}

    def after(self, maps: Sequence[Item], *, new: bool = False) -> list[str]:
        """Return the stages in order after the entries; those they do not name stay."""
        named: set[str] = set()
        for index, entry in enumerate(maps):
            try:
                self._take(entry, named, new=new)
            except RecordError as error:
                raise error.below("maps", index) from None
        if not self._places:
            raise RecordError(PIPELINE_KEPT, ("maps",))
        return sorted(self._places, key=self._places.__getitem__)

    def _take(self, entry: dict[str, Any] | Item, named: set[str], *, new: bool) -> None:
        number = id_of(entry)
        if number is None:
            raise RecordError(MANDATORY_MISSING, ("id",))
        name = self._known.get(number)
        if name is None:
            raise RecordError(VALUE_INVALID, ("id",))
        if name in named:
            raise RecordError(DUPLICATE, ("id",))
        named.add(name)
        if deleted(entry) and not new:
            if self._places.pop(name, None) is None:
                raise RecordError(VALUE_INVALID, ("id",))
            return
        place = number_of(entry, "sequence_number", 1, _MOST_STAGES)
        if place is None and (new or name not in self._places):
            raise RecordError(MANDATORY_MISSING, ("sequence_number",))
        if place is not None:
            # What is named comes before what has the place without being named.
            self._places.pop(name, None)
            self._places = {
                **{key: at for key, at in self._places.items() if at < place},
                name: place,
                **{key: at for key, at in self._places.items() if at >= place},
            }
