"""With whom records are shared, and the note in the metadata of what modules have such records.

Every change of shares takes its turn at the metadata's version, so that the note cannot miss one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from crmstead.databases.base import Reader, Transaction
from crmstead.model.module import Module
from crmstead.model.sharing import SharedModule
from crmstead.query.plan import BASE, ColumnRef, Condition, OneOf, ReadPlan, Selection
from crmstead.store.associations import delete_rows
from crmstead.store.definitions import change, find, remove, take_turn
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import IN_ORDER, read
from crmstead.store.system_tables import RECORD_SHARES

_KIND = "shared_module"


class Share(NamedTuple):
    """A share of a record with a user, a role, a group, or everybody (`target` 0, no type)."""

    id: int
    module: int
    record: int
    target: int
    #: The same as `target` where what is related to the record is shared, too.
    related_target: int | None
    #: `users`, `roles` or `groups`.
    target_type: str | None
    permission: str
    shared_time: int
    shared_by: int


_SELECTION = Selection(
    RECORD_SHARES.name, tuple(ColumnRef(BASE, column.name) for column in RECORD_SHARES.columns)
)


async def read_shares(reader: Reader, org: OpenOrg, where: Condition) -> list[Share]:
    """Return the shares that a condition leaves, the oldest first."""
    rows = await read(reader, org, ReadPlan(_SELECTION, where, IN_ORDER, limited=False))
    return [Share(*row) for row in rows]


async def shares_of(reader: Reader, org: OpenOrg, record: int) -> list[Share]:
    """Return the shares of a record."""
    return await read_shares(reader, org, OneOf(ColumnRef(BASE, "record"), (record,)))


async def replace_shares(
    transaction: Transaction,
    org: OpenOrg,
    module: Module,
    removed: Sequence[Share],
    added: Sequence[Share],
) -> None:
    """Take shares away and put others there. Call `take_over` of the definitions afterwards.

    Raises:
        NotUniqueError: another request shared the same with the same.
    """
    await take_turn(transaction, org.database)
    if removed:
        ids = [one.id for one in removed]
        await delete_rows(transaction, org, RECORD_SHARES.name, "id", ids)
    if added:
        await transaction.insert(RECORD_SHARES.name, RECORD_SHARES.columns, added)
    await _note(transaction, org, module, added)


async def _note(
    transaction: Transaction, org: OpenOrg, module: Module, added: Sequence[Share]
) -> None:
    """Note that records of a module are shared, or that none is any more."""
    database = org.database
    noted = await find(transaction, database, _KIND, module.id, SharedModule)
    if not added and not await _any(transaction, org, module):
        if noted is not None:
            await remove(transaction, database, _KIND, module.id)
        return
    wanted = noted or SharedModule(id=module.id)
    if any(one.related_target is not None for one in added):
        wanted = replace(wanted, related=True)
    if wanted != noted:
        await change(transaction, database, _KIND, module.id, wanted)


async def _any(transaction: Transaction, org: OpenOrg, module: Module) -> bool:
    where = OneOf(ColumnRef(BASE, "module"), (module.id,))
    return bool(await read(transaction, org, ReadPlan(_SELECTION, where, IN_ORDER, limit=1)))
