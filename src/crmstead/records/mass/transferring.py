"""Moving all that a user owns to another one, module by module (Transfer Records and Delete User).

Each module has a job of its own, whose one item is how far it has come; the job that is told of
comes behind them all, so that it is at its end when they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare, OneOf, ReadPlan, Selection, both
from crmstead.records.actions.owning import give
from crmstead.records.mass.jobs import order_walk
from crmstead.records.write.targets import load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import COMPLETED, FAILED, Counts, Job, add_item, read_job
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import has_table, tables_there

TRANSFER_RECORDS = "transfer_records"
#: The module that the job to ask for is said to be on.
OF_USERS = "Users"
_OWNER = "Owner"
_MOST = 100


async def order_transfer(writing: Writing, owner: int, to: int, *, records: bool) -> int:
    """Order that the records of a user become another's; return the id of the job to ask for.

    Without `records` there is nothing to do, and the job is at its end as soon as it is looked at.
    """
    there = await tables_there(writing.transaction, writing.org) if records else set()
    body = {"owner": owner, "to": to}
    parts = [
        await order_walk(writing, TRANSFER_RECORDS, one, body, [0])
        for one in writing.catalogue.modules
        if has_table(one) and one.api_name in there and _OWNER in one.by_name
    ]
    users = writing.catalogue.module_by_name[OF_USERS]
    return await order_walk(writing, TRANSFER_RECORDS, users, {"parts": parts}, [])


async def transfer_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Move some records of a module behind the last one that was moved, locked or not."""
    owned = OneOf(ColumnRef(BASE, _OWNER), (body["owner"],))
    where = both(LIVE, owned, Compare(ID, ">", ids[0]))
    plan = ReadPlan(Selection(module.api_name, (ID,)), where, IN_ORDER, _MOST)
    found = [row[0] for row in await read(writing.transaction, writing.org, plan)]
    if found:
        stored = await load_stored(writing, module, both(LIVE, OneOf(ID, tuple(found))))
        await give(writing, module, stored, body["to"])
    if len(found) == _MOST:
        await add_item(writing.transaction, writing.org, body["job"], found[-1])
    return Counts(len(found))


async def transfer_status(org: OpenOrg, job: Job) -> str:
    """Return the status of a job that is told of: failed, where that of a module did."""
    if job.status != COMPLETED:
        return job.status
    async with org.database.reading() as reader:
        parts = [await read_job(reader, org, one) for one in job.body["parts"]]
    failed = any(one is not None and one.status == FAILED for one in parts)
    return FAILED if failed else COMPLETED
