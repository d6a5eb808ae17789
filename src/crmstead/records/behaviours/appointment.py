"""Appointments: given by a member of the service, when it is on offer (Appointments__s)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from crmstead.errors.catalogue import (
    APPOINTMENT_PAST,
    COMPLETED_TOO_EARLY,
    DEPENDENT_MISSING,
    JOB_SHEET_TOO_EARLY,
    NOT_CANCELLED,
    OVERDUE_TOO_EARLY,
    OWNER_NOT_MEMBER,
    RESCHEDULED_FROM_EMPTY,
    RESCHEDULED_FROM_SAME,
    SERVICE_NOT_AVAILABLE,
    VALUE_INVALID,
)
from crmstead.errors.raised import At, RecordError
from crmstead.fieldtypes.datetime import LATEST
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.service_times import OfferedService, load_services
from crmstead.records.draft import Draft
from crmstead.records.writing import Writing

SERVICE = "Service_Name"
START = "Appointment_Start_Time"
END = "Appointment_End_Time"
OWNER = "Owner"
STATUS = "Status"
FROM = "Rescheduled_From"
CANCELLATION = ("Cancellation_Reason", "Cancellation_Note")
RESCHEDULING = ("Reschedule_Reason", "Reschedule_Note")
JOB_SHEET = ("Job_Sheet_Name__s", "Job_Sheet_Description__s", "Job_Sheet_Section__s")


class Appointment(Behaviour):
    """Takes the duration from the service, and holds the status against the time."""

    name: ClassVar[str] = "appointment"

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        services = (draft.values.get(SERVICE) for draft in drafts)
        writing.loaded[self.name] = await load_services(
            writing, (one for one in services if one is not None)
        )

    def check(self, writing: Writing, draft: Draft) -> None:
        service = writing.loaded[self.name].get(draft.values[SERVICE])
        if service is not None:
            _check_service(writing, draft, service)
        _check_address(draft)
        _check_times(writing, draft)
        _check_cancellation(writing, draft)
        _check_rescheduling(writing, draft)
        _check_job_sheet(draft)


def _check_service(writing: Writing, draft: Draft, service: OfferedService) -> None:
    """Set the end, and check owner and time unless a clone took over all of it.

    unspecified: days and clock times of a service are those of the org's zone.
    """
    values = draft.values
    values["Duration"] = service.duration
    values[END] = values[START] + service.duration * 60
    if values[END] > LATEST:
        raise RecordError(VALUE_INVALID, (START,))
    changed = not draft.cloned or draft.gives(SERVICE)
    if (changed or draft.gives(OWNER)) and values.get(OWNER) not in service.members:
        raise RecordError(OWNER_NOT_MEMBER, (OWNER,))
    zone = ZoneInfo(writing.catalogue.org.time_zone)
    in_future = values[START] >= writing.now
    if in_future and (changed or draft.gives(START)) and not service.offered(values[START], zone):
        raise RecordError(SERVICE_NOT_AVAILABLE, (START,))


def _check_address(draft: Draft) -> None:
    if draft.values["Location"] == "Client Address" and draft.values.get("Address") is None:
        raise RecordError(DEPENDENT_MISSING, ("Address",), dependee=At(("Location",)))


def _check_times(writing: Writing, draft: Draft) -> None:
    """Check the start and the status; a clone that starts in the past is overdue at once."""
    values, now = draft.values, writing.now
    if values[START] < now:
        if not draft.cloned:
            raise RecordError(APPOINTMENT_PAST, (START,))
        if not draft.gives(STATUS):
            values[STATUS] = "Overdue"
            return
    ended = values.get(END) is None or values[END] <= now
    if values.get(STATUS) == "Completed" and not ended:
        raise RecordError(COMPLETED_TOO_EARLY, (STATUS,))
    if values.get(STATUS) == "Overdue" and not ended:
        raise RecordError(OVERDUE_TOO_EARLY, (STATUS,))


def _check_cancellation(writing: Writing, draft: Draft) -> None:
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
    before = values.get(FROM)
    values["Reschedule_Count"] = 0
    if before is None:
        for name in RESCHEDULING:
            if values.get(name) is not None:
                raise RecordError(RESCHEDULED_FROM_EMPTY, (FROM,), dependee=At((name,)))
        return
    if before == values[START]:
        raise RecordError(RESCHEDULED_FROM_SAME, (FROM,), dependee=At((START,)))
    values["Rescheduled_To"] = values[START]
    values["Rescheduled_Time"] = writing.now
    values["Rescheduled_By"] = writing.caller.user.id
    values["Reschedule_Count"] = 1


def _check_job_sheet(draft: Draft) -> None:
    given = [name for name in JOB_SHEET if draft.values.get(name) is not None]
    if given and draft.values.get(STATUS) != "Completed":
        raise RecordError(JOB_SHEET_TOO_EARLY, (given[0],))
    draft.values["Job_Sheet_Created__s"] = bool(given)
