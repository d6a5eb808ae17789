"""Layouts of a module (platform reference 2.4)."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Routes
from crmstead.metadata.describing.asked import module_asked, path_id
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.layouts import full_layout
from crmstead.metadata.describing.reader import Reader
from crmstead.model.module import Layout, Module

#: Of the layout's id in `settings/layouts/{id}`.
_PATH_INDEX = 2


def _module(call: Call) -> Module:
    return module_asked(call.org.catalogue, call.query, missing="param")


def _answer(call: Call, module: Module, layouts: tuple[Layout, ...]) -> Reply:
    reader = Reader(call.org.catalogue, call.version, call.caller.profile, call.caller.zone)
    key = (
        "layouts",
        module.id,
        tuple(layout.id for layout in layouts),
        reader.key,
    )
    return Reply(
        *kept_answer(
            call.org.compiled,
            key,
            lambda: rooted("layouts", [full_layout(reader, module, one) for one in layouts]),
        )
    )


async def list_layouts(call: Call) -> Reply:
    """Answer the layouts of a module with sections and fields; 204 where it has none."""
    module = _module(call)
    return _answer(call, module, module.layouts)


async def get_layout(call: Call) -> Reply:
    """Answer one layout of a module; 204 for the id of none of them."""
    module = _module(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    return _answer(call, module, tuple(one for one in module.layouts if one.id == number))


#: `module` is not left to the dispatcher: the details of its absence have the key `param` here.
_route = Routes(("settings.layouts.{right}",), (Param("module"),))

ROUTES = (
    _route("GET", "settings/layouts", list_layouts, "list_layouts"),
    _route("GET", "settings/layouts/{id}", get_layout, "get_layout"),
)
