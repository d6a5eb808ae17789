"""Adding, changing, switching and deleting rules that share records (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.data_sharing import SHARING_MODULE_INVALID
from crmstead.metadata.describing.asked import path_id
from crmstead.model.data_sharing import SharingRule
from crmstead.model.module import Module
from crmstead.records.write.answers import done_answer
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.data_sharing import shareable
from crmstead.setup.people.items import MANAGE_SHARING, array_of, require_setup
from crmstead.setup.people.sharing_rules import (
    add_rule,
    change_rule,
    delete_rule,
    rule_of_path,
    switch_rule,
)
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "sharing_rules"
_PATH_INDEX = 3


async def add(call: Call) -> Reply:
    """Answer `POST`: 201 and the id of the new rule."""
    return await _one(call, add_rule, "sharing rule is created successfully", 201)


async def change(call: Call) -> Reply:
    """Answer `PUT`: the item names its rule."""
    return await _one(call, change_rule, "sharing rule is updated successfully")


async def change_one(call: Call) -> Reply:
    """Answer `PUT` of the rule of the path."""
    number = path_id(call.path["id"], _PATH_INDEX)

    def change(redefining: Redefining, module: Module, item: dict[str, Any]) -> int:
        rule_of_path(redefining, module, number)
        return change_rule(redefining, module, {**item, "id": str(number)})

    return await _one(call, change, "sharing rule is updated successfully")


async def delete(call: Call) -> Reply:
    """Answer `DELETE` of the rule of the path."""
    return await _of_path(call, delete_rule, "Sharing Rule deleted")


async def activate(call: Call) -> Reply:
    """Answer `PUT …/actions/activate`."""
    return await _of_path(
        call,
        lambda redefining, rule: switch_rule(redefining, rule, on=True),
        "sharing rule is activated successfully",
    )


async def deactivate(call: Call) -> Reply:
    """Answer `DELETE …/actions/activate`."""
    return await _of_path(
        call,
        lambda redefining, rule: switch_rule(redefining, rule, on=False),
        "sharing rule is deactivated successfully",
    )


async def run(call: Call) -> Reply:
    """Answer `POST …/actions/run`: rules hold at once, so nothing is left to be worked out.

    unspecified: the words.
    """
    _module(call)
    entry = {
        "code": "SCHEDULED",
        "details": {},
        "message": "sharing rules are scheduled successfully",
        "status": "success",
    }
    return json_reply({_ROOT: [entry]})


def _module(call: Call) -> Module:
    require_setup(call.caller, MANAGE_SHARING)
    name = call.query["module"]
    for one in shareable(call.org.catalogue):
        if one.api_name == name:
            return one
    raise ApiError(SHARING_MODULE_INVALID, param_name="module")


async def _one(
    call: Call,
    change: Callable[[Redefining, Module, Any], int],
    message: str,
    success: int = 200,
) -> Reply:
    module = _module(call)
    items = array_of(parse_body(call.body), _ROOT, most=1)
    outcome = await apply_each(
        call,
        items,
        lambda redefining, item: change(redefining, module, item),
        root=_ROOT,
        message=message,
        success=success,
    )
    return outcome_reply(outcome, _ROOT)


async def _of_path(
    call: Call, change: Callable[[Redefining, SharingRule], None], message: str
) -> Reply:
    module, number = _module(call), path_id(call.path["id"], _PATH_INDEX)

    async def work(redefining: Redefining) -> None:
        change(redefining, rule_of_path(redefining, module, number))

    await redefine(call, work)
    return json_reply({_ROOT: [done_answer(number, message)]})


_RULES = "settings/data_sharing/rules"
_ONE = "settings/data_sharing/rules/{id}"

_route = Routes(("settings.data_sharing.{right}",), (Param("module", required=True),))

ROUTES = (
    _route("POST", _RULES, add, "addSharingRule"),
    _route("PUT", _RULES, change, "updateSharingRules"),
    _route("PUT", _ONE, change_one, "updateSharingRule"),
    _route("DELETE", _ONE, delete, "deleteSharingRule"),
    _route("PUT", f"{_ONE}/actions/activate", activate, "activateSharingRule"),
    _route("DELETE", f"{_ONE}/actions/activate", deactivate, "deactivateSharingRule"),
    _route("POST", f"{_RULES}/actions/run", run, "runSharingRules"),
)
