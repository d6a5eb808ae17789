"""Custom views of a module (platform reference 2.5)."""

from __future__ import annotations

from crmstead.access.permissions import may
from crmstead.access.views import category_of, views_of
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NO_PERMISSION
from crmstead.metadata.describing.asked import module_asked, page_asked, path_id
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.reader import Reader
from crmstead.metadata.describing.views import TRANSLATION, brief_view, default_view, full_view
from crmstead.model.module import Module

#: Of the view's id in `settings/custom_views/{id}`.
_PATH_INDEX = 2


async def list_views(call: Call) -> Reply:
    """Answer a page of the views of a module that the caller sees, without criteria and columns.

    `info` names the default view and says how the categories are called.
    """
    catalogue, caller = call.org.catalogue, call.caller
    module = _module(call)
    seen = views_of(catalogue, caller, module)
    views, info = page_asked(call.query).cut(seen)
    if not views:
        return no_content()
    reader = Reader(catalogue, call.version, caller.profile, caller.zone)
    default = default_view(seen)
    info["default"] = None if default is None else str(default.id)
    info["translation"] = TRANSLATION
    shown = [brief_view(reader, one, category_of(catalogue, caller, one)) for one in views]
    return json_reply({"custom_views": shown, "info": info})


async def get_view(call: Call) -> Reply:
    """Answer one view of a module, whole; 204 for the id of none that the caller sees."""
    catalogue, caller = call.org.catalogue, call.caller
    module = _module(call)
    found = catalogue.view_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if found is None or found[0].id != module.id:
        return no_content()
    view = found[1]
    category = category_of(catalogue, caller, view)
    if category is None:
        return no_content()
    reader = Reader(catalogue, call.version, caller.profile, caller.zone)
    info = {"translation": TRANSLATION}
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("custom_view", view.id, category, reader.key),
            lambda: rooted("custom_views", [full_view(reader, module, view, category)], info=info),
        )
    )


def _module(call: Call) -> Module:
    """Return the module asked for, whose records the caller may view."""
    module = module_asked(call.org.catalogue, call.query)
    if not module.view_of and not may(call.caller, "View", module):
        raise ApiError(NO_PERMISSION, permissions=[])
    return module


_route = Routes(("settings.custom_views.{right}",), (Param("module", required=True),))

ROUTES = (
    _route(
        "GET",
        "settings/custom_views",
        list_views,
        "list_custom_views",
        Param("page"),
        Param("per_page"),
    ),
    _route("GET", "settings/custom_views/{id}", get_view, "get_custom_view"),
)
