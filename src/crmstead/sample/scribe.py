"""Writes sample records as the API would: with every check, as the user who makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crmstead.access.caller import Caller, caller_of
from crmstead.databases.base import Transaction
from crmstead.model.clock import FixedClock
from crmstead.model.people import User
from crmstead.model.version import LATEST
from crmstead.records.write.cadences import CADENCES
from crmstead.records.write.inserting import insert_items
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.sample.people import END
from crmstead.sample.world import DAY, Made, Wanted
from crmstead.sql.dialect import quoted
from crmstead.store.files.rows import FileRow, insert_files
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import insert_rows
from crmstead.store.system_tables import RECORD_TERRITORIES

#: Only leads of the last weeks are still enrolled in a cadence.
_ENROLLED_FROM = END - 60 * DAY
_NOT_ENROLLED = Options(skip=frozenset({CADENCES}))


class SampleError(Exception):
    """A record that the sample wants to make is refused."""


class Scribe:
    """Writes into one org inside the transaction at hand, at the moment it is told."""

    def __init__(self, org: OpenOrg, clock: FixedClock) -> None:
        self._org = org
        self._clock = clock
        self._callers: dict[int, Caller] = {}
        #: Contents of files that the records hold, by id.
        self.contents: dict[str, bytes] = {}

    async def insert(self, transaction: Transaction, module: str, wanted: Wanted, at: int) -> Made:
        """Insert a record through the API's own rules, then what only the server writes.

        Raises:
            SampleError: the rules refuse it.
        """
        self._clock.now = at * 1000
        owner = wanted.owner
        if wanted.files:
            await insert_files(
                transaction,
                [
                    FileRow(one.id, one.name, len(one.content), owner.id, at, one.media)
                    for one in wanted.files
                ],
            )
            self.contents |= {one.id: one.content for one in wanted.files}
        options = Options() if at >= _ENROLLED_FROM else _NOT_ENROLLED
        writing = Writing(self._org, self._caller(owner), LATEST, transaction, options, at)
        outcome = await insert_items(
            writing, self._org.catalogue.module_by_name[module], [wanted.item]
        )
        answer: Any = outcome.answers[0]
        if answer["code"] != "SUCCESS":
            raise SampleError(f"{module} {wanted.item}: {answer}")
        made = Made(int(answer["details"]["id"]), owner, at, wanted.item)
        await self.assign(transaction, made, wanted.territories)
        await self.change(transaction, module, made.id, wanted.changes)
        return made

    async def assign(
        self, transaction: Transaction, record: Made, territories: tuple[int, ...]
    ) -> None:
        """Assign a record to territories."""
        rows: list[dict[str, object]] = [
            {
                "record": record.id,
                "territory": territory,
                "assigned_time": record.at,
                "assigned_by": record.owner.id,
            }
            for territory in territories
        ]
        await insert_rows(transaction, RECORD_TERRITORIES, rows)

    async def change(
        self, transaction: Transaction, module: str, record: int, values: Mapping[str, Any]
    ) -> None:
        """Set stored values of a record, by column."""
        if not values:
            return
        # In the order in which they stand: SQLite numbers them by that.
        settings = ", ".join(f"{quoted(name)} = ${n}" for n, name in enumerate(values, 1))
        await transaction.execute(
            f"UPDATE {self._org.database.table(module)} SET {settings} "  # noqa: S608 - quoted
            f"WHERE {quoted('id')} = ${len(values) + 1}",
            (*values.values(), record),
        )

    def _caller(self, user: User) -> Caller:
        found = self._callers.get(user.id)
        if found is None:
            known = caller_of(self._org.catalogue, user, self._org.clock.seconds())
            # Colleagues help each other: records may point to those of any owner.
            found = self._callers[user.id] = replace(known, all_seeing=True)
        return found
