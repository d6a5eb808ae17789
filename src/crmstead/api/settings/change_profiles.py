"""Cloning, changing and deleting profiles (platform reference 3.4)."""

from __future__ import annotations

from collections.abc import Callable

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.profiles import PROFILE_RECEIVER_MISSING
from crmstead.metadata.describing.asked import path_id
from crmstead.model.ids import parse_id
from crmstead.records.write.answers import done_answer
from crmstead.records.write.body import parse_body
from crmstead.setup.applying import apply_each
from crmstead.setup.given import Item
from crmstead.setup.people.items import MANAGE_PROFILES, array_of, require_setup
from crmstead.setup.people.profiles import change_profile, clone_profile, delete_profile
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "profiles"
#: Of the profile's id in `settings/profiles/{id}`.
_PATH_INDEX = 2


async def clone(call: Call) -> Reply:
    """Answer `POST …/actions/clone`: 201 and the id of the new profile."""
    return await _one(call, clone_profile, "profile created successfully", 201)


async def change(call: Call) -> Reply:
    """Answer `PUT` of the profile of the path."""
    return await _one(call, change_profile, "profile updated successfully")


async def delete(call: Call) -> Reply:
    """Answer `DELETE ?transfer_to=`, bare as documented: another profile takes the users over."""
    require_setup(call.caller, MANAGE_PROFILES)
    number = path_id(call.path["id"], _PATH_INDEX)
    # The vendor's own files name the parameter with `_id`.
    given = call.query.get("transfer_to") or call.query.get("transfer_to_id")
    if not given:
        raise ApiError(PROFILE_RECEIVER_MISSING, param_name="transfer_to")

    async def work(redefining: Redefining) -> None:
        delete_profile(redefining, number, parse_id(given))

    await redefine(call, work)
    return json_reply(done_answer(number, "Profile deleted"))


async def _one(
    call: Call, change: Callable[[Redefining, int, Item], int], message: str, success: int = 200
) -> Reply:
    require_setup(call.caller, MANAGE_PROFILES)
    number = path_id(call.path["id"], _PATH_INDEX)
    items = array_of(parse_body(call.body), _ROOT, most=1)
    outcome = await apply_each(
        call,
        items,
        lambda redefining, item: change(redefining, number, item),
        root=_ROOT,
        message=message,
        success=success,
    )
    return outcome_reply(outcome, _ROOT)


_ONE = "settings/profiles/{id}"

_route = Routes(("settings.profiles.{right}",))

ROUTES = (
    _route("POST", f"{_ONE}/actions/clone", clone, "cloneProfile"),
    _route("PUT", _ONE, change, "updateProfile"),
    _route("DELETE", _ONE, delete, "deleteProfile", Param("transfer_to"), Param("transfer_to_id")),
)
