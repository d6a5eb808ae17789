"""One record that the caller sees, looked for by its id."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.access.caller import Caller
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader, Row, Transaction
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import BASE, ColumnRef, Compare, ReadPlan, Selection, both
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, read


@dataclass(frozen=True, slots=True)
class Place:
    """The record that a path names, and who asks for it; whether it is there is not known yet."""

    org: OpenOrg
    caller: Caller
    version: Version
    module: Module
    record: int

    async def find(self, reader: Reader, *columns: str) -> Row | None:
        """Return the id and columns of the record, None where it is not, or not seen."""
        where = both(
            LIVE,
            Compare(ID, "=", self.record),
            visible_records(self.org.catalogue, self.caller, self.module),
        )
        plan = ReadPlan(_selection(self.module, columns), where, (), limited=False)
        rows = await read(reader, self.org, plan)
        return rows[0] if rows else None

    def writing(self, transaction: Transaction) -> Writing:
        """Return a write request on the record, without options."""
        now = self.org.clock.seconds()
        return Writing(self.org, self.caller, self.version, transaction, Options(), now)


@derived
def _selection(module: Module, columns: tuple[str, ...]) -> Selection:
    names = ("id", *columns)
    return Selection(module.api_name, tuple(ColumnRef(BASE, name) for name in names))
