"""Create Custom Fields (platform reference 2.3)."""

from __future__ import annotations

from crmstead.api.customizing import require_customizing
from crmstead.api.route import Call, Param, Reply, Route, json_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import SETTINGS_MODULE_NOT_IN_API
from crmstead.metadata.describing.asked import module_asked
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body, require_array
from crmstead.setup.fields.creating import ROOT, create_fields
from crmstead.setup.fields.place import customizable
from crmstead.setup.redefining import redefine

#: Fields of one request.
MOST_FIELDS = 5
MODULE = Param("module", required=True)


def customized_module(call: Call) -> Module:
    """Return the module asked for, whose fields the caller may change.

    Raises:
        ApiError: there is none, it takes no fields, or the caller has no right to it.
    """
    require_customizing(call)
    module = module_asked(call.org.catalogue, call.query)
    if not customizable(module):
        raise ApiError(SETTINGS_MODULE_NOT_IN_API)
    return module


async def create(call: Call) -> Reply:
    """Answer `POST`: an entry for each field, 201 where all were made, 207 where some were."""
    module = customized_module(call)
    items = require_array(parse_body(call.body), ROOT, MOST_FIELDS)
    made = await redefine(
        call.org,
        call.caller,
        call.version,
        lambda redefining: create_fields(redefining, module, items),
    )
    return json_reply({ROOT: made.answers}, made.status)


ROUTES = (
    Route(
        method="POST",
        path="settings/fields",
        call=create,
        scopes=("settings.fields.CREATE",),
        operation="create_fields",
        params=(MODULE,),
    ),
)
