"""Mass delete: records go to the recycle bin, many at once (Mass Delete)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.changing import ID_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.records.bin.deleting import delete_records
from crmstead.records.mass.selection import named_in
from crmstead.records.write.answers import ItemAnswer, done_answer, items_status, refusal
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts

MASS_DELETE = "mass_delete"
#: In these words, other than those of Delete Records.
_DELETED = "record is deleted"
_ALL_DELETED = 200


async def delete_chosen(writing: Writing, module: Module, ids: Sequence[Any]) -> Outcome:
    """Delete records that are named, as they were given; each on its own."""
    named = named_in(ids)
    outcomes = await delete_records(
        writing, module, list(dict.fromkeys(one for one in named if isinstance(one, int)))
    )
    errors: list[RecordError | None] = []
    answers: list[ItemAnswer] = []
    done: set[int] = set()
    for given, record in zip(ids, named, strict=True):
        error = record if isinstance(record, RecordError) else outcomes[record]
        if isinstance(record, int) and (record in done or record not in outcomes):
            error = RecordError(ID_UNKNOWN, id=str(given))
        elif isinstance(record, int) and error is None:
            done.add(record)
        errors.append(error)
        answers.append(
            done_answer(record, _DELETED)
            if error is None and isinstance(record, int)
            else refusal(error or RecordError(ID_UNKNOWN), writing.version)
        )
    return Outcome(answers, items_status(errors, writing.version, _ALL_DELETED))


async def delete_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Do a part of a job; what is gone already, or may not be deleted, counts as failed."""
    del body
    outcomes = await delete_records(writing, module, ids)
    failed = sum(error is not None for error in outcomes.values())
    return Counts(len(outcomes) - failed, failed=failed)
