"""Which modules take fields of an org, from whom."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.access.caller import Caller
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import SETTINGS_MODULE_NOT_IN_API
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import module_asked
from crmstead.model.module import Module
from crmstead.setup.fields.place import customizable
from crmstead.setup.permission import require


def customized_module(catalogue: Catalogue, caller: Caller, query: Mapping[str, str]) -> Module:
    """Return the module that a request asks for, whose fields the caller may change.

    Raises:
        ApiError: there is none, it takes no fields of an org, or the caller has no right to it.
    """
    require(caller)
    module = module_asked(catalogue, query)
    if not customizable(module):
        raise ApiError(SETTINGS_MODULE_NOT_IN_API)
    return module
