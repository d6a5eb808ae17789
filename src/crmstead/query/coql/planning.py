"""The tree of a query to a plan, and what its columns are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crmstead.errors.coql import (
    COQL_COLUMN_UNSUPPORTED,
    COQL_INVALID,
    COQL_LIMIT_EXCEEDED,
    COQL_SUBQUERY_COLUMNS,
)
from crmstead.errors.raised import ApiError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.model.module import Module
from crmstead.query.coql.columns import (
    Output,
    aggregate_of,
    beside,
    check_columns,
    check_simple,
)
from crmstead.query.coql.criteria import CriteriaReader, Form, form_of
from crmstead.query.coql.places import Place, Places, Schema
from crmstead.query.coql.tree import Aggregate as Function
from crmstead.query.coql.tree import Column, Expression, Path, Query, Term
from crmstead.query.plan import (
    BASE,
    Aggregate,
    Checked,
    ColumnRef,
    Condition,
    IsNull,
    Not,
    Order,
    ReadPlan,
    Selection,
    both,
)
from crmstead.query.special_values import Moment

DEFAULT_LIMIT, MOST_ROWS, MOST_REACHED = 200, 2_000, 100_000
MOST_COLUMNS, MOST_KEYS, MOST_GROUPS, MOST_AGGREGATES = 50, 10, 4, 5
_ID = ColumnRef(BASE, "id")
_NO_FUNCTION = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """A query ready to be read; `plan` reads one row more than is shown."""

    module: Module
    plan: ReadPlan
    outputs: tuple[Output, ...]
    limit: int
    #: Rows stand for groups of records, so have no id.
    grouped: bool
    #: Modules whose tables are read, its own first.
    modules: tuple[Module, ...]


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans queries for one caller at one moment."""

    schema: Schema
    #: Returns the module that a query names, and the condition of its view.
    #: Raises ApiError where there is none, or the caller may not read it.
    source: Callable[[Query], tuple[Module, Condition]]
    moment: Moment
    answers: Mapping[int, str | None] = field(default_factory=dict)

    def plan(self, query: Query) -> Planned:
        """Return the plan of a whole query.

        Raises:
            ApiError: something in it is not known, not allowed, or too much.
        """
        limit = DEFAULT_LIMIT if query.limit is None else query.limit
        if limit > MOST_ROWS:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="limit", limit=MOST_ROWS)
        if query.offset + limit > MOST_REACHED:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="offset", limit=MOST_REACHED)
        return _Planning(self, query).planned(limit)

    def plan_values(self, term: Term, query: Query) -> tuple[Planned, Form]:
        """Return the plan of a subquery for the values that it reads, and their form.

        Raises:
            ApiError: as `plan` does, or it has more than one column, or one of no form.
        """
        planned = self._subquery(term, query).inner(None)
        output = planned.outputs[0]
        return planned, form_of(output.place, output.function)

    def plan_value(self, term: Term, query: Query) -> Planned:
        """Return the plan of a subquery that has to answer one value; it reads up to two.

        Raises:
            ApiError: as `plan` does, or it has more than one column.
        """
        return self._subquery(term, query).inner(2)

    def _subquery(self, term: Term, query: Query) -> _Planning:
        if len(query.columns) > 1:
            names = [column.expression.text for column in query.columns]
            raise ApiError(
                COQL_SUBQUERY_COLUMNS, sub_query_sequence=term.sequence, column_name=names
            )
        return _Planning(self, query)


