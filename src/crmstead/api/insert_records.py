"""Insert Records: up to 100 records of a module, each on its own."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API
from crmstead.records.write.body import parse_body, require_items
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.inserting import insert_items
from crmstead.records.write.options import parse_options
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing


async def insert_records(call: Call) -> Reply:
    """Answer `POST /{module}`: 201, 207 for mixed results, 400 where nothing was inserted."""
    module = call.require_module()
    if "create" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    content = parse_body(call.body)
    items = require_items(content)
    options = parse_options(content, call.org.catalogue, module)

    async def work(writing: Writing) -> Outcome:
        return await insert_items(writing, module, items)

    return outcome_reply(await act(call, work, module, options=options))


ROUTES = (
    Route(
        method="POST",
        path="{module}",
        call=insert_records,
        scopes=("modules.{module}.CREATE",),
        operation="insertRecords",
        permission="Create",
    ),
)
