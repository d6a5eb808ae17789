"""Who may ask for an action."""

from __future__ import annotations

from crmstead.access.caller import Caller
from crmstead.access.permissions import permission_name
from crmstead.errors.acting import MODULE_NOT_FOR_ACTION
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NO_PERMISSION
from crmstead.model.module import Module


def require_support(module: Module, supports: str) -> None:
    """Check that the records of a path's module take part in something.

    Raises:
        ApiError: they do not.
    """
    if supports not in module.supports:
        raise ApiError(MODULE_NOT_FOR_ACTION, resource_path_index=0)


def require_right(caller: Caller, right: str, module: Module) -> None:
    """Check a right that the row of the surface cannot state, as its path names no module.

    Raises:
        ApiError: the caller's profile lacks it.
    """
    require_permission(caller, permission_name(right, module))


def require_permission(caller: Caller, permission: str) -> None:
    """Check a permission by its name, such as one that belongs to no module.

    Raises:
        ApiError: the caller's profile lacks it.
    """
    if not caller.profile.allows(permission):
        raise ApiError(NO_PERMISSION, permissions=[permission])
