"""Tables as data, and the statements that make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.dialect import Dialect, quoted


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column; `not_null` only where the server always writes it.

    One is only ever itself: columns are the keys by which the text of statements is found.
    """

    name: str
    kind: ColumnKind
    not_null: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """An index over columns, in order; with `above`, of the rows alone whose first is more.

    A statement uses such an index only where it says so itself: the database does not think of it
    by its own, and where it would be wrong to.
    """

    name: str
    columns: tuple[str, ...]
    unique: bool = False
    above: int | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A table: its primary key columns, columns and indexes. One is only ever itself."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    indexes: tuple[Index, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name, in order."""
        return {column.name: column for column in self.columns}

    def column_names(self) -> tuple[str, ...]:
        """Return the names of all columns in order."""
        return tuple(self.by_name)


def write_create(table: Table, dialect: Dialect, schema: str) -> Iterator[str]:
    """Yield the statements that make a table and its indexes, each idempotent."""
    lines = [_column(column, table, dialect) for column in table.columns]
    if not dialect.inline_key(table.key):
        lines.append(f"PRIMARY KEY ({', '.join(map(quoted, table.key))})")
    body = ", ".join(lines)
    yield f"CREATE TABLE IF NOT EXISTS {dialect.table(schema, table.name)} ({body})"
    for index in table.indexes:
        yield write_create_index(table.name, index, dialect, schema)


def write_create_index(table: str, index: Index, dialect: Dialect, schema: str) -> str:
    """Return the statement that makes an index of a table, idempotent."""
    columns = ", ".join(map(quoted, index.columns))
    unique = "UNIQUE " if index.unique else ""
    some = "" if index.above is None else f" WHERE {quoted(index.columns[0])} > {index.above}"
    return (
        f"CREATE {unique}INDEX IF NOT EXISTS {dialect.index(schema, index.name)} "
        f"ON {dialect.index_table(schema, table)} ({columns}){some}"
    )


def write_drop_index(index: Index, dialect: Dialect, schema: str) -> str:
    """Return the statement that removes an index, idempotent."""
    return f"DROP INDEX IF EXISTS {dialect.table(schema, dialect.index_as_listed(index.name))}"


def write_drop_table(table: str, dialect: Dialect, schema: str) -> str:
    """Return the statement that removes a table with all its rows and indexes, idempotent."""
    return f"DROP TABLE IF EXISTS {dialect.table(schema, table)}"


def write_drop_column(table: str, column: str, dialect: Dialect, schema: str) -> str:
    """Return the statement that removes a column, which no index has any more, with its values."""
    return f"ALTER TABLE {dialect.table(schema, table)} DROP COLUMN {quoted(column)}"


def write_add_column(table: str, column: Column, dialect: Dialect, schema: str) -> str:
    """Return the statement that adds a column to a table."""
    return (
        f"ALTER TABLE {dialect.table(schema, table)} "
        f"ADD COLUMN {quoted(column.name)} {dialect.column_type(column.kind)}"
    )


def _column(column: Column, table: Table, dialect: Dialect) -> str:
    text = f"{quoted(column.name)} {dialect.column_type(column.kind)}"
    if (column.name,) == table.key and dialect.inline_key(table.key):
        return f"{text} PRIMARY KEY"
    return f"{text} NOT NULL" if column.not_null or column.name in table.key else text
