"""Custom views of a module (platform reference 2.5)."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.describing.asked import module_asked, page_asked, path_id
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.reader import Reader
from crmstead.metadata.describing.views import TRANSLATION, brief_view, default_view, full_view

#: Of the view's id in `settings/custom_views/{id}`.
_PATH_INDEX = 2


async def list_views(call: Call) -> Reply:
    """Answer a page of a module's views, without criteria and columns.

    `info` names the default view and says how the categories are called.
    """
    module = module_asked(call.org.catalogue, call.query)
    views, info = page_asked(call.query).cut(module.custom_views)
    if not views:
        return no_content()
    default = default_view(module)
    info["default"] = None if default is None else str(default.id)
    info["translation"] = TRANSLATION
    return json_reply({"custom_views": [brief_view(view) for view in views], "info": info})


async def get_view(call: Call) -> Reply:
    """Answer one view of a module, whole; 204 for the id of none of its views."""
    module = module_asked(call.org.catalogue, call.query)
    found = call.org.catalogue.view_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if found is None or found[0].id != module.id:
        return no_content()
    view = found[1]
    reader = Reader(call.org.catalogue, call.version, call.caller.profile)
    info = {"translation": TRANSLATION}
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("custom_view", view.id, reader.version.name, reader.profile.id),
            lambda: rooted("custom_views", [full_view(reader, module, view)], info=info),
        )
    )


_SCOPES = ("settings.custom_views.READ",)
_MODULE = Param("module", required=True)

ROUTES = (
    Route(
        method="GET",
        path="settings/custom_views",
        call=list_views,
        scopes=_SCOPES,
        operation="list_custom_views",
        params=(_MODULE, Param("page"), Param("per_page")),
    ),
    Route(
        method="GET",
        path="settings/custom_views/{id}",
        call=get_view,
        scopes=_SCOPES,
        operation="get_custom_view",
        params=(_MODULE,),
    ),
)
