"""Jobs on many records: what is to be done, to which records, and how far it is.

The records that are left stand in a table of their own. A batch of them is done, struck off and
counted in one transaction, so whenever a server dies, each record was done once or is still to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.databases.base import Database, Reader, Row, Transaction
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import JOB_ITEMS, JOBS

SCHEDULED, RUNNING, COMPLETED, FAILED = "SCHEDULED", "RUNNING", "COMPLETED", "FAILED"
#: Those that are not at their end.
OPEN = (SCHEDULED, RUNNING)
_COLUMNS = ", ".join(quoted(column.name) for column in JOBS.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands."""

    id: int
    kind: str
    module: int
    #: The custom view whose records it is on, None where they were named.
    view: int | None
    ordered_by: int
    ordered_time: int
    ended_time: int | None
    status: str
    body: dict[str, Any]
    total: int
    succeeded: int
    passed_over: int
    failed: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of some records; those left as they were may have been so all along."""

    succeeded: int = 0
    passed_over: int = 0
    failed: int = 0


async def add_job(transaction: Transaction, job: Job, records: Sequence[int]) -> None:
    """Order a job on records, in the order in which they are to be done."""
    values = [getattr(job, column.name) for column in JOBS.columns]
    body = next(place for place, column in enumerate(JOBS.columns) if column.name == "body")
    values[body] = msgspec.json.encode(job.body).decode()
    await transaction.insert(JOBS.name, JOBS.columns, [values])
    items = [(job.id, place, record) for place, record in enumerate(records)]
    if items:
        await transaction.insert(JOB_ITEMS.name, JOB_ITEMS.columns, items)


async def add_item(transaction: Transaction, org: OpenOrg, job: int, record: int) -> None:
    """Let a job that is being done come to something more, behind all that it has."""
    table = org.database.table(JOB_ITEMS.name)
    await transaction.execute(
        f"INSERT INTO {table} (job, position, record) "
        f"SELECT $1, COALESCE(MAX(position), 0) + 1, $2 FROM {table} WHERE job = $1",
        (job, record),
    )


async def read_job(reader: Reader, org: OpenOrg, job: int) -> Job | None:
    """Return a job, None where there is none."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM {org.database.table(JOBS.name)} WHERE id = $1", (job,)
    )
    return _job(rows[0]) if rows else None


async def open_jobs(reader: Reader, org: OpenOrg) -> list[Job]:
    """Return the jobs that are not at their end, oldest first."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM {org.database.table(JOBS.name)} "
        "WHERE status IN ($1, $2) ORDER BY id",
        OPEN,
    )
    return [_job(row) for row in rows]


async def any_open(reader: Reader, database: Database) -> bool:
    """Tell whether an org has jobs that are not at their end; it need not be open."""
    rows = await reader.fetch(
        f"SELECT 1 FROM {database.table(JOBS.name)} WHERE status IN ($1, $2) LIMIT 1", OPEN
    )
    return bool(rows)


async def hold_job(transaction: Transaction, org: OpenOrg, job: int) -> Job | None:
    """Return a job that is not at its end, for this transaction alone to go on with."""
    rows = await transaction.fetch(
        f"UPDATE {org.database.table(JOBS.name)} SET status = $1 "
        f"WHERE id = $2 AND status IN ($3, $4) RETURNING {_COLUMNS}",
        (RUNNING, job, *OPEN),
    )
    return _job(rows[0]) if rows else None


async def next_items(transaction: Transaction, org: OpenOrg, job: int, most: int) -> Sequence[Row]:
    """Return (position, record) of the next records that a job has to do."""
    return await transaction.fetch(
        f"SELECT position, record FROM {org.database.table(JOB_ITEMS.name)} "
        "WHERE job = $1 ORDER BY position LIMIT $2",
        (job, most),
    )


async def strike_off(
    transaction: Transaction, org: OpenOrg, job: int, position: int, counts: Counts
) -> None:
    """Strike off what was done, up to a position, and count it."""
    await transaction.execute(
        f"DELETE FROM {org.database.table(JOB_ITEMS.name)} WHERE job = $1 AND position <= $2",
        (job, position),
    )
    await transaction.execute(
        f"UPDATE {org.database.table(JOBS.name)} SET succeeded = succeeded + $1, "
        "passed_over = passed_over + $2, failed = failed + $3 WHERE id = $4",
        (counts.succeeded, counts.passed_over, counts.failed, job),
    )


async def end_job(transaction: Transaction, org: OpenOrg, job: int, status: str, now: int) -> None:
    """Bring a job to its end, if it is not there; what it has not done is given up."""
    await transaction.execute(
        f"UPDATE {org.database.table(JOBS.name)} SET status = $1, ended_time = $2 "
        "WHERE id = $3 AND status IN ($4, $5)",
        (status, now, job, *OPEN),
    )
    await transaction.execute(
        f"DELETE FROM {org.database.table(JOB_ITEMS.name)} WHERE job = $1", (job,)
    )


async def forget_jobs(transaction: Transaction, org: OpenOrg, before: int) -> None:
    """Forget jobs that ended before a moment."""
    await transaction.execute(
        f"DELETE FROM {org.database.table(JOBS.name)} WHERE ended_time < $1", (before,)
    )


def _job(row: Row) -> Job:
    values = dict(zip((column.name for column in JOBS.columns), row, strict=True))
    return Job(**{**values, "body": msgspec.json.decode(values["body"])})
