"""Enrolling records in manual cadences on request, and taking them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.errors.acting import (
    CADENCE_IDS_MISSING,
    CADENCE_NOT_MANUAL,
    CADENCE_RECORD_UNKNOWN,
    CADENCE_RECORDS_LIMIT,
    CADENCE_RECORDS_MISSING,
    CADENCE_UNKNOWN,
    CADENCES_LIMIT,
)
from crmstead.errors.cause import Cause
from crmstead.errors.raised import At, RecordError
from crmstead.errors.requests import DATA_NOT_ARRAY
from crmstead.fieldtypes.lookup import reference_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named
from crmstead.model.module import Module
from crmstead.model.people import Cadence
from crmstead.records.actions.selected import IDS, Selected, answered, done, ids_selected
from crmstead.records.write.answers import ItemAnswer
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.state import is_converted
from crmstead.records.write.targets import load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.associations import enrolments_of, unenrol
from crmstead.store.system_tables import ENROLMENTS

CADENCES_IDS = "cadences_ids"
MOST_CADENCES = 5
MOST_RECORDS = 100
_MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Which records are to be enrolled in which cadences, or taken out."""

    cadences: tuple[Cadence, ...]
    selected: Selected
    removes: bool


def enrolling_asked(
    content: Mapping[str, Any], catalogue: Catalogue, module: Module, *, removes: bool
) -> Enrolling:
    """Return what a body asks for.

    Raises:
        RecordError: the first thing that is wrong; its path is that in the body.
        ApiError: an id is neither text nor number.
    """
    given = _array(content, CADENCES_IDS, CADENCE_IDS_MISSING, CADENCES_LIMIT, MOST_CADENCES)
    _array(content, IDS, CADENCE_RECORDS_MISSING, CADENCE_RECORDS_LIMIT, MOST_RECORDS)
    cadences = [_cadence(index, entry, catalogue, module) for index, entry in enumerate(given)]
    selected = ids_selected(content, {}, MOST_RECORDS) or Selected(())
    return Enrolling(tuple(dict.fromkeys(cadences)), selected, removes)


def _array(
    content: Mapping[str, Any], key: str, missing: Cause, limit: Cause, most: int
) -> list[Any]:
    given = content.get(key)
    if given is None or given == []:
        raise RecordError(missing, (key,))
    if not isinstance(given, list):
        raise RecordError(DATA_NOT_ARRAY, (key,), expected_data_type="jsonarray")
    if len(given) > most:
        raise RecordError(limit, limit=most, limit_due_to=[At((key,))])
    return given


def _cadence(index: int, entry: Any, catalogue: Catalogue, module: Module) -> Cadence:
    """Return the cadence that an entry names, which runs in the module and is manual."""
    path = (CADENCES_IDS, index)
    try:
        number = reference_id({"id": entry})
    except RecordError:
        number = None
    for cadence in catalogue.cadences:
        if cadence.id == number and cadence.module == module.api_name and cadence.active:
            if cadence.type != _MANUAL:
                raise RecordError(CADENCE_NOT_MANUAL, path)
            return cadence
    raise RecordError(CADENCE_UNKNOWN, path)


async def enrol_selected(writing: Writing, module: Module, asked: Enrolling) -> Outcome:
    """Enrol records, or take them out; one that is so already is left as it is.

    unspecified: that changes no record, so a lock does not hold it up.
    """
    ids = [one for one in asked.selected.ids if one is not None]
    found = await load_targets(writing, module, ids)
    records = [one for one, stored in found.items() if not is_converted(stored)]
    await (_remove if asked.removes else _insert)(writing, module, asked.cadences, records)
    message = f"records manually {'unenrolled' if asked.removes else 'enrolled'}"
    shown = [named(cadence.id, cadence.name) for cadence in asked.cadences]
    answers: list[ItemAnswer | RecordError] = [
        done(message, cadences=shown, id=str(record))
        if record in records
        else RecordError(CADENCE_RECORD_UNKNOWN, (IDS, index))
        for index, record in enumerate(asked.selected.ids)
    ]
    return answered(writing, answers)


async def _insert(
    writing: Writing, module: Module, cadences: Sequence[Cadence], records: Sequence[int]
) -> None:
    numbers = [cadence.id for cadence in cadences]
    known = await enrolments_of(writing.transaction, writing.org, numbers, records)
    now, user = writing.now, writing.caller.user.id
    rows = [
        (writing.org.ids.next(), cadence, module.api_name, record, now, user)
        for record in records
        for cadence in numbers
        if (record, cadence) not in known
    ]
    if rows:
        await writing.transaction.insert(ENROLMENTS.name, ENROLMENTS.columns, rows)


async def _remove(
    writing: Writing, module: Module, cadences: Sequence[Cadence], records: Sequence[int]
) -> None:
    del module
    numbers = [cadence.id for cadence in cadences]
    await unenrol(writing.transaction, writing.org, numbers, records)
