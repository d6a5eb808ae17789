"""Cloning a record: all it has but what the Record Clone page excludes, then the overrides.

The exclusions are properties: of field types (files, images), of fields (`cloned`, read_only,
external, kept by the server) and of the module (the one section that is cloned).
"""

from __future__ import annotations

from typing import Any

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.requests import CLONE_TOO_MANY, DATA_NOT_ARRAY, PATH_ID_INVALID
from crmstead.errors.values import ITEM_NOT_OBJECT
from crmstead.fieldtypes.registry import type_of
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef
from crmstead.records.write.body import parse_body
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill, set_owner
from crmstead.records.write.finishing import Checked, Outcome, finish
from crmstead.records.write.layouts import LAYOUT, find_layout, layout_of
from crmstead.records.write.mandatory import check_mandatory
from crmstead.records.write.references import load_references
from crmstead.records.write.targets import load_having
from crmstead.records.write.validation import parse_fields, renamed
from crmstead.records.write.writing import Writing
from crmstead.store.associations import associated
from crmstead.store.rows import ID
from crmstead.store.schema import MODULE_SUFFIX, module_table
from crmstead.store.system_tables import RECORD_TAGS, RECORD_TERRITORIES

#: What a source has that its clone gets for itself.
_OWN = ("id", LAYOUT)


def parse_clone_body(body: bytes) -> dict[str, Any]:
    """Return the body of a clone; nothing at all is as good as `{}`.

    Raises:
        ApiError: malformed, or `data` that is no array of one.
    """
    if not body.strip():
        return {}
    content = parse_body(body)
    items = content.get("data", [{}])
    if not isinstance(items, list) or not items:
        raise ApiError(
            DATA_NOT_ARRAY, expected_data_type="jsonarray", api_name="data", json_path="$.data"
        )
    if len(items) > 1:
        raise ApiError(CLONE_TOO_MANY, maximum_length=1, api_name="data", json_path="$.data")
    return content


async def clone_record(
    writing: Writing, module: Module, source: int, values: dict[str, Any], item: Any
) -> Outcome:
    """Clone a record, given its stored values; the answer is that of an insert of one."""
    await load_references(writing, module, [item])
    try:
        checked: Checked = [await _draft(writing, module, source, values, item)]
    except RecordError as error:
        checked = error
    return await finish(writing, module, [checked])


async def require_source(writing: Writing, module: Module, source: int) -> dict[str, Any]:
    """Return what a clone needs of a live record that the caller sees, by column.

    That is what it takes over, and the layout.
    """
    columns = _read_columns(module)
    rows = await load_having(writing, module, ID, source, seen=True, held=False, columns=columns)
    if not rows:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    return rows[0]


async def _draft(
    writing: Writing, module: Module, source: int, values: dict[str, Any], item: Any
) -> Draft:
    if not isinstance(item, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    draft = Draft(module, 0, renamed(module, item), cloned=True)
    kept = layout_of(module, values)
    draft.values = _without_its_own(values)
    draft.layout, draft.layout_given = find_layout(module, item, writing.caller.profile.id)
    if not draft.layout_given:
        draft.layout = kept or draft.layout
    await _copy_rows(writing, draft, source)
    writer, org = writing.transaction, writing.org
    tags = await associated(writer, org, RECORD_TAGS, "tag", "position", source)
    draft.tags = [(tag, "") for tag in tags]
    if writing.catalogue.territory_by_id:
        territories = RECORD_TERRITORIES
        draft.territories = tuple(
            await associated(writer, org, territories, "territory", "territory", source)
        )
    parse_fields(writing, draft)
    set_owner(writing, draft)
    check_mandatory(writing, draft)
    fill(writing, draft)
    return draft


def _without_its_own(values: dict[str, Any]) -> dict[str, Any]:
    """Return a source's values without those that every record gets anew."""
    for name in _OWN:
        values.pop(name, None)
    return values


@derived
def _read_columns(module: Module) -> tuple[str, ...]:
    """Return the columns that are read of a source; `$` properties are never taken over."""
    names = module_table(module).column_names()
    copied = {
        column
        for field in module.fields
        if is_copied(module, field) and type_of(field.kind).column is not None
        for column in (field.api_name, field.api_name + MODULE_SUFFIX)
    }
    return tuple(name for name in names if name in copied or name in _OWN)


def is_copied(module: Module, field: Field) -> bool:
    """Tell whether a clone takes a field over."""
    kind = type_of(field.kind)
    excluded = (
        not field.cloned
        or not kind.cloned
        or kind.computed
        or field.read_only
        or field.input_ignored
        or field.external is not None
        or field.column is not None
    )
    if excluded:
        return False
    return module.clone_section is None or field.section == module.clone_section


async def _copy_rows(writing: Writing, draft: Draft, source: int) -> None:
    for field in draft.module.collections:
        if not is_copied(draft.module, field):
            continue
        if field.kind == "subform" and field.subform:
            name, parent = field.subform, "Parent_Id"
        elif field.linking is not None:
            name, parent = field.linking.module, field.linking.own_lookup
        else:
            continue
        module = writing.catalogue.module_by_name[name]
        of, columns = ColumnRef(BASE, parent), _read_columns(module)
        rows = await load_having(writing, module, of, source, held=False, columns=columns)
        draft.rows[field.api_name] = [
            _row(draft, field, module, number, row, parent) for number, row in enumerate(rows)
        ]


def _row(
    draft: Draft, field: Field, module: Module, number: int, row: dict[str, Any], parent: str
) -> Draft:
    values = _without_its_own(row)
    values.pop(parent, None)
    layout = module.layouts[0] if module.layouts else None
    return Draft(
        module,
        draft.index,
        {},
        values,
        layout=layout,
        path=(field.api_name, number),
        cloned=True,
    )
