"""Services: when they are on offer, who gives them, and what their status allows (Services__s)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from crmstead.errors.cause import Cause
from crmstead.errors.raised import At, RecordError
from crmstead.errors.services import (
    AVAILABLE_YET_UNAVAILABLE,
    DURATION_NOT_IN_TIMING,
    JOB_SHEET_NOT_REQUIRED,
    MEMBER_NOT_ACTIVE,
    SERVICES_LIMIT,
    TO_BEFORE_FROM,
    UNAVAILABLE_TILL_BEFORE_FROM,
    UNAVAILABLE_TILL_PAST,
)
from crmstead.errors.values import DEPENDENT_MISSING, ITEM_LIMIT, VALUE_INVALID
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.lookup import reference_id
from crmstead.query.plan import BASE, ColumnRef, Compare, ReadPlan, Selection, both
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.taxes import resolve_taxes
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, LIVE, read

MODULE = "Services__s"
MEMBERS = "Members"
AVAILABLE = "Available"
TEMPORARILY_UNAVAILABLE = "Temporarily Unavailable"
NOT_IN_USE = "Not in Use"
SHORTEST, LONGEST = 15, 1440
MOST_SERVICES = 500
MOST_DATES = 20
MOST_TIMINGS = 2
_AVAILABLE = ReadPlan(
    Selection(MODULE, (ID,)),
    both(LIVE, Compare(ColumnRef(BASE, "Status", ColumnKind.TEXT), "=", AVAILABLE)),
    (),
    limited=False,
)
#: What each kind of availability needs besides.
_DEPENDENTS = {
    "Specific Date Range": ("Available_From", "Available_Till"),
    "Specific Date(s)": ("Available_Dates",),
    "Specific Day(s)": ("Available_Days",),
}


class Service(Behaviour):
    """Checks a service's times, status, members and job sheet.

    unspecified: the org keeps no business hours, so nothing is held against them.
    """

    name: ClassVar[str] = "service"

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        rows = await read(writing.transaction, writing.org, _AVAILABLE)
        writing.loaded[self.name] = len(rows)

    def check(self, writing: Writing, draft: Draft) -> None:
        _check_duration(draft)
        _check_availability(draft)
        _check_status(writing, draft)
        _check_job_sheet(draft)
        _check_members(writing, draft)
        resolve_taxes(writing, draft)

    def complete(self, writing: Writing, draft: Draft) -> None:
        # unspecified: active are those whose status is Available.
        was = None if draft.before is None else draft.before.get("Status")
        if draft.values.get("Status") != AVAILABLE or was == AVAILABLE:
            return
        if writing.loaded[self.name] >= MOST_SERVICES:
            raise RecordError(SERVICES_LIMIT, ("Service_Name",), limit=MOST_SERVICES)
        writing.loaded[self.name] += 1


def _check_duration(draft: Draft) -> None:
    """Check the minutes; unspecified: they must fit into one of the timings at least."""
    duration = draft.values["Duration"]
    if not SHORTEST <= duration <= LONGEST:
        raise RecordError(VALUE_INVALID, ("Duration",))
    timings = _entries(draft, "Available_Timings")
    if timings and all(_minutes(one["To"]) - _minutes(one["From"]) < duration for one in timings):
        raise _dependent(DURATION_NOT_IN_TIMING, "Duration", "Available_Timings")


def _check_availability(draft: Draft) -> None:
    for name in _DEPENDENTS.get(draft.values["Availability_Type"], ()):
        if draft.values.get(name) is None:
            raise _dependent(DEPENDENT_MISSING, name, "Availability_Type")
    first, last = draft.values.get("Available_From"), draft.values.get("Available_Till")
    # unspecified: a range of one day is one.
    if first is not None and last is not None and last < first:
        raise _dependent(TO_BEFORE_FROM, "Available_Till", "Available_From")
    for name, limit in (("Available_Dates", MOST_DATES), ("Available_Timings", MOST_TIMINGS)):
        if len(_entries(draft, name)) > limit:
            raise RecordError(ITEM_LIMIT, (name,), limit=limit)


def _check_status(writing: Writing, draft: Draft) -> None:
    """Check the status against the time out of use; unspecified: a temporary one has an end."""
    if not draft.touches("Status", "Unavailable_From", "Unavailable_Till"):
        return
    values, now = draft.values, writing.now
    since, until = values.get("Unavailable_From"), values.get("Unavailable_Till")
    if values.get("Status") == AVAILABLE:
        if until is not None and until >= now:
            raise _dependent(AVAILABLE_YET_UNAVAILABLE, "Unavailable_Till", "Status")
    else:
        if since is None:
            raise _dependent(DEPENDENT_MISSING, "Unavailable_From", "Status")
        if since > now:
            raise RecordError(VALUE_INVALID, ("Unavailable_From",))
        if values.get("Status") == TEMPORARILY_UNAVAILABLE:
            if until is None:
                raise _dependent(DEPENDENT_MISSING, "Unavailable_Till", "Status")
            if until <= now:
                raise _dependent(UNAVAILABLE_TILL_PAST, "Unavailable_Till", "Status")
    if since is not None and until is not None and until <= since:
        raise _dependent(UNAVAILABLE_TILL_BEFORE_FROM, "Unavailable_Till", "Unavailable_From")


def _check_job_sheet(draft: Draft) -> None:
    section = draft.values.get("Job_Sheet_Section__s")
    if section is not None and draft.values.get("Job_Sheet_Required") != "Yes":
        raise _dependent(JOB_SHEET_NOT_REQUIRED, "Job_Sheet_Section__s", "Job_Sheet_Required")


def _check_members(writing: Writing, draft: Draft) -> None:
    """Check that users named as members are active; whether they exist is seen with the rows."""
    given = draft.given.get(MEMBERS)
    for index, row in enumerate(given if isinstance(given, list) else ()):
        try:
            member = reference_id(row.get(MEMBERS)) if isinstance(row, dict) else None
        except RecordError:
            continue
        user = writing.catalogue.user_by_id.get(member or 0)
        if user is not None and user.status != "active":
            path = (MEMBERS, index, MEMBERS, "id")
            raise RecordError(MEMBER_NOT_ACTIVE, path, user_status=user.status)


def _entries(draft: Draft, name: str) -> list[Any]:
    stored = draft.values.get(name)
    return [] if stored is None else list(msgspec.json.decode(stored))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _dependent(cause: Cause, name: str, dependee: str) -> RecordError:
    return RecordError(cause, (name,), dependee=At((dependee,)))
