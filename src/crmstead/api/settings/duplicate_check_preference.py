"""Duplicate check preference: what else an insert is compared with (11.23)."""

from __future__ import annotations

from typing import Any

from crmstead.access.permissions import CUSTOMIZE
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.duplicate_check import (
    PREFERENCE_DENIED,
    PREFERENCE_NOT_ENABLED,
    PREFERENCE_NOT_SUPPORTED,
)
from crmstead.errors.raised import ApiError
from crmstead.metadata.describing.asked import module_asked
from crmstead.metadata.describing.reader import field_reference, module_reference
from crmstead.model.duplicate_check import CONVERTED_RECORDS, DuplicateCheckPreference
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body
from crmstead.records.write.converted_values import follow_preference
from crmstead.records.write.duplicate_preference import ROOT, parse_preference
from crmstead.setup.redefining import Redefining, drop, put, redefine
from crmstead.store.schema import ensure_tables


async def get_preference(call: Call) -> Reply:
    """Answer the preference of a module, 204 where there is none."""
    found = call.org.catalogue.duplicate_check_of.get(_module(call).api_name)
    return no_content() if found is None else json_reply({ROOT: _described(call, found)})


async def create_preference(call: Call) -> Reply:
    """Answer `POST`: the preference is from now on what the body says."""
    return await _keep(call, _customizing(call), "Enabled {} successfully.")


async def update_preference(call: Call) -> Reply:
    """Answer `PUT`: another preference in place of the one there is."""
    module = _customizing(call)
    _require(call, module)
    return await _keep(call, module, "Updated fieldMapping for {} successfully.")


async def delete_preference(call: Call) -> Reply:
    """Answer `DELETE`: inserts are compared with nothing else any more."""
    module = _customizing(call)
    found = _require(call, module)

    async def work(redefining: Redefining) -> None:
        drop(redefining.definitions.duplicate_checks, module.id)
        await follow_preference(redefining.writing(), module, counted=False)

    await ensure_tables(call.org, module)
    await redefine(call, work)
    return _done(f"Disabled {found.type} successfully.")


def _module(call: Call) -> Module:
    """Return the module asked for, whose records are converted to others."""
    module = module_asked(call.org.catalogue, call.query, param_name="module")
    if "convert" not in module.supports:
        raise ApiError(PREFERENCE_NOT_SUPPORTED, param_name="module")
    return module


def _customizing(call: Call) -> Module:
    if not call.caller.profile.allows(CUSTOMIZE):
        raise ApiError(PREFERENCE_DENIED, permissions=[CUSTOMIZE])
    return _module(call)


def _require(call: Call, module: Module) -> DuplicateCheckPreference:
    found = call.org.catalogue.duplicate_check_of.get(module.api_name)
    if found is None:
        raise ApiError(PREFERENCE_NOT_ENABLED)
    return found


async def _keep(call: Call, module: Module, done: str) -> Reply:
    made = parse_preference(call.org.catalogue, module, parse_body(call.body))

    async def work(redefining: Redefining) -> None:
        put(redefining.definitions.duplicate_checks, made)
        counted = made.type == CONVERTED_RECORDS
        await follow_preference(redefining.writing(), module, counted=counted)

    await ensure_tables(call.org, module)
    await redefine(call, work)
    return _done(done.format(made.type))


def _done(message: str) -> Reply:
    entry = {"code": "SUCCESS", "details": {}, "message": message, "status": "success"}
    return json_reply({ROOT: entry})


def _described(call: Call, found: DuplicateCheckPreference) -> dict[str, Any]:
    catalogue = call.org.catalogue
    module = catalogue.module_by_name[found.module]
    configurations: dict[str, Any] = {}
    for one in found.mappings:
        other = catalogue.module_by_name[one.mapped_module]
        mapped = {**module_reference(catalogue, other.api_name), "name": other.api_name}
        entry = configurations.setdefault(
            other.api_name, {"field_mappings": [], "mapped_module": mapped}
        )
        entry["field_mappings"].append(
            {
                "mapped_field": {**field_reference(other, one.mapped), "name": other.api_name},
                "current_field": {**field_reference(module, one.current), "name": found.module},
            }
        )
    return {"type": found.type, "type_configurations": list(configurations.values())}


_route = Routes(("settings.duplicate_check_preference.{right}",), (Param("module", required=True),))

ROUTES = (
    _route("GET", f"settings/{ROOT}", get_preference, "getDuplicateCheckPreference"),
    _route("POST", f"settings/{ROOT}", create_preference, "createDuplicateCheckPreference"),
    _route("PUT", f"settings/{ROOT}", update_preference, "updateDuplicateCheckPreference"),
    _route("DELETE", f"settings/{ROOT}", delete_preference, "deleteDuplicateCheckPreference"),
)
