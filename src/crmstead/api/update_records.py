"""Update Records: up to 100 records of a module, each on its own, or the one that a path names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API, PATH_ID_INVALID
from crmstead.metadata.describing.asked import unmodified_asked
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body, require_item, require_items
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.options import parse_options
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.transacting import act
from crmstead.records.write.updating import update_items, update_record
from crmstead.records.write.writing import Writing


async def update_records(call: Call) -> Reply:
    """Answer `PUT /{module}`: 200, 207 for mixed results, 400 where nothing was updated."""
    module = _updatable(call)
    content = parse_body(call.body)
    items = require_items(content)
    return await _update(
        call, module, content, lambda writing: update_items(writing, module, items)
    )


async def update_one(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}`; an id in the body does not count."""
    module = _updatable(call)
    record = call.record_id(PATH_ID_INVALID)
    content = parse_body(call.body)
    item = require_item(content)
    return await _update(
        call, module, content, lambda writing: update_record(writing, module, record, item)
    )


def _updatable(call: Call) -> Module:
    module = call.require_module()
    if "edit" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    return module


async def _update(
    call: Call,
    module: Module,
    content: dict[str, Any],
    update: Callable[[Writing], Awaitable[Outcome]],
) -> Reply:
    options = parse_options(content, call.org.catalogue, module, with_rule=False)
    since = unmodified_asked(call.headers)
    await ensure_written(call.org, module)

    return outcome_reply(await act(call, update, options=options, unmodified_since=since))


ROUTES = (
    Route(
        method="PUT",
        path="{module}",
        call=update_records,
        scopes=("modules.{module}.UPDATE",),
        operation="updateRecords",
        permission="Edit",
    ),
    Route(
        method="PUT",
        path="{module}/{record_id}",
        call=update_one,
        scopes=("modules.{module}.UPDATE",),
        operation="updateRecord",
        permission="Edit",
    ),
)
