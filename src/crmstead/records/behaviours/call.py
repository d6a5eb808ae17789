"""Calls: which of them need a duration, and what became of them (Insert Records, Calls)."""

from __future__ import annotations

import re
from typing import ClassVar

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import CALL_DURATION_ZERO, MANDATORY_MISSING, VALUE_INVALID
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

DURATION = "Call_Duration"
OUTCOME = "Outgoing_Call_Status"
_FORM = re.compile(r"([0-9]{1,4}):([0-5]?[0-9])", re.ASCII)
#: Outgoing calls that were planned and not made; they need no duration.
_NOT_MADE = frozenset({"Scheduled", "Overdue", "Cancelled"})
_RECEIVED = "Received"


class Call(Behaviour):
    """Derives the duration in seconds and the status of a call.

    unspecified: overdue and cancelled calls need no duration either, as scheduled ones.
    """

    name: ClassVar[str] = "call"

    def relaxes(self, writing: Writing, draft: Draft) -> frozenset[str]:
        return frozenset() if _was_made(writing, draft) else frozenset({DURATION})

    def check(self, writing: Writing, draft: Draft) -> None:
        values = draft.values
        seconds = _seconds(values.get(DURATION))
        values["Call_Duration_in_seconds"] = seconds
        if _was_made(writing, draft):
            if seconds is None:
                raise RecordError(MANDATORY_MISSING, (DURATION,))
            if seconds == 0:
                dependee = At(("Call_Type",))
                raise RecordError(CALL_DURATION_ZERO, (DURATION,), dependee=dependee)
        if values.get("Call_Type") == "Outbound" and values.get(OUTCOME) is None:
            values[OUTCOME] = "Completed" if _was_made(writing, draft) else "Scheduled"
        values["Call_Status"] = _status(draft)


def _was_made(writing: Writing, draft: Draft) -> bool:
    """Tell whether a call took place: neither missed nor planned for later."""
    values = draft.values
    if values.get("Call_Type") == "Missed":
        return False
    if values.get("Call_Type") != "Outbound":
        return True
    start = values.get("Call_Start_Time")
    return values.get(OUTCOME) not in _NOT_MADE and not (start is not None and start > writing.now)


def _status(draft: Draft) -> str | None:
    kind = draft.values.get("Call_Type")
    if kind == "Outbound":
        return draft.values.get(OUTCOME)
    return _RECEIVED if kind == "Inbound" else kind


def _seconds(duration: str | None) -> int | None:
    """Return `a * 60 + b` of `a:b`, whatever unit `a` stands for (recorded: "00:15" is 15)."""
    if duration is None:
        return None
    form = _FORM.fullmatch(duration)
    if form is None:
        raise RecordError(VALUE_INVALID, (DURATION,))
    return int(form[1]) * 60 + int(form[2])
