"""One item of a body to a draft: types, lengths, formats, references.

The order is the contract's (records reference 1.7): fields as the body has them, the first that
fails stops the record; then mandatory fields in metadata order (`mandatory`); then what behaviours
compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    FIELD_NOT_PERMITTED,
    ITEM_NOT_OBJECT,
    VALUE_INVALID,
)
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.checker import SPECIAL_KEYS, Checker, checker_of
from crmstead.records.write.draft import Draft
from crmstead.records.write.layouts import LAYOUT, find_layout, layout_of
from crmstead.records.write.line_items import body_names
from crmstead.records.write.references import check_reference, resolve_any_module
from crmstead.records.write.straight import Straight
from crmstead.records.write.tags import parse_tags
from crmstead.records.write.writing import Writing
from crmstead.store.schema import MODULE_SUFFIX, column_of


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
    return draft.layout.field_names() | mandatory | SPECIAL_KEYS


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
