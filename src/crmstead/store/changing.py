"""Changing records that are there: only the columns that a write sets are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from crmstead.databases.base import Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.sql.ddl import Table
from crmstead.sql.dialect import quoted
from crmstead.store.full_text import note_changes, worded_fields
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import MODULE_SUFFIX, column_of, module_table

_KEY = "id"


async def update_rows(
    transaction: Transaction, table: Table, rows: Sequence[Mapping[str, object]], key: str = _KEY
) -> None:
    """Set columns of rows, each given as column -> value, the key among them.

    Rows that set the same columns share a statement. A row that gives nothing but its key is none.

    Raises:
        NotUniqueError: a unique index refused one.
    """
    columns = table.by_name
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


async def fill_empty(
    transaction: Transaction, org: OpenOrg, module: Module, values: Mapping[Field, object]
) -> None:
    """Give all records of a module, those in the bin too, values where the first field is empty."""
    columns = [quoted(column_of(field)) for field in values]
    sets = ", ".join(f"{column} = ${place}" for place, column in enumerate(columns, 1))
    await transaction.execute(
        f"UPDATE {org.database.table(module.api_name)} SET {sets} WHERE {columns[0]} IS NULL",
        list(values.values()),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A record that others name: its id, and its module's name where they name that, too."""

    id: int | None
    module: str | None


async def repoint(
    transaction: Transaction,
    org: OpenOrg,
    module: Module,
    field: Field,
    olds: Sequence[int],
    of: str,
    to: Place,
) -> None:
    """Let records of a module that name some records of the module `of` name another one.

    Those in the recycle bin, too: they come back as what they would be by then.
    """
    database = org.database
    column = quoted(column_of(field))
    sets, values = [f"{column} = $1"], [to.id, database.dialect.array(olds)]
    where = [database.dialect.in_list(column, "$2", ColumnKind.INTEGER)]
    if field.kind == "any_module_lookup":
        named = quoted(column_of(field) + MODULE_SUFFIX)
        sets.append(f"{named} = $3")
        where.append(f"{named} = $4")
        values += [to.module, of]
    await transaction.execute(
        f"UPDATE {database.table(module.api_name)} SET {', '.join(sets)} "
        f"WHERE {' AND '.join(where)}",
        values,
    )


@derived
def _worded_columns(module: Module) -> frozenset[str]:
    return frozenset(field.api_name for field in worded_fields(module))
