"""One item of a body to a draft: types, lengths, formats, references, mandatory fields.

The order is the contract's (records reference 1.7): fields as the body has them, the first that
fails stops the record; then mandatory fields in metadata order; then what behaviours compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmstead.access.fields import limited_profiles, writes
from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    FIELD_NOT_PERMITTED,
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    VALUE_INVALID,
)
from crmstead.fieldtypes.base import Parser
from crmstead.fieldtypes.collections import Collection
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Layout, Module
from crmstead.records.behaviours.registry import behaviours_of
from crmstead.records.write.draft import Draft
from crmstead.records.write.line_items import body_names
from crmstead.records.write.references import check_reference, resolve_any_module
from crmstead.records.write.straight import Straight, StraightChecks
from crmstead.records.write.tags import parse_tags
from crmstead.records.write.writing import Writing
from crmstead.store.schema import MODULE_SUFFIX, PARENT, column_of

LAYOUT = "Layout"
#: `$` keys that an item may carry; all others are taken for a copied answer and ignored.
_SPECIAL = frozenset({"$line_tax"})
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
        is_property = field.api_name.startswith("$") and field.api_name not in _SPECIAL
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


def parse_item(writing: Writing, module: Module, index: int, item: Any) -> Draft:
    """Return the draft of an item with its own fields parsed; rows are parsed later.

    Raises:
        RecordError: the first thing that is wrong.
    """
    draft = begin_item(writing, module, index, item)
    parse_fields(writing, draft)
    return draft


def begin_item(writing: Writing, module: Module, index: int, item: Any) -> Draft:
    """Return the draft of an item; its fields are read where they are all plainly good.

    That takes no other record, so what an item points to is known before it is looked for.

    Raises:
        RecordError: no object, one field under two names, or an unknown layout.
    """
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    draft = Draft(module, index, renamed(module, item))
    draft.layout, draft.layout_given = find_layout(module, item, writing.caller.profile.id)
    _read_straight(writing, draft)
    return draft


def parse_update(
    writing: Writing, module: Module, index: int, item: dict[str, Any], stored: Mapping[str, Any]
) -> Draft:
    """Return the draft of an item that changes a record, or a row, which is stored as given.

    Raises:
        RecordError: the first thing that is wrong.
    """
    draft = Draft(module, index, renamed(module, item), values=dict(stored), before=stored)
    profile = writing.caller.profile.id
    draft.layout, draft.layout_given = find_layout(module, item, profile, stored.get(LAYOUT))
    if draft.layout_given and draft.layout is not None:
        draft.values[LAYOUT] = draft.layout.id
    else:
        draft.layout = layout_of(module, stored) or draft.layout
    _read_straight(writing, draft)
    parse_fields(writing, draft)
    return draft


def layout_of(module: Module, stored: Mapping[str, Any]) -> Layout | None:
    """Return the layout that a stored record has, None where the module has it no more."""
    kept = (layout for layout in module.layouts if layout.id == stored.get(LAYOUT))
    return next(kept, None)


def _read_straight(writing: Writing, draft: Draft) -> None:
    """Read the fields of a draft in one go where all of them count and are plainly good."""
    checker = checker_of(writing, draft.module, updates=draft.before is not None)
    if draft.layout_given:
        return
    straight = checker.straight.find(draft.given)
    values = None if straight is None else straight.parse(draft.given, writing.caller.zone)
    if values is not None:
        draft.straight = straight
        draft.values = {**draft.values, **values} if draft.values else values


def renamed(module: Module, item: dict[str, Any]) -> dict[str, Any]:
    """Return an item under the fields' own names; the item itself where it has no others.

    Raises:
        RecordError: one field is given under two names, with different content.
    """
    names = body_names(module)
    if item.keys().isdisjoint(names.keys()):
        return item
    own: dict[str, Any] = {}
    for name, value in item.items():
        field = names.get(name, name)
        if field in own and own[field] != value:
            raise RecordError(VALUE_INVALID, (name,))
        own[field] = value
    return own


def find_layout(
    module: Module, item: Mapping[str, Any], profile: int, kept: int | None = None
) -> tuple[Layout | None, bool]:
    """Return the layout that an item names, else that of the profile; and whether it was named.

    What a record has already, `kept`, may always be named.

    Raises:
        RecordError: it names none that users of the profile may give a record of the module.
    """
    default = module.layout_for(profile)
    given = item.get(LAYOUT)
    if given is None or default is None:
        return default, False
    try:
        wanted = reference_id(given)
    except RecordError as error:
        raise error.below(LAYOUT) from None
    for layout in module.layouts:
        if layout.id == wanted and (layout.is_for(profile) or layout.id == kept):
            return layout, True
    if wanted is None:
        return default, False
    raise RecordError(REFERENCE_INVALID, (LAYOUT, "id"))


def parse_fields(writing: Writing, draft: Draft) -> None:
    """Parse the fields of a draft in the order of its body.

    Raises:
        RecordError: the first field that fails.
    """
    checker = checker_of(writing, draft.module, updates=draft.before is not None)
    _require_writable(checker, draft.given)
    if draft.straight is not None:
        _parse_rest(writing, checker, draft, draft.straight)
        return
    processed = _processed(draft)
    plain, fields, values = checker.plain.get, checker.fields, draft.values
    zone = writing.caller.zone
    for name, given in draft.given.items():
        if processed is not None and name not in processed:
            continue
        parse = plain(name)
        if parse is None:
            if name in fields:
                _parse_special(writing, checker, draft, fields[name], given)
        elif given is None:
            values[name] = None
        else:
            try:
                values[name] = parse(given, zone)
            except RecordError as error:
                raise error.below(name) from None


def _require_writable(checker: Checker, names: Iterable[str]) -> None:
    """Check that an item gives no field that its caller's profile only reads.

    unspecified: the product's own words.

    Raises:
        RecordError: the first one that it gives.
    """
    if checker.read_only:
        for name in names:
            if name in checker.read_only:
                raise RecordError(FIELD_NOT_PERMITTED, (name,))


def _parse_rest(writing: Writing, checker: Checker, draft: Draft, straight: Straight) -> None:
    """Parse what was left out when a draft was read in one go, and look for its records."""
    for field in straight.special:
        name = field.api_name
        if name not in checker.references:
            _parse_special(writing, checker, draft, field, draft.given[name])
        elif draft.values[name] is not None:
            try:
                check_reference(writing, field, draft.values[name])
            except RecordError as error:
                raise error.below(name) from None


def _processed(draft: Draft) -> frozenset[str] | None:
    """Return the fields that count: those of the layout where one is named, else all."""
    if not draft.layout_given or draft.layout is None:
        return None
    mandatory = {field.api_name for field in draft.module.fields if field.system_mandatory}
    return draft.layout.field_names() | mandatory | _SPECIAL


def _parse_special(
    writing: Writing, checker: Checker, draft: Draft, field: Field, given: Any
) -> None:
    """Parse a field that points to records, or whose value is kept in rows."""
    name = field.api_name
    if field.kind == "any_module_lookup":
        record, module = resolve_any_module(writing, draft.module, field, given, draft.given)
        draft.values[column_of(field)] = record
        draft.values[column_of(field) + MODULE_SUFFIX] = module
        return
    try:
        if field.kind == "tags":
            draft.tags = parse_tags(given)
        elif name in checker.collections:
            checker.collections[name].check(given)
        elif given is None:
            draft.values[name] = None
        else:
            value = checker.references[name](given, writing.caller.zone)
            if value is not None:
                check_reference(writing, field, value)
            draft.values[name] = value
    except RecordError as error:
        raise error.below(name) from None


def check_mandatory(writing: Writing, draft: Draft) -> None:
    """Check that a draft has its mandatory fields: the system's, then the named layout's.

    Raises:
        RecordError: the first one missing, in metadata order.
    """
    missing = _missing(checker_of(writing, draft.module), draft)
    if missing:
        relaxed = _relaxed(writing, draft)
        for field in missing:
            if field.api_name not in relaxed:
                raise RecordError(MANDATORY_MISSING, (field.api_name,))
    if draft.layout_given and draft.layout is not None:
        for field in draft.module.fields:
            wanted = field.api_name in draft.layout.mandatory and writes(writing.caller, field)
            if wanted and not has_value(draft, field):
                raise RecordError(MANDATORY_MISSING, (field.api_name,))


def check_cleared(writing: Writing, draft: Draft) -> None:
    """Check that an update leaves mandatory fields filled: the system's, the named layout's.

    Fields that it does not touch are looked at for a named layout alone.

    Raises:
        RecordError: the first one missing, in metadata order; its details have the record's id.
    """
    cleared = [
        field
        for field in checker_of(writing, draft.module, updates=True).mandatory
        if field.api_name in draft.given and not has_value(draft, field)
    ]
    named = draft.layout.mandatory if draft.layout_given and draft.layout is not None else ()
    relaxed = _relaxed(writing, draft) if cleared else frozenset()
    missing = [field for field in cleared if field.api_name not in relaxed]
    missing += [
        field
        for field in draft.module.fields
        if field.api_name in named
        and writes(writing.caller, field)
        and not _kept(draft, field)
        and not has_value(draft, field)
    ]
    if missing:
        raise RecordError(MANDATORY_MISSING, (missing[0].api_name,), id=str(draft.id))


def _kept(draft: Draft, field: Field) -> bool:
    """Tell whether an update leaves a field's rows as they are."""
    return type_of(field.kind).column is None and field.api_name not in draft.given


def _relaxed(writing: Writing, draft: Draft) -> frozenset[str]:
    """Return the mandatory fields that behaviours let a draft lack."""
    names = (behaviour.relaxes(writing, draft) for behaviour in behaviours_of(draft.module))
    return frozenset().union(*names)


def _missing(checker: Checker, draft: Draft) -> list[Field]:
    """Return the system-mandatory fields without a value; found without a look at each field."""
    columns = checker.mandatory_columns
    if columns is not None and None not in map(draft.values.get, columns):
        return []
    return [field for field in checker.mandatory if not has_value(draft, field)]


def has_value(draft: Draft, field: Field) -> bool:
    """Tell whether a draft has something in a field: given, taken over, or computed by then."""
    if field.input_ignored:
        return True
    if type_of(field.kind).column is None:
        if field.api_name in draft.given:
            return bool(draft.given[field.api_name])
        return bool(draft.rows.get(field.api_name))
    return draft.values.get(column_of(field)) is not None
