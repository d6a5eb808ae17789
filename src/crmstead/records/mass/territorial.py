"""Bringing all records of a module to the territories whose rules they match.

The one item of such a job is how far it has come: the id of the last record that was looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.model.module import Module
from crmstead.query.plan import Compare, ReadPlan, Selection, both
from crmstead.records.mass.jobs import order_walk
from crmstead.records.territories.following import follow_territories
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts, add_item
from crmstead.store.rows import ID, IN_ORDER, LIVE, read

FOLLOW_TERRITORIES = "follow_territories"
_MOST = 200


async def order_following(writing: Writing, module: Module) -> int:
    """Order that all records of a module go where the rules say; return the id of the job."""
    return await order_walk(writing, FOLLOW_TERRITORIES, module, {}, [0])


async def territory_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Look at some records behind the last one that was looked at."""
    behind = Compare(ID, ">", ids[0])
    plan = ReadPlan(Selection(module.api_name, (ID,)), both(LIVE, behind), IN_ORDER, _MOST)
    found = [row[0] for row in await read(writing.transaction, writing.org, plan)]
    await follow_territories(writing, module, found, ruled=True)
    if len(found) == _MOST:
        await add_item(writing.transaction, writing.org, body["job"], found[-1])
    return Counts(len(found))
