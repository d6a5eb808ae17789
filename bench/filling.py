"""Makes the org with its records, straight through the store and in large batches."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bench.org import LOCATION, definitions
from bench.people import People, stored
from crmstead.app import open_server
from crmstead.databases.base import Transaction
from crmstead.model.clock import FixedClock
from crmstead.model.ids import MAX_NODES, IdSource
from crmstead.model.module import Module
from crmstead.records.write.checker import Checker
from crmstead.settings import Settings
from crmstead.store.full_text import keep_words
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import insert_records
from crmstead.store.schema import ensure_tables

CONTACTS_PER_LEAD = 0.1
VISITS_PER_LEAD = 7 / 6
_BATCH = 5_000
_FIRST = 1_704_067_200
_LAST = 1_767_225_600
Row = dict[str, Any]


async def fill(settings: Settings, leads: int) -> None:
    """Make the org in an empty installation."""
    async with open_server(settings) as server:
        org = await server.orgs.make(definitions(), LOCATION)
        for name in ("Contacts", "Leads"):
            await ensure_tables(org, org.catalogue.module_by_name[name])
        filler = _Filler(org, leads)
        await _insert(org, "Contacts", filler.contacts())
        await _insert(org, "Leads", filler.leads())
        await _insert(org, "Site_Visits", filler.visits())
        await keep_words(org, org.catalogue.module_by_name["Leads"])


class _Filler:
    """Yields rows in the order of their ids, which is the order of their times."""

    def __init__(self, org: OpenOrg, leads: int) -> None:
        self._org = org
        self._count = leads
        self._random = random.Random(7)
        self._clock = FixedClock(_FIRST)
        self._ids = IdSource(self._clock, MAX_NODES - 1)
        self._users = [user.id for user in org.catalogue.users]
        self._contacts: list[int] = []
        self._parents: list[tuple[int, int]] = []

    def contacts(self) -> Iterator[Row]:
        """Yield the contacts."""
        people = People(1, ())
        for row in self._new("Contacts", max(1, round(self._count * CONTACTS_PER_LEAD))):
            self._contacts.append(row["id"])
            yield row | _named(people.contact())

    def leads(self) -> Iterator[Row]:
        """Yield the leads, and settle which of them have visits."""
        people = People(2, self._contacts)
        for row in self._new("Leads", self._count):
            visits = self._random.choices((0, 1, 2, 3), (25, 40, 28, 7))[0]
            self._parents += [(row["id"], row["Created_Time"])] * visits
            yield row | _named(stored(people.lead()))

    def visits(self) -> Iterator[Row]:
        """Yield the rows of the subform."""
        people = People(3, ())
        rows = self._new("Site_Visits", len(self._parents))
        for row, (parent, _) in zip(rows, self._parents, strict=True):
            yield row | {"Parent_Id": parent} | stored(people.visit())

    def _new(self, name: str, count: int) -> Iterator[Row]:
        module = self._org.catalogue.module_by_name[name]
        defaults = Checker(module).defaults
        layout = module.layouts[0].id if module.layouts else None
        step = (_LAST - _FIRST) / count
        for place in range(count):
            created = int(_FIRST + place * step)
            self._clock.now = created * 1000
            user = self._random.choice(self._users)
            row = {
                **defaults,
                "id": self._ids.next(),
                "Owner": user,
                "Created_By": user,
                "Modified_By": self._random.choice(self._users),
                "Created_Time": created,
                "Modified_Time": self._random.randrange(created, _LAST + 1),
                "Layout": layout,
            }
            yield {name: value for name, value in row.items() if _has(module, name)}


def _has(module: Module, name: str) -> bool:
    return name in module.by_name or name.startswith("$")


def _named(values: Row) -> Row:
    parts = (values.get(name) for name in ("Salutation", "First_Name", "Last_Name"))
    return values | {"Full_Name": " ".join(part for part in parts if part)}


async def _insert(org: OpenOrg, name: str, rows: Iterator[Row]) -> None:
    module = org.catalogue.module_by_name[name]
    while batch := list(islice(rows, _BATCH)):

        async def work(transaction: Transaction, batch: list[Row] = batch) -> None:
            await insert_records(transaction, [(module, batch)])

        await org.database.write(work)
