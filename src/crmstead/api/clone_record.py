"""Record Clone: a copy of one record, with what the body overrides."""

from __future__ import annotations

from crmstead.access.permissions import may, permission_name
from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API, NO_PERMISSION_TO_CLONE, PATH_ID_INVALID
from crmstead.records.write.cloning import clone_record, parse_clone_body, require_source
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.options import parse_options
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing


async def clone(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/clone`: 201, or the errors of an insert."""
    module = call.require_module()
    if "clone" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    if not may(call.caller, "View", module):
        raise ApiError(NO_PERMISSION_TO_CLONE, permissions=[permission_name("View", module)])
    source = call.record_id(PATH_ID_INVALID)

    async def work(writing: Writing) -> Outcome:
        # The record named by the path is looked for before the body is read.
        values = await require_source(writing, module, source)
        content = parse_clone_body(call.body)
        writing.options = parse_options(content, call.org.catalogue, module, with_rule=False)
        item = content.get("data", [{}])[0]
        return await clone_record(writing, module, source, values, item)

    return outcome_reply(await act(call, work, module))


ROUTES = (
    Route(
        method="POST",
        path="{module}/{record_id}/actions/clone",
        call=clone,
        scopes=("modules.{module}.CREATE",),
        operation="cloneRecord",
        permission="Create",
        no_permission="NO_PERMISSION_TO_CLONE",
    ),
)
