"""Rows of a record that live in tables of their own: subforms and multi-select lookups."""

from __future__ import annotations

from typing import Any

from crmstead.errors.catalogue import (
    ITEM_NOT_OBJECT,
    LINK_EXISTS,
    LINKED_RECORD_LOCKED,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
)
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.lookup import reference_id
from crmstead.model.field import Field, Linking
from crmstead.records.draft import Draft
from crmstead.records.line_items import ALIASES, line_item_field
from crmstead.records.validation import check_mandatory, parse_item
from crmstead.records.writing import Writing

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
    aliased = field.api_name == line_item_field(draft.module)
    rows = []
    for index, item in enumerate(given):
        try:
            row = parse_item(writing, module, draft.index, _aliased(item) if aliased else item)
            check_mandatory(writing, row)
        except RecordError as error:
            raise error.below(field.api_name, index) from None
        row.path = (field.api_name, index)
        rows.append(row)
    return rows


def _aliased(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {ALIASES.get(name, name): value for name, value in item.items()}


def _links(
    writing: Writing, draft: Draft, field: Field, linking: Linking, given: list[Any]
) -> list[Draft]:
    module = writing.catalogue.module_by_name[linking.module]
    links: dict[int, Draft] = {}
    for index, item in enumerate(given):
        path = (field.api_name, index)
        record = _linked_record(writing, linking, item, path)
        if record in links:
            raise RecordError(
                LINK_EXISTS, path, linking_fields=[linking.own_lookup, linking.connected_lookup]
            )
        values: dict[str, Any] = {linking.connected_lookup: record}
        links[record] = Draft(module, draft.index, {}, values, path=path)
    return list(links.values())


def _linked_record(
    writing: Writing, linking: Linking, item: Any, path: tuple[str | int, ...]
) -> int:
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
