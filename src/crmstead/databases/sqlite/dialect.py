"""SQL as SQLite spells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

import msgspec

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.dialect import Dialect, quoted

_TYPES = {
    ColumnKind.TEXT: "TEXT",
    ColumnKind.INTEGER: "INTEGER",
    ColumnKind.BOOLEAN: "INTEGER",
    ColumnKind.JSON: "TEXT",
}


_MARK = re.compile(r"\$(?=[0-9])")


@lru_cache(maxsize=8192)
def numbered(sql: str) -> str:
    """Return a statement with `?n` for `$n`.

    SQLite takes `$2` for a name, and numbers names in the order they appear in.
    """
    return _MARK.sub("?", sql)


class SqliteDialect(Dialect):
    """SQLite, one file a schema, so no name is qualified."""

    name: ClassVar[str] = "sqlite"
    parameter_limit: ClassVar[int] = 32_766

    def column_type(self, kind: ColumnKind) -> str:
        return _TYPES[kind]

    def table(self, schema: str, name: str) -> str:
        return quoted(name)

    def index(self, schema: str, name: str) -> str:
        return quoted(name)

    def index_table(self, schema: str, name: str) -> str:
        return quoted(name)

    def in_list(self, operand: str, parameter: str, kind: ColumnKind) -> str:
        return f"{operand} IN (SELECT value FROM json_each({parameter}))"

    def array(self, values: Sequence[object]) -> object:
        return msgspec.json.encode(values).decode()

    def folded(self, operand: str) -> str:
        # ASCII, of which most text is, is compared by SQLite itself: a call of `fold` costs several
        # times that, and in a thread it waits for the interpreter, row by row.
        further = f"length({operand}) < octet_length({operand})"
        return f"(CASE WHEN {further} THEN fold({operand}) ELSE {operand} END) COLLATE NOCASE"

    def for_update(self, alias: str) -> str:
        # There is one writer, so nobody else changes anything.
        return ""

    def for_share(self, alias: str) -> str:
        return ""

    def patience(self, milliseconds: int) -> str | None:
        # Readers lock nobody out, and other writers are no part of the transaction.
        return None

    def digits(self, operand: str) -> str:
        return f"digits({operand})"

    def entries(self, operand: str) -> str:
        return f"json_each({operand}) AS e"

    def create_words(self, schema: str, name: str) -> Sequence[str]:
        # No positions, no copy of the text; words come divided, so nothing is left to a tokenizer.
        options = "content='', contentless_delete=1, detail=none, tokenize='ascii'"
        table = self.table(schema, name)
        return (f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(words, {options})",)

    def put_words(self, table: str, rows: Sequence[tuple[int, str]]) -> tuple[str, list[object]]:
        sql = (
            f"INSERT OR REPLACE INTO {table} (rowid, words) "
            "SELECT value ->> 0, value ->> 1 FROM json_each($1)"
        )
        return sql, [self.array(rows)]

    def with_words(self, table: str, parameter: str) -> str:
        return f"SELECT rowid FROM {table} WHERE {table} MATCH {parameter}"

    def word_query(self, words: Sequence[str]) -> str:
        return " ".join(f'"{word}" *' for word in words)

    def whole_number(self, operand: str) -> str:
        return f"CAST({operand} AS INTEGER)"

    def total(self, operand: str) -> str:
        # SUM fails beyond 63 bits; products and sums of two numbers go on as floats.
        unit = 1_000_000_000
        return f"(SUM({operand} / {unit}) * {unit} + SUM({operand} % {unit}))"

    def given(self, columns: Sequence[tuple[str, ColumnKind]], parameter: str) -> str:
        values = ", ".join(
            f"g.value ->> {place} AS {quoted(name)}" for place, (name, _) in enumerate(columns)
        )
        return f"SELECT {values} FROM json_each({parameter}) AS g"

    def list_columns(self, schema: str) -> tuple[str, list[object]]:
        text = (
            "SELECT t.name, c.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c "
            "WHERE t.type = 'table'"
        )
        return text, []

    def list_indexes(self, schema: str) -> tuple[str, list[object]]:
        return "SELECT name FROM sqlite_schema WHERE type = 'index'", []
