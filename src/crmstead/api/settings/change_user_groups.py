"""Adding, changing and deleting user groups (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.groups import GROUP_JOB_MISSING
from crmstead.metadata.describing.asked import id_asked, path_id
from crmstead.records.write.answers import done_answer
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.people.groups import (
    add_group,
    change_group,
    change_group_of_path,
    delete_group,
)
from crmstead.setup.people.items import MANAGE_GROUPS, array_of, require_setup
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "user_groups"
_PATH_INDEX = 2
#: unspecified: the words of the second and the third.
_ADDED = "User Group Created successfully"
_CHANGED = "User Group Updated successfully"
_DELETED = "User Group Deleted successfully"


async def add(call: Call) -> Reply:
    """Answer `POST`: 201 and the id of the new group."""
    return await _one(call, add_group, _ADDED, 201)


async def change(call: Call) -> Reply:
    """Answer `PUT`: the item names its group."""
    return await _one(call, change_group, _CHANGED)


async def change_one(call: Call) -> Reply:
    """Answer `PUT` of the group of the path."""
    number = path_id(call.path["id"], _PATH_INDEX)
    return await _one(
        call, lambda redefining, item: change_group_of_path(redefining, number, item), _CHANGED
    )


async def delete(call: Call) -> Reply:
    """Answer `DELETE`: done at once, whatever names the group."""
    require_setup(call.caller, MANAGE_GROUPS)
    number = path_id(call.path["id"], _PATH_INDEX)

    async def work(redefining: Redefining) -> None:
        await delete_group(redefining, number)

    await redefine(call, work)
    return json_reply({_ROOT: [done_answer(number, _DELETED)]})


async def list_deletion_jobs(call: Call) -> Reply:
    """Answer 204: no group is deleted by a job."""
    if id_asked(call.query, "job_id") is None:
        raise ApiError(GROUP_JOB_MISSING, param_name="job_id")
    return no_content()


async def _one(
    call: Call, change: Callable[[Redefining, Any], int], message: str, success: int = 200
) -> Reply:
    require_setup(call.caller, MANAGE_GROUPS)
    items = array_of(parse_body(call.body), _ROOT, most=1)
    outcome = await apply_each(call, items, change, root=_ROOT, message=message, success=success)
    return outcome_reply(outcome, _ROOT)


_MANY = "settings/user_groups"
_ONE = "settings/user_groups/{id}"

_route = Routes(("settings.user_groups.{right}",))

ROUTES = (
    _route("POST", _MANY, add, "addUserGroup"),
    _route("PUT", _MANY, change, "updateUserGroups"),
    _route("PUT", _ONE, change_one, "updateUserGroup"),
    _route("DELETE", _ONE, delete, "deleteUserGroup"),
    _route(
        "GET",
        f"{_MANY}/actions/deletion_jobs",
        list_deletion_jobs,
        "getUserGroupDeletionJobs",
        Param("job_id"),
    ),
)
