"""What rendering needs to know of the caller and the org, prepared once per catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw

from crmstead.access.caller import Caller
from crmstead.metadata.built import Modules
from crmstead.model.times import times_of
from crmstead.records.read.rendering import Shown
from crmstead.store.orgs import OpenOrg

#: All may be done with each record.
NOTHING: Mapping[int, str] = MappingProxyType({})
_encode = msgspec.json.Encoder().encode


def shown_to(org: OpenOrg, caller: Caller, shared: Mapping[int, str] = NOTHING) -> Shown:
    """Return what is shown to a caller: times in the caller's zone, users with their e-mail.

    `shared` tells what the caller may do with records where that is not all.
    """
    users, layouts, layout_objects, roles = _names(org)
    return Shown(
        when=times_of(caller.zone).texts,
        user=users.get,
        layout=layouts.get,
        layout_object=layout_objects.get,
        contact_role=roles.get,
        symbol=org.catalogue.org.currency_symbol,
        symbols=org.catalogue.symbol_by_currency,
        shared=shared,
    )


Names = dict[int | None, Raw]


def _names(org: OpenOrg) -> tuple[Names, _Layouts, _Layouts, Names]:
    found = org.compiled.get("shown")
    if found is None:
        found = org.compiled["shown"] = (_users(org), *_layouts(org), _contact_roles(org))
    return found


def _raw(value: Any) -> Raw:
    return Raw(_encode(value))


def _users(org: OpenOrg) -> Names:
    return {
        user.id: _raw({"name": user.full_name, "id": str(user.id), "email": user.email})
        for user in org.catalogue.users
    }


def _contact_roles(org: OpenOrg) -> Names:
    return {
        role.id: _raw({"name": role.name, "id": str(role.id)})
        for role in org.catalogue.contact_roles
    }


class _Layouts:
    """Layouts by id, of the modules that were built: whose records are read, is among them."""

    def __init__(self, modules: Modules, *keys: str) -> None:
        self._modules = modules
        self._keys = keys
        self._known: Names = {}

    def get(self, layout: int | None) -> Raw | None:
        """Return a layout as records name it."""
        if layout is not None and layout not in self._known:
            self._known = {
                one.id: _raw({**{key: getattr(one, key) for key in self._keys}, "id": str(one.id)})
                for module in self._modules.built().values()
                for one in module.layouts
            }
        return self._known.get(layout)


def _layouts(org: OpenOrg) -> tuple[_Layouts, _Layouts]:
    modules = org.catalogue.module_by_name
    return _Layouts(modules, "name"), _Layouts(modules, "display_label", "name")
