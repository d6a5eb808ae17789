"""Create Custom Fields (platform reference 2.3)."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Route, json_reply
from crmstead.records.write.body import parse_body, require_array
from crmstead.setup.customizing import customized_module
from crmstead.setup.fields.creating import MOST_FIELDS, ROOT, create_fields
from crmstead.setup.fields.numbering import number_records
from crmstead.setup.redefining import redefine


async def create(call: Call) -> Reply:
    """Answer `POST`: an entry for each field, 201 where all were made, 207 where some were."""
    module = customized_module(call.org.catalogue, call.caller, call.query)
    items = require_array(parse_body(call.body), ROOT, MOST_FIELDS)
    made = await redefine(
        call,
        lambda redefining: create_fields(redefining, module, items),
    )
    await number_records(call.org, module.api_name, items, made.answers)
    return json_reply({ROOT: made.answers}, made.status)


_MODULE = Param("module", required=True)

ROUTES = (
    Route(
        method="POST",
        path="settings/fields",
        call=create,
        scopes=("settings.fields.CREATE",),
        operation="create_fields",
        params=(_MODULE,),
    ),
)
