"""Variables and their groups (platform reference 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content, outcome_reply
from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.company import VARIABLE_PATH_INVALID
from crmstead.model.company import Variable
from crmstead.model.ids import parse_id
from crmstead.records.write.body import parse_body, require_array
from crmstead.setup.applying import apply_each
from crmstead.setup.company.variable_values import value_shown
from crmstead.setup.company.variables import (
    GROUP,
    ROOT,
    add_variable,
    change_variable,
    group_id,
    in_group,
    named,
    remove_variable,
)
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining

_PATH = f"settings/{ROOT}"
_GROUPS = "variable_groups"
#: Of the variable's id in `settings/variables/{id}`.
_PATH_INDEX = 2
_MOST = 25
_MOST_IDS = 100


async def list_variables(call: Call) -> Reply:
    """Answer all variables, 204 where there are none; with `group` those of a group."""
    _check_group(call)
    shown = [_described(call, one) for one in call.org.catalogue.variables]
    return json_reply({ROOT: shown}) if shown else no_content()


async def get_variable(call: Call) -> Reply:
    """Answer one variable, by its id or api name and its group; 204 where there is none."""
    if not call.query.get("group"):
        raise ApiError(PARAM_MISSING, param_name="group")
    _check_group(call)
    found = named(call.org.catalogue.variables, call.path["id"])
    return no_content() if found is None else json_reply({ROOT: [_described(call, found)]})


async def create(call: Call) -> Reply:
    """Answer `POST settings/variables`: 201 and the ids of the new ones."""
    require(call.caller)
    return await _each(call, _items(call), add_variable, "variable added")


async def update(call: Call) -> Reply:
    """Answer `PUT settings/variables`: each item names its variable by `id`."""
    require(call.caller)
    return await _each(call, _items(call), change_variable, "variable updated")


async def update_one(call: Call) -> Reply:
    """Answer `PUT settings/variables/{id|api_name}`."""
    require(call.caller)
    _check_group(call)
    number = _named(call).id

    def change(redefining: Redefining, item: Any) -> int:
        return change_variable(redefining, item, number)

    return await _each(call, _items(call, 1), change, "variable updated")


async def delete(call: Call) -> Reply:
    """Answer `DELETE settings/variables?ids=`: an entry for each id."""
    require(call.caller)
    ids = [one.strip() for one in call.query["ids"].split(",") if one.strip()]
    if not ids or len(ids) > _MOST_IDS:
        raise ApiError(PARAM_INVALID, param_name="ids")
    return await _each(call, [{"id": one} for one in ids], _remove, "variable deleted")


async def delete_one(call: Call) -> Reply:
    """Answer `DELETE settings/variables/{id}`."""
    require(call.caller)
    return await _each(call, [{"id": str(_named(call).id)}], _remove, "variable deleted")


async def list_groups(call: Call) -> Reply:
    """Answer the groups of variables: there is one."""
    return json_reply({_GROUPS: [_group(call)]})


async def get_group(call: Call) -> Reply:
    """Answer one group, by its id or api name; 204 where there is none."""
    known = in_group(call.org.catalogue, call.path["id"])
    return json_reply({_GROUPS: [_group(call)]}) if known else no_content()


def _remove(redefining: Redefining, item: Any) -> int:
    return remove_variable(redefining, parse_id(item["id"]), item["id"])


def _items(call: Call, most: int = _MOST) -> list[Any]:
    return require_array(parse_body(call.body), ROOT, most)


def _named(call: Call) -> Variable:
    found = named(call.org.catalogue.variables, call.path["id"])
    if found is None:
        raise ApiError(VARIABLE_PATH_INVALID, resource_path_index=_PATH_INDEX)
    return found


def _check_group(call: Call) -> None:
    group = call.query.get("group")
    if group and not in_group(call.org.catalogue, group):
        raise ApiError(PARAM_INVALID, param_name="group")


async def _each(
    call: Call, items: list[Any], change: Callable[[Redefining, Any], int], message: str
) -> Reply:
    # 201 for every write of variables, as the OAS has it.
    outcome = await apply_each(call, items, change, root=ROOT, message=message, success=201)
    return outcome_reply(outcome, ROOT)


def _described(call: Call, one: Variable) -> dict[str, Any]:
    group = {"api_name": GROUP, "name": GROUP, "id": str(group_id(call.org.catalogue))}
    return {
        "api_name": one.api_name,
        "name": one.name,
        "description": one.description,
        "id": str(one.id),
        "source": "crm",
        "type": one.type,
        "variable_group": group,
        "read_only": False,
        "value": value_shown(one, call.caller.zone),
    }


def _group(call: Call) -> dict[str, Any]:
    return {
        "display_label": GROUP,
        "api_name": GROUP,
        "name": GROUP,
        "description": None,
        "id": str(group_id(call.org.catalogue)),
        "source": "crm",
    }


_variables = Routes(("settings.variables.{right}",))
_groups = Routes(("settings.variable_groups.{right}",))

ROUTES = (
    _variables("GET", _PATH, list_variables, "getVariables"),
    _variables("POST", _PATH, create, "createVariables"),
    _variables("PUT", _PATH, update, "updateVariables"),
    _variables("DELETE", _PATH, delete, "deleteVariables", Param("ids", required=True)),
    _variables("GET", f"{_PATH}/{{id}}", get_variable, "getVariableById"),
    _variables("PUT", f"{_PATH}/{{id}}", update_one, "updateVariableById"),
    _variables("DELETE", f"{_PATH}/{{id}}", delete_one, "deleteVariable"),
    _groups("GET", f"settings/{_GROUPS}", list_groups, "getVariableGroups"),
    _groups("GET", f"settings/{_GROUPS}/{{id}}", get_group, "getVariableGroupById"),
)
