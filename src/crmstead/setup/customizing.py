"""Who may change the setup of an org, and of which modules."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.access.caller import Caller
from crmstead.errors.locking import CUSTOMIZING_DENIED
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import SETTINGS_MODULE_NOT_IN_API
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import module_asked
from crmstead.model.module import Module
from crmstead.setup.fields.place import customizable

CUSTOMIZE = "Crm_Implied_Customize_Zoho_CRM"


def require_customizing(caller: Caller) -> None:
    """Check that the caller may change modules, fields and layouts.

    Raises:
        ApiError: NO_PERMISSION.
    """
    if not caller.profile.allows(CUSTOMIZE):
        raise ApiError(CUSTOMIZING_DENIED, permissions=[CUSTOMIZE])


def customized_module(catalogue: Catalogue, caller: Caller, query: Mapping[str, str]) -> Module:
    """Return the module that a request asks for, whose fields the caller may change.

    Raises:
        ApiError: there is none, it takes no fields of an org, or the caller has no right to it.
    """
    require_customizing(caller)
    module = module_asked(catalogue, query)
    if not customizable(module):
        raise ApiError(SETTINGS_MODULE_NOT_IN_API)
    return module
