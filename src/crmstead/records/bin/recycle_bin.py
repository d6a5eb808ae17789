"""The recycle bin: what is in it, and what is done to all that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.permissions import may
from crmstead.access.visibility import visible_deleted
from crmstead.databases.base import Transaction
from crmstead.errors.cause import Cause
from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import RecordError
from crmstead.metadata.describing.reader import module_reference, user_reference
from crmstead.model.times import times_of
from crmstead.model.version import Version
from crmstead.query.plan import Compare, Condition, OneOf, both
from crmstead.records.bin.deleting import Outcomes
from crmstead.records.bin.removing import prepare, remove_entries
from crmstead.records.bin.restoring import restore_records
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.bin_entries import (
    DELETED_TIME,
    ID,
    LEAVING,
    Entry,
    Part,
    change_entries,
    hold_entries,
    in_bin,
    read_entries,
)
from crmstead.store.orgs import OpenOrg
from crmstead.store.transactions import write

#: Records that one transaction marks: a bound on how long other writes wait.
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Bin:
    """The recycle bin of an org as a caller sees it."""

    org: OpenOrg
    caller: Caller
    version: Version

    def where(self, *also: Condition) -> Condition:
        """Return which entries are in it."""
        now = self.org.clock.seconds()
        return both(in_bin(now), visible_deleted(self.org.catalogue, self.caller), *also)

    def describe(self, entry: Entry) -> dict[str, Any]:
        """Return an entry as it is shown."""
        catalogue = self.org.catalogue
        module = catalogue.module_by_id[entry.module]
        return {
            "owner": user_reference(catalogue, entry.owner),
            "module": module_reference(catalogue, module.api_name),
            "deleted_by": user_reference(catalogue, entry.deleted_by),
            "id": str(entry.id),
            "display_name": entry.display_name,
            "deleted_time": times_of(self.caller.zone).format(entry.deleted_time),
        }

    async def restore(self, ids: Sequence[int], unknown: Cause) -> Outcomes:
        """Restore some records at once; what it met of each, in the order given."""
        await self._prepare(ids)

        async def work(transaction: Transaction) -> Outcomes:
            held, outcomes = await self._held(transaction, ids, unknown)
            now = self.org.clock.seconds()
            writing = Writing(self.org, self.caller, self.version, transaction, Options(), now)
            return outcomes | await restore_records(writing, held.values())

        return await write(self.org, work)

    async def remove(self, ids: Sequence[int], unknown: Cause) -> Outcomes:
        """Remove some records for good at once; what it met of each, in the order given."""
        await self._prepare(ids)

        async def work(transaction: Transaction) -> Outcomes:
            held, outcomes = await self._held(transaction, ids, unknown)
            await remove_entries(transaction, self.org, list(held.values()))
            return outcomes

        return await write(self.org, work)

    async def _prepare(self, ids: Sequence[int]) -> None:
        where = self.where(OneOf(ID, tuple(ids)))
        async with self.org.database.reading() as reader:
            entries = await read_entries(reader, self.org, Part(where))
        await prepare(self.org, entries)

    async def _held(
        self, transaction: Transaction, ids: Sequence[int], unknown: Cause
    ) -> tuple[dict[int, Entry], Outcomes]:
        """Return the entries that the caller may do something to, and what it met of each id."""
        held = await hold_entries(transaction, self.org, ids, self.where())
        outcomes: Outcomes = {}
        for record in ids:
            cause = None if record in held else unknown
            if cause is None and not self._may_delete(held[record]):
                cause = RECORD_NOT_PERMITTED
                del held[record]
            outcomes[record] = None if cause is None else RecordError(cause, id=str(record))
        return held, outcomes

    def _may_delete(self, entry: Entry) -> bool:
        module = self.org.catalogue.module_by_id[entry.module]
        return may(self.caller, "Delete", module)

    async def order_removal(self, where: Condition) -> None:
        """Take all that fits out of the bin at once; its rows are removed afterwards."""
        await self._mark(where, {"state": LEAVING, "display_name": None})

    async def order_restoring(self, where: Condition) -> None:
        """Have all that fits restored afterwards."""
        await self._mark(where, {"restored_by": self.caller.user.id})

    async def _mark(self, where: Condition, changes: Mapping[str, Any]) -> None:
        """Mark entries batch by batch, in the order of their ids, and wake who works on them."""
        permitted = visible_deleted(self.org.catalogue, self.caller, "Delete")
        # What is deleted from now on is not meant.
        until = Compare(DELETED_TIME, "<=", self.org.clock.seconds())
        last = 0
        while True:
            beyond = both(self.where(where, permitted, until), Compare(ID, ">", last))

            async def work(transaction: Transaction, beyond: Condition = beyond) -> list[int]:
                part = Part(beyond, limit=_BATCH, held=True)
                ids = [one.id for one in await read_entries(transaction, self.org, part)]
                await change_entries(transaction, ids, changes)
                return ids

            marked = await write(self.org, work)
            if len(marked) < _BATCH:
                break
            last = marked[-1]
        self.org.wake()
