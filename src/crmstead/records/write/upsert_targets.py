"""Which record an item of an upsert changes: found by the fields that tell records apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.access.visibility import visible_records
from crmstead.errors.changing import DUPLICATE_CHECK_INVALID
from crmstead.errors.raised import ApiError, RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Compare,
    Condition,
    OneOf,
    ReadPlan,
    Selection,
    both,
)
from crmstead.records.write.checker import checker_of
from crmstead.records.write.line_items import body_names
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import CONVERTED, column_of, form_column, unique_form

#: The key of the body that names the fields.
KEY = "duplicate_check_fields"
#: A field, and the form of a value in it.
Mark = tuple[str, str]


def check_fields(caller: Caller, module: Module, given: Any) -> tuple[Field, ...]:
    """Return the fields that items are looked up by, in their order (Upsert Records, table).

    The system's own field comes first where none is named, and not at all where others are. Those
    hidden from the caller are not among them.

    Raises:
        ApiError: no array, or a field that records do not differ by.
    """
    system = module.by_name.get(module.duplicate_check or "")
    own = [field for field in module.unique_fields if field is not system]
    among = visible_fields(caller, ((system,) if system else ()) + tuple(own))
    known = {field.api_name: field for field in among}
    own = [field for field in own if field.api_name in known]
    system = system if system and system.api_name in known else None
    if given is not None and not isinstance(given, list):
        raise _invalid("$." + KEY, expected_data_type="jsonarray")
    named: dict[str, Field] = {}
    for place, name in enumerate(given or ()):
        if not isinstance(name, str) or name not in known:
            raise _invalid(f"$.{KEY}[{place}]", supported_values=list(known))
        named[name] = known[name]
    first = named or ({system.api_name: system} if system else {})
    rest = {field.api_name: field for field in own}
    return tuple((first | {name: rest[name] for name in rest if name not in first}).values())


def _invalid(path: str, **details: Any) -> ApiError:
    return ApiError(DUPLICATE_CHECK_INVALID, **details, api_name=KEY, json_path=path)


@dataclass(slots=True)
class Lookup:
    """Finds the records that items change."""

    writing: Writing
    module: Module
    fields: Sequence[Field]

    def marks(self, item: Any) -> list[Mark]:
        """Return what an item is looked up by, in the order of the fields; blanks are left out."""
        if not isinstance(item, dict):
            return []
        names = {field: name for name, field in body_names(self.module).items()}
        found = []
        for field in self.fields:
            given = item.get(field.api_name, item.get(names.get(field.api_name, "")))
            form = None if given is None else self._form(field, given)
            if form is not None:
                found.append((field.api_name, form))
        return found

    def _form(self, field: Field, given: Any) -> str | None:
        parse = checker_of(self.writing, self.module).plain.get(field.api_name)
        if parse is None:
            return None
        try:
            form = unique_form(field, parse(given, self.writing.caller.zone))
        except RecordError:  # told where the item is checked
            return None
        if form is not None and field.external == "user":
            return f"{self.writing.caller.user.id}:{form}"
        return form

    async def find(self, marks: Iterable[Mark]) -> Mapping[Mark, int]:
        """Return the record that each mark leads to: the oldest that is live and visible."""
        wanted: dict[str, set[str]] = {}
        for name, form in marks:
            wanted.setdefault(name, set()).add(form)
        found: dict[Mark, int] = {}
        for name, forms in wanted.items():
            for record, form in await self._holders(self.module.by_name[name], forms):
                found.setdefault((name, form), record)
        return found

    async def _holders(self, field: Field, forms: set[str]) -> Sequence[Sequence[Any]]:
        column = ColumnRef(BASE, form_column(field), ColumnKind.TEXT)
        where = both(
            LIVE,
            OneOf(column, tuple(sorted(forms))),
            visible_records(self.writing.catalogue, self.writing.caller, self.module),
            self._unconverted(),
        )
        selection = Selection(self.module.api_name, (ID, column))
        plan = ReadPlan(selection, where, IN_ORDER, limited=False)
        return await read(self.writing.transaction, self.writing.org, plan)

    def _unconverted(self) -> Condition:
        field = self.module.by_name.get(CONVERTED)
        if field is None:
            return EVERYTHING
        return Compare(ColumnRef(BASE, column_of(field), ColumnKind.BOOLEAN), "=", False)
