"""Related lists of a module (platform reference 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from crmstead.api.route import Call, Param, Reply, Routes
from crmstead.errors.parameters import PARAM_INVALID, SETTINGS_MODULE_UNSUPPORTED
from crmstead.errors.raised import ApiError
from crmstead.metadata.describing.asked import id_asked, module_asked, path_id, statuses_asked
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.reader import Reader
from crmstead.metadata.describing.related import STATUSES, describe_related
from crmstead.model.module import Module, RelatedList

#: Of the list's id in `settings/related_lists/{id}`.
_PATH_INDEX = 2


def _module(call: Call) -> Module:
    """Return the module asked for; records that are rows of others relate to nothing."""
    module = module_asked(call.org.catalogue, call.query, param_name="module")
    if module.is_subform or module.is_linking:
        raise ApiError(SETTINGS_MODULE_UNSUPPORTED, param_name="module")
    layout = id_asked(call.query, "layout_id")
    if layout is not None and all(layout != one.id for one in module.layouts):
        raise ApiError(PARAM_INVALID, param_name="layout_id")
    return module


def _answer(
    call: Call, module: Module, chosen: Callable[[RelatedList], bool], key: Hashable
) -> Reply:
    reader = Reader(call.org.catalogue, call.version, call.caller.profile)
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("related_lists", module.id, key),
            lambda: rooted(
                "related_lists",
                [
                    describe_related(reader, module, one)
                    for one in module.related_lists
                    if chosen(one)
                ],
            ),
        )
    )


async def list_related_lists(call: Call) -> Reply:
    """Answer the related lists of a module, or those of some statuses.

    Every layout shows the same lists, so `layout_id` is only checked.
    """
    module = _module(call)
    statuses = statuses_asked(call.query, STATUSES)
    return _answer(call, module, lambda one: statuses is None or one.status in statuses, statuses)


async def get_related_list(call: Call) -> Reply:
    """Answer one related list of a module; 204 for the id of none of them."""
    module = _module(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    if all(number != one.id for one in module.related_lists):
        return Reply(204)
    return _answer(call, module, lambda one: one.id == number, number)


_route = Routes(
    ("settings.related_lists.{right}",), (Param("module", required=True), Param("layout_id"))
)

ROUTES = (
    _route(
        "GET", "settings/related_lists", list_related_lists, "list_related_lists", Param("status")
    ),
    _route("GET", "settings/related_lists/{id}", get_related_list, "get_related_list"),
)
