"""Rescheduled history: what is told of an appointment that was rescheduled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from crmstead.databases.base import Row
from crmstead.errors.catalogue import HISTORY_LIMIT, NEVER_RESCHEDULED, VALUE_INVALID
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.draft import Draft
from crmstead.records.writing import Writing
from crmstead.sql.dialect import quoted
from crmstead.store.rows import read_names

APPOINTMENT = "Appointment_Name"
TIME = "Rescheduled_Time"
COUNT = "Reschedule_Count"
MOST_ENTRIES = 20


class AppointmentHistory(Behaviour):
    """Allows up to 20 entries, of appointments that were rescheduled, told afterwards."""

    name: ClassVar[str] = "appointment_history"

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        wanted = sorted({draft.values[APPOINTMENT] for draft in drafts})
        module = drafts[0].module if drafts else None
        kept: dict[int, int] = {}
        appointments: dict[int, Row] = {}
        target = module.by_name[APPOINTMENT].lookup if module is not None else None
        if module is not None and target is not None:
            kept = await _entries(writing, module, wanted)
            appointments = await read_names(
                writing.transaction,
                writing.org,
                writing.catalogue.module_by_name[target],
                wanted,
                COUNT,
            )
        writing.loaded[self.name] = kept
        writing.loaded[COUNT] = {record: row[2] for record, row in appointments.items()}

    def check(self, writing: Writing, draft: Draft) -> None:
        if draft.values[TIME] > writing.now:
            raise RecordError(VALUE_INVALID, (TIME,))
        appointment = draft.values[APPOINTMENT]
        if not writing.loaded[COUNT].get(appointment):
            raise RecordError(NEVER_RESCHEDULED, (APPOINTMENT,))
        kept = writing.loaded[self.name]
        if kept.get(appointment, 0) >= MOST_ENTRIES:
            raise RecordError(HISTORY_LIMIT, (APPOINTMENT,), limit=MOST_ENTRIES)
        kept[appointment] = kept.get(appointment, 0) + 1


async def _entries(writing: Writing, module: Module, appointments: list[int]) -> dict[int, int]:
    """Return how many live entries each appointment has."""
    database = writing.org.database
    column = quoted(APPOINTMENT)
    among = database.dialect.in_list(column, "$1", ColumnKind.INTEGER)
    rows = await writing.transaction.fetch(
        f"SELECT {column}, COUNT(*) FROM {database.table(module.api_name)} "  # noqa: S608 - quoted
        f"WHERE {among} AND {quoted('_bin')} = 0 GROUP BY {column}",
        (database.dialect.array(appointments),),
    )
    return {row[0]: row[1] for row in rows}
