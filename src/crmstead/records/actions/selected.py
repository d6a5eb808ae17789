"""The records that an action is told by id: one by the path, or several by `ids`.

An action on several answers an entry for each id, in their order; what refuses the one record of
a path refuses the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.errors.acting import NOT_APPROVED_FOR_ACTION
from crmstead.errors.cause import Cause
from crmstead.errors.changing import LOCKED, NOT_REVIEWED
from crmstead.errors.deleting import RECORD_NOT_PERMITTED
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import DATA_NOT_ARRAY, PATH_ID_INVALID
from crmstead.errors.values import ITEM_LIMIT, REFERENCE_INVALID, WRONG_TYPE
from crmstead.model.ids import MAX_ID, parse_id
from crmstead.model.module import Module
from crmstead.records.write.answers import ItemAnswer, items_status, refusal, whole
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.state import Action, RecordState, is_converted, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing

IDS = "ids"
#: What became of each id: its record, or why nothing may be done to it.
Results = list[Stored | RecordError]
#: Records that tags and owners of are changed in one request.
MOST_SELECTED = 500


@dataclass(frozen=True, slots=True)
class Selected:
    """Ids that a request names, None for one that is no id; `alone` where the path named it."""

    ids: tuple[int | None, ...]
    alone: bool = False


def path_selected(text: str) -> Selected:
    """Return the record that a path names."""
    return Selected((parse_id(text),), alone=True)


def ids_selected(
    content: Mapping[str, Any], query: Mapping[str, str], most: int = MOST_SELECTED
) -> Selected | None:
    """Return the records that `ids` of a body or a query names; None without it.

    In a body it is an array, or its JSON as text (both are documented); in a query a comma list.

    Raises:
        ApiError: no array, empty, too many, or an entry that is neither text nor number.
    """
    given = content.get(IDS)
    if given is None:
        given = query.get(IDS)
    if given is None:
        return None
    if isinstance(given, str):
        given = _listed(given)
    path = f"$.{IDS}"
    if not isinstance(given, list) or not given:
        raise ApiError(DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name=IDS, json_path=path)
    if len(given) > most:
        raise ApiError(ITEM_LIMIT, limit=most, api_name=IDS, json_path=path)
    return Selected(tuple(_id(index, entry) for index, entry in enumerate(given)))


def _listed(text: str) -> Any:
    """Return what a text lists: JSON, or ids with commas between them."""
    if text.lstrip().startswith("["):
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return None
    return [one.strip() for one in text.split(",") if one.strip()]


def _id(index: int, entry: Any) -> int | None:
    if type(entry) is int:
        return entry if 0 <= entry <= MAX_ID else None
    if isinstance(entry, str):
        return parse_id(entry.strip())
    path = f"$.{IDS}[{index}]"
    raise ApiError(WRONG_TYPE, expected_data_type="bigint", api_name=IDS, json_path=path)


async def load_selected(
    writing: Writing,
    module: Module,
    selected: Selected,
    action: Action,
    unknown: Cause = REFERENCE_INVALID,
) -> Results:
    """Return the record of each id, held until the end, or why nothing may be done to it.

    `unknown` is what an id of no record that the caller sees answers.

    Raises:
        ApiError: the one record of the path is not there, or may not be acted on.
    """
    found = await load_targets(writing, module, (one for one in selected.ids if one is not None))
    results: Results = []
    for index, number in enumerate(selected.ids):
        stored = None if number is None else found.get(number)
        error = refusing(writing, module, stored, action, unknown, (IDS, index))
        if error is not None and selected.alone:
            if stored is None or error.cause is unknown:
                raise ApiError(PATH_ID_INVALID, resource_path_index=1)
            raise whole(error, writing.version)
        results.append(error or stored)  # type: ignore[arg-type]
    return results


def refusing(
    writing: Writing,
    module: Module,
    stored: Stored | None,
    action: Action,
    unknown: Cause,
    path: tuple[str | int, ...],
) -> RecordError | None:
    """Return why an action may not be done to a record, None where it may.

    `path` is where the body names the record. Nothing but its tags may change of a converted lead.
    """
    if stored is None or (is_converted(stored) and action is not Action.TAGS):
        return RecordError(unknown, path)
    state = state_of(writing.catalogue, writing.caller, module, stored, action)
    if state is None:
        return None
    number = str(stored["id"])
    if state is RecordState.LOCKED or state is RecordState.HELD:
        by = "record_locking" if state is RecordState.LOCKED else "merge"
        return RecordError(LOCKED, action=by, id=number)
    if state is RecordState.NOT_PERMITTED:
        return RecordError(RECORD_NOT_PERMITTED, id=number)
    if state is RecordState.NOT_APPROVED:
        return RecordError(NOT_APPROVED_FOR_ACTION, id=number)
    return RecordError(NOT_REVIEWED)


def good(results: Results) -> dict[int, Stored]:
    """Return the records that are acted on, each once, by id."""
    return {one["id"]: one for one in results if not isinstance(one, RecordError)}


def answered(writing: Writing, results: Sequence[ItemAnswer | RecordError]) -> Outcome:
    """Return the answer of an action: an entry for each record, and the status of them all."""
    errors = [one if isinstance(one, RecordError) else None for one in results]
    answers = [
        refusal(one, writing.version) if isinstance(one, RecordError) else one for one in results
    ]
    return Outcome(answers, items_status(errors, writing.version, 200))


def done(message: str, *, code: str = "SUCCESS", **details: Any) -> ItemAnswer:
    """Return the entry of a record that was acted on."""
    return {"code": code, "details": details, "message": message, "status": "success"}
