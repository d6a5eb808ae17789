"""Cloning, changing and deleting profiles (platform reference 3.4)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from crmstead.access.granting import Permission, permissions_by_id
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.setup.profiles import (
    PERMISSION_FIXED,
    PERMISSION_UNKNOWN,
    PERMISSION_WITHOUT_PARENT,
    PERMISSIONS_FORM,
    PROFILE_KEPT,
    PROFILE_OF_SYSTEM,
    PROFILE_RECEIVER_INVALID,
    PROFILE_SIGNS,
    PROFILE_TAKEN,
    PROFILE_UNKNOWN,
    PROFILE_VALUE_INVALID,
    PROFILES_LIMIT,
)
from crmstead.model.people import Profile
from crmstead.setup.given import Item
from crmstead.setup.people.profile_rights import drop_rights, inherit_rights
from crmstead.setup.people.values import flag_given, needed_text, reference_given, text_given
from crmstead.setup.redefining import Redefining, drop, put

#: As many as a list states as its `license_limit`.
MOST_PROFILES = 25
_LONGEST_NAME = 50
_LONGEST_DESCRIPTION = 250
_SIGNS = re.compile(r"[#%&()*^]")
_PERMISSIONS = "permissions_details"
_PATH_INDEX = 2


def clone_profile(redefining: Redefining, source: int, item: Item) -> int:
    """Add a profile that may what another one may, by its fields and layouts too.

    A clone of the administrator's holds every permission by itself, so that some can be taken away.
    """
    base = _profile(redefining, source)
    if len(redefining.definitions.profiles) >= MOST_PROFILES:
        raise RecordError(PROFILES_LIMIT, limit=MOST_PROFILES)
    number = redefining.org.ids.next()
    clone = replace(
        base,
        id=number,
        administrator=False,
        custom=True,
        created_time=redefining.now,
        created_by=redefining.caller.user.id,
    )
    _put(redefining, replace(clone, **_texts({"name": None, "description": None, **item})))
    inherit_rights(redefining, source, number)
    return number


def change_profile(redefining: Redefining, number: int, item: Item) -> int:
    """Change a profile by what an item gives, its permissions by their ids."""
    profile = _profile(redefining, number)
    if profile.administrator and item.get(_PERMISSIONS) is None:
        raise ApiError(PROFILE_OF_SYSTEM, resource_path_index=_PATH_INDEX)
    changes: dict[str, Any] = _texts(item)
    if item.get(_PERMISSIONS) is not None:
        changes["denied"] = _denied(redefining, profile, item[_PERMISSIONS])
    if "_default_view" in item:
        changes["default_view"] = reference_given(
            item,
            "_default_view",
            PROFILE_VALUE_INVALID,
            redefining.catalogue.view_by_id.__contains__,
        )
    _put(redefining, replace(profile, **changes))
    return number


def delete_profile(redefining: Redefining, number: int, to: int | None) -> None:
    """Delete a profile; its users get another one.

    Raises:
        ApiError: there is no such profile, an org begins with it, or the other one is none.
    """
    profile = _profile(redefining, number)
    if not profile.custom:
        raise ApiError(PROFILE_KEPT)
    definitions = redefining.definitions
    if to == number or to not in {one.id for one in definitions.profiles}:
        raise ApiError(PROFILE_RECEIVER_INVALID, param_name="transfer_to")
    definitions.users[:] = [
        replace(one, profile=to) if one.profile == number else one for one in definitions.users
    ]
    drop_rights(redefining, number)
    drop(definitions.profiles, number)


def _profile(redefining: Redefining, number: int) -> Profile:
    for one in redefining.definitions.profiles:
        if one.id == number:
            return one
    raise ApiError(PROFILE_UNKNOWN, resource_path_index=_PATH_INDEX)


def _put(redefining: Redefining, profile: Profile) -> None:
    for other in redefining.definitions.profiles:
        if other.name.lower() == profile.name.lower() and other.id != profile.id:
            raise RecordError(PROFILE_TAKEN, ("name",), id=str(other.id))
    by, now = redefining.caller.user.id, redefining.now
    put(redefining.definitions.profiles, replace(profile, modified_time=now, modified_by=by))


def _texts(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "name" in item:
        found["name"] = needed_text(item, "name", _LONGEST_NAME)
        if _SIGNS.search(found["name"]):
            raise RecordError(PROFILE_SIGNS, ("name",))
    if "description" in item:
        found["description"] = text_given(item, "description", _LONGEST_DESCRIPTION) or ""
    return found


def _denied(redefining: Redefining, profile: Profile, given: Any) -> frozenset[str]:
    """Return the permissions that a profile lacks after those given.

    unspecified: taking a permission away takes those along that need it.
    """
    if not isinstance(given, list):
        raise ApiError(PERMISSIONS_FORM, expected_data_type="jsonarray", api_name=_PERMISSIONS)
    known = permissions_by_id(redefining.catalogue)
    denied = set(profile.denied)
    enabled: dict[int, Permission] = {}
    for index, entry in enumerate(given):
        permission = _permission(known, entry, index)
        if profile.administrator:
            raise RecordError(PERMISSION_FIXED, (_PERMISSIONS, index, "id"))
        if entry["enabled"]:
            enabled[index] = permission
            denied.discard(permission.name)
        else:
            denied.add(permission.name)
            children = (one.name for one in known.values() if one.parent == permission.id)
            denied.update(children)
    for index, permission in enabled.items():
        parent = known.get(permission.parent or "")
        if parent is not None and parent.name in denied:
            raise RecordError(PERMISSION_WITHOUT_PARENT, (_PERMISSIONS, index, "id"))
    return frozenset(denied)


def _permission(known: dict[str, Permission], entry: Any, index: int) -> Permission:
    if not isinstance(entry, dict):
        raise ApiError(PERMISSIONS_FORM, expected_data_type="jsonobject", api_name=_PERMISSIONS)
    found = known.get(str(entry.get("id")))
    if found is None:
        raise RecordError(PERMISSION_UNKNOWN, (_PERMISSIONS, index, "id"))
    try:
        flag_given(entry, "enabled", default=False)
        needed = entry.get("enabled")
    except RecordError as error:
        raise error.below(_PERMISSIONS, index) from None
    if needed is None:
        raise RecordError(PROFILE_VALUE_INVALID, (_PERMISSIONS, index, "enabled"))
    return found
