"""Appointments: given by a member of the service, when it is on offer (Appointments__s)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from crmstead.errors.changing import APPOINTMENT_OVER
from crmstead.errors.raised import At, RecordError
from crmstead.errors.services import (
    APPOINTMENT_PAST,
    COMPLETED_TOO_EARLY,
    JOB_SHEET_TOO_EARLY,
    NOT_CANCELLED,
    OVERDUE_TOO_EARLY,
    OWNER_NOT_MEMBER,
    RESCHEDULED_FROM_EMPTY,
    RESCHEDULED_FROM_SAME,
    SERVICE_NOT_AVAILABLE,
)
from crmstead.errors.values import DEPENDENT_MISSING, VALUE_INVALID
from crmstead.fieldtypes.datetime import LATEST
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.service_times import OfferedService, load_services
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

SERVICE = "Service_Name"
START = "Appointment_Start_Time"
END = "Appointment_End_Time"
OWNER = "Owner"
STATUS = "Status"
FROM = "Rescheduled_From"
CANCELLATION = ("Cancellation_Reason", "Cancellation_Note")
RESCHEDULING = ("Reschedule_Reason", "Reschedule_Note")
HISTORY = "Appointments_Rescheduled_History__s"
_FINAL = frozenset({"Completed", "Cancelled"})
JOB_SHEET = ("Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s")


class Appointment(Behaviour):
    """Takes the duration from the service, and holds the status against the time."""

    name: ClassVar[str] = "appointment"
    also_writes: ClassVar[tuple[str, ...]] = (HISTORY,)

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        services = (draft.values.get(SERVICE) for draft in drafts)
        writing.loaded[self.name] = await load_services(
            writing, (one for one in services if one is not None)
        )

    def check(self, writing: Writing, draft: Draft) -> None:
        service = writing.loaded[self.name].get(draft.values[SERVICE])
        if service is not None:
            _check_service(writing, draft, service)
        _check_final(draft)
        _check_address(draft)
        _check_times(writing, draft)
        _check_cancellation(writing, draft)
        _check_rescheduling(writing, draft)
        _check_job_sheet(draft)


def _check_service(writing: Writing, draft: Draft, service: OfferedService) -> None:
    """Set the end, and check owner and time where they were not taken over.

    unspecified: days and clock times of a service are those of the org's zone.
    """
    values = draft.values
    values["Duration"] = service.duration
    values[END] = values[START] + service.duration * 60
    if values[END] > LATEST:
        raise RecordError(VALUE_INVALID, (START,))
    changed = not draft.inherits or draft.gives(SERVICE)
    if (changed or draft.gives(OWNER)) and values.get(OWNER) not in service.members:
        raise RecordError(OWNER_NOT_MEMBER, (OWNER,))
    zone = ZoneInfo(writing.catalogue.org.time_zone)
    in_future = values[START] >= writing.now
    if in_future and (changed or draft.gives(START)) and not service.offered(values[START], zone):
        raise RecordError(SERVICE_NOT_AVAILABLE, (START,))


def _check_address(draft: Draft) -> None:
    if not draft.touches("Location", "Address"):
        return
    if draft.values["Location"] == "Client Address" and draft.values.get("Address") is None:
        raise RecordError(DEPENDENT_MISSING, ("Address",), dependee=At(("Location",)))


def _check_times(writing: Writing, draft: Draft) -> None:
    """Check the start and the status; a clone that starts in the past is overdue at once."""
    values, now = draft.values, writing.now
    if values[START] < now:
        if not draft.cloned and _moved(draft):
            raise RecordError(APPOINTMENT_PAST, (START,))
        if draft.cloned and not draft.gives(STATUS):
            values[STATUS] = "Overdue"
            return
    if not draft.touches(STATUS):
        return
    ended = values.get(END) is None or values[END] <= now
    if values.get(STATUS) == "Completed" and not ended:
        raise RecordError(COMPLETED_TOO_EARLY, (STATUS,))
    if values.get(STATUS) == "Overdue" and not ended:
        raise RecordError(OVERDUE_TOO_EARLY, (STATUS,))


def _moved(draft: Draft) -> bool:
    """Tell whether an appointment is new, or starts at another time than before."""
    return draft.before is None or draft.before[START] != draft.values[START]


def _check_final(draft: Draft) -> None:
    """Check that what is over stays as it is (Appointments, Status)."""
    before = None if draft.before is None else draft.before.get(STATUS)
    if before in _FINAL and draft.values.get(STATUS) != before:
        raise RecordError(APPOINTMENT_OVER, (STATUS,))


def _check_cancellation(writing: Writing, draft: Draft) -> None:
    if not draft.touches(STATUS, *CANCELLATION):
        return
    if draft.values.get(STATUS) == "Cancelled":
        draft.values["Cancelled_Time"] = writing.now
        draft.values["Cancelled_By"] = writing.caller.user.id
        return
    for name in CANCELLATION:
        if draft.values.get(name) is not None:
            raise RecordError(NOT_CANCELLED, (name,))


def _check_rescheduling(writing: Writing, draft: Draft) -> None:
    """Keep where the appointment stood before.

    unspecified: one that is inserted with it counts as rescheduled once, by the caller and now.
    """
    values = draft.values
    if draft.before is not None and _moved(draft):
        _reschedule(writing, draft, draft.before)
        return
    if not draft.touches(FROM, *RESCHEDULING):
        return
    before = values.get(FROM)
    if draft.before is None:
        values["Reschedule_Count"] = 0
    if before is None:
        for name in RESCHEDULING:
            if values.get(name) is not None:
                raise RecordError(RESCHEDULED_FROM_EMPTY, (FROM,), dependee=At((name,)))
        return
    if before == values[START]:
        raise RecordError(RESCHEDULED_FROM_SAME, (FROM,), dependee=At((START,)))
    if draft.before is not None:
        return
    values["Rescheduled_To"] = values[START]
    values["Rescheduled_Time"] = writing.now
    values["Rescheduled_By"] = writing.caller.user.id
    values["Reschedule_Count"] = 1


def _reschedule(writing: Writing, draft: Draft, before: Mapping[str, Any]) -> None:
    """Note that an appointment was moved, in itself and as an entry of its history."""
    values = draft.values
    told = {
        FROM: before[START],
        "Rescheduled_To": values[START],
        "Rescheduled_Time": writing.now,
        "Rescheduled_By": writing.caller.user.id,
    }
    values.update(told, Reschedule_Count=(before.get("Reschedule_Count") or 0) + 1)
    history = writing.catalogue.module_by_name[HISTORY]
    known = {
        **{name: values.get(name) for name in (OWNER, *RESCHEDULING)},
        **told,
        "Appointment_Name": draft.id,
    }
    kept = {name: value for name, value in known.items() if name in history.by_name}
    draft.along.append(Draft(history, draft.index, {}, kept))


def _check_job_sheet(draft: Draft) -> None:
    if not draft.touches(STATUS, *JOB_SHEET):
        return
    given = [name for name in JOB_SHEET if draft.values.get(name) is not None]
    if given and draft.values.get(STATUS) != "Completed":
        raise RecordError(JOB_SHEET_TOO_EARLY, (given[0],))
    draft.values["Job_Sheet_Created__s"] = bool(given)
