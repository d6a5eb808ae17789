"""Cancelling a meeting that others take part in."""

from __future__ import annotations

from typing import Any

import msgspec

from crmstead.errors.acting import (
    MEETING_CANCELLED,
    MEETING_OVER,
    MEETING_WITHOUT_PARTICIPANTS,
)
from crmstead.errors.raised import RecordError
from crmstead.errors.requests import OPTION_INVALID
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING
from crmstead.model.module import Module
from crmstead.records.actions.selected import answered, done
from crmstead.records.behaviours.event import PARTICIPANTS
from crmstead.records.write.answers import DATA
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.targets import Stored
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_records

MAIL = "send_cancelling_mail"
_CANCELLED = "$event_cancelled"


async def cancel(writing: Writing, module: Module, meeting: Stored, item: Any) -> Outcome:
    """Cancel a meeting, or answer why it cannot be; nobody is written to."""
    try:
        _check(item)
        _check_meeting(writing, module, meeting)
    except RecordError as error:
        return answered(writing, [error])
    record = meeting["id"]
    row = touched(writing, module, record, **{_CANCELLED: True})
    await update_records(writing.transaction, writing.org, module, [row])
    body = {"fields": {_CANCELLED: [False, True]}}
    await keep_history(writing, module, [Change(record, "cancelled", body)])
    return answered(writing, [done("The event is successfully cancelled", id=str(record))])


def _check(item: Any) -> None:
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, (DATA, 0), expected_data_type="jsonobject")
    given = item.get(MAIL)
    if given is None:
        raise RecordError(MANDATORY_MISSING, (DATA, 0, MAIL))
    if not isinstance(given, bool):
        raise RecordError(OPTION_INVALID, (DATA, 0, MAIL), expected_data_type="boolean")


def _check_meeting(writing: Writing, module: Module, meeting: Stored) -> None:
    if meeting[_CANCELLED]:
        raise RecordError(MEETING_CANCELLED)
    if not msgspec.json.decode(meeting[PARTICIPANTS] or "[]"):
        raise RecordError(MEETING_WITHOUT_PARTICIPANTS)
    end = meeting[module.period[-1]]
    if end is not None and end <= writing.now:
        raise RecordError(MEETING_OVER)
