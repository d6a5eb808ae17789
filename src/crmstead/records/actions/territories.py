"""Assigning records to territories and removing them from some.

The answers say that it was scheduled, as documented, but it is done by then; the job's id is one
that no other job has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.errors.acting import (
    TERRITORIES_LIMIT,
    TERRITORIES_MISSING,
    TERRITORY_ASSIGNED,
    TERRITORY_OF_SYSTEM,
    TERRITORY_RECORD_UNKNOWN,
    TERRITORY_TWICE,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import PATH_ID_INVALID
from crmstead.errors.values import (
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    WRONG_TYPE,
)
from crmstead.fieldtypes.lookup import reference_id
from crmstead.model.module import Module
from crmstead.records.actions.selected import answered, done, refusing
from crmstead.records.write.answers import DATA, ItemAnswer, json_path
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.state import Action
from crmstead.records.write.targets import load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.associations import delete_rows, territories_of
from crmstead.store.changing import update_records
from crmstead.store.rows import insert_rows
from crmstead.store.system_tables import RECORD_TERRITORIES

TERRITORIES = "Territories"


@dataclass(frozen=True, slots=True)
class Territorial:
    """One change of territories: its words, and what becomes of those that a record has."""

    action: str
    message: str
    removes: bool


ASSIGN = Territorial(
    "territory_assigned", "Territory assignment process scheduled successfully", removes=False
)
REMOVE = Territorial(
    "territory_removed", "Territory removal process scheduled successfully", removes=True
)
#: Territory -> (when, by whom); by the system where the second is None.
_Assigned = dict[int, tuple[int, int | None]]


async def change_territories(
    writing: Writing,
    module: Module,
    items: Sequence[Any],
    asked: Territorial,
    only: int | None = None,
) -> Outcome:
    """Change the territories of the records that items name; `only` is the record of the path.

    Raises:
        ApiError: the path names no record.
    """
    named = [_record(item, only) for item in items]
    ids = [one for one in named if isinstance(one, int)] if only is None else [only]
    targets = await load_targets(writing, module, ids)
    if only is not None and only not in targets:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    assigned: dict[int, _Assigned] = {record: {} for record in targets}
    for record, territory, time, by in await territories_of(
        writing.transaction, writing.org, list(targets)
    ):
        assigned[record][territory] = (time, by)
    changed: dict[int, list[int]] = {}
    answers: list[ItemAnswer | RecordError] = []
    for index, (item, record) in enumerate(zip(items, named, strict=True)):
        try:
            if isinstance(record, RecordError):
                raise record
            error = refusing(
                writing,
                module,
                targets.get(record),
                Action.UPDATE,
                TERRITORY_RECORD_UNKNOWN,
                ("id",),
            )
            if error is not None:
                raise error
            territories = _territories(writing, item, index)
            assigned[record] = _after(writing, module, assigned[record], territories, asked)
        except RecordError as error:
            placed = error.path or "api_name" in error.details
            answers.append(error.below(DATA, index) if placed else error)
            continue
        changed.setdefault(record, []).extend(territories)
        job = str(writing.org.ids.next())
        answers.append(done(asked.message, code="SCHEDULED", job_id=job, id=str(record)))
    await _write(writing, module, changed, assigned, asked)
    return answered(writing, answers)


def _record(item: Any, only: int | None) -> int | RecordError:
    """Return the record that the path or an item names, or why it names none."""
    if not isinstance(item, dict):
        return RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=DATA)
    if only is not None:
        return only
    given = item.get("id")
    if given is None:
        return RecordError(MANDATORY_MISSING, ("id",))
    try:
        number = reference_id({"id": given})
    except RecordError as error:
        return (
            error if error.cause is WRONG_TYPE else RecordError(TERRITORY_RECORD_UNKNOWN, ("id",))
        )
    return RecordError(TERRITORY_RECORD_UNKNOWN, ("id",)) if number is None else number


def _territories(writing: Writing, item: Mapping[str, Any], index: int) -> list[int]:
    """Return the territories that an item names, each once."""
    given = item.get(TERRITORIES)
    if given is None or given == []:
        raise RecordError(TERRITORIES_MISSING, (TERRITORIES,))
    if not isinstance(given, list):
        raise RecordError(WRONG_TYPE, (TERRITORIES,), expected_data_type="jsonarray")
    places: dict[int, int] = {}
    for place, entry in enumerate(given):
        path = (TERRITORIES, place, "id")
        try:
            number = reference_id(entry)
        except RecordError as error:
            raise error.below(TERRITORIES, place) from None
        if number is None:
            raise RecordError(MANDATORY_MISSING, path)
        if number not in writing.catalogue.territory_by_id:
            raise RecordError(REFERENCE_INVALID, path)
        if number in places:
            first = json_path((DATA, index), (TERRITORIES, places[number], "id"))
            raise RecordError(TERRITORY_TWICE, path, exists_in={"json_path": first})
        places[number] = place
    return list(places)


def _after(
    writing: Writing, module: Module, has: _Assigned, territories: list[int], asked: Territorial
) -> _Assigned:
    """Return the territories that a record is left with.

    Raises:
        RecordError: one is assigned already, or is not, or there would be too many.
    """
    after = dict(has)
    for place, territory in enumerate(territories):
        path = (TERRITORIES, place, "id")
        if asked.removes:
            if territory not in after:
                raise RecordError(REFERENCE_INVALID, path)
            if after.pop(territory)[1] is None:
                raise RecordError(TERRITORY_OF_SYSTEM, path)
        elif territory in after:
            raise RecordError(TERRITORY_ASSIGNED, path)
        else:
            after[territory] = (writing.now, writing.caller.user.id)
    if not asked.removes and len(after) > module.territory_limit:
        raise RecordError(TERRITORIES_LIMIT, (TERRITORIES,), limit=module.territory_limit)
    return after


async def _write(
    writing: Writing,
    module: Module,
    changed: Mapping[int, Sequence[int]],
    assigned: Mapping[int, _Assigned],
    asked: Territorial,
) -> None:
    if not changed:
        return
    transaction, org = writing.transaction, writing.org
    await delete_rows(transaction, org, RECORD_TERRITORIES.name, "record", list(changed))
    rows: list[dict[str, object]] = [
        {"record": record, "territory": territory, "assigned_time": time, "assigned_by": by}
        for record in changed
        for territory, (time, by) in assigned[record].items()
    ]
    await insert_rows(transaction, RECORD_TERRITORIES, rows)
    await update_records(
        transaction, org, module, [touched(writing, module, one) for one in changed]
    )
    await keep_history(
        writing,
        module,
        [
            Change(record, asked.action, {"territories": list(ids)})
            for record, ids in changed.items()
        ],
    )
