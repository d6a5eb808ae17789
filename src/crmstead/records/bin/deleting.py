"""Deleting records: they go to the recycle bin with all that belongs to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmstead.errors.cause import Cause
from crmstead.errors.deleting import (
    DELETE_IN_REVIEW,
    DELETE_LOCKED,
    DELETE_NOT_APPROVED,
    NOT_DELETED,
    RECORD_NOT_PERMITTED,
)
from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.records.bin.belonging import take_along
from crmstead.records.bin.removing import remove_records
from crmstead.records.write.answers import done_answer, items_status, refused_answer
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.state import Action, RecordState, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.bin_entries import GONE, IN_BIN, Entry, insert_entries
from crmstead.store.changing import update_rows
from crmstead.store.schema import (
    BIN,
    NOT_IN_BIN,
    UNDER_ITS_RECORD,
    module_table,
    unique_column,
)
from crmstead.store.schema import IN_BIN as BIN_ITSELF

_CAUSES: Mapping[RecordState, Cause] = {
    RecordState.NOT_APPROVED: DELETE_NOT_APPROVED,
    RecordState.IN_REVIEW: DELETE_IN_REVIEW,
    RecordState.HELD: DELETE_LOCKED,
    RecordState.LOCKED: DELETE_LOCKED,
    RecordState.NOT_PERMITTED: RECORD_NOT_PERMITTED,
}
DELETED = "record deleted"
#: What each record met: why it was not deleted, None where it was.
Outcomes = dict[int, RecordError | None]


async def delete_records(writing: Writing, module: Module, ids: Sequence[int]) -> Outcomes:
    """Delete those of some records that may be; what it met of each, in the order given.

    The tables must be there: `records.bin.belonging.ensure_belongings`, before the transaction.
    """
    found = await load_targets(writing, module, ids)
    outcomes: Outcomes = {}
    for record in ids:
        cause = _refusal(writing, module, found.get(record))
        outcomes[record] = None if cause is None else refused(cause, record)
    deleted = [found[record] for record, error in outcomes.items() if error is None]
    await put_in_bin(writing, module, deleted)
    return outcomes


def _refusal(writing: Writing, module: Module, stored: Stored | None) -> Cause | None:
    if stored is None:
        # One that the caller does not see is answered like one that is not there.
        return NOT_DELETED
    state = state_of(writing.catalogue, writing.caller, module, stored, Action.DELETE)
    return None if state is None else _CAUSES[state]


def deleted_outcome(version: Version, ids: Sequence[int], outcomes: Outcomes) -> Outcome:
    """Return an entry for each id; one that is given again finds its record deleted."""
    errors: list[RecordError | None] = []
    seen: set[int] = set()
    for record in ids:
        again = record in seen and outcomes[record] is None
        errors.append(refused(NOT_DELETED, record) if again else outcomes[record])
        seen.add(record)
    entries = [
        done_answer(record, DELETED) if error is None else refused_answer(error)
        for record, error in zip(ids, errors, strict=True)
    ]
    return Outcome(entries, items_status(errors, version, success=200))


def refused(cause: Cause, record: int) -> RecordError:
    """Return why a record was not deleted, in the keys that its answer has."""
    if cause is DELETE_LOCKED:
        return RecordError(cause, action="record_locking", id=str(record))
    return RecordError(cause, id=str(record))


async def put_in_bin(writing: Writing, module: Module, records: Sequence[Stored]) -> None:
    """Put live records, held by the transaction, into the recycle bin, whatever their state.

    Those of modules that have no bin are removed for good.
    """
    if not records:
        return
    ids = [stored["id"] for stored in records]
    kept = module.recycle_bin_on_delete
    entries = [_entry(writing, module, stored, IN_BIN if kept else GONE) for stored in records]
    await insert_entries(writing.transaction, entries)
    if not kept:
        await remove_records(writing.transaction, writing.org, module, ids)
        return
    # While it is in the bin, its unique values are free (docs/decisions/0005-unique-fields.md).
    left = {unique_column(field): None for field in module.unique_fields}
    rows = [{"id": one, BIN.name: BIN_ITSELF, **left} for one in ids]
    await update_rows(writing.transaction, module_table(module), rows)
    await take_along(
        writing.transaction,
        writing.org,
        module,
        ids,
        before=NOT_IN_BIN,
        after=UNDER_ITS_RECORD,
    )
    await keep_history(writing, module, [Change(one, "deleted") for one in ids])


def _entry(writing: Writing, module: Module, stored: Stored, state: int) -> Entry:
    name = stored.get(module.display_field or "") if state == IN_BIN else None
    return Entry(
        id=stored["id"],
        module=module.id,
        state=state,
        # Of a link, what it is called by is another record.
        display_name=name if isinstance(name, str) else None,
        owner=stored.get("Owner"),
        created_by=stored.get("Created_By"),
        deleted_by=writing.caller.user.id,
        deleted_time=writing.now,
    )
