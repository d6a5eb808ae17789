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

    def json_contains(self, operand: str, parameter: str) -> str:
        return f"{operand}::jsonb ? {parameter}::text"

    def whole_number(self, operand: str) -> str:
        return f"CAST({operand} AS numeric)"
