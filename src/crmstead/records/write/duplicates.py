"""Unique fields: no two live records of a module share a value (Insert Records, DUPLICATE_DATA).

Values compare without regard to case and outer blanks, null is like nothing. What is looked up
here is guarded by a unique index, so two servers cannot both pass the check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.errors.raised import RecordError
from crmstead.errors.values import DUPLICATE, MULTIPLE
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.duplicate_check import FieldMapping
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection, both
from crmstead.records.write.draft import Draft
from crmstead.records.write.state import is_converted
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, read
from crmstead.store.schema import column_of, unique_column, unique_form

_OWNER = "Owner"


@dataclass(slots=True)
class UniqueValues:
    """Values taken, by field: those in store, and those of earlier items of the request."""

    writing: Writing
    module: Module
    #: field -> unique form -> (record id, owner id)
    taken: dict[str, dict[str, tuple[int, int | None]]] = field(default_factory=dict)
    #: The same of records of other modules, with their module, where a preference names them.
    mapped: dict[str, dict[str, tuple[Module, int, int | None]]] = field(default_factory=dict)
    #: Records with such values that are none of the caller's to see.
    unseen: set[int] = field(default_factory=set)

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read who holds the values that the drafts want, one statement per unique field."""
        for unique in self.module.unique_fields:
            forms = {form for draft in drafts if (form := _wanted(draft, unique)) is not None}
            self.taken[unique.api_name] = await self._holders(self.module, unique, sorted(forms))
        preference = self.writing.catalogue.duplicate_check_of.get(self.module.api_name)
        for mapping in () if preference is None else preference.mappings:
            await self._load_mapped(mapping, drafts)

    async def _load_mapped(self, mapping: FieldMapping, drafts: Sequence[Draft]) -> None:
        """Read which records of another module have the values that new records want."""
        known = self.writing.catalogue.module_by_name
        current, other = self.module.by_name.get(mapping.current), known.get(mapping.mapped_module)
        mapped = other.by_name.get(mapping.mapped) if other else None
        if other is None or mapped is None or current is None or not mapped.unique:
            return
        values = (one.values.get(column_of(current)) for one in drafts if one.before is None)
        forms = {form for value in values if (form := unique_form(mapped, value)) is not None}
        holders = await self._holders(other, mapped, sorted(forms))
        self.mapped.setdefault(current.api_name, {}).update(
            (form.lower(), (other, *holder)) for form, holder in holders.items()
        )

    async def _holders(
        self, module: Module, unique: Field, forms: list[str]
    ) -> dict[str, tuple[int, int | None]]:
        if not forms:
            return {}
        column = ColumnRef(BASE, unique_column(unique), ColumnKind.TEXT)
        columns = [ColumnRef(BASE, "id"), column]
        if _OWNER in module.by_name:
            columns.append(ColumnRef(BASE, _OWNER))
        selection = Selection(module.api_name, tuple(columns))
        plan = ReadPlan(selection, OneOf(column, tuple(forms)), (), limited=False)
        rows = await read(self.writing.transaction, self.writing.org, plan)
        await self._note_unseen(module, {row[0] for row in rows})
        return {row[1]: (row[0], row[2] if len(row) > 2 else None) for row in rows}  # noqa: PLR2004

    async def _note_unseen(self, module: Module, records: set[int]) -> None:
        """Note which of some records the caller does not see: that they are there is not told."""
        caller = self.writing.caller
        if not records or caller.administrator:
            return
        seen = visible_records(self.writing.catalogue, caller, module)
        plan = ReadPlan(
            Selection(module.api_name, (ID,), passing=True),
            both(OneOf(ID, tuple(records)), seen),
            (),
            limited=False,
        )
        rows = await read(self.writing.transaction, self.writing.org, plan)
        self.unseen |= records - {row[0] for row in rows}

    def check(self, draft: Draft) -> None:
        """Tell whose values a draft wants.

        Raises:
            RecordError: one field collides (DUPLICATE_DATA), or several do (all in one error).
        """
        clashes: list[RecordError] = []
        for unique in self.module.unique_fields:
            form = _wanted(draft, unique)
            holder = None if form is None else self.taken[unique.api_name].get(form)
            if holder is not None and not _is_own(draft, holder[0]):
                clashes.append(self._clash(unique, self.module, *holder))
            elif draft.before is None and unique.api_name in self.mapped:
                # unspecified: no index spans two modules, so of two servers both may pass this.
                other = self.mapped[unique.api_name].get(_mapped_form(draft, unique))
                if other is not None:
                    clashes.append(self._clash(unique, *other))
        if len(clashes) == 1:
            raise clashes[0]
        if clashes:
            raise RecordError(MULTIPLE, errors=clashes)

    def claim(self, drafts: Sequence[Draft]) -> None:
        """Take the values of drafts that one item became, all of them or none.

        The first of them was checked.

        Raises:
            RecordError: as `check` does, where two of the drafts want the same.
        """
        mine: list[tuple[str, str]] = []
        try:
            for number, draft in enumerate(drafts):
                if number:
                    self.check(draft)
                mine += self._take(draft)
        except RecordError:
            for name, form in mine:
                del self.taken[name][form]
            raise

    def _take(self, draft: Draft) -> list[tuple[str, str]]:
        mine = []
        for unique in self.module.unique_fields:
            form = _form(draft, unique)
            draft.values[unique_column(unique)] = form
            if form is not None and form not in self.taken[unique.api_name]:
                owner = draft.values.get(_OWNER)
                self.taken[unique.api_name][form] = (draft.id, owner)
                mine.append((unique.api_name, form))
        return mine

    def _clash(self, unique: Field, module: Module, record: int, owner: int | None) -> RecordError:
        if record in self.unseen:
            return RecordError(DUPLICATE, (unique.api_name,))
        details: dict[str, Any] = {"id": str(record)}
        if self.writing.version.json_paths:
            details["more_records"] = False
            details["duplicate_record"] = self._holder(module, record, owner)
        return RecordError(DUPLICATE, (unique.api_name,), **details)

    def _holder(self, module: Module, record: int, owner: int | None) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        user = self.writing.catalogue.user_by_id.get(owner or 0)
        if user is not None:
            shown["Owner"] = {"name": user.full_name, "id": str(user.id), "zuid": user.zuid}
        shown["module"] = {"api_name": module.api_name, "id": str(module.id)}
        shown["id"] = str(record)
        return shown


