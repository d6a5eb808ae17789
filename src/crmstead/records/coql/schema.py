"""What queries of one caller are looked up in: modules, their fields, and who sees what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from crmstead.access.caller import Caller
from crmstead.access.permissions import may, permission_name
from crmstead.access.views import sees_view
from crmstead.access.visibility import visible_records
from crmstead.errors.coql import COQL_MODULE_UNKNOWN, COQL_MODULE_UNSUPPORTED, COQL_VIEW_UNKNOWN
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NO_PERMISSION, SCOPE_MISSING
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.coql.places import Readable, Schema
from crmstead.query.coql.tree import Query
from crmstead.query.plan import EVERYTHING, Condition, Given, both
from crmstead.records.read.reading import view_condition
from crmstead.records.read.searching import searched_fields
from crmstead.records.read.user_search import stored_user
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import LIVE

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Rights:
    """Who asks; `covers` tells whether the token may read records of a module."""

    org: OpenOrg
    caller: Caller
    covers: Callable[[Module], bool]

    def schema(self) -> Schema:
        """Return what paths of the caller's queries are looked up in."""
        kept: dict[str, Readable] = {}

        def readable(module: Module) -> Readable:
            found = kept.get(module.api_name)
            if found is None:
                found = kept[module.api_name] = self._readable(module)
            return found

        return Schema(self.org.catalogue, readable)

    def _readable(self, module: Module) -> Readable:
        """Return what the caller may read of a module that a path reaches.

        Raises:
            ApiError: the token does not cover the module.
        """
        fields = searched_fields(self.org, self.caller, module)
        if _is_given(module):
            return Readable(fields, EVERYTHING, _users(self.org, module))
        if not self.covers(module):
            raise ApiError(SCOPE_MISSING)
        return Readable(fields, visible_records(self.org.catalogue, self.caller, module))

    def source(self, query: Query) -> tuple[Module, Condition]:
        """Return the module that a query is of, and which of its records.

        Raises:
            ApiError: there is none, the caller may not read it, or its view is none of it.
        """
        module = _find(self.org, query.module)
        if not self.covers(module):
            raise ApiError(SCOPE_MISSING)
        if _is_given(module):
            condition: Condition = EVERYTHING
        elif may(self.caller, "View", module):
            seen = visible_records(self.org.catalogue, self.caller, module)
            condition = both(LIVE, seen)
        else:
            raise ApiError(NO_PERMISSION, permissions=[permission_name("View", module)])
        if query.view is None:
            return module, condition
        owner, view = self.org.catalogue.view_by_id.get(parse_id(query.view) or 0, (None, None))
        if (
            owner is not module
            or view is None
            or not sees_view(self.org.catalogue, self.caller, view)
        ):
            raise ApiError(COQL_VIEW_UNKNOWN, cvid=query.view)
        return module, both(condition, view_condition(self.org, self.caller, module, view))


def _find(org: OpenOrg, name: str) -> Module:
    """Return the module of a name, however it is spelt.

    Raises:
        ApiError: there is none, or COQL does not know it.
    """
    module = org.catalogue.module_by_name.get(name)
    if module is None:
        names: dict[str, Module] | None = org.compiled.get("modules in lower case")
        if names is None:
            names = {one.api_name.lower(): one for one in org.catalogue.modules}
            org.compiled["modules in lower case"] = names
        module = names.get(name.lower())
    if module is None:
        raise ApiError(COQL_MODULE_UNKNOWN, module=name)
    if "coql" not in module.supports:
        raise ApiError(COQL_MODULE_UNSUPPORTED)
    return module


def _is_given(module: Module) -> bool:
    """Tell whether a module that COQL knows has no table: people, whom everybody sees."""
    return not module.stored and "coql" in module.supports


def _users(org: OpenOrg, module: Module) -> Given:
    """Return the users of the org as a table, with the ids of their roles and profiles."""
    found: Given | None = org.compiled.get("users given")
    if found is None:
        columns = [
            (field.api_name, kind)
            for field in module.fields
            if (kind := type_of(field.kind).column) is not None
        ]
        names = [name for name, _ in columns]
        rows = []
        for user in org.catalogue.users:
            values = stored_user(org, user)
            rows.append([*map(values.get, names), user.role, user.profile])
        ids = (("role.id", ColumnKind.INTEGER), ("profile.id", ColumnKind.INTEGER))
        found = Given((*columns, *ids), _encode(rows).decode())
        org.compiled["users given"] = found
    return found
