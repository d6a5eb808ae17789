"""SQL as PostgreSQL spells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.dialect import Dialect, quoted

_TYPES = {
    ColumnKind.TEXT: "text",
    ColumnKind.INTEGER: "bigint",
    ColumnKind.BOOLEAN: "boolean",
    ColumnKind.JSON: "text",
}
#: Bytes of a name; the rest is cut off without a word.
_LONGEST_NAME = 63


class PostgresqlDialect(Dialect):
    """PostgreSQL 14 and newer; every name is qualified with its schema."""

    name: ClassVar[str] = "postgresql"
    parameter_limit: ClassVar[int] = 32_767

    def column_type(self, kind: ColumnKind) -> str:
        return _TYPES[kind]

    def table(self, schema: str, name: str) -> str:
        return f"{quoted(schema)}.{quoted(name)}"

    def index(self, schema: str, name: str) -> str:
        return quoted(name)

    def index_table(self, schema: str, name: str) -> str:
        return self.table(schema, name)

    def in_list(self, operand: str, parameter: str, kind: ColumnKind) -> str:
        return f"{operand} = ANY({parameter}::{_TYPES[kind]}[])"

    def array(self, values: Sequence[object]) -> object:
        return list(values)

    def folded(self, operand: str) -> str:
        return f"lower({operand})"

    def sortable(self, operand: str, kind: ColumnKind) -> str:
        return f'{operand} COLLATE "C"' if kind is ColumnKind.TEXT else operand

    def digits(self, operand: str) -> str:
        return f"regexp_replace({operand}, '[^0-9]', '', 'g')"

    def entries(self, operand: str) -> str:
        return f"jsonb_array_elements_text({operand}::jsonb) AS e(value)"

    def create_words(self, schema: str, name: str) -> Sequence[str]:
        table = self.table(schema, name)
        return (
            f"CREATE TABLE IF NOT EXISTS {table} (rowid bigint PRIMARY KEY, words tsvector)",
            f"CREATE INDEX IF NOT EXISTS {quoted(f'{name}_index')} ON {table} USING gin (words)",
        )

    def put_words(self, table: str, rows: Sequence[tuple[int, str]]) -> tuple[str, list[object]]:
        # The words come divided: no parser, dictionary or language of the server's has a say.
        sql = (
            f"INSERT INTO {table} AS kept (rowid, words) "
            "SELECT given.id, array_to_tsvector(string_to_array(given.words, ' ')) "
            "FROM unnest($1::bigint[], $2::text[]) AS given(id, words) "
            "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"
        )
        return sql, [[record for record, _ in rows], [words for _, words in rows]]

    def with_words(self, table: str, parameter: str) -> str:
        # OFFSET keeps it a query of its own, answered by the index: guesses about a young table
        # would have every record looked at.
        return f"SELECT rowid FROM {table} WHERE words @@ {parameter}::text::tsquery OFFSET 0"

    def word_query(self, words: Sequence[str]) -> str:
        return " & ".join(f"'{word}':*" for word in words)

    def whole_number(self, operand: str) -> str:
        return f"CAST({operand} AS numeric)"

    def total(self, operand: str) -> str:
        return f"SUM({operand})"

    def given(self, columns: Sequence[tuple[str, ColumnKind]], parameter: str) -> str:
        values = ", ".join(
            f"(g.value ->> {place})::{_TYPES[kind]} AS {quoted(name)}"
            for place, (name, kind) in enumerate(columns)
        )
        return f"SELECT {values} FROM jsonb_array_elements({parameter}::text::jsonb) AS g(value)"

    def list_columns(self, schema: str) -> tuple[str, list[object]]:
        text = (
            "SELECT table_name::text, column_name::text FROM information_schema.columns "
            "WHERE table_schema = $1"
        )
        return text, [schema]

    def list_indexes(self, schema: str) -> tuple[str, list[object]]:
        return "SELECT indexname::text FROM pg_catalog.pg_indexes WHERE schemaname = $1", [schema]

    def index_as_listed(self, name: str) -> str:
        return name.encode()[:_LONGEST_NAME].decode(errors="ignore")
