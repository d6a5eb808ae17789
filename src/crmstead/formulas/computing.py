"""What the formula fields of a record hold: stored values in, stored values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from crmstead.fieldtypes.decimal import MOST_DIGITS, scale, unscale
from crmstead.formulas.evaluating import Record, evaluate
from crmstead.formulas.fields import Computed, formulas_of, named
from crmstead.formulas.functions.base import Moment
from crmstead.formulas.functions.dates import at
from crmstead.formulas.tree import references
from crmstead.formulas.types import OF_KIND, Type, Value
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module

#: Characters of a text that a formula field keeps.
MOST_CHARACTERS = 2000
_SCALED = frozenset({"double", "percent", "currency"})
#: What an empty field counts as in a formula with `assume_default`.
_DEFAULTS: Mapping[Type, Value] = {Type.NUMBER: Decimal(0), Type.TEXT: "", Type.BOOLEAN: False}


def compute(module: Module, values: dict[str, Any], moment: Moment) -> None:
    """Put the values of a record's formula fields among its values, by column, as stored.

    `Now()` and its like are the moment of the write, as the real product has it.
    """
    for one, read in _readers(module):
        record = Record(partial(_named, read, values, moment), moment)
        value = evaluate(one.node, record)
        values[one.field.api_name] = stored(one.field, value, moment)


Read = Callable[[Mapping[str, Any], Moment], Value]


def _named(read: Mapping[str, Read], values: Mapping[str, Any], moment: Moment, name: str) -> Value:
    return read[name](values, moment)


@derived
def _readers(module: Module) -> tuple[tuple[Computed, Mapping[str, Read]], ...]:
    """Return the formulas of a module, each with what reads the fields that it names."""
    return tuple(
        (
            one,
            {
                name: _read(named(module, name), assume_default=one.field.assume_default)
                for name in set(references(one.node))
            },
        )
        for one in formulas_of(module)
    )


def _read(field: Field, *, assume_default: bool) -> Read:
    column = field.column or field.api_name
    default = _DEFAULTS.get(OF_KIND[field.kind]) if assume_default else None

    def read(values: Mapping[str, Any], moment: Moment) -> Value:
        kept = values.get(column)
        return default if kept is None else value_of(field, kept, moment)

    return read


def value_of(field: Field, kept: Any, moment: Moment) -> Value:
    """Return a stored value as formulas have it."""
    if field.kind in _SCALED:
        return unscale(kept, field)
    if field.kind == "date":
        return date.fromisoformat(kept)
    if field.kind == "datetime":
        return datetime.fromtimestamp(kept, moment.zone)
    if field.kind == "boolean":
        return bool(kept)
    return str(kept) if OF_KIND[field.kind] is Type.TEXT else Decimal(kept)


def stored(field: Field, value: Value, moment: Moment) -> Any:
    """Return what a formula field keeps of a value; nothing of a number with too many digits."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, Decimal):
        scaled = scale(value, field)
        return scaled if abs(scaled) < 10**MOST_DIGITS else None
    if isinstance(value, str):
        return value[:MOST_CHARACTERS]
    if field.kind == "datetime":
        return int(at(value, moment.zone).astimezone(UTC).timestamp())
    return value.isoformat()[:10]
