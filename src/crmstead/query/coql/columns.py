"""The columns of a query: what they are, and what they may not be."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any as Value

from crmstead.errors.coql import (
    COQL_AGGREGATE_TWICE,
    COQL_ALIAS_EMPTY,
    COQL_ALIAS_IS_COLUMN,
    COQL_ALIAS_TWICE,
    COQL_COLUMN_TWICE,
    COQL_COLUMN_UNSUPPORTED,
)
from crmstead.errors.raised import ApiError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.decimal import MOST_PLACES, Double, places
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import OF_MODULE
from crmstead.query.coql.places import Place
from crmstead.query.coql.tree import Aggregate as Function
from crmstead.query.coql.tree import Column, Expression
from crmstead.query.plan import BASE, Aggregate, ColumnRef


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the answer: its key, what it is, and where in a row its parts stand.

    The parts: the value; of a lookup its record's name, too; of one to any module that module; of
    an average the sum and the count; of what another record keeps the id of that record. What is
    read apart has none.
    """

    key: str
    place: Place
    function: str
    parts: tuple[int, ...]


def check_columns(columns: Sequence[Column]) -> None:
    """Check that columns of SELECT and their aliases differ.

    Raises:
        ApiError: two are alike, or an alias is empty or a column's name.
    """
    seen: dict[Expression, None] = {}
    for column in columns:
        expression = column.expression
        if expression in seen:
            if isinstance(expression, Function):
                raise ApiError(
                    COQL_AGGREGATE_TWICE,
                    column_name=expression.path.text,
                    aggregate=expression.function,
                )
            raise ApiError(COQL_COLUMN_TWICE, column_name=expression.text)
        seen[expression] = None
    plain = {column.expression.text for column in columns if column.alias is None}
    named: dict[str, str] = {}
    for column in columns:
        alias, text = column.alias, column.expression.text
        if alias is None:
            continue
        if not alias.strip():
            raise ApiError(COQL_ALIAS_EMPTY, column_name=text, alias=alias)
        if alias in named:
            raise ApiError(COQL_ALIAS_TWICE, referred_columns=[named[alias], text], alias=alias)
        if alias in plain:
            raise ApiError(COQL_ALIAS_IS_COLUMN, column_name=text, alias=alias)
        named[alias] = text


def aggregate_of(place: Place, function: str) -> Aggregate:
    """Return a function of the values of a place."""
    column = place.column
    numeric = place.numeric_text and function != "COUNT"
    return Aggregate(column.alias, column.name, column.kind, function, numeric)


def beside(place: Place, *, grouped: bool) -> list[ColumnRef]:
    """Return what else is read to show a value."""
    if place.field.kind == "any_module_lookup":
        return [replace(place.column, name=place.column.name + OF_MODULE)]
    if place.shows != "value":
        return []
    if place.target:
        return [ColumnRef(place.target, place.named_by)]
    # A group is of values, not of the records that they are read from.
    return [] if grouped or place.alias == BASE else [ColumnRef(place.alias, "id")]


def check_simple(place: Place) -> None:
    """Check that values are plain, so that they sort and may be alike.

    Raises:
        ApiError: they are lists, text of several lines, or kept from the API.
    """
    kind = type_of(place.field.kind)
    several = place.field.textarea_type is not None or place.field.kind == "textarea"
    if place.restricted or several or kind.column in {None, ColumnKind.JSON}:
        raise ApiError(COQL_COLUMN_UNSUPPORTED, column_name=place.path.text)


def text_of(output: Output, row: Sequence[Value]) -> str | None:
    """Return the value of a subquery's row as a query would write it."""
    value = row[output.parts[0]]
    if value is None:
        return None
    field_, kind = output.place.field, type_of(output.place.field.kind)
    if output.function == "COUNT":
        return str(value)
    if output.function == "AVG":
        value = Decimal(value) / row[output.parts[1]]
    if isinstance(kind, Double):
        value = Decimal(value).scaleb(-places(field_))
    if isinstance(value, Decimal):
        return f"{round(value, MOST_PLACES):f}"
    if field_.kind == "datetime":
        return datetime.datetime.fromtimestamp(value, datetime.UTC).isoformat()
    if output.place.column.kind is ColumnKind.BOOLEAN:
        return "true" if value else "false"
    return str(value)
