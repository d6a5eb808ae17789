"""Who may change what an org consists of."""

from __future__ import annotations

from crmstead.access.caller import Caller
from crmstead.access.permissions import CUSTOMIZE
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NO_PERMISSION


def require(caller: Caller, permission: str = CUSTOMIZE) -> None:
    """Refuse a caller whose profile lacks a permission.

    Raises:
        ApiError: 403 NO_PERMISSION, which names it.
    """
    if not caller.profile.allows(permission):
        raise ApiError(NO_PERMISSION, permissions=[permission])
