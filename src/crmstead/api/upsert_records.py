"""Upsert Records: up to 100 items; each changes the record it is found to be, or adds one."""

from __future__ import annotations

from crmstead.access.permissions import may, permission_name
from crmstead.api.route import Call, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API, NO_PERMISSION, SCOPE_MISSING
from crmstead.metadata.describing.asked import unmodified_asked
from crmstead.model.module import Module
from crmstead.oauth.scopes import allows
from crmstead.records.write.body import parse_body, require_items
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.options import upsert_options
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.transacting import act
from crmstead.records.write.upsert_targets import KEY, check_fields
from crmstead.records.write.upserting import upsert_items
from crmstead.records.write.writing import Writing


async def upsert_records(call: Call) -> Reply:
    """Answer `POST /{module}/upsert`: 200, 207 for mixed results, 400 where nothing succeeded."""
    module = call.require_module()
    if "upsert" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    content = parse_body(call.body)
    items = require_items(content)
    options = upsert_options(content, call.org.catalogue, module)
    fields = check_fields(call.caller, module, content.get(KEY))
    since = unmodified_asked(call.headers)
    await ensure_written(call.org, module)

    async def work(writing: Writing) -> Outcome:
        return await upsert_items(
            writing, module, items, fields, lambda: _require_update(call, module)
        )

    return outcome_reply(await act(call, work, options=options["insert"], unmodified_since=since))


def _require_update(call: Call, module: Module) -> None:
    """Check what an item needs that turns out to be an update: without it, nothing is written.

    Raises:
        ApiError: the token's scopes, or the profile, do not cover it.
    """
    if not allows(call.caller.scopes, _UPDATE, module):
        raise ApiError(SCOPE_MISSING)
    if not may(call.caller, "Edit", module):
        raise ApiError(NO_PERMISSION, permissions=[permission_name("Edit", module)])


_UPDATE = ("modules.{module}.UPDATE",)

ROUTES = (
    Route(
        method="POST",
        path="{module}/upsert",
        call=upsert_records,
        scopes=("modules.{module}.CREATE",),
        operation="upsertRecords",
        permission="Create",
    ),
)
