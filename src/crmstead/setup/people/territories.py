"""Adding, changing and deleting territories: one tree (platform reference 3.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.territories import (
    TERRITORY_HAS_CHILDREN,
    TERRITORY_ID_INVALID,
    TERRITORY_NAME_TAKEN,
    TERRITORY_RECEIVER_BELOW,
    TERRITORY_RECEIVER_INVALID,
    TERRITORY_RECEIVER_SAME,
)
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.fieldtypes.lookup import known_id
from crmstead.metadata.describing.territories import RULES
from crmstead.model.data_sharing import TERRITORIES, Shared
from crmstead.model.people import Territory
from crmstead.records.mass.territorial import order_following
from crmstead.setup.given import Item
from crmstead.setup.people.items import id_given
from crmstead.setup.people.naming import move_named
from crmstead.setup.people.territory_values import territory_given
from crmstead.setup.redefining import Redefining, drop, put
from crmstead.store.associations import move_territory
from crmstead.store.schema import tables_there

_PATH_INDEX = 2


def add_territory(redefining: Redefining, item: Item) -> int:
    """Add the territory that an item describes and return its id; only the first has no parent."""
    if item.get("name") is None:
        raise RecordError(MANDATORY_MISSING, ("name",))
    if item.get("reporting_to") is None and redefining.definitions.territories:
        raise RecordError(MANDATORY_MISSING, ("reporting_to",))
    number = redefining.org.ids.next()
    base = Territory(
        id=number,
        name="",
        reporting_to=None,
        created_time=redefining.now,
        created_by=redefining.caller.user.id,
    )
    _put(redefining, territory_given(redefining, item, base))
    return number


def change_territory(redefining: Redefining, item: Item) -> int:
    """Change the territory that an item names by what it gives, and return its id."""
    territory = find_territory(redefining, id_given(item))
    if territory is None:
        raise RecordError(TERRITORY_ID_INVALID, ("id",))
    _put(redefining, territory_given(redefining, item, territory))
    return territory.id


async def follow_changes(redefining: Redefining, before: dict[int, Territory]) -> bool:
    """Order that records follow rules that were changed; tell whether any was.

    `before` has the territories as they were, by their ids. Those that went took theirs along.
    """
    changed = {
        name
        for one in redefining.definitions.territories
        for name in RULES.values()
        if _rule(before.get(one.id), name) != one.rules.get(name)
    }
    if not changed:
        return False
    there = await tables_there(redefining.transaction, redefining.org)
    for name in sorted(changed & there):
        await order_following(redefining.writing(), redefining.catalogue.module_by_name[name])
    return True


def _rule(territory: Territory | None, module: str) -> Any:
    return None if territory is None else territory.rules.get(module)


@dataclass(frozen=True, slots=True)
class Removal:
    """A territory that goes, and the one that takes over: by default the one above it."""

    territory: int
    to: int | None


def removal(redefining: Redefining, number: int, *, of_path: bool = False) -> Removal:
    """Return what is done to delete a territory: those below it come to the one above it.

    unspecified: its records and users come to no other.

    Raises:
        ApiError: there is no such territory where the path names one.
        RecordError: there is none, or it is the root and has others below it.
    """
    territory = find_territory(redefining, number)
    if territory is None and of_path:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    if territory is None:
        raise RecordError(TERRITORY_ID_INVALID, id=str(number))
    children = any(one.reporting_to == number for one in redefining.definitions.territories)
    if territory.reporting_to is None and children:
        raise RecordError(TERRITORY_HAS_CHILDREN, id=str(number))
    _remove(redefining, territory, territory.reporting_to, None)
    return Removal(number, None)


def transfer(redefining: Redefining, item: Item, only: int | None = None) -> Removal:
    """Return what is done to delete a territory that an item names, or `only` that of the path.

    What is below it, its records and its users come to the territory `transfer_to_id`; without it
    the territory is deleted as by `removal`.

    Raises:
        ApiError: the path names no territory.
        RecordError: what is wrong, with the path below the item.
    """
    number = only if only is not None else id_given(item)
    territory = find_territory(redefining, number)
    if territory is None and only is not None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    if territory is None:
        raise RecordError(TERRITORY_ID_INVALID, ("id",))
    given = item.get("transfer_to_id")
    if given is None and only is not None:
        raise RecordError(MANDATORY_MISSING, ("transfer_to_id",))
    if given is None:
        return removal(redefining, territory.id)
    receiver = find_territory(redefining, known_id(given))
    if receiver is None:
        raise RecordError(TERRITORY_RECEIVER_INVALID, ("transfer_to_id",))
    if receiver.id == territory.id:
        raise RecordError(TERRITORY_RECEIVER_SAME, ("transfer_to_id",))
    if receiver.id in below(redefining.definitions.territories, territory.id):
        raise RecordError(TERRITORY_RECEIVER_BELOW, ("transfer_to_id",))
    _remove(redefining, territory, receiver.id, receiver.id)
    return Removal(territory.id, receiver.id)


async def move_records(redefining: Redefining, removed: Removal) -> None:
    """Bring the records of a territory that goes to the one that takes over, or to none.

    They stay there whatever its rules say, as if the caller had assigned them.
    """
    by = redefining.caller.user.id
    await move_territory(redefining.transaction, redefining.org, removed.territory, removed.to, by)


def find_territory(redefining: Redefining, number: int | None) -> Territory | None:
    """Return the territory of an id."""
    return next((one for one in redefining.definitions.territories if one.id == number), None)


def below(territories: list[Territory], root: int) -> set[int]:
    """Return the territories under one, itself left out."""
    found: set[int] = set()
    frontier = {root}
    while frontier:
        frontier = {
            one.id
            for one in territories
            if one.reporting_to in frontier and one.id not in found and one.id != root
        }
        found |= frontier
    return found


def _remove(
    redefining: Redefining, territory: Territory, parent: int | None, to: int | None
) -> None:
    """Take a territory out of the tree, of its users and of all that names it."""
    definitions = redefining.definitions
    definitions.territories[:] = [
        replace(one, reporting_to=parent) if one.reporting_to == territory.id else one
        for one in definitions.territories
    ]
    definitions.users[:] = [
        replace(one, territories=_without(one.territories, territory.id, to))
        if territory.id in one.territories
        else one
        for one in definitions.users
    ]
    move_named(redefining, Shared(type=TERRITORIES, resource=territory.id), to)
    drop(definitions.territories, territory.id)


def _without(territories: tuple[int, ...], gone: int, to: int | None) -> tuple[int, ...]:
    moved = (to if one == gone else one for one in territories)
    return tuple(dict.fromkeys(one for one in moved if one is not None))


def _put(redefining: Redefining, territory: Territory) -> None:
    for other in redefining.definitions.territories:
        if other.name.lower() == territory.name.lower() and other.id != territory.id:
            raise RecordError(TERRITORY_NAME_TAKEN, ("name",))
    by, now = redefining.caller.user.id, redefining.now
    stamped = replace(territory, modified_time=now, modified_by=by)
    put(redefining.definitions.territories, stamped)
