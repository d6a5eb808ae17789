"""Unique values of converted records: theirs only where the duplicate check preference says so.

They are free otherwise, as those of records in the recycle bin are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.duplicate_check import CONVERTED_RECORDS
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    ColumnRef,
    Compare,
    Condition,
    OneOf,
    ReadPlan,
    Selection,
    both,
)
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_rows
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import (
    CONVERTED,
    column_of,
    module_table,
    unique_column,
    unique_form,
)


async def free_values(writing: Writing, module: Module, records: Sequence[int]) -> None:
    """Let the unique values of records that were just converted be taken by others.

    Not where converted records count as duplicates.
    """
    if not _counted(writing, module):
        await _free(writing, module, records)


async def count_values(writing: Writing, module: Module) -> None:
    """Give converted records their unique values back, where they count as duplicates."""
    if _counted(writing, module):
        await follow_preference(writing, module, counted=True)


def _counted(writing: Writing, module: Module) -> bool:
    preference = writing.catalogue.duplicate_check_of.get(module.api_name)
    return preference is not None and preference.type == CONVERTED_RECORDS


async def follow_preference(writing: Writing, module: Module, *, counted: bool) -> None:
    """Give all converted records of a module their unique values back, or free them.

    A value that another record has meanwhile stays with that one.
    """
    if not module.unique_fields or CONVERTED not in module.by_name:
        return
    if not counted:
        await _free(writing, module, await _converted(writing, module))
        return
    fields = module.unique_fields
    columns = tuple(ColumnRef(BASE, column_of(field)) for field in fields)
    selection = Selection(module.api_name, (ID, *columns))
    plan = ReadPlan(selection, _where(), IN_ORDER, limited=False)
    rows = await read(writing.transaction, writing.org, plan)
    for place, field in enumerate(fields, 1):
        if field.external == "user":
            continue
        forms = {row[0]: unique_form(field, row[place]) for row in rows}
        taken = await _taken(writing, module, unique_column(field), forms.values())
        changed: list[dict[str, Any]] = []
        for record, form in forms.items():
            if form is not None and form not in taken:
                taken.add(form)
                changed.append({"id": record, unique_column(field): form})
        await update_rows(writing.transaction, module_table(module), changed)


def _where() -> Condition:
    return both(LIVE, Compare(ColumnRef(BASE, CONVERTED, ColumnKind.BOOLEAN), "=", value=True))


async def _converted(writing: Writing, module: Module) -> list[int]:
    plan = ReadPlan(Selection(module.api_name, (ID,)), _where(), IN_ORDER, limited=False)
    return [row[0] for row in await read(writing.transaction, writing.org, plan)]


async def _free(writing: Writing, module: Module, records: Sequence[int]) -> None:
    if module.unique_fields and records:
        left = {unique_column(field): None for field in module.unique_fields}
        rows = [{"id": record, **left} for record in records]
        await update_rows(writing.transaction, module_table(module), rows)


async def _taken(writing: Writing, module: Module, column: str, forms: Any) -> set[str]:
    wanted = tuple({form for form in forms if form is not None})
    reference = ColumnRef(BASE, column, ColumnKind.TEXT)
    selection = Selection(module.api_name, (reference,))
    plan = ReadPlan(selection, OneOf(reference, wanted), (), limited=False)
    return {row[0] for row in await read(writing.transaction, writing.org, plan)}
