"""The compiled checks of a module: which fields an item may give, and how each is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.access.fields import limited_profiles
from crmstead.fieldtypes.base import Parser
from crmstead.fieldtypes.collections import Collection
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.straight import StraightChecks
from crmstead.records.write.writing import Writing
from crmstead.store.schema import PARENT, column_of

#: `$` keys that an item may carry; all others are taken for a copied answer and ignored.
SPECIAL_KEYS = frozenset({"$line_tax"})
#: What an update may do to a field (`operation_type`).
_UPDATED = "api_update"
_TIMES = ("Created_Time", "Modified_Time")
_USERS = ("Created_By", "Modified_By")
_REFERENCES = frozenset({"lookup", "product_lookup", "user"})


class Checker:
    """The compiled checks of one module: parsers, defaults, mandatory fields.

    For updates: without the fields that only a new record takes. For a profile: without the fields
    that it does not have, which are ignored like any unknown key, and of which none must be given.
    """

    def __init__(self, module: Module, *, updates: bool = False, profile: int = 0) -> None:
        self.module = module
        self._updates = updates
        self._profile = profile
        #: Fields that the profile only reads.
        self.read_only: frozenset[str] = frozenset()
        self.fields: dict[str, Field] = {}
        #: Fields whose value is checked by itself: a column that points to no record.
        self.plain: dict[str, Parser] = {}
        self.references: dict[str, Parser] = {}
        #: Fields whose values are rows beside the record, each with the check of their array.
        self.collections: dict[str, Collection] = {}
        self.mandatory: tuple[Field, ...] = tuple(
            field
            for field in module.fields
            if field.system_mandatory and not field.input_ignored and not self._lacks(field)
        )
        #: Columns of the mandatory fields, None where one of them is kept in rows.
        self.mandatory_columns = _columns(self.mandatory)
        self.defaults: dict[str, Any] = {}
        #: Fields of when a record was made and changed, and of who did it.
        self.times = tuple(name for name in _TIMES if name in module.by_name)
        self.users = tuple(name for name in _USERS if name in module.by_name)
        for field in (*module.fields, *module.properties):
            self._add(field)
        self.straight = StraightChecks(self.fields, self.plain, self.references)

    def _add(self, field: Field) -> None:
        kind = type_of(field.kind)
        if kind.column is not None and field.column is None:
            default = kind.default(field)
            if default is not None:
                self.defaults[field.api_name] = default
        is_property = field.api_name.startswith("$") and field.api_name not in SPECIAL_KEYS
        # A row is its record's, whatever the answer says that it was copied from.
        is_parent = self.module.is_subform and field.api_name == PARENT
        fixed = self._updates and _UPDATED not in field.operation_type
        if field.input_ignored or kind.computed or is_property or is_parent or fixed:
            return
        if self._profile in field.hidden_from:
            return
        if self._profile in field.read_only_for:
            self.read_only |= {field.api_name}
            return
        self.fields[field.api_name] = field
        if field.kind in _REFERENCES:
            self.references[field.api_name] = kind.parser(field)
        elif isinstance(kind, Collection):
            self.collections[field.api_name] = kind
        elif kind.column is not None and field.kind != "any_module_lookup":
            self.plain[field.api_name] = kind.parser(field)

    def _lacks(self, field: Field) -> bool:
        return self._profile in field.hidden_from or self._profile in field.read_only_for


def _columns(fields: Sequence[Field]) -> tuple[str, ...] | None:
    if any(type_of(field.kind).column is None for field in fields):
        return None
    return tuple(column_of(field) for field in fields)


def checker_of(writing: Writing, module: Module, *, updates: bool = False) -> Checker:
    """Return the checks of a module, for new records or for updates; compiled once a catalogue.

    They are the same for all profiles that have every field.
    """
    profile = writing.caller.profile.id
    if profile not in limited_profiles(module):
        profile = 0
    key = ("checker", module.api_name, updates, profile)
    found: Checker | None = writing.org.compiled.get(key)
    if found is None:
        found = writing.org.compiled[key] = Checker(module, updates=updates, profile=profile)
    return found
