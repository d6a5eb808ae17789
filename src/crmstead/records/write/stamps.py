"""What a change leaves on the record that is changed, beside its values."""

from __future__ import annotations

from crmstead.model.module import Module
from crmstead.records.write.writing import Writing


def touched(writing: Writing, module: Module, record: int, **values: object) -> dict[str, object]:
    """Return the row that changes a record: some columns, and who changes it when."""
    stamps = {"Modified_Time": writing.now, "Modified_By": writing.caller.user.id}
    known = {name: value for name, value in stamps.items() if name in module.by_name}
    return {"id": record, **known, **values}
