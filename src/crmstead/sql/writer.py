"""Plans to SQL text, which depends on the plan's shape alone."""

from __future__ import annotations

import typing
from collections.abc import Callable, Hashable
from typing import ClassVar

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.query.plan import (
    BASE,
    Aggregate,
    All,
    Any,
    Checked,
    ColumnRef,
    Compare,
    Condition,
    Given,
    HasEntry,
    HasRow,
    HasWords,
    InPlan,
    IsNull,
    Join,
    Like,
    Merged,
    NamedIn,
    Not,
    OneOf,
    Order,
    ReadPlan,
    Selection,
)
from crmstead.sql.dialect import Dialect, quoted

_ESCAPE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_PATTERNS = {"contains": "%{}%", "starts_with": "{}%", "ends_with": "%{}"}
#: Most selections whose text is kept.
_SELECTIONS = 2048


class SqlWriter:
    """Writes the plans of one schema, and binds their values."""

    def __init__(self, dialect: Dialect, schema: str) -> None:
        self._dialect = dialect
        self._schema = schema
        self._heads: dict[Hashable, str] = {}

    def write(self, plan: ReadPlan) -> tuple[str, list[object]]:
        """Return the SQL text of a plan and the values to bind, in order.

        Plans of one shape have one text, so that databases plan and keep it once.
        """
        statement = _Statement(self._dialect, self._schema)
        same = plan.selection.text_of
        kept = plan.selection if same is None else same
        head = self._heads.get(kept)
        if head is None:
            head = statement.head(plan.selection)
            if not plan.selection.passing:
                if len(self._heads) >= _SELECTIONS:
                    self._heads.clear()
                self._heads[kept] = head
        elif same is not None:
            statement.bind(plan.selection)
        return statement.read(plan, head), statement.values


