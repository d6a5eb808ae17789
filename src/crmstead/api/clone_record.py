"""Record Clone: a copy of one record, with what the body overrides."""

from __future__ import annotations

from crmstead.access.visibility import may, permission_name
from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.databases.base import Transaction
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API, NO_PERMISSION_TO_CLONE, PATH_ID_INVALID
from crmstead.model.ids import parse_id
from crmstead.records.write.cloning import clone_record, parse_clone_body, require_source
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.options import Options, parse_options
from crmstead.records.write.writing import Writing
from crmstead.store.schema import ensure_tables
from crmstead.store.transactions import write


async def clone(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/clone`: 201, or the errors of an insert."""
    module = call.require_module()
    if "clone" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    if not may(call.caller, "View", module):
        raise ApiError(NO_PERMISSION_TO_CLONE, permissions=[permission_name("View", module)])
    source = parse_id(call.path["record_id"])
    if source is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    await ensure_tables(call.org, module)

    async def work(transaction: Transaction) -> Outcome:
        writing = Writing(
            call.org, call.caller, call.version, transaction, Options(), call.org.clock.seconds()
        )
        # The record named by the path is looked for before the body is read.
        values = await require_source(writing, module, source)
        content = parse_clone_body(call.body)
        writing.options = parse_options(content, call.org.catalogue, module, with_rule=False)
        item = content.get("data", [{}])[0]
        return await clone_record(writing, module, source, values, item)

    outcome = await write(call.org, work)
    return json_reply({"data": outcome.answers}, outcome.status)


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
