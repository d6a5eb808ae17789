"""Blueprint of a record (11.21). No org has processes, so no record is in one."""

from __future__ import annotations

from crmstead.access.visibility import visible_records
from crmstead.api.route import Call, Reply, Route
from crmstead.errors.blueprint import NOT_IN_PROCESS
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import DATA_NOT_ARRAY, MODULE_NOT_IN_API, PATH_ID_INVALID
from crmstead.model.ids import parse_id
from crmstead.query.plan import Compare, both
from crmstead.records.write.body import parse_body
from crmstead.store.rows import ID, LIVE, count
from crmstead.store.schema import ensure_tables

_RECORD = 1
_ROOT = "blueprint"


async def get_blueprint(call: Call) -> Reply:
    """Answer `GET`: a record that the caller sees is in no process."""
    await _require_record(call)
    raise ApiError(NOT_IN_PROCESS)


async def update_blueprint(call: Call) -> Reply:
    """Answer `PUT`: a transition of a record that is in no process."""
    if not isinstance(parse_body(call.body).get(_ROOT), list):
        raise ApiError(
            DATA_NOT_ARRAY,
            expected_data_type="jsonarray",
            api_name=_ROOT,
            json_path=f"$.{_ROOT}",
        )
    await _require_record(call)
    raise ApiError(NOT_IN_PROCESS)


async def _require_record(call: Call) -> None:
    """Check that the path names a record that the caller sees.

    Raises:
        ApiError: it does not, or records of the module are never in a process.
    """
    module = call.require_module()
    if "blueprint" not in module.supports:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    record = parse_id(call.path["record_id"]) or 0
    await ensure_tables(call.org, module)
    visible = visible_records(call.org.catalogue, call.caller, module)
    where = both(LIVE, Compare(ID, "=", record), visible)
    async with call.org.database.reading() as reader:
        if not await count(reader, call.org, module, where):
            raise ApiError(PATH_ID_INVALID, resource_path_index=_RECORD)


_PATH = "{module}/{record_id}/actions/blueprint"

ROUTES = (
    Route(
        method="GET",
        path=_PATH,
        call=get_blueprint,
        scopes=("modules.{module}.READ",),
        operation="getBlueprint",
        permission="View",
    ),
    Route(
        method="PUT",
        path=_PATH,
        call=update_blueprint,
        scopes=("modules.{module}.UPDATE",),
        operation="updateBlueprint",
        permission="Edit",
    ),
)
