"""The roles that contacts may have in deals (platform reference, appendix A)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.raised import RecordError
from crmstead.metadata.contact_roles import KIND
from crmstead.metadata.describing.asked import path_id
from crmstead.model.contact_role import ContactRole
from crmstead.model.module import Module
from crmstead.query.list_params import ids_to_delete
from crmstead.records.actions.acting import require_support
from crmstead.records.actions.contact_roles import (
    MOST_ROLES,
    ROLES,
    Answers,
    add_roles,
    remove_roles,
    update_roles,
)
from crmstead.records.write.answers import items_status, refusal
from crmstead.records.write.body import parse_body, require_array
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing
from crmstead.store.definitions import take_over

#: Of the role's id in the path.
_PATH_INDEX = 2


async def get_roles(call: Call) -> Reply:
    """Answer all roles in their order, 204 where there is none."""
    _module(call)
    return _shown(call.org.catalogue.contact_roles)


async def get_role(call: Call) -> Reply:
    """Answer one role, 204 for an id that none has."""
    _module(call)
    number = _number(call)
    return _shown([role for role in call.org.catalogue.contact_roles if role.id == number])


async def add(call: Call) -> Reply:
    """Answer `POST`: an entry for each role."""
    entries = _entries(call, MOST_ROLES)
    return await _change(call, lambda writing: add_roles(writing, entries))


async def update_many(call: Call) -> Reply:
    """Answer `PUT`: each entry names its role by `id`."""
    entries = _entries(call, MOST_ROLES)
    return await _change(call, lambda writing: update_roles(writing, entries))


async def update_one(call: Call) -> Reply:
    """Answer `PUT` of the role of the path."""
    number = _number(call)
    entries = _entries(call, 1)
    return await _change(call, lambda writing: update_roles(writing, entries, number))


async def delete_many(call: Call) -> Reply:
    """Answer `DELETE ?ids=`: an entry for each id."""
    ids = ids_to_delete(call.query)
    return await _change(call, lambda writing: remove_roles(writing, ids))


async def delete_one(call: Call) -> Reply:
    """Answer `DELETE` of the role of the path."""
    ids = [_number(call)]
    return await _change(call, lambda writing: remove_roles(writing, ids))


def _module(call: Call) -> Module:
    module = call.require_module()
    require_support(module, ROLES)
    return module


def _number(call: Call) -> int:
    return path_id(call.path["id"], _PATH_INDEX)


def _entries(call: Call, most: int) -> list[Any]:
    return require_array(parse_body(call.body), ROLES, most)


def _shown(roles: Iterable[ContactRole]) -> Reply:
    shown = [
        {"sequence_number": role.sequence_number, "name": role.name, "id": str(role.id)}
        for role in roles
    ]
    return json_reply({ROLES: shown}) if shown else no_content()


async def _change(call: Call, work: Callable[[Writing], Awaitable[Answers]]) -> Reply:
    """Change roles in one transaction, and go on with what came of it."""
    _module(call)
    catalogue = call.org.catalogue
    naming = [one for one in catalogue.modules if any(f.kind == KIND for f in one.fields)]
    answers = await act(call, work, *naming, redefines=True)
    await take_over(call.org)
    errors = [one if isinstance(one, RecordError) else None for one in answers]
    shown = [refusal(one, call.version) if isinstance(one, RecordError) else one for one in answers]
    return json_reply({ROLES: shown}, items_status(errors, call.version, 200))


def _route(
    method: str, call: Callable[[Call], Awaitable[Reply]], operation: str, *, one: bool = False
) -> Route:
    scope, permission = _RIGHTS[method]
    many = method == "DELETE" and not one
    return Route(
        method=method,
        path="{module}/roles/{id}" if one else "{module}/roles",
        call=call,
        scopes=(f"modules.{{module}}.{scope}",),
        operation=operation,
        permission=permission,
        params=(Param("ids", required=True),) if many else (),
    )


#: Scope and permission of each method.
_RIGHTS = {
    "GET": ("READ", "View"),
    "POST": ("CREATE", "Create"),
    "PUT": ("UPDATE", "Edit"),
    "DELETE": ("DELETE", "Delete"),
}

ROUTES = (
    _route("GET", get_roles, "getContactRoles"),
    _route("POST", add, "addContactRoles"),
    _route("PUT", update_many, "updateContactRoles"),
    _route("DELETE", delete_many, "deleteContactRoles"),
    _route("GET", get_role, "getContactRole", one=True),
    _route("PUT", update_one, "updateContactRole", one=True),
    _route("DELETE", delete_one, "deleteContactRole", one=True),
)
