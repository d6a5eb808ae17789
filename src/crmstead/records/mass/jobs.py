"""Ordering and doing jobs; one kind of job is one entry of `KINDS`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.access.caller import caller_of
from crmstead.databases.base import (
    Row,
    SchemaChangedError,
    Transaction,
    UnavailableError,
)
from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.model.version import LATEST
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import (
    COMPLETED,
    FAILED,
    SCHEDULED,
    Counts,
    Job,
    add_job,
    end_job,
    forget_jobs,
    hold_job,
    next_items,
    open_jobs,
    strike_off,
)
from crmstead.store.orgs import OpenOrg, StaleError
from crmstead.store.transactions import write

_logger = logging.getLogger("crmstead.jobs")
#: Seconds that a job can be asked for after its end: 60 days.
KEPT = 60 * 24 * 60 * 60

#: Does what a job's body says to some records, within the transaction of the request.
Work = Callable[[Writing, Module, Mapping[str, Any], Sequence[int]], Awaitable[Counts]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job."""

    work: Work
    #: Makes the tables that the work touches.
    prepare: Callable[[OpenOrg, Module], Awaitable[None]]
    #: Where its changes come from, as the timeline calls it.
    source: str
    #: Records of one transaction: a bound on how long other writes wait. With one, an item error
    #: of the work fails that record alone.
    batch: int = 100


class _RefusedError(Exception):
    """What a batch would write is not good; carries the position of its last record."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


async def order(
    writing: Writing,
    kind: str,
    module: Module,
    body: dict[str, Any],
    records: Sequence[int],
    view: int | None = None,
) -> int:
    """Order a job on records, for the caller; return its id."""
    job = _job(writing, kind, module, body, len(records), view)
    await add_job(writing.transaction, job, records)
    return job.id


async def order_walk(
    writing: Writing, kind: str, module: Module, body: dict[str, Any], items: Sequence[int]
) -> int:
    """Order a job whose items are no records, but what its work goes on from; return its id.

    The work finds the id under `job` of its body, and adds items while there is more.
    """
    job = _job(writing, kind, module, body, len(items))
    job = replace(job, body={**body, "job": job.id})
    await add_job(writing.transaction, job, items)
    return job.id


def _job(
    writing: Writing,
    kind: str,
    module: Module,
    body: dict[str, Any],
    total: int,
    view: int | None = None,
) -> Job:
    return Job(
        id=writing.org.ids.next(),
        kind=kind,
        module=module.id,
        view=view,
        ordered_by=writing.caller.user.id,
        ordered_time=writing.now,
        ended_time=None,
        status=SCHEDULED,
        body=body,
        total=total,
        succeeded=0,
        passed_over=0,
        failed=0,
    )


async def do_jobs(org: OpenOrg, kinds: Mapping[str, Kind]) -> None:
    """Do all that is left of the jobs of an org, the oldest first.

    Several servers may do so at once: a batch holds its job.

    Raises:
        StaleError: the metadata changed; what was not done is still to do.
        UnavailableError: the database is away, likewise.
    """
    async with org.database.reading() as reader:
        found = await open_jobs(reader, org)
    for job in found:
        await _do(org, job, kinds)
    ended = org.clock.seconds() - KEPT
    await write(org, lambda transaction: forget_jobs(transaction, org, ended))


async def _do(org: OpenOrg, job: Job, kinds: Mapping[str, Kind]) -> None:
    module = org.catalogue.module_by_id.get(job.module)
    user = org.catalogue.user_by_id.get(job.ordered_by)
    if module is None or user is None or job.kind not in kinds:
        await _end(org, job, FAILED)
        return
    kind = kinds[job.kind]
    await kind.prepare(org, module)
    caller = caller_of(org.catalogue, user, org.clock.seconds())

    async def batch(transaction: Transaction) -> bool:
        items = await _hold_items(transaction, org, job, kind.batch)
        if items:
            now = org.clock.seconds()
            writing = Writing(org, caller, LATEST, transaction, Options(), now, source=kind.source)
            last = items[-1][0]
            try:
                counts = await kind.work(writing, module, job.body, [row[1] for row in items])
            except RecordError as error:
                raise _RefusedError(last) from error
            await strike_off(transaction, org, job.id, last, counts)
        return bool(items)

    try:
        while await _done_or_failed(org, job, kind, batch):
            pass
    except (UnavailableError, StaleError, SchemaChangedError):
        raise
    except Exception:
        _logger.exception("job %s failed", job.id)
        await _end(org, job, FAILED)


async def _hold_items(transaction: Transaction, org: OpenOrg, job: Job, most: int) -> Sequence[Row]:
    """Return the next items of a job, held; a job without any is at its end."""
    if await hold_job(transaction, org, job.id) is None:
        return ()
    items = await next_items(transaction, org, job.id, most)
    if not items:
        await end_job(transaction, org, job.id, COMPLETED, org.clock.seconds())
    return items


async def _done_or_failed(
    org: OpenOrg, job: Job, kind: Kind, batch: Callable[[Transaction], Awaitable[bool]]
) -> bool:
    """Do a batch and tell whether there may be more; a refused record is struck off as failed."""
    try:
        return await write(org, batch)
    except _RefusedError as error:
        if kind.batch > 1:
            raise
        refused = error.position

    async def give_up(transaction: Transaction) -> bool:
        items = await _hold_items(transaction, org, job, 1)
        # Another server may have met the same refusal, and struck the record off already.
        if items and items[0][0] == refused:
            await strike_off(transaction, org, job.id, refused, Counts(failed=1))
        return bool(items)

    return await write(org, give_up)


async def _end(org: OpenOrg, job: Job, status: str) -> None:
    now = org.clock.seconds()
    await write(org, lambda transaction: end_job(transaction, org, job.id, status, now))
