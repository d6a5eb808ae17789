"""Changing records that are there: only the columns that a write sets are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from crmstead.databases.base import Transaction
from crmstead.model.module import Module
from crmstead.sql.ddl import Table
from crmstead.store.full_text import note_changes, worded_fields
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import module_table

_KEY = "id"


async def update_rows(
    transaction: Transaction, table: Table, rows: Sequence[Mapping[str, object]], key: str = _KEY
) -> None:
    """Set columns of rows, each given as column -> value, the key among them.

    Rows that set the same columns share a statement. A row that gives nothing but its key is none.

    Raises:
        NotUniqueError: a unique index refused one.
    """
    columns = {column.name: column for column in table.columns}
    alike: dict[tuple[str, ...], list[Mapping[str, object]]] = {}
    for row in rows:
        names = tuple(sorted(name for name in row if name != key))
        if names:
            alike.setdefault(names, []).append(row)
    for names, group in alike.items():
        taken = itemgetter(key, *names)
        written = [columns[key], *(columns[name] for name in names)]
        await transaction.update(table.name, written, [taken(row) for row in group])


async def update_records(
    transaction: Transaction, org: OpenOrg, module: Module, rows: Sequence[Mapping[str, object]]
) -> None:
    """Set columns of records, and note for the search by word those whose words it changes.

    Raises:
        NotUniqueError: a unique field's value is another record's.
    """
    await update_rows(transaction, module_table(module), rows)
    worded = _worded_columns(module)
    changed = [row[_KEY] for row in rows if not worded.isdisjoint(row)]
    if changed:
        await note_changes(transaction, org, module, changed)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def _worded_columns(module: Module) -> frozenset[str]:
    return frozenset(field.api_name for field in worded_fields(module))
