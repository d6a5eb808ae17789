"""Values of external fields to the ids of records: one statement for each module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.ids import MAX_ID
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Condition, OneOf, ReadPlan, Selection, both
from crmstead.query.plan import Any as AnyOf
from crmstead.records.external.naming import Named
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import ensure_tables, unique_column, unique_form

#: A module, one of its fields, and the form of a value in it.
Mark = tuple[str, str, str]


def form_of(field: Field, value: Any, caller: Caller) -> str | None:
    """Return the form in which a value is kept, None for what no external field can hold.

    A user-based external id is the user's own: others' records are not found by it.
    """
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    form = unique_form(field, value)
    if not form:
        return None
    return f"{caller.user.id}:{form}" if field.external == "user" else form


async def resolve(org: OpenOrg, caller: Caller, named: Sequence[Named]) -> list[int | None]:
    """Return the live record that each stands for, None where the caller sees none."""
    marks = [_mark(one, caller) for one in named]
    wanted: dict[Module, dict[Field, set[str]]] = {}
    for one, mark in zip(named, marks, strict=True):
        if mark is not None:
            fields = wanted.setdefault(one.by.module, {})
            fields.setdefault(one.by.field, set()).add(mark[2])
    for module in wanted:
        await ensure_tables(org, module)
    found: dict[Mark, int] = {}
    if wanted:
        async with org.database.reading() as reader:
            for module, fields in wanted.items():
                found |= await _holders(reader, org, caller, module, fields)
    return [None if mark is None else found.get(mark) for mark in marks]


def _mark(named: Named, caller: Caller) -> Mark | None:
    form = form_of(named.by.field, named.value, caller)
    return None if form is None else (named.by.module.api_name, named.by.name, form)


async def _holders(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    module: Module,
    fields: dict[Field, set[str]],
) -> dict[Mark, int]:
    selection = _selection(module, tuple(unique_column(field) for field in fields))
    _, *columns = selection.columns
    ways: list[Condition] = [
        OneOf(column, tuple(sorted(forms)))
        for column, forms in zip(columns, fields.values(), strict=True)
    ]
    where = both(
        LIVE,
        ways[0] if len(ways) == 1 else AnyOf(tuple(ways)),
        visible_records(org.catalogue, caller, module),
    )
    rows = await read(reader, org, ReadPlan(selection, where, (), limited=False))
    return {
        (module.api_name, field.api_name, form): row[0]
        for row in rows
        for field, form in zip(fields, row[1:], strict=True)
        if form is not None
    }


@derived
def _selection(module: Module, columns: tuple[str, ...]) -> Selection:
    refs = (ColumnRef(BASE, name, ColumnKind.TEXT) for name in columns)
    return Selection(module.api_name, (ID, *refs))


def stand_in(number: int) -> int:
    """Return an id that no record has, a different one for each number."""
    return MAX_ID - number
