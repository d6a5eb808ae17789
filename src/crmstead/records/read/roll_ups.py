"""Values of roll-up summaries: worked out when a record is read, for a whole page at once.

Nothing of them is kept, so they are right whatever happens to the related records: changed,
deleted, restored, merged or linked. They are values of the record, so all who see it see the same:
related records count that the caller does not see, as the product's do; those in the bin do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmstead.access.caller import Caller
from crmstead.databases.base import Reader, Row
from crmstead.fieldtypes.registry import type_of
from crmstead.formulas.types import OF_KIND, TIMES, Type
from crmstead.metadata.roll_ups import Rule, rule_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    Aggregate,
    ColumnRef,
    Condition,
    IsNull,
    Join,
    Not,
    OneOf,
    ReadPlan,
    Selection,
    both,
    moved,
)
from crmstead.query.special_values import Moment
from crmstead.records.read.rendering import Extra, Shown, single_value
from crmstead.records.related.relations import Relation, relations_of
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import column_of

_JOINED = "s"
#: What is read of a group for each function, of the id where there is no field.
_READ = {
    "COUNT": ("COUNT",),
    "SUM": ("SUM",),
    "AVERAGE": ("SUM", "COUNT"),
    "MIN": ("MIN",),
    "MAX": ("MAX",),
}
#: unspecified: values where there are no related records; of other functions there is none.
_OF_NONE = {"COUNT": 0, "SUM": 0}
_DECIMALS = frozenset({"double", "percent", "currency"})
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Summary:
    """A roll-up summary of one module, ready to be asked for."""

    rule: Rule
    relation: Relation
    of: Field | None
    #: Whether the value is that of the record that came last.
    newest: bool
    #: Reads what the function needs, by the record it is of where all are read at once.
    selection: Selection
    #: Column that names the record, None where each has to be asked for by itself.
    near: ColumnRef | None

    def where(self, moment: Moment, closed: frozenset[str]) -> Condition:
        """Return which records count, apart from whose they are."""
        criteria, module = self.rule.criteria, self.relation.module
        asked = condition_of(criteria, module, moment, closed) if criteria else EVERYTHING
        asked = both(asked, self.relation.open_ones(moment))
        if self.relation.link is None:
            return both(LIVE, asked)
        there = Not(IsNull(ColumnRef(_JOINED, "id")))
        return both(LIVE, there, asked if asked is EVERYTHING else moved(asked, _JOINED))


async def load_roll_up(
    reader: Reader, org: OpenOrg, caller: Caller, module: Module, field: Field, ids: Sequence[int]
) -> dict[int, Any]:
    """Return what a roll-up summary's functions give for some records, in stored form: id -> row.

    Empty where the summary says nothing good, names what is gone, or sums up what is restricted.
    """
    summary = _summary(org, module, field)
    if summary is None:
        return {}
    moment = Moment(org.clock.seconds(), caller.zone, caller.user.id)
    try:
        where = summary.where(moment, org.catalogue.restricted_fields(summary.relation.module))
    except CriteriaError:
        return {}
    if summary.near is not None:
        among = both(OneOf(summary.near, tuple(ids)), where)
        rows = await read(reader, org, _plan(summary, among))
        return {row[0]: row[1:] for row in rows}
    found: dict[int, Any] = {}
    for one in ids:
        own = both(summary.relation.condition(one, moment), where)
        rows = await read(reader, org, _plan(summary, own))
        if any(rows[0]):
            found[one] = rows[0]
    return found


async def show_roll_up(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    shown: Shown,
    module: Module,
    field: Field,
    ids: Sequence[int],
) -> Extra:
    """Return the values of a roll-up summary as they are shown, by record."""
    summary = _summary(org, module, field)
    if summary is None:
        return {}
    found = await load_roll_up(reader, org, caller, module, field, ids)
    if summary.newest:
        found = await _of_newest(reader, org, summary, found)
    value = _value_of(summary)
    values = dict.fromkeys(ids, _OF_NONE.get(summary.rule.function))
    return values | {record: value(row, shown) for record, row in found.items()}


def _plan(summary: _Summary, where: Condition) -> ReadPlan:
    return ReadPlan(summary.selection, where, (), limited=False)


def _summary(org: OpenOrg, module: Module, field: Field) -> _Summary | None:
    known: dict[int, _Summary | None] = org.compiled.setdefault("roll-ups", {})
    if field.id not in known:
        rule = rule_of(field)
        known[field.id] = None if rule is None else _compiled(org, module, rule)
    return known[field.id]


def _compiled(org: OpenOrg, module: Module, rule: Rule) -> _Summary | None:
    relations = relations_of(org, module, rule.related_list) or ()
    if len(relations) != 1:
        return None
    relation = relations[0]
    of = relation.module.by_name.get(rule.of or "")
    if (rule.of is not None and of is None) or not able(rule.function, of):
        return None
    if of is not None and org.catalogue.restricted(relation.module, of):
        return None
    newest = rule.function == "RECENT" and OF_KIND[of.kind] not in TIMES if of else False
    selection, near = _selection(relation, _columns(rule, of, relation, newest=newest))
    return _Summary(rule, relation, of, newest, selection, near)


def able(function: str, of: Field | None) -> bool:
    """Tell whether a function takes the values of a field; None: of the records themselves."""
    if of is None:
        return function == "COUNT"
    kind = OF_KIND.get(of.kind)
    if function in {"SUM", "AVERAGE"}:
        return kind is Type.NUMBER
    if function in {"MIN", "MAX"}:
        return kind is Type.NUMBER or kind in TIMES
    return kind is not None and type_of(of.kind).column is not None


def _columns(
    rule: Rule, of: Field | None, relation: Relation, *, newest: bool
) -> tuple[ColumnRef, ...]:
    alias = BASE if relation.link is None else _JOINED
    if of is None or newest:
        return (Aggregate(alias, "id", ID.kind, "MAX" if newest else "COUNT"),)
    column = type_of(of.kind).column
    assert column is not None  # noqa: S101 - able() says so
    functions = _READ.get(rule.function, ("MAX",))
    return tuple(Aggregate(alias, column_of(of), column, one) for one in functions)


def _selection(
    relation: Relation, columns: tuple[ColumnRef, ...]
) -> tuple[Selection, ColumnRef | None]:
    if relation.link is not None:
        near = ColumnRef(BASE, relation.link.near)
        joins = (Join(_JOINED, relation.module.api_name, relation.link.far),)
        table = relation.link.module.api_name
        return Selection(table, (near, *columns), joins, (near,)), near
    if len(relation.lookups) == 1 and not relation.rows:
        near = ColumnRef(BASE, column_of(relation.lookups[0]))
        return Selection(relation.module.api_name, (near, *columns), (), (near,)), near
    return Selection(relation.module.api_name, columns), None


async def _of_newest(
    reader: Reader, org: OpenOrg, summary: _Summary, found: dict[int, Row]
) -> dict[int, Row]:
    """Return the values of the records that came last, of whose ids there are."""
    assert summary.of is not None  # noqa: S101 - newest
    columns = (ID, ColumnRef(BASE, column_of(summary.of)))
    selection = Selection(summary.relation.module.api_name, columns, passing=True)
    newest = OneOf(ID, tuple(row[0] for row in found.values() if row[0] is not None))
    rows = await read(reader, org, ReadPlan(selection, newest, (), limited=False))
    values = {row[0]: row[1:] for row in rows}
    return {record: values[row[0]] for record, row in found.items() if row[0] in values}


def _value_of(summary: _Summary) -> Callable[[Row, Shown], Any]:
    of, function = summary.of, summary.rule.function
    if of is None or function == "COUNT":
        return lambda row, _shown: row[0]
    if function == "AVERAGE":
        return _average(of)
    render = single_value(of)
    scaled = of.kind in _DECIMALS

    def value(row: Row, shown: Shown) -> Any:
        stored = row[0]
        if stored is None:
            return _OF_NONE.get(function)
        # Databases give sums in types of their own.
        return render(int(stored) if scaled or function == "SUM" else stored, shown)

    return value


def _average(of: Field) -> Callable[[Row, Shown], Any]:
    render, scaled = single_value(of), of.kind in _DECIMALS

    def value(row: Row, shown: Shown) -> Any:
        total, count = row
        if not count:
            return None
        exact = Decimal(int(total)) / count
        if scaled:
            return render(int(exact.to_integral_value(ROUND_HALF_UP)), shown)
        return float(exact.quantize(_CENT, ROUND_HALF_UP))

    return value
