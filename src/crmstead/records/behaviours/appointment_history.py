"""Rescheduled history: what is told of an appointment that was rescheduled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from crmstead.databases.base import Row
from crmstead.errors.raised import RecordError
from crmstead.errors.services import HISTORY_LIMIT, NEVER_RESCHEDULED
from crmstead.errors.values import VALUE_INVALID
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection, both
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, LIVE, read, read_names

APPOINTMENT = "Appointment_Name"
TIME = "Rescheduled_Time"
COUNT = "Reschedule_Count"
MOST_ENTRIES = 20
_OF = ColumnRef(BASE, APPOINTMENT)


class AppointmentHistory(Behaviour):
    """Allows up to 20 entries, of appointments that were rescheduled, told afterwards."""

    name: ClassVar[str] = "appointment_history"

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        drafts = [draft for draft in drafts if draft.before is None]
        wanted = sorted({draft.values[APPOINTMENT] for draft in drafts})
        module = drafts[0].module if drafts else None
        kept: Counter[int] = Counter()
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
        if draft.before is not None:
            return
        appointment = draft.values[APPOINTMENT]
        if not writing.loaded[COUNT].get(appointment):
            raise RecordError(NEVER_RESCHEDULED, (APPOINTMENT,))
        kept = writing.loaded[self.name]
        if kept[appointment] >= MOST_ENTRIES:
            raise RecordError(HISTORY_LIMIT, (APPOINTMENT,), limit=MOST_ENTRIES)
        kept[appointment] += 1


async def _entries(writing: Writing, module: Module, appointments: list[int]) -> Counter[int]:
    """Return how many live entries each appointment has."""
    where = both(LIVE, OneOf(_OF, tuple(appointments)))
    plan = ReadPlan(_selection(module), where, (), limited=False)
    return Counter(row[1] for row in await read(writing.transaction, writing.org, plan))


@derived
def _selection(module: Module) -> Selection:
    return Selection(module.api_name, (ID, _OF))
