"""Moving all that a user owns to another one, module by module (Transfer Records and Delete User).

The items of such a job are modules, not records: a batch moves some records of one, which stays on
the list while it has more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection, both
from crmstead.records.actions.owning import give
from crmstead.records.mass.jobs import order_walk
from crmstead.records.write.targets import load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts, add_item
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import has_table, tables_there

TRANSFER_RECORDS = "transfer_records"
#: The module that such a job is said to be on.
OF_USERS = "Users"
_OWNER = "Owner"
_MOST = 100


async def order_transfer(writing: Writing, owner: int, to: int, *, records: bool) -> int:
    """Order that the records of a user become another's; return the id of the job.

    Without `records` there is nothing to do, and the job is at its end as soon as it is looked at.
    """
    there = await tables_there(writing.transaction, writing.org) if records else set()
    modules = [
        one.id
        for one in writing.catalogue.modules
        if has_table(one) and one.api_name in there and _OWNER in one.by_name
    ]
    users = writing.catalogue.module_by_name[OF_USERS]
    body = {"owner": owner, "to": to}
    return await order_walk(writing, TRANSFER_RECORDS, users, body, modules)


async def prepare_transfer(org: OpenOrg, module: Module) -> None:
    """Make no table: there are no records where there is none."""
    del org, module


async def transfer_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Move some records of the one module that a batch is on, locked or not."""
    del module
    of = writing.catalogue.module_by_id.get(ids[0])
    if of is None:
        return Counts(passed_over=1)
    owned = both(LIVE, OneOf(ColumnRef(BASE, _OWNER), (body["owner"],)))
    plan = ReadPlan(Selection(of.api_name, (ID,)), owned, IN_ORDER, _MOST)
    found = [row[0] for row in await read(writing.transaction, writing.org, plan)]
    if found:
        stored = await load_stored(writing, of, both(LIVE, OneOf(ID, tuple(found))))
        await give(writing, of, stored, body["to"])
    if len(found) == _MOST:
        await add_item(writing.transaction, writing.org, body["job"], of.id)
    return Counts(len(found))
