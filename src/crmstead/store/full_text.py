"""The words of records, for the search by word: kept by the database's own full-text search.

A write only notes which records it touched, in its own transaction; the next search by word in
their module reads them as they are by then and keeps their words, before it searches. So results
are complete, and writing costs next to nothing (docs/decisions/0007-full-text.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.json import decode

from crmstead.databases.base import Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Condition, HasWords, OneOf, ReadPlan, Selection
from crmstead.query.words import kept_words
from crmstead.sql.ddl import write_drop_table
from crmstead.sql.dialect import quoted
from crmstead.store.orgs import BeforehandError, OpenOrg
from crmstead.store.rows import ID, read
from crmstead.store.system_tables import META, SEARCH_PENDING
from crmstead.store.transactions import write

#: Records whose words are kept in one transaction: a bound on how long other writes wait.
_BATCH = 2_000


def words_table(module: Module) -> str:
    """Return the name of the table that keeps the words of a module's records."""
    return f"_words_{module.api_name}"


@derived
def worded_fields(module: Module) -> tuple[Field, ...]:
    """Return the fields whose words are kept."""
    return tuple(
        field for field in module.fields if type_of(field.kind).worded and field.column is None
    )


def matching(module: Module, words: Sequence[str]) -> Condition:
    """Return "each of the words begins a word of some text of the record"."""
    return HasWords(words_table(module), tuple(words))


async def note_changes(
    transaction: Transaction, org: OpenOrg, module: Module, ids: Sequence[int]
) -> None:
    """Note that records are no longer what their kept words say: changed, or gone for good.

    New ones are noted by `store.rows.insert_records`.
    """
    if module.pseudo or not worded_fields(module):
        return
    await _forget_notes(transaction, org, module, ids)
    rows = [(module.id, one) for one in ids]
    await transaction.insert(SEARCH_PENDING.name, SEARCH_PENDING.columns, rows)


async def note_where(
    transaction: Transaction, org: OpenOrg, module: Module, where: str, values: Sequence[object]
) -> None:
    """Note the records of a module that meet a condition on its table, as `note_changes` does."""
    if module.pseudo or not worded_fields(module):
        return
    pending = org.database.table(SEARCH_PENDING.name)
    await transaction.execute(
        f"INSERT INTO {pending} (module, record) "
        f"SELECT {module.id}, id FROM {org.database.table(module.api_name)} AS r "
        f"WHERE {where} AND id NOT IN (SELECT record FROM {pending} WHERE module = {module.id})",
        values,
    )


async def keep_words(org: OpenOrg, module: Module) -> None:
    """Bring the kept words of a module up to what was written before this call.

    Raises:
        UnavailableError: the database cannot be written to.
    """
    if words_table(module) not in org.made_tables:
        if org.joined:
            raise BeforehandError(lambda itself: keep_words(itself, module))
        await write(org, lambda transaction: _make_table(transaction, org, module))
        org.made_tables.add(words_table(module))
    noted = _BATCH if await _anything_noted(org, module) else 0
    # A batch that is not full holds all there was, so writers can never keep this going.
    while noted == _BATCH:
        noted = await write(org, lambda transaction: _keep_batch(transaction, org, module))


def _mark(module: Module) -> str:
    """Return the name under which it stands that the table was made."""
    return f"{words_table(module)} made"


async def drop_words(transaction: Transaction, org: OpenOrg, module: Module) -> None:
    """Remove all kept words of a module that is no more."""
    database = org.database
    table = write_drop_table(words_table(module), database.dialect, database.schema)
    await transaction.execute(table)
    await transaction.execute(
        f"DELETE FROM {database.table(META.name)} WHERE name = $1", (_mark(module),)
    )
    await transaction.execute(
        f"DELETE FROM {database.table(SEARCH_PENDING.name)} WHERE module = $1", (module.id,)
    )


async def _make_table(transaction: Transaction, org: OpenOrg, module: Module) -> None:
    """Make the table where there is none, and note all records that are there already."""
    database = org.database
    name = _mark(module)
    marked = await transaction.fetch(
        f"SELECT 1 FROM {database.table(META.name)} WHERE name = $1", (name,)
    )
    if marked:
        return
    # First: another server that does the same waits for it, and then finds the mark.
    await transaction.insert(META.name, META.columns, [(name, 1)])
    for statement in database.dialect.create_words(database.schema, words_table(module)):
        await transaction.execute(statement)
    pending = database.table(SEARCH_PENDING.name)
    await transaction.execute(
        f"INSERT INTO {pending} (module, record) "
        f"SELECT {module.id}, id FROM {database.table(module.api_name)} AS r "
        f"WHERE id NOT IN (SELECT record FROM {pending} WHERE module = {module.id})"
    )


async def _anything_noted(org: OpenOrg, module: Module) -> bool:
    text = f"SELECT 1 FROM {org.database.table(SEARCH_PENDING.name)} WHERE module = $1 LIMIT 1"
    async with org.database.reading() as reader:
        return bool(await reader.fetch(text, (module.id,)))


async def _keep_batch(transaction: Transaction, org: OpenOrg, module: Module) -> int:
    """Keep the words of some noted records, and return how many were noted, up to a batch."""
    database = org.database
    noted = await transaction.fetch(
        f"SELECT record FROM {database.table(SEARCH_PENDING.name)} "
        f"WHERE module = $1 ORDER BY record LIMIT {_BATCH}",
        (module.id,),
    )
    ids = [row[0] for row in noted]
    if not ids:
        return 0
    # First, and awaited where another server does the same: what is read below is never older.
    await _forget_notes(transaction, org, module, ids)
    plan = ReadPlan(_texts(module), OneOf(ID, tuple(ids)), (), limited=False)
    rows = await read(transaction, org, plan)
    lists = [type_of(one.kind).column is ColumnKind.JSON for one in worded_fields(module)]
    kept = [(row[0], kept_words(_joined(row[1:], lists))) for row in rows]
    table = database.table(words_table(module))
    gone = sorted(set(ids) - {record for record, _ in kept})
    if gone:
        among = database.dialect.in_list("rowid", "$1", ColumnKind.INTEGER)
        await transaction.execute(
            f"DELETE FROM {table} WHERE {among}", (database.dialect.array(gone),)
        )
    if kept:
        await transaction.execute(*database.dialect.put_words(table, kept))
    return len(ids)


def _joined(values: Sequence[str | None], lists: Sequence[bool]) -> str:
    texts = (
        " ".join(decode(value)) if is_list else value
        for value, is_list in zip(values, lists, strict=True)
        if value is not None
    )
    return " ".join(texts)


@derived
def _texts(module: Module) -> Selection:
    """Return what is read of a record for its words."""
    columns = tuple(ColumnRef(BASE, field.api_name) for field in worded_fields(module))
    return Selection(module.api_name, (ID, *columns))


async def _forget_notes(
    transaction: Transaction, org: OpenOrg, module: Module, ids: Sequence[int]
) -> None:
    database = org.database
    among = database.dialect.in_list(quoted("record"), "$2", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {database.table(SEARCH_PENDING.name)} WHERE module = $1 AND {among}",
        (module.id, database.dialect.array(ids)),
    )
