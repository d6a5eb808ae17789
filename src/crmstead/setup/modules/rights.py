"""Which profiles may use a module: one that is not named lacks its rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crmstead.access.permissions import RIGHTS, permission_name
from crmstead.errors.raised import RecordError
from crmstead.errors.setup.definitions import PROFILES_NEEDED
from crmstead.errors.values import REFERENCE_INVALID
from crmstead.model.module import Module
from crmstead.model.people import Profile
from crmstead.setup.given import Item, deleted, id_of, objects_of

_KEY = "profiles"


def profiles_given(profiles: Iterable[Profile], item: Item) -> dict[int, bool]:
    """Return the profiles that an item names, and whether each is to have the module.

    Raises:
        RecordError: there are none, or one of them does not exist.
    """
    known = {one.id for one in profiles}
    found: dict[int, bool] = {}
    for index, one in enumerate(objects_of(item, _KEY) or ()):
        try:
            number = id_of(one)
        except RecordError:
            number = None
        if number not in known:
            message = "The provided profile ID is invalid or does not exist."
            raise RecordError(REFERENCE_INVALID, (_KEY, index, "id"), message=message)
        found[number] = not deleted(one)
    if not found:
        raise RecordError(PROFILES_NEEDED, (_KEY,))
    return found


def with_rights(profile: Profile, module: Module, *, all_of_them: bool) -> Profile:
    """Return a profile with all rights to a module, or with none; an administrator has all."""
    names = {permission_name(right, module) for right in RIGHTS}
    denied = profile.denied - names if all_of_them else profile.denied | names
    if profile.administrator or denied == profile.denied:
        return profile
    return replace(profile, denied=denied)


def has_module(profile: Profile, module: Module) -> bool:
    """Tell whether users of a profile see a module."""
    return profile.allows(permission_name("View", module))
