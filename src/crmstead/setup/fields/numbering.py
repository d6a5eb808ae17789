"""Records that are there get numbers of an auto number, where a request asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.databases.base import Transaction
from crmstead.store.following import follow
from crmstead.store.orgs import OpenOrg, StaleError
from crmstead.store.schema import make_tables
from crmstead.store.tables.reforming import number_existing
from crmstead.store.transactions import write

_KEY = "_update_existing_records"


async def number_records(
    org: OpenOrg, module: str, items: Sequence[Any], answers: Sequence[dict[str, Any]]
) -> None:
    """Number the records of fields whose items ask for it, once the fields are there.

    Batch by batch: whoever finds the server gone before the last one asks again.
    """
    for item, answer in zip(items, answers, strict=True):
        if isinstance(item, dict) and item.get(_KEY) in (True, "true"):
            number = int(answer["details"].get("id") or 0)
            while await _number(org.latest.org, module, number):
                pass


async def _number(org: OpenOrg, name: str, number: int) -> bool:
    """Number a batch of records; tell whether there may be more."""
    module = org.catalogue.module_by_name.get(name)
    field = None if module is None else module.by_id.get(number)
    if module is None or field is None or field.kind != "autonumber":
        return False

    async def batch(transaction: Transaction) -> bool:
        return await number_existing(transaction, org, module, field)

    try:
        await make_tables(org, [module])
        return await write(org, batch)
    except StaleError:
        await follow(org)
        return True
