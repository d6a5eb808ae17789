"""The right to change the setup of an org."""

from __future__ import annotations

from crmstead.api.route import Call
from crmstead.errors.locking import CUSTOMIZING_DENIED
from crmstead.errors.raised import ApiError

CUSTOMIZE = "Crm_Implied_Customize_Zoho_CRM"


def require_customizing(call: Call) -> None:
    """Check that the caller may change modules, fields and layouts.

    Raises:
        ApiError: NO_PERMISSION.
    """
    if not call.caller.profile.allows(CUSTOMIZE):
        raise ApiError(CUSTOMIZING_DENIED, permissions=[CUSTOMIZE])
