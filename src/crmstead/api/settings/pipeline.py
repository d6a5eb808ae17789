"""Pipelines of a layout: which stages a deal passes (platform reference 2.8)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, no_content
from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import id_asked, path_id
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.picklists import forecast
from crmstead.metadata.stages import stages_of
from crmstead.model.field import PickListValue
from crmstead.model.module import Layout, Module, Pipeline

#: Of the pipeline's id in `settings/pipeline/{id}`.
_PATH_INDEX = 2


async def list_pipelines(call: Call) -> Reply:
    """Answer the pipelines of a layout; 204 for a layout of a module that has none."""
    module, layout = _layout_asked(call)
    return _answer(call, module, layout, layout.pipelines)


async def get_pipeline(call: Call) -> Reply:
    """Answer one pipeline of a layout; 204 for the id of none of them."""
    module, layout = _layout_asked(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    found = tuple(one for one in layout.pipelines if one.id == number)
    return _answer(call, module, layout, found) if found else no_content()


def _layout_asked(call: Call) -> tuple[Module, Layout]:
    number = id_asked(call.query, "layout_id")
    if number is None:
        raise ApiError(PARAM_MISSING, param="layout_id")
    for module in call.org.catalogue.modules:
        for layout in module.layouts:
            if layout.id == number:
                return module, layout
    raise ApiError(PARAM_INVALID, param_name="layout_id")


def _answer(call: Call, module: Module, layout: Layout, pipelines: tuple[Pipeline, ...]) -> Reply:
    catalogue = call.org.catalogue
    stages = stages_of(module)
    key = ("pipeline", layout.id, tuple(one.id for one in pipelines))
    return Reply(
        *kept_answer(
            call.org.compiled,
            key,
            lambda: rooted("pipeline", [_describe(catalogue, one, stages) for one in pipelines]),
        )
    )


def _describe(
    catalogue: Catalogue, pipeline: Pipeline, stages: dict[str, PickListValue]
) -> dict[str, Any]:
    passed = [stages[name] for name in pipeline.stages if name in stages]
    return {
        "id": str(pipeline.id),
        "display_value": pipeline.display_value,
        "actual_value": pipeline.actual_value,
        "default": pipeline.default,
        "child_available": False,
        "parent": None,
        "maps": [
            {
                "id": str(stage.id),
                "display_value": stage.display_value,
                "actual_value": stage.actual_value,
                "sequence_number": place,
                "colour_code": stage.colour_code,
                **forecast(catalogue, stage),
            }
            for place, stage in enumerate(passed, 1)
        ],
    }


#: `layout_id` is not left to the dispatcher: the details of its absence have the key `param` here.
_route = Routes(("settings.pipeline.{right}",), (Param("layout_id"),))

ROUTES = (
    _route("GET", "settings/pipeline", list_pipelines, "list_pipelines"),
    _route("GET", "settings/pipeline/{id}", get_pipeline, "get_pipeline"),
)
