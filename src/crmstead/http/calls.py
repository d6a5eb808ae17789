"""A request that was routed to the call of its operation: module, rights and parameters checked.

Whether it came by itself or inside of another one, it passes here, in the contract's order.
"""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.access.caller import Caller, caller_of
from crmstead.access.permissions import may, permission_name
from crmstead.api.route import Call, Route
from crmstead.errors.catalogue import CATALOGUE
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import (
    MODULE_NOT_IN_API,
    MODULE_UNKNOWN,
    SCOPE_MISSING,
    TOKEN_INVALID,
)
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import ALWAYS
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.oauth.scopes import allows
from crmstead.store.orgs import OpenOrg


def caller_in(org: OpenOrg, user: int, scopes: frozenset[str], ends: int) -> Caller:
    """Return the caller that a token stands for, as the org's metadata has the user now.

    Raises:
        ApiError: the user is no longer active.
    """
    found = org.catalogue.user_by_id.get(user)
    if found is None or found.status != "active":
        raise ApiError(TOKEN_INVALID)
    return caller_of(org.catalogue, found, org.clock.seconds(), scopes, ends)


def module_of(catalogue: Catalogue, path: Mapping[str, str], version: Version) -> Module | None:
    """Return the module that a path names, None where its route has none.

    Raises:
        ApiError: there is no such module, or it is not in the API.
    """
    return find_module(catalogue, path["module"], version) if "module" in path else None


def check_call(call: Call) -> None:
    """Check what a call needs before its operation looks at it: rights, then parameters.

    Raises:
        ApiError: something is missing.
    """
    check_rights(call.route, call.caller, call.module)
    check_params(call.route, call.query)


def find_module(catalogue: Catalogue, name: str, version: Version) -> Module:
    """Return the module that a path names in a version, letter case and all.

    Raises:
        ApiError: there is none, or it is not in the API.
    """
    module = catalogue.module_by_name.get(name)
    if module is None or module.pseudo or not version.within(module.since, ALWAYS):
        raise ApiError(MODULE_UNKNOWN, resource_path_index=0)
    if not module.api_supported:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    return module


def check_rights(route: Route, caller: Caller, module: Module | None) -> None:
    """Check the token's scopes, then the profile's permission.

    Raises:
        ApiError: one of them is missing.
    """
    if not allows(caller.scopes, route.scopes, module):
        raise ApiError(SCOPE_MISSING)
    if route.permission is not None and module is not None:
        united = module.view_of and route.permission == "View"
        if not united and not may(caller, route.permission, module):
            raise ApiError(
                CATALOGUE[route.no_permission],
                permissions=[permission_name(route.permission, module)],
            )


def check_params(route: Route, query: Mapping[str, str]) -> None:
    """Check that the parameters that must be there are.

    Raises:
        ApiError: the first one missing.
    """
    for param in route.params:
        if param.required and param.name not in query:
            raise ApiError(PARAM_MISSING, param_name=param.name)