def _wanted(draft: Draft, unique: Field) -> str | None:
    """Return the form of a value that a draft wants and does not have already."""
    form = _form(draft, unique)
    if draft.before is not None and draft.before.get(unique_column(unique)) == form:
        return None
    return form


def _mapped_form(draft: Draft, unique: Field) -> str:
    """Return the form in which a value is compared with another module's."""
    value = draft.values.get(column_of(unique))
    return "" if value is None else str(value).strip().lower()


def _is_own(draft: Draft, record: int) -> bool:
    return draft.before is not None and draft.id == record


def in_order_of_values(module: Module, drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return drafts that are to be inserted, in the order of the unique values that they claimed.

    Requests that want the same values take them in the same order, so none waits in a circle.
    """
    if not module.unique_fields or len(drafts) < 2:  # noqa: PLR2004 - one is in order
        return drafts
    columns = [unique_column(unique) for unique in module.unique_fields]
    return sorted(drafts, key=lambda draft: [draft.values.get(name) or "" for name in columns])


def _form(draft: Draft, unique: Field) -> str | None:
    if is_converted(draft.before or draft.values):
        # Whether it has its values still, the duplicate check preference decided; one that comes
        # back from the recycle bin has none yet.
        kept: str | None = (draft.before or {}).get(unique_column(unique))
        return kept
    form = unique_form(unique, draft.values.get(column_of(unique)))
    if form is not None and unique.external == "user":
        # A user-based external id is the user's own: two users may have the same.
        return f"{draft.values.get('Created_By')}:{form}"
    return form
