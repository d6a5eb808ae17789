"""Mass update: one value, or three of a deal, for many records (Mass Update)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import sees, writes
from crmstead.errors.changing import NOT_APPROVED
from crmstead.errors.mass import (
    MASS_FIELD_FIXED,
    MASS_FIELD_HIDDEN,
    MASS_NO_FIELD,
    MASS_NOT_APPROVED,
    MASS_TOO_MANY_FIELDS,
    MASS_VALUE_INVALID,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.actions.selected import IDS
from crmstead.records.mass.selection import named_in
from crmstead.records.write.answers import DATA, ItemAnswer, refusal, shown_time, written_answer
from crmstead.records.write.appending import APPEND
from crmstead.records.write.finishing import Checked, Outcome, status_of
from crmstead.records.write.line_items import body_names
from crmstead.records.write.updating import ALL_UPDATED, update_named
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts

MASS_UPDATE = "mass_update"
_AT_ID = ("id",)
#: Kinds of fields that a mass update leaves alone, besides those whose metadata says so.
_FIXED = frozenset({"lookup", "product_lookup", "any_module_lookup", "textarea", "email"})
Change = dict[str, Any]


def parse_change(content: Mapping[str, Any], module: Module, caller: Caller) -> Change:
    """Return what the one item of `data` changes, as an item of an update.

    A multi-select pick list is added to, unless `over_write` is true.

    Raises:
        ApiError: no field, too many, one that mass updates leave alone or the caller does not see.
    """
    data = content.get("data")
    if not isinstance(data, list) or len(data) != 1 or not isinstance(data[0], dict):
        raise ApiError(
            MASS_VALUE_INVALID,
            expected_data_type="jsonarray",
            api_name="data",
            json_path="$.data",
        )
    given = {name: value for name, value in data[0].items() if name != "id"}
    if not given:
        raise ApiError(MASS_NO_FIELD, api_name="data", json_path="$.data[0]")
    if len(given) > module.mass_update_fields:
        raise ApiError(
            MASS_TOO_MANY_FIELDS,
            limit=module.mass_update_fields,
            api_name="data",
            json_path="$.data[0]",
        )
    fields = [_field(module, name, caller) for name in given]
    return {**given, APPEND: _appending(content, fields)}


def _field(module: Module, name: str, caller: Caller) -> Field:
    path = f"$.data[0].{name}"
    field = module.by_name.get(body_names(module).get(name, name))
    if field is None or name.startswith("$"):
        raise ApiError(MASS_NO_FIELD, api_name=name, json_path=path)
    if not sees(caller, field):
        raise ApiError(MASS_FIELD_HIDDEN, api_name=name, json_path=path)
    if not writes(caller, field):
        raise ApiError(MASS_FIELD_FIXED, api_name=name, json_path=path)
    kind = type_of(field.kind)
    fixed = not field.mass_update or field.kind in _FIXED or field.input_ignored
    if fixed or kind.column is None or kind.computed:
        raise ApiError(MASS_FIELD_FIXED, api_name=name, json_path=path)
    return field


def _appending(content: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, bool]:
    over_write = content.get("over_write", False)
    if not isinstance(over_write, bool):
        raise ApiError(
            MASS_VALUE_INVALID,
            expected_data_type="boolean",
            api_name="over_write",
            json_path="$.over_write",
        )
    return {field.api_name: not over_write for field in fields}


async def update_chosen(
    writing: Writing, module: Module, ids: Sequence[Any], change: Change
) -> Outcome:
    """Change records that are named, as they were given; each on its own."""
    checked = await _update(writing, module, ids, change)
    time = shown_time(writing, writing.now) or ""
    answers: list[ItemAnswer] = []
    for one in checked:
        if isinstance(one, RecordError):
            root = () if one.path[:1] == (IDS,) else (DATA, 0)
            answers.append(refusal(one, writing.version, root))
        else:
            answers.extend(written_answer(writing, draft, time) for draft in one)
    return Outcome(answers, status_of(checked, writing.version, ALL_UPDATED))


async def update_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Do a part of a job; records that may not be changed are left as they are."""
    checked = await _update(writing, module, ids, dict(body))
    refused = [one for one in checked if isinstance(one, RecordError)]
    left = sum("id" in one.details for one in refused)
    return Counts(len(checked) - len(refused), left, len(refused) - left)


async def _update(
    writing: Writing, module: Module, ids: Sequence[Any], change: Change
) -> list[Checked]:
    named = named_in(ids)
    items = [{**change, "id": given} for given in ids]
    checked = await update_named(writing, module, items, named)
    return [
        _of_record(one, given) if isinstance(one, RecordError) else one
        for one, given in zip(checked, ids, strict=True)
    ]


def _of_record(error: RecordError, given: Any) -> RecordError:
    """Return a refusal that is about the record as this API tells it: by its id."""
    if error.path not in {(), _AT_ID}:
        return error
    if error.cause is NOT_APPROVED:
        return RecordError(MASS_NOT_APPROVED, id=str(given))
    return RecordError(error.cause, message=error.message, **{**error.details, "id": str(given)})
