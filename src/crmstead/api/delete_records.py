"""Delete Records: up to 100 records of a module, or one, into the recycle bin."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.api.route import Call, Param, Reply, Route, outcome_reply
from crmstead.errors.deleting import NOT_DELETED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import MODULE_NOT_IN_API
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.list_params import check_wf_trigger, ids_to_delete
from crmstead.records.bin.belonging import ensure_belongings
from crmstead.records.bin.deleting import Outcomes, delete_records, deleted_outcome
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

#: Of the record's id in `{module}/{record_id}`.
_PATH_INDEX = 1


async def delete_many(call: Call) -> Reply:
    """Answer `DELETE /{module}?ids=`: an entry for each id in the order given."""
    module = _deletable(call)
    ids = ids_to_delete(call.query)
    return _answer(call, ids, await _delete(call, module, ids))


async def delete_one(call: Call) -> Reply:
    """Answer `DELETE /{module}/{record_id}`: bare where there is no such record."""
    module = _deletable(call)
    check_wf_trigger(call.query)
    record = parse_id(call.path["record_id"])
    outcomes = {} if record is None else await _delete(call, module, [record])
    if record is None or _unknown(outcomes[record]):
        raise ApiError(NOT_DELETED, resource_path_index=_PATH_INDEX)
    return _answer(call, [record], outcomes)


def _unknown(error: RecordError | None) -> bool:
    return error is not None and error.cause is NOT_DELETED


def _deletable(call: Call) -> Module:
    module = call.require_module()
    # unspecified: rows of a subform are deleted by an update of their record alone, which works
    # its totals out again.
    if not {"view", "delete"} <= module.supports or module.is_subform:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    return module


async def _delete(call: Call, module: Module, ids: Sequence[int]) -> Outcomes:
    await ensure_belongings(call.org, module)

    async def work(writing: Writing) -> Outcomes:
        return await delete_records(writing, module, ids)

    return await act(call, work)


def _answer(call: Call, ids: Sequence[int], outcomes: Outcomes) -> Reply:
    return outcome_reply(deleted_outcome(call.version, ids, outcomes))


_SCOPES = ("modules.{module}.DELETE",)

ROUTES = (
    Route(
        method="DELETE",
        path="{module}",
        call=delete_many,
        scopes=_SCOPES,
        operation="deleteRecords",
        permission="Delete",
        no_permission="NO_PERMISSION_TO_DELETE",
        params=(Param("ids", required=True), Param("wf_trigger")),
    ),
    Route(
        method="DELETE",
        path="{module}/{record_id}",
        call=delete_one,
        scopes=_SCOPES,
        operation="deleteRecord",
        permission="Delete",
        no_permission="NO_PERMISSION_TO_DELETE",
        params=(Param("wf_trigger"),),
    ),
)