class _Planning:
    """One query on its way to a plan."""

    def __init__(self, planner: Planner, query: Query) -> None:
        self._planner = planner
        self._query = query
        self._module, self._view = planner.source(query)
        self._places = Places(planner.schema, self._module)
        self._modules: list[Module] = []
        #: What is read, with its place in each row.
        self._columns: dict[ColumnRef, int] = {}
        functions = [one for one in query.columns if isinstance(one.expression, Function)]
        if len(functions) > MOST_AGGREGATES:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="aggregate", limit=MOST_AGGREGATES)
        for columns, most, by in (
            (query.columns, MOST_COLUMNS, "select_column"),
            (query.group_by, MOST_GROUPS, "group_by"),
            (query.order_by, MOST_KEYS, "order_by"),
        ):
            if len(columns) > most:
                raise ApiError(COQL_LIMIT_EXCEEDED, by=by, limit=most)
        self._grouped = bool(functions or query.group_by)
        check_columns(query.columns)

    def planned(self, limit: int) -> Planned:
        """Return the plan of the query as one that is answered."""
        if not self._grouped:
            self._add(_ID)
        outputs = tuple(self._output(column) for column in self._query.columns)
        plan = self._plan(limit + 1, outputs)
        return Planned(self._module, plan, outputs, limit, self._grouped, self._read())

    def inner(self, limit: int | None) -> Planned:
        """Return the plan of the query as one for values of another one.

        Raises:
            ApiError: its column is kept from the API, or a list.
        """
        (column,) = self._query.columns
        output = self._output(column, alone=True)
        check_simple(output.place)
        asked = self._query.limit if limit is None else limit
        plan = self._plan(asked, (output,), without_empty=not output.function)
        return Planned(self._module, plan, (output,), limit or 0, self._grouped, self._read())

    def _read(self) -> tuple[Module, ...]:
        return tuple(dict.fromkeys((*self._places.modules, *self._modules)))

    def _plan(
        self, limit: int | None, outputs: Sequence[Output], *, without_empty: bool = False
    ) -> ReadPlan:
        groups = self._groups(outputs)
        where = both(self._view, self._where())
        if without_empty:
            where = both(where, Not(IsNull(outputs[0].place.column)))
        order = self._order(groups)
        readable = self._planner.schema.readable(self._module)
        selection = Selection(
            readable.given or self._module.api_name,
            tuple(self._columns),
            tuple(self._places.joins),
            groups,
            passing=True,
        )
        offset = self._query.offset
        return ReadPlan(selection, where, order, limit, offset, limited=limit is not None)

    def _where(self) -> Condition:
        reader = CriteriaReader(
            self._places, self._planner.moment, self._planner.answers, self._inner
        )
        return reader.read(self._query.where)

    def _inner(self, term: Term, query: Query) -> tuple[ReadPlan, Form]:
        planned, form = self._planner.plan_values(term, query)
        self._modules.extend(planned.modules)
        plan = planned.plan
        return (plan if plan.limited else replace(plan, order=())), form

    def _output(self, column: Column, *, alone: bool = False) -> Output:
        expression = column.expression
        if isinstance(expression, Function):
            place = self._places.find(expression.path, selected=True)
            functions = self._aggregates(place, expression.function)
            return Output(column.key, place, expression.function, self._add(*functions))
        place = self._places.find(expression, selected=True)
        if type_of(place.field.kind).column is None:
            # Read apart, by the ids of the records.
            if self._grouped or alone or place.alias != BASE:
                raise ApiError(COQL_COLUMN_UNSUPPORTED, column_name=place.path.text)
            return Output(column.key, place, _NO_FUNCTION, ())
        parts = [self._column(place)]
        if not alone:
            parts.extend(beside(place, grouped=self._grouped))
        return Output(column.key, place, _NO_FUNCTION, self._add(*parts))

    def _column(self, place: Place) -> ColumnRef:
        """Return the column of a value, as a group has it where rows are grouped."""
        column = place.column
        if not self._grouped or column.kind is not ColumnKind.BOOLEAN:
            return column
        return Checked(column.alias, column.name, column.kind)

    def _add(self, *columns: ColumnRef) -> tuple[int, ...]:
        known = self._columns
        return tuple(known.setdefault(one, len(known)) for one in columns)

    def _aggregates(self, place: Place, function: str) -> list[Aggregate]:
        """Return what is read for a function; an average is worked out of sum and count."""
        if place.restricted or function not in type_of(place.field.kind).aggregates:
            raise ApiError(COQL_COLUMN_UNSUPPORTED, column_name=place.path.text)
        parts = ("SUM", "COUNT") if function == "AVG" else (function,)
        return [aggregate_of(place, one) for one in parts]

    def _groups(self, outputs: Sequence[Output]) -> tuple[ColumnRef, ...]:
        if not self._grouped:
            return ()
        grouped = [self._places.find(path) for path in self._query.group_by]
        for place in grouped:
            check_simple(place)
        columns = {self._column(place): None for place in grouped}
        read = list(self._columns)
        for output in outputs:
            if output.function:
                continue
            if self._column(output.place) not in columns:
                # What a group's rows do not share cannot be shown of it.
                raise ApiError(COQL_INVALID)
            columns.update((read[part], None) for part in output.parts)
        return tuple(columns)

    def _order(self, groups: tuple[ColumnRef, ...]) -> tuple[Order, ...]:
        aliases = {
            column.alias: column.expression
            for column in self._query.columns
            if column.alias is not None
        }
        keys: list[Order] = []
        for key in self._query.order_by:
            expression = key.expression
            if isinstance(expression, Path):
                expression = aliases.get(expression.text, expression)
            order = self._key(expression, groups, descending=key.descending)
            if all(order.column != one.column for one in keys):
                keys.append(order)
        held = {order.column for order in keys}
        if not self._grouped:
            return (*keys, *([] if _ID in held else [Order(_ID, descending=False)]))
        # unspecified: groups that the keys do not tell apart come in the order of what they share.
        rest = (Order(one, descending=False, nullable=True) for one in groups if one not in held)
        return (*keys, *rest)

    def _key(
        self, expression: Expression, groups: tuple[ColumnRef, ...], *, descending: bool
    ) -> Order:
        if isinstance(expression, Function):
            if not self._grouped:
                raise ApiError(COQL_INVALID)
            place = self._places.find(expression.path)
            self._aggregates(place, expression.function)
            return Order(aggregate_of(place, expression.function), descending, nullable=True)
        place = self._places.find(expression)
        check_simple(place)
        column = self._column(place)
        if self._grouped and column not in groups:
            raise ApiError(COQL_INVALID)
        nullable = place.field.kind != "record_id" or place.alias != BASE
        return Order(column, descending, nullable, place.numeric_text)
