"""Meetings: when they end, and who takes part (Insert Records, Participants)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import msgspec

from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import (
    END_BEFORE_START,
    PARTICIPANTS_LIMIT,
    REFERENCE_INVALID,
    WRONG_TYPE,
)
from crmstead.fieldtypes.email import is_email
from crmstead.fieldtypes.values import json_text
from crmstead.model.ids import parse_id
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

MOST_PARTICIPANTS = 50
PARTICIPANTS = "Participants"
_TIMES = ("Start_DateTime", "End_DateTime")
#: Modules of participants that are records, by their types.
PARTICIPANT_MODULES = {"contact": "Contacts", "lead": "Leads"}


class Event(Behaviour):
    """Checks From against To, and turns participants into what is kept of them.

    unspecified: an all-day meeting keeps the times it was sent with.
    """

    name: ClassVar[str] = "event"
    reference_columns: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "Contacts": ("Email",),
        "Leads": ("Email",),
    }

    def wanted(self, writing: Writing, item: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
        given = item.get(PARTICIPANTS)
        for entry in given if isinstance(given, list) else ():
            if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
                continue
            module, record = (
                PARTICIPANT_MODULES.get(entry["type"]),
                _record(entry.get("participant")),
            )
            if module is not None and record is not None:
                yield module, record

    def check(self, writing: Writing, draft: Draft) -> None:
        start, end = draft.values.get("Start_DateTime"), draft.values.get("End_DateTime")
        if start is not None and end is not None and end < start and draft.touches(*_TIMES):
            dependee = At(("Start_DateTime",))
            raise RecordError(END_BEFORE_START, ("End_DateTime",), dependee=dependee)
        stored = draft.values.get(PARTICIPANTS)
        if stored is not None and draft.touches(PARTICIPANTS):
            entries = msgspec.json.decode(stored)
            draft.values[PARTICIPANTS] = json_text(_participants(writing, draft, entries))


def _record(participant: Any) -> int | None:
    """Return the id that a participant is, or None."""
    return parse_id(str(participant).strip()) if isinstance(participant, str | int) else None


def _participants(
    writing: Writing, draft: Draft, entries: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what is kept of the participants; those of a clone's source are taken as they are."""
    if len(entries) > MOST_PARTICIPANTS:
        raise RecordError(PARTICIPANTS_LIMIT, (PARTICIPANTS,), limit=MOST_PARTICIPANTS)
    copied = draft.cloned and PARTICIPANTS not in draft.given
    return [
        {
            **(entry if copied else _resolved(writing, entry, (PARTICIPANTS, index))),
            "invited": False,
            "status": "not_known",
            "id": str(writing.org.ids.next()),
        }
        for index, entry in enumerate(entries)
    ]


def _resolved(
    writing: Writing, entry: dict[str, Any], path: tuple[str | int, ...]
) -> dict[str, Any]:
    kind, participant = entry["type"], entry["participant"].strip()
    where = (*path, "participant")
    if kind == "email":
        if not is_email(participant):
            raise RecordError(WRONG_TYPE, where, expected_data_type="email")
        name, email = entry.get("name"), participant
    elif kind == "user":
        name, email = _user(writing, participant, where)
    else:
        name, email = _person(writing, PARTICIPANT_MODULES[kind], participant, where)
    return {"name": name, "Email": email, "type": kind, "participant": participant}


def _user(
    writing: Writing, participant: str, where: tuple[str | int, ...]
) -> tuple[str, str | None]:
    user = writing.catalogue.user_by_id.get(_record(participant) or 0)
    if user is None:
        raise RecordError(REFERENCE_INVALID, where)
    if user.status != "active":
        raise RecordError(REFERENCE_INVALID, where, user_status=user.status)
    return user.full_name, user.email


def _person(
    writing: Writing, module: str, participant: str, where: tuple[str | int, ...]
) -> tuple[str | None, str | None]:
    record = _record(participant)
    if record is None or not writing.references.exists(module, record):
        raise RecordError(REFERENCE_INVALID, where)
    email = writing.references.value(module, record, "Email")
    return writing.references.name(module, record), email
