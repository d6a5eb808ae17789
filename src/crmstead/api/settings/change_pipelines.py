"""Pipelines: adding, changing, removing them, and handing their deals over (platform 2.8)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply
from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import id_asked, path_id
from crmstead.metadata.stages import stage_field
from crmstead.model.module import Layout, Module
from crmstead.records.write.answers import error_answer, items_status, scheduled_answer
from crmstead.records.write.body import parse_body, require_items
from crmstead.setup.outcome import Done, answered, one_item
from crmstead.setup.permission import require
from crmstead.setup.pipelines.changing import create_pipeline, delete_pipeline, update_pipeline
from crmstead.setup.pipelines.entries import Pipelines
from crmstead.setup.pipelines.transferring import transfer_pipeline
from crmstead.setup.redefining import Redefining, redefine

ROOT = "pipeline"
TRANSFER = "transfer_pipeline"
_PATH_INDEX = 2

Work = Callable[[Pipelines, Any], Awaitable[int]]


async def add_pipeline(call: Call) -> Reply:
    """Answer `POST`: 201 with the id of the new pipeline."""
    module, layout = _layout(call)
    done = await _do(call, module, layout, create_pipeline)
    return _reply(call, done, "Pipeline created", 201)


async def change_pipeline(call: Call) -> Reply:
    """Answer `PUT` of one pipeline."""
    module, layout, number = _of_path(call)
    done = await _do(
        call, module, layout, lambda pipelines, item: update_pipeline(pipelines, number, item)
    )
    return _reply(call, done, "Pipeline updated")


async def change_named_pipeline(call: Call) -> Reply:
    """Answer `PUT` of the pipeline that the item names."""
    module, layout = _layout(call)
    done = await _do(
        call, module, layout, lambda pipelines, item: update_pipeline(pipelines, None, item)
    )
    return _reply(call, done, "Pipeline updated")


async def remove_pipeline(call: Call) -> Reply:
    """Answer `PATCH` with `_delete` of one pipeline."""
    module, layout, number = _of_path(call)
    done = await _do(
        call, module, layout, lambda pipelines, item: delete_pipeline(pipelines, number, item)
    )
    return _reply(call, done, "Pipeline deleted")


async def transfer(call: Call) -> Reply:
    """Answer `POST …/actions/transfer`: the id of the job that moves the deals."""
    module, layout = _layout(call)
    done = await _do(call, module, layout, transfer_pipeline, TRANSFER)
    if isinstance(done, RecordError):
        entry = error_answer(done, 0, call.version, TRANSFER)
        return json_reply({TRANSFER: [entry]}, items_status([done], call.version))
    call.org.latest.org.wake()
    entry = scheduled_answer(done, "transfer pipeline scheduled successfully")
    return json_reply({TRANSFER: [entry]})


def _layout(call: Call) -> tuple[Module, Layout]:
    """Return the layout asked for, of a module whose records pass stages."""
    require(call.caller)
    number = id_asked(call.query, "layout_id")
    if number is None:
        raise ApiError(PARAM_MISSING, param="layout_id")
    for module in call.org.catalogue.modules:
        for layout in module.layouts:
            if layout.id == number and stage_field(module) is not None:
                return module, layout
    raise ApiError(PARAM_INVALID, param_name="layout_id")


def _of_path(call: Call) -> tuple[Module, Layout, int]:
    module, layout = _layout(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    if all(number != one.id for one in layout.pipelines):
        raise ApiError(PATH_ID_INVALID, resource_path_index=_PATH_INDEX)
    return module, layout, number


async def _do(call: Call, module: Module, layout: Layout, work: Work, root: str = ROOT) -> Done:
    item = require_items(parse_body(call.body), root, most=1)[0]

    async def inside(redefining: Redefining) -> int:
        pipelines = Pipelines(redefining, module, layout)
        done = await work(pipelines, item)
        pipelines.keep()
        return done

    return await one_item(lambda: redefine(call, inside))


def _reply(call: Call, done: Done, message: str, success: int = 200) -> Reply:
    outcome = answered([done], message, ROOT, call.version, success)
    return json_reply({ROOT: outcome.answers}, outcome.status)


_ALL = "settings/pipeline"
_ONE = f"{_ALL}/{{id}}"

_route = Routes(("settings.pipeline.{right}",), (Param("layout_id"),))

ROUTES = (
    _route("POST", _ALL, add_pipeline, "add_pipeline"),
    _route("PUT", _ALL, change_named_pipeline, "update_pipelines"),
    _route("PUT", _ONE, change_pipeline, "update_pipeline"),
    _route("PATCH", _ONE, remove_pipeline, "delete_pipeline"),
    _route("POST", f"{_ALL}/actions/transfer", transfer, "transfer_pipeline"),
)
