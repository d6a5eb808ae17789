"""How far a job is: what the statuses of all mass actions share."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.access.caller import Caller
from crmstead.errors.cause import Cause
from crmstead.errors.mass import JOB_ID_MISSING, JOB_UNKNOWN
from crmstead.errors.raised import ApiError
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.store.jobs import OPEN, Job, read_job
from crmstead.store.orgs import OpenOrg


async def job_asked(
    org: OpenOrg,
    caller: Caller,
    module: Module,
    query: Mapping[str, str],
    kind: str,
    missing: Cause = JOB_ID_MISSING,
) -> Job | None:
    """Return the job of a kind that `job_id` names, None where there is none.

    Jobs are told for 60 days after their end, to those who ordered them and to administrators.

    Raises:
        ApiError: without `job_id`, or where it is no id.
    """
    text = query.get("job_id", "").strip()
    if not text:
        raise ApiError(missing, param_name="job_id")
    number = parse_id(text)
    if number is None:
        raise ApiError(JOB_UNKNOWN, param_name="job_id")
    async with org.database.reading() as reader:
        job = await read_job(reader, org, number)
    if job is None or job.kind != kind or job.module != module.id:
        return None
    if not caller.administrator and job.ordered_by != caller.user.id:
        return None
    if job.status in OPEN:
        # The server that was on it may have ended while this one runs: who waits lets it go on.
        org.wake()
    return job


def told(job: Job | None, names: Mapping[str, str]) -> dict[str, object]:
    """Return a job's status and counts, each count under the name that the action gives it.

    Raises:
        ApiError: there is no such job.
    """
    if job is None:
        raise ApiError(JOB_UNKNOWN, param_name="job_id")
    counts = {name: getattr(job, count) for name, count in names.items()}
    return {"Status": job.status, **counts}
