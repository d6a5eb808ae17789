"""Record locking configurations: reading, adding, changing and removing them (platform 2.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crmstead.access.permissions import CUSTOMIZE
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.locking import (
    CUSTOMIZING_DENIED,
    LOCKING_EXISTS,
    LOCKING_NOT_SUPPORTED,
    LOCKING_VALUE_INVALID,
)
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import ids_asked, module_asked, path_id
from crmstead.metadata.describing.locking import describe_locking
from crmstead.model.ids import parse_id
from crmstead.model.locking import LockingConfiguration
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.query.special_values import Moment
from crmstead.records.locking.automatic_locks import lock_existing, unlock_all
from crmstead.records.locking.lock_settings import FEATURE, configured
from crmstead.records.write.answers import error_answer
from crmstead.records.write.body import parse_body, require_items
from crmstead.setup.redefining import Redefining, drop, put, redefine
from crmstead.store.locks import LOCKED
from crmstead.store.schema import ensure_tables

ROOT = "record_locking_configurations"
_PATH_INDEX = 2


async def list_configurations(call: Call) -> Reply:
    """Answer the configuration of a module, 204 where it has none."""
    module = _module(call)
    found = call.org.catalogue.locking_of.get(module.api_name)
    if found is None or call.query.get("feature_type", FEATURE) != FEATURE:
        return no_content()
    return json_reply({ROOT: [_described(call, found)]})


async def get_configuration(call: Call) -> Reply:
    """Answer one configuration of a module."""
    return json_reply({ROOT: [_described(call, _of_path(call, _module(call)))]})


async def add_configuration(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new configuration."""
    module = _customizing(call)
    if module.api_name in call.org.catalogue.locking_of:
        # unspecified: a module has one; a second would contradict it.
        error = RecordError(LOCKING_EXISTS, ("module",), limit=1, available_limit=0)
        return _refused(call, error)
    base = LockingConfiguration(id=call.org.ids.next(), module=module.api_name)
    return await _configure(call, module, base, "created", 201)


async def update_configurations(call: Call) -> Reply:
    """Answer `PUT` without an id in the path: the body's `id`, if any, must be the module's."""
    module = _customizing(call)
    found = call.org.catalogue.locking_of.get(module.api_name)
    items = require_items(parse_body(call.body), ROOT, most=1)
    given = items[0].get("id") if isinstance(items[0], dict) else None
    if found is None or (given is not None and parse_id(str(given)) != found.id):
        return _refused(call, RecordError(LOCKING_VALUE_INVALID, ("id",)))
    return await _configure(call, module, found, "updated", 200)


async def update_configuration(call: Call) -> Reply:
    """Answer `PUT` of one configuration."""
    module = _customizing(call)
    return await _configure(call, module, _of_path(call, module), "updated", 200)


async def remove_configurations(call: Call) -> Reply:
    """Answer `DELETE ?ids=`: what they locked is unlocked."""
    module = _customizing(call)
    ids = ids_asked(call.query)
    if ids is None:
        raise ApiError(PARAM_MISSING, param_name="ids")
    found = call.org.catalogue.locking_of.get(module.api_name)
    if found is None or ids != {found.id}:
        return _refused(call, RecordError(LOCKING_VALUE_INVALID, ("id",)))
    return await _remove(call, module, found)


async def remove_configuration(call: Call) -> Reply:
    """Answer `DELETE` of one configuration."""
    module = _customizing(call)
    return await _remove(call, module, _of_path(call, module))


def _module(call: Call) -> Module:
    """Return the module asked for, whose records can be locked."""
    module = module_asked(call.org.catalogue, call.query)
    if LOCKED not in module.by_name:
        raise ApiError(LOCKING_NOT_SUPPORTED, param_name="module")
    return module


def _customizing(call: Call) -> Module:
    if not call.caller.profile.allows(CUSTOMIZE):
        raise ApiError(CUSTOMIZING_DENIED, permissions=[CUSTOMIZE])
    return _module(call)


def _of_path(call: Call, module: Module) -> LockingConfiguration:
    number = path_id(call.path["id"], _PATH_INDEX)
    found = call.org.catalogue.locking_of.get(module.api_name)
    if found is None or found.id != number:
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    return found


def _described(call: Call, found: LockingConfiguration) -> dict[str, Any]:
    return describe_locking(call.org.catalogue, times_of(call.caller.zone), found)


async def _configure(
    call: Call, module: Module, base: LockingConfiguration, done: str, status: int
) -> Reply:
    org, user, now = call.org, call.caller.user.id, call.org.clock.seconds()
    item = require_items(parse_body(call.body), ROOT, most=1)[0]
    moment = Moment(now, call.caller.zone, user)
    try:
        made = configured(org.catalogue, module, item, base, moment, org.ids.next)
    except RecordError as error:
        return _refused(call, error)
    made = replace(made, modified_time=now, modified_by=user)
    if base.created_time is None:
        made = replace(made, created_time=now, created_by=user)

    async def work(redefining: Redefining) -> None:
        put(redefining.definitions.locking_configurations, made)
        writing = redefining.writing()
        rules = {rule.id for rule in made.locking_rules}
        await unlock_all(writing, module, {None, *rules})
        await lock_existing(writing, module, made, _for_existing(item, made))

    await ensure_tables(org, module)
    await redefine(call, work)
    return _done(made.id, done, status)


def _for_existing(item: Mapping[str, Any], made: LockingConfiguration) -> set[int]:
    """Return the rules of an item that lock existing records, too."""
    given = item.get("locking_rules") or ()
    names = {
        one["name"] for one in given if one.get("lock_existing_records") is True and one.get("name")
    }
    ids = {str(one.get("id")) for one in given if one.get("lock_existing_records") is True}
    return {rule.id for rule in made.locking_rules if rule.name in names or str(rule.id) in ids}


async def _remove(call: Call, module: Module, found: LockingConfiguration) -> Reply:
    async def work(redefining: Redefining) -> None:
        drop(redefining.definitions.locking_configurations, found.id)
        await unlock_all(redefining.writing(), module)

    await ensure_tables(call.org, module)
    await redefine(call, work)
    return _done(found.id, "deleted", 200)


def _done(number: int, done: str, status: int) -> Reply:
    entry = {
        "code": "SUCCESS",
        "details": {"id": str(number)},
        "message": f"record locking configuration {done} successfully",
        "status": "success",
    }
    return json_reply({ROOT: [entry]}, status)


def _refused(call: Call, error: RecordError) -> Reply:
    return json_reply({ROOT: [error_answer(error, 0, call.version, ROOT)]}, error.cause.status)


_ONE = f"settings/{ROOT}/{{id}}"

_route = Routes(
    ("settings.record_locking_configurations.{right}",), (Param("module", required=True),)
)

ROUTES = (
    _route(
        "GET",
        f"settings/{ROOT}",
        list_configurations,
        "getRecordLockingConfigurations",
        Param("feature_type"),
    ),
    _route("POST", f"settings/{ROOT}", add_configuration, "addRecordLockingConfiguration"),
    _route("PUT", f"settings/{ROOT}", update_configurations, "updateRecordLockingConfigurations"),
    _route(
        "DELETE", f"settings/{ROOT}", remove_configurations, "deleteRecordLockingConfigurations"
    ),
    _route("GET", _ONE, get_configuration, "getRecordLockingConfiguration"),
    _route("PUT", _ONE, update_configuration, "updateRecordLockingConfiguration"),
    _route("DELETE", _ONE, remove_configuration, "deleteRecordLockingConfiguration"),
)
