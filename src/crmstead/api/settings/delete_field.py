"""Delete Custom Field (platform reference 2.3)."""

from __future__ import annotations

from crmstead.api.route import Call, Param, Reply, Route, json_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.metadata.describing.asked import path_id
from crmstead.records.write.answers import done_answer
from crmstead.setup.customizing import customized_module
from crmstead.setup.fields.creating import ROOT
from crmstead.setup.fields.deleting import PATH_INDEX, delete_field
from crmstead.setup.redefining import redefine
from crmstead.store.schema import make_tables


async def delete(call: Call) -> Reply:
    """Answer `DELETE` of one field."""
    module = customized_module(call.org.catalogue, call.caller, call.query)
    field = module.by_id.get(path_id(call.path["id"], PATH_INDEX))
    if field is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=PATH_INDEX)
    await make_tables(call.org, [module])
    await redefine(
        call,
        lambda redefining: delete_field(redefining, module, field),
    )
    return json_reply({ROOT: [done_answer(field.id, "field deleted")]})


_MODULE = Param("module", required=True)

ROUTES = (
    Route(
        method="DELETE",
        path="settings/fields/{id}",
        call=delete,
        scopes=("settings.fields.DELETE",),
        operation="delete_field",
        params=(_MODULE,),
    ),
)
