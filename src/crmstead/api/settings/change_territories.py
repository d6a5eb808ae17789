"""Adding, changing, deleting and handing over territories (platform reference 3.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, outcome_reply
from crmstead.metadata.describing.asked import path_id
from crmstead.query.list_params import ids_to_delete
from crmstead.records.write.body import parse_body
from crmstead.records.write.finishing import Outcome
from crmstead.setup.items import each
from crmstead.setup.people.feature import require_territories
from crmstead.setup.people.items import MANAGE_TERRITORIES, array_of, require_setup
from crmstead.setup.people.territories import (
    Removal,
    add_territory,
    change_territory,
    follow_changes,
    move_records,
    removal,
    transfer,
)
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "territories"
#: Of the territory's id in `settings/territories/{id}`.
_PATH_INDEX = 2
_MOST = 10
_CREATED = "Territory Created Successfully"
_UPDATED = "Territory Updated Successfully"
_REMOVED = (
    "Given Territory Removed Successfully and its child Territories moved to the another territory"
)


async def add(call: Call) -> Reply:
    """Answer `POST`: 201, an entry for each territory."""
    _check(call)
    return await _each(call, _items(call), add_territory, _CREATED, 201)


async def change(call: Call) -> Reply:
    """Answer `PUT`: each item names its territory."""
    _check(call)
    return await _each(call, _items(call), change_territory, _UPDATED)


async def change_one(call: Call) -> Reply:
    """Answer `PUT` of the territory of the path."""
    _check(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    (item,) = _items(call, most=1)
    items = [{**item, "id": str(number)} if isinstance(item, dict) else item]
    return await _each(call, items, change_territory, _UPDATED)


async def delete(call: Call) -> Reply:
    """Answer `DELETE ?ids=`: those below come to the territory above."""
    _check(call)
    ids = [{"id": one} for one in ids_to_delete(call.query)]
    return await _remove(call, ids, lambda redefining, item: removal(redefining, item["id"]))


async def delete_one(call: Call) -> Reply:
    """Answer `DELETE` of the territory of the path."""
    _check(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    return await _remove(
        call, [{}], lambda redefining, _: removal(redefining, number, of_path=True)
    )


async def transfer_and_delete(call: Call) -> Reply:
    """Answer `POST …/actions/transfer_and_delete`: another territory takes over."""
    _check(call)
    return await _remove(call, _items(call), transfer)


async def transfer_and_delete_one(call: Call) -> Reply:
    """Answer the same of the territory of the path."""
    _check(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    return await _remove(
        call, _items(call, most=1), lambda redefining, item: transfer(redefining, item, number)
    )


def _check(call: Call) -> None:
    require_territories(call.org.catalogue)
    require_setup(call.caller, MANAGE_TERRITORIES)


def _items(call: Call, most: int = _MOST) -> list[Any]:
    return array_of(parse_body(call.body), _ROOT, most)


async def _each(
    call: Call,
    items: Sequence[Any],
    change: Callable[[Redefining, Any], int],
    message: str,
    success: int = 200,
) -> Reply:
    async def work(redefining: Redefining) -> tuple[Outcome, bool]:
        before = {one.id: one for one in redefining.definitions.territories}

        async def one(item: dict[str, Any]) -> int:
            return change(redefining, item)

        outcome = await each(items, _ROOT, call.version, one, message, success)
        return outcome, await follow_changes(redefining, before)

    outcome, ordered = await redefine(call, work)
    if ordered:
        call.org.wake()
    return outcome_reply(outcome, _ROOT)


async def _remove(
    call: Call, items: Sequence[Any], remove: Callable[[Redefining, Any], Removal]
) -> Reply:
    async def work(redefining: Redefining) -> Outcome:
        async def one(item: dict[str, Any]) -> int:
            removed = remove(redefining, item)
            await move_records(redefining, removed)
            return removed.territory

        return await each(items, _ROOT, call.version, one, _REMOVED)

    return outcome_reply(await redefine(call, work), _ROOT)


_MANY = "settings/territories"
_ONE = "settings/territories/{id}"


_FORECASTS = Param("delete_previous_forecasts")
_route = Routes(("settings.territories.{right}",))

ROUTES = (
    _route("POST", _MANY, add, "addTerritories"),
    _route("PUT", _MANY, change, "updateTerritories"),
    _route("DELETE", _MANY, delete, "deleteTerritories", Param("ids", required=True), _FORECASTS),
    _route("PUT", _ONE, change_one, "updateTerritory"),
    _route("DELETE", _ONE, delete_one, "deleteTerritory", _FORECASTS),
    _route(
        "POST",
        f"{_MANY}/actions/transfer_and_delete",
        transfer_and_delete,
        "transferAndDeleteTerritories",
        right="DELETE",
    ),
    _route(
        "POST",
        f"{_ONE}/actions/transfer_and_delete",
        transfer_and_delete_one,
        "transferAndDeleteTerritory",
        right="DELETE",
    ),
)
