"""SQL as SQLite spells it."""

from __future__ import annotations

from collections.abc import Sequence
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
        return f"fold({operand})"

    def json_contains(self, operand: str, parameter: str) -> str:
        return f"EXISTS (SELECT 1 FROM json_each({operand}) WHERE value = {parameter})"

    def whole_number(self, operand: str) -> str:
        return f"CAST({operand} AS INTEGER)"
