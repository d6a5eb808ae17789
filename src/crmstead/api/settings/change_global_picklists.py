"""Making, changing, replacing values of and deleting global pick lists (platform 2.7)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.setup.pick_lists import GLOBAL_ID_INVALID, GLOBAL_USED_MUCH
from crmstead.metadata.describing.asked import ids_asked, path_id
from crmstead.model.pick_lists import GlobalPickList
from crmstead.records.write.answers import items_status, refused_answer, scheduled_answer
from crmstead.records.write.body import parse_body, require_array
from crmstead.records.write.finishing import Outcome
from crmstead.setup.fields.given import id_in, must
from crmstead.setup.global_picklists.following import fields_of, let_go
from crmstead.setup.global_picklists.making import change_list, make_list
from crmstead.setup.global_picklists.replacing import ROOT as REPLACING
from crmstead.setup.global_picklists.replacing import replace_value
from crmstead.setup.items import each
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, drop, redefine
from crmstead.store.schema import make_tables

ROOT = "global_picklists"
_PATH_INDEX = 2
#: Fields that may have the values of a list that is deleted.
_MOST_FIELDS = 15
_DONE = "global picklist updated successfully"


async def add(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new list; a request makes one."""
    require(call.caller)
    items = require_array(parse_body(call.body), ROOT, 1)

    async def work(redefining: Redefining) -> Outcome:
        done = "global picklist added successfully"
        return await each(
            items, ROOT, call.version, lambda one: make_list(redefining, one), done, 201
        )

    return await _redefined(call, work)


async def change(call: Call) -> Reply:
    """Answer `PATCH`: the item names the list by its id."""
    require(call.caller)
    items = require_array(parse_body(call.body), ROOT, 1)
    await _prepare(call, [one.id for one in call.org.catalogue.global_picklists])

    async def work(redefining: Redefining) -> Outcome:
        async def one_list(given: dict[str, Any]) -> int:
            number: int = must(id_in(given), "id")
            found = redefining.catalogue.global_picklist_by_id.get(number)
            if found is None:
                raise RecordError(GLOBAL_ID_INVALID, ("id",), id=str(number))
            return await change_list(redefining, found, given)

        return await each(items, ROOT, call.version, one_list, _DONE)

    return await _redefined(call, work)


async def change_one(call: Call) -> Reply:
    """Answer `PATCH` of the list that the path names."""
    require(call.caller)
    found = _of_path(call)
    items = require_array(parse_body(call.body), ROOT, 1)
    await _prepare(call, [found.id])

    async def work(redefining: Redefining) -> Outcome:
        return await each(
            items, ROOT, call.version, lambda one: change_list(redefining, found, one), _DONE
        )

    return await _redefined(call, work)


async def replace_values(call: Call) -> Reply:
    """Answer `POST`: the old value goes, records have the new one in its place."""
    require(call.caller)
    found = _of_path(call)
    items = require_array(parse_body(call.body), REPLACING, 1)
    await _prepare(call, [found.id])

    async def work(redefining: Redefining) -> Outcome:
        jobs: list[int] = []

        async def one_value(given: dict[str, Any]) -> int:
            jobs.append(await replace_value(redefining, found.id, given))
            return found.id

        done = await each(items, REPLACING, call.version, one_value, "success")
        if jobs:
            return Outcome([scheduled_answer(jobs[0], "success", "SCHEDULED")], done.status)
        return done

    return await _redefined(call, work, REPLACING)


async def delete_one(call: Call) -> Reply:
    """Answer `DELETE` of a list: fields keep its values as their own."""
    require(call.caller)
    found = _of_path(call)
    if _used_much(call, found.id):
        raise ApiError(GLOBAL_USED_MUCH, resource_path_index=_PATH_INDEX)
    return await _delete(call, [found.id])


async def delete_many(call: Call) -> Reply:
    """Answer `DELETE ?ids=`."""
    require(call.caller)
    numbers = ids_asked(call.query)
    if numbers is None:
        raise ApiError(PARAM_MISSING, param_name="ids")
    return await _delete(call, sorted(numbers))


async def _delete(call: Call, numbers: list[int]) -> Reply:
    known = call.org.catalogue.global_picklist_by_id

    async def work(redefining: Redefining) -> Outcome:
        answers: list[dict[str, Any]] = []
        errors: list[RecordError | None] = []
        for number in numbers:
            if number not in known or _used_much(call, number):
                cause = GLOBAL_ID_INVALID if number not in known else GLOBAL_USED_MUCH
                error = RecordError(cause, id=str(number))
                answers.append(refused_answer(error))
                errors.append(error)
                continue
            await let_go(redefining, number)
            drop(redefining.definitions.global_picklists, number)
            done = "global picklist delete scheduled successfully"
            answers.append(scheduled_answer(redefining.org.ids.next(), done, "SCHEDULED"))
            errors.append(None)
        return Outcome(answers, items_status(errors, call.version, 200))

    return await _redefined(call, work)


def _used_much(call: Call, number: int) -> bool:
    return len(list(fields_of(call.org.catalogue, number))) > _MOST_FIELDS


async def _prepare(call: Call, numbers: list[int]) -> None:
    """Make the tables of the modules whose records may follow a list."""
    modules = {
        module.id: module
        for number in numbers
        for module, _ in fields_of(call.org.catalogue, number)
    }
    await make_tables(call.org, modules.values())


async def _redefined(call: Call, work: Any, root: str = ROOT) -> Reply:
    outcome: Outcome = await redefine(call, work)
    return json_reply({root: outcome.answers}, outcome.status)


def _of_path(call: Call) -> GlobalPickList:
    number = path_id(call.path["id"], _PATH_INDEX)
    found = call.org.catalogue.global_picklist_by_id.get(number)
    if found is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    return found


_ONE = f"settings/{ROOT}/{{id}}"

_route = Routes(("settings.global_picklist.{right}", "settings.global_picklists.{right}"))

ROUTES = (
    _route("POST", f"settings/{ROOT}", add, "create_global_picklist"),
    _route("PATCH", f"settings/{ROOT}", change, "update_global_picklists"),
    _route("DELETE", f"settings/{ROOT}", delete_many, "delete_global_picklists", Param("ids")),
    _route("PATCH", _ONE, change_one, "update_global_picklist"),
    _route("DELETE", _ONE, delete_one, "delete_global_picklist"),
    _route(
        "POST",
        f"{_ONE}/actions/replace_picklist_values",
        replace_values,
        "replace_picklist_values",
        right="UPDATE",
    ),
)
