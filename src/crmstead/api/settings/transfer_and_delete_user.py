"""Transfer Records and Delete User, and how far that is (platform reference 3.2)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.raised import RecordError
from crmstead.errors.setup.users import TRANSFER_JOB_MISSING
from crmstead.metadata.describing.asked import path_id
from crmstead.records.mass.status import job_asked
from crmstead.records.mass.transferring import OF_USERS, TRANSFER_RECORDS, transfer_status
from crmstead.records.write.answers import error_answer, items_status
from crmstead.records.write.body import parse_body
from crmstead.setup.people.items import MANAGE_USERS, array_of, require_setup
from crmstead.setup.people.transferring import ROOT, Transferred, transfer_and_delete
from crmstead.setup.redefining import Redefining, redefine
from crmstead.store.jobs import COMPLETED, FAILED

#: Of the user's id in the path.
_PATH_INDEX = 1
_STATUSES = {COMPLETED: "completed", FAILED: "failed"}


async def transfer(call: Call) -> Reply:
    """Answer `POST /users/actions/transfer_and_delete`: the item names the user."""
    return await _transfer(call, None)


async def transfer_one(call: Call) -> Reply:
    """Answer `POST /users/{id}/actions/transfer_and_delete`."""
    require_setup(call.caller, MANAGE_USERS)
    return await _transfer(call, path_id(call.path["id"], _PATH_INDEX))


async def status(call: Call) -> Reply:
    """Answer how far a job is, 204 where there is none."""
    require_setup(call.caller, MANAGE_USERS)
    users = call.org.catalogue.module_by_name[OF_USERS]
    job = await job_asked(
        call.org, call.caller, users, call.query, TRANSFER_RECORDS, TRANSFER_JOB_MISSING
    )
    if job is None:
        return no_content()
    word = _STATUSES.get(await transfer_status(call.org, job), "in_progress")
    return json_reply({ROOT: [{"status": word}]})


async def _transfer(call: Call, only: int | None) -> Reply:
    require_setup(call.caller, MANAGE_USERS)
    (item,) = array_of(parse_body(call.body), ROOT, most=1)

    async def work(redefining: Redefining) -> Transferred:
        return await transfer_and_delete(redefining, item, only)

    try:
        done = await redefine(call, work)
    except RecordError as error:
        answer = error_answer(error, 0, call.version, ROOT)
        return json_reply({ROOT: [answer]}, items_status([error], call.version))
    call.org.wake()
    return json_reply({ROOT: [_done(done)]})


def _done(done: Transferred) -> dict[str, Any]:
    """Return the entry; the documentation and the vendor's own files spell the job differently."""
    return {
        "code": "SUCCESS",
        "details": {"jobId": str(done.job), "job_id": str(done.job), "id": str(done.user)},
        "message": "user is deleted successfully",
        "status": "success",
    }


#: The page says DELETE, the vendor's own files CREATE.
_SCOPES = ("users.DELETE", "users.CREATE")

ROUTES = (
    Route(
        method="POST",
        path="users/actions/transfer_and_delete",
        call=transfer,
        scopes=_SCOPES,
        operation="transferAndDeleteUsers",
    ),
    Route(
        method="POST",
        path="users/{id}/actions/transfer_and_delete",
        call=transfer_one,
        scopes=_SCOPES,
        operation="transferAndDeleteUser",
    ),
    Route(
        method="GET",
        path="users/actions/transfer_and_delete",
        call=status,
        scopes=("users.DELETE", "users.READ"),
        operation="getTransferAndDeleteStatus",
        params=(Param("job_id"),),
    ),
)
