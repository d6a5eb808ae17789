"""Rows of a record that live in tables of their own: subforms and multi-select lookups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    ITEM_NOT_OBJECT,
    LINK_EXISTS,
    LINKED_RECORD_LOCKED,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
)
from crmstead.fieldtypes.lookup import reference_id
from crmstead.model.field import Field, Linking
from crmstead.model.module import Module
from crmstead.records.write.draft import Draft
from crmstead.records.write.line_items import ALIASES, line_item_field
from crmstead.records.write.mandatory import check_mandatory
from crmstead.records.write.validation import parse_item
from crmstead.records.write.writing import Writing

LOCKED = "Locked__s"
USERS = "Users"


def parse_rows(writing: Writing, draft: Draft) -> None:
    """Parse the rows that an item gives; given rows replace those a clone took over.

    Raises:
        RecordError: the first row that fails, with its path.
    """
    for field in draft.module.collections:
        if field.api_name not in draft.given:
            continue
        given = draft.given[field.api_name] or []
        if field.kind == "subform" and field.subform:
            draft.rows[field.api_name] = _subform_rows(writing, draft, field, given)
        elif field.linking is not None:
            draft.rows[field.api_name] = _links(writing, draft, field, field.linking, given)


def _subform_rows(writing: Writing, draft: Draft, field: Field, given: list[Any]) -> list[Draft]:
    assert field.subform is not None  # noqa: S101 - kind subform
    module = writing.catalogue.module_by_name[field.subform]
    items = own_names(draft, field, given)
    return [new_row(writing, draft, field, module, index, one) for index, one in enumerate(items)]


def new_row(
    writing: Writing, draft: Draft, field: Field, module: Module, index: int, item: Any
) -> Draft:
    """Return the draft of a row that a subform is given.

    Raises:
        RecordError: what is wrong with it, with its path.
    """
    try:
        row = parse_item(writing, module, draft.index, item)
        check_mandatory(writing, row)
    except RecordError as error:
        raise error.below(field.api_name, index) from None
    row.path = (field.api_name, index)
    return row


def own_names(draft: Draft, field: Field, given: list[Any]) -> list[Any]:
    """Return given rows with their fields under their own names: line items have short ones."""
    if field.api_name != line_item_field(draft.module):
        return given
    return [
        {ALIASES.get(name, name): value for name, value in item.items()}
        if isinstance(item, dict)
        else item
        for item in given
    ]


def _links(
    writing: Writing, draft: Draft, field: Field, linking: Linking, given: list[Any]
) -> list[Draft]:
    links = [
        new_link(writing, draft, field, linking, index, item) for index, item in enumerate(given)
    ]
    refuse_repeated(linking, links)
    return links


def new_link(
    writing: Writing, draft: Draft, field: Field, linking: Linking, index: int, item: Any
) -> Draft:
    """Return the draft of a link to the record that an entry names.

    Raises:
        RecordError: what is wrong with it, with its path.
    """
    path = (field.api_name, index)
    module = writing.catalogue.module_by_name[linking.module]
    record = linked_record(writing, linking, item, path)
    return Draft(module, draft.index, {}, {linking.connected_lookup: record}, path=path)


def refuse_repeated(linking: Linking, links: Sequence[Draft]) -> None:
    """Check that no two links lead to one record.

    Raises:
        RecordError: the later of the two that do.
    """
    reached: set[int] = set()
    for link in links:
        record = link.values[linking.connected_lookup]
        if record in reached:
            lookups = [linking.own_lookup, linking.connected_lookup]
            raise RecordError(LINK_EXISTS, link.path, linking_fields=lookups)
        reached.add(record)


def linked_record(
    writing: Writing, linking: Linking, item: Any, path: tuple[str | int, ...]
) -> int:
    """Return the id of the record, or the user, that an entry of a multi-select lookup names.

    Raises:
        RecordError: there is none, the caller does not see it, or it is locked.
    """
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, path, expected_data_type="jsonobject")
    name = linking.connected_lookup
    if item.get(name) is None:
        raise RecordError(MANDATORY_MISSING, (*path, name))
    try:
        record = reference_id(item[name])
    except RecordError as error:
        raise error.below(*path, name) from None
    if record is None:
        raise RecordError(MANDATORY_MISSING, (*path, name))
    where = (*path, name, "id")
    if linking.connected_module == USERS:
        user = writing.catalogue.user_by_id.get(record)
        if user is None:
            raise RecordError(REFERENCE_INVALID, where)
        if user.status != "active":
            raise RecordError(REFERENCE_INVALID, where, user_status=user.status)
        return record
    if not writing.references.exists(linking.connected_module, record):
        raise RecordError(REFERENCE_INVALID, where)
    _refuse_locked(writing, linking.connected_module, record, where)
    return record


def _refuse_locked(
    writing: Writing, module: str, record: int, where: tuple[str | int, ...]
) -> None:
    columns = writing.references.columns.get(module, ())
    if LOCKED in columns and writing.references.value(module, record, LOCKED):
        raise RecordError(LINKED_RECORD_LOCKED, where, action="record_locking")
