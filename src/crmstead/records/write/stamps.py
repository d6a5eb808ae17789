"""What a change leaves on the record that is changed, beside its values."""

from __future__ import annotations

from crmstead.model.module import Module
from crmstead.records.write.writing import Writing


def stamps_of(writing: Writing, module: Module) -> dict[str, object]:
    """Return who changes a record of a module when, by the columns that it has."""
    stamps = {"Modified_Time": writing.now, "Modified_By": writing.caller.user.id}
    return {name: value for name, value in stamps.items() if name in module.by_name}


def touched(writing: Writing, module: Module, record: int, **values: object) -> dict[str, object]:
    """Return the row that changes a record: some columns, and who changes it when."""
    return {"id": record, **stamps_of(writing, module), **values}
