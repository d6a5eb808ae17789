"""Merge Records: up to two records into the one that the path names."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.mass import MASS_NOT_SUPPORTED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.model.module import Module
from crmstead.records.actions.acting import require_right
from crmstead.records.bin.belonging import ensure_belongings
from crmstead.records.merging.merging import merge_records
from crmstead.records.merging.request import MERGE, parse_merge
from crmstead.records.related.naming import ensure_naming
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

_MESSAGE = "The records have been merged successfully"


def _mergeable(call: Call) -> Module:
    module = call.require_module()
    if "merge" not in module.supports:
        raise ApiError(MASS_NOT_SUPPORTED, resource_path_index=0)
    return module


async def merge(call: Call) -> Reply:
    """Answer `POST /{module}/{record_id}/actions/merge`; all is merged by then, however much."""
    module = _mergeable(call)
    # unspecified: the permission to delete is asked for, as the others go to the recycle bin.
    require_right(call.caller, "Delete", module)
    master = call.record_id(PATH_ID_INVALID)
    asked = parse_merge(parse_body(call.body), call.caller, module, master)
    await ensure_belongings(call.org, module)
    await ensure_naming(call.org, module)

    async def work(writing: Writing) -> None:
        await merge_records(writing, module, master, asked)

    try:
        await act(call, work, source=MERGE)
    except RecordError as error:
        answer = error_answer(error, 0, call.version)
        return json_reply({MERGE: [answer]}, items_status([error], call.version))
    done = {
        "code": "SUCCESS",
        "details": {"id": str(master)},
        "message": _MESSAGE,
        "status": "success",
    }
    return json_reply({MERGE: [done]})


async def merge_status(call: Call) -> Reply:
    """Answer `GET …/actions/merge`: 204, as no merge is left for later here."""
    _mergeable(call)
    return no_content()


ROUTES = (
    Route(
        method="POST",
        path="{module}/{record_id}/actions/merge",
        call=merge,
        scopes=("modules.{module}.CREATE", "modules.{module}.UPDATE"),
        operation="mergeRecords",
        permission="Edit",
    ),
    Route(
        method="GET",
        path="{module}/{record_id}/actions/merge",
        call=merge_status,
        scopes=("modules.{module}.READ",),
        operation="getMergeStatus",
        permission="View",
    ),
)