class _Statement:
    """One statement in the making; values are bound in the order their marks appear."""

    def __init__(self, dialect: Dialect, schema: str) -> None:
        self._dialect = dialect
        self._schema = schema
        self.values: list[object] = []
        #: Whether the database has no statistics of what is compared.
        self._guessed = False

    def head(self, selection: Selection) -> str:
        """Return the text of a SELECT up to its conditions."""
        columns = ", ".join(map(self._column, selection.columns)) or "COUNT(*)"
        table = f"{self._source(selection.table)} AS {BASE}"
        return " ".join((f"SELECT {columns} FROM {table}", *map(self._join, selection.joins)))

    def bind(self, selection: Selection) -> None:
        """Bind the values of a SELECT's head whose text is there already."""
        for join in selection.joins:
            self._join(join)

    def _column(self, column: ColumnRef) -> str:
        name = _name(column)
        if isinstance(column, Checked):
            checked = f"COALESCE({name}, FALSE)"
            there = f'{column.alias}."id" IS NOT NULL'
            return checked if column.alias == BASE else f"CASE WHEN {there} THEN {checked} END"
        if not isinstance(column, Aggregate):
            return name
        if column.numeric_text:
            name = self._dialect.whole_number(name)
        elif column.function in {"MIN", "MAX"}:
            name = self._dialect.sortable(name, column.kind)
        if column.function == "SUM":
            return self._dialect.total(name)
        return f"{column.function}({name})"

    def read(self, plan: ReadPlan, head: str) -> str:
        """Return the text of a SELECT that begins with a head."""
        text = head
        where = self.condition(plan.where)
        if where:
            text += f" WHERE {where}"
        if plan.selection.group_by:
            text += f" GROUP BY {', '.join(map(self._column, plan.selection.group_by))}"
        if plan.order:
            text += f" ORDER BY {', '.join(map(self._order, plan.order))}"
        if plan.limited:
            text += self._window(plan)
        if plan.for_update:
            text += f" {self._dialect.for_update(BASE)}"
        return text

    def _window(self, plan: ReadPlan) -> str:
        """Return how many rows are read, and from which on.

        PostgreSQL keeps a plan that it may use again only where it knows the limit; otherwise it
        plans at every execution, a third of what a list costs there. Yet how many rows a folded
        text leaves it guesses, mostly too few, and for them would read and sort the whole table:
        with a limit that it does not know it follows the order's index, and stops early.
        """
        limit = self._mark(plan.limit) if self._guessed else f"{plan.limit:d}"
        if self._guessed or plan.offset:
            return f" LIMIT {limit} OFFSET {self._mark(plan.offset)}"
        return f" LIMIT {limit}"

    def _computed(self, operand: str) -> str:
        """Return what is computed of a column, and note that nobody knows how often it occurs."""
        self._guessed = True
        return operand

    def _table(self, name: str) -> str:
        return self._dialect.table(self._schema, name)

    def _source(self, table: str | Given) -> str:
        if isinstance(table, Given):
            return f"({self._dialect.given(table.columns, self._mark(table.rows))})"
        return self._table(table)

    def _mark(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def _join(self, join: Join) -> str:
        source = self._source(join.table)
        live = f' AND {join.alias}."_bin" = 0' if join.live_only else ""
        on = f'{join.alias}."id" = {join.of}.{quoted(join.by)}'
        seen = self.condition(join.seen) if join.seen else ""
        also = f" AND ({seen})" if seen else ""
        return f"LEFT JOIN {source} AS {join.alias} ON {on}{live}{also}"

    def _order(self, order: Order) -> str:
        column = order.column
        name = self._column(column)
        direction = " DESC" if order.descending else ""
        nulls = f"{name} IS NULL, " if order.nullable else ""
        if not isinstance(column, Aggregate):
            name = (
                self._dialect.whole_number(name)
                if order.numeric_text
                else self._dialect.sortable(name, column.kind)
            )
        return f"{nulls}{name}{direction}"

    def condition(self, condition: Condition) -> str:
        """Return the text of a condition, "" for one that always holds."""
        return self._WRITERS[type(condition)](self, condition)

    def _compare(self, condition: Compare) -> str:
        name = _name(condition.column)
        if condition.folded:
            name = self._computed(self._dialect.folded(name))
        elif condition.numeric_text:
            name = self._computed(self._dialect.whole_number(name))
        elif condition.operator not in {"=", "<>"}:
            name = self._dialect.sortable(name, condition.column.kind)
        return f"{name} {condition.operator} {self._mark(condition.value)}"

    def _like(self, condition: Like) -> str:
        name = _name(condition.column)
        compute = self._dialect.digits if condition.digits else self._dialect.folded
        return self._matches(self._computed(compute(name)), condition.where, condition.value)

    def _matches(self, folded: str, where: str, value: str) -> str:
        """Return "a folded text is, holds, begins or ends with a value"."""
        if where == "equal":
            return f"{folded} = {self._mark(value.lower())}"
        pattern = _PATTERNS[where].format(value.lower().translate(_ESCAPE))
        return f"{folded} LIKE {self._mark(pattern)} ESCAPE '\\'"

    def _one_of(self, condition: OneOf) -> str:
        kind = condition.column.kind
        name = _name(condition.column)
        if condition.folded:
            name = self._computed(self._dialect.folded(name))
        mark = self._mark(self._dialect.array(condition.values))
        return self._dialect.in_list(name, mark, kind)

    def _has_entry(self, condition: HasEntry) -> str:
        folded = self._computed(self._dialect.folded("e.value"))
        entry = self._matches(folded, condition.where, condition.value)
        return (
            f"EXISTS (SELECT 1 FROM {self._dialect.entries(_name(condition.column))} WHERE {entry})"
        )

    def _is_null(self, condition: IsNull) -> str:
        return f"{_name(condition.column)} IS NULL"

    def _has_row(self, condition: HasRow) -> str:
        mark = self._mark(self._dialect.array(condition.values))
        row = condition.named
        among = self._dialect.in_list(f"{row}.{quoted(condition.column)}", mark, ColumnKind.INTEGER)
        more = self.condition(condition.also) if condition.also is not None else ""
        also = f" AND ({more})" if more else ""
        return (
            f"EXISTS (SELECT 1 FROM {self._table(condition.table)} AS {row} WHERE "
            f"{row}.{quoted(condition.record_column)} = {condition.alias}.{quoted(condition.by)} "
            f"AND {among}{also})"
        )

    def _named_in(self, condition: NamedIn) -> str:
        live = ' AND x."_bin" = 0' if condition.live else ""
        return (
            f'{condition.alias}."id" IN (SELECT x.{quoted(condition.column)} '
            f"FROM {self._table(condition.table)} AS x "
            f"WHERE x.{quoted(condition.by)} = {self._mark(condition.value)}{live})"
        )

    def _has_words(self, condition: HasWords) -> str:
        table = self._table(condition.table)
        mark = self._mark(self._dialect.word_query(condition.words))
        among = self._dialect.with_words(table, mark)
        return self._computed(f'{condition.alias}."id" IN ({among})')

    def _merged(self, condition: Merged) -> str:
        order = f"{self._order(condition.order)} LIMIT {condition.limit:d}"
        reads = " UNION ALL ".join(self._of_one(condition, one, order) for one in condition.values)
        direction = " DESC" if condition.order.descending else ""
        first = f'SELECT m."id" FROM ({reads}) AS m ORDER BY m."id"{direction}'
        return f'{BASE}."id" IN ({first} LIMIT {condition.limit:d})'

    def _of_one(self, condition: Merged, value: object, order: str) -> str:
        """Return what reads the first rows of one value. The floor tells which index is meant."""
        name = _name(condition.column)
        where = f"{name} = {self._mark(value)} AND {name} > {condition.floor:d}"
        if also := self.condition(condition.where):
            where += f" AND ({also})"
        table = f"{self._table(condition.table)} AS {BASE}"
        read = f'SELECT {BASE}."id" FROM {table} WHERE {where} ORDER BY {order}'
        return f'SELECT a."id" FROM ({read}) AS a'

    def _in_plan(self, condition: InPlan) -> str:
        # The names of its tables hide those of this statement, on which it does not depend.
        name = _name(condition.column)
        inner = self.read(condition.plan, self.head(condition.plan.selection))
        if not condition.folded:
            return f"{name} IN ({inner})"
        (column,) = condition.plan.selection.columns
        among = f"SELECT {self._dialect.folded(f'y.{quoted(column.name)}')} FROM ({inner}) AS y"
        return f"{self._dialect.folded(name)} IN ({among})"

    def _negation(self, condition: Not) -> str:
        return f"NOT ({self.condition(condition.condition) or '1 = 1'})"

    def _all(self, condition: All) -> str:
        parts = [text for one in condition.conditions if (text := self.condition(one))]
        return " AND ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)

    def _any(self, condition: Any) -> str:
        if not condition.conditions:
            return "1 = 0"
        return " OR ".join(f"({self.condition(one) or '1 = 1'})" for one in condition.conditions)

    #: What writes each kind of condition; made once, for a statement is made for every read.
    _WRITERS: ClassVar[dict[type, Callable[[_Statement, typing.Any], str]]] = {
        Compare: _compare,
        Like: _like,
        OneOf: _one_of,
        HasEntry: _has_entry,
        IsNull: _is_null,
        HasRow: _has_row,
        NamedIn: _named_in,
        HasWords: _has_words,
        Merged: _merged,
        InPlan: _in_plan,
        Not: _negation,
        All: _all,
        Any: _any,
    }


def _name(column: ColumnRef) -> str:
    return f"{column.alias}.{quoted(column.name)}"
