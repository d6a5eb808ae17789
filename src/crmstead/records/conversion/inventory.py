"""Converting a quote into an order or an invoice, and an order into an invoice: line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmstead.errors.converting import (
    CONVERT_INVALID,
    CONVERT_TWO_MODULES,
    CONVERT_WHERE_TO,
    CONVERT_WHICH_MODULE,
)
from crmstead.errors.raised import At, RecordError
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare
from crmstead.records.conversion.leads import CONVERT, CONVERTED, Made
from crmstead.records.conversion.mapping import common_values
from crmstead.records.conversion.state import check_may_make
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill, set_owner
from crmstead.records.write.finishing import Checked, settle
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.line_items import line_item_field
from crmstead.records.write.mandatory import check_mandatory
from crmstead.records.write.stamps import touched
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.associations import tags_of
from crmstead.store.changing import update_records
from crmstead.store.schema import PARENT

#: The property that says that a record was converted, and those that go along with the fields.
MARK = "$converted"
_ALONG = ("$line_tax",)
_WHERE_TO = "convert_to"


@dataclass(frozen=True, slots=True)
class Target:
    """What a record is to be converted into, and the tags that it gets; None = all it has."""

    module: Module
    tags: tuple[str, ...] | None


def parse_target(item: Any, catalogue: Catalogue, source: Module) -> Target:
    """Return the one module that a body names.

    Raises:
        RecordError: none, several, or one that records of the module do not become.
    """
    asked = item.get(_WHERE_TO) if isinstance(item, dict) else None
    if not asked:
        raise RecordError(CONVERT_WHERE_TO, (_WHERE_TO,))
    if not isinstance(asked, list) or not isinstance(asked[0], dict):
        raise RecordError(CONVERT_INVALID, (_WHERE_TO,), expected_data_type="jsonarray")
    if len(asked) > 1:
        places = [At((_WHERE_TO, place, "module")) for place in range(len(asked))]
        raise RecordError(CONVERT_TWO_MODULES, ambiguity_due_to=places)
    module = _module(asked[0].get("module"), catalogue, source)
    return Target(module, _tags(asked[0].get("carry_over_tags")))


def _module(given: Any, catalogue: Catalogue, source: Module) -> Module:
    path = (_WHERE_TO, 0, "module")
    if not isinstance(given, dict) or not (given.get("api_name") or given.get("id")):
        places = [At((*path, "api_name")), At((*path, "id"))]
        raise RecordError(CONVERT_WHICH_MODULE, expected_fields=places)
    name, number = given.get("api_name"), given.get("id")
    if name is None:
        known = catalogue.module_by_id.get(parse_id(str(number)) or 0)
        name = None if known is None else known.api_name
    if not isinstance(name, str) or name not in source.converts_to:
        supported = list(source.converts_to)
        raise RecordError(CONVERT_INVALID, (*path, "api_name"), supported_values=supported)
    return catalogue.module_by_name[name]


def _tags(given: Any) -> tuple[str, ...] | None:
    """Return the names of tags that go along: true = all (the SDKs send that), or those named."""
    path = (_WHERE_TO, 0, "carry_over_tags")
    if isinstance(given, bool) or given is None:
        return None if given else ()
    if not isinstance(given, list):
        raise RecordError(CONVERT_INVALID, path, expected_data_type="jsonarray")
    names = []
    for place, one in enumerate(given):
        name = one.get("name") if isinstance(one, dict) else one
        if not isinstance(name, str) or not name.strip():
            raise RecordError(CONVERT_INVALID, (*path, place), expected_data_type="text")
        names.append(name.strip())
    return tuple(names)


async def convert_record(writing: Writing, module: Module, stored: Stored, target: Target) -> Made:
    """Make the record that another becomes, and let that one say so.

    Raises:
        RecordError: what is made is not good; the caller lets nothing be written then.
    """
    check_may_make(writing, target.module)
    draft = await _draft(writing, module, stored, target)
    set_owner(writing, draft)
    check_mandatory(writing, draft)
    fill(writing, draft)
    checked: list[Checked] = [[draft]]
    await settle(writing, target.module, checked)
    if isinstance(checked[0], RecordError):
        raise checked[0]
    await _mark(writing, module, stored, target.module, draft)
    return Made(draft.id, draft.values.get(target.module.display_field or "id"))


async def _draft(writing: Writing, module: Module, stored: Stored, target: Target) -> Draft:
    into = target.module
    values = {
        **common_values(module, stored, into),
        **{name: stored.get(name) for name in _ALONG if stored.get(name) is not None},
        **_link(module, stored, into),
    }
    layout = into.layout_for(writing.caller.profile.id)
    draft = Draft(into, 0, {}, values, layout=layout, cloned=True)
    names = target.tags
    if names is None:
        found = await tags_of(writing.transaction, writing.org, [stored["id"]])
        names = tuple(row[2] for row in found)
    draft.tags = [(None, name) for name in names]
    await _copy_lines(writing, module, stored, draft)
    return draft


def _link(module: Module, stored: Stored, into: Module) -> Mapping[str, Any]:
    """Return the lookup of the new record to the one that it comes from."""
    links = (one.api_name for one in into.fields if one.lookup == module.api_name)
    name = next(links, None)
    return {} if name is None else {name: stored["id"]}


async def _copy_lines(writing: Writing, module: Module, stored: Stored, draft: Draft) -> None:
    source, into = line_item_field(module), line_item_field(draft.module)
    if source is None or into is None:
        return
    known = writing.catalogue.module_by_name
    lines = known[module.by_name[source].subform or ""]
    rows = known[draft.module.by_name[into].subform or ""]
    of_record = Compare(ColumnRef(BASE, PARENT), "=", stored["id"])
    found = await load_stored(writing, lines, of_record, held=False)
    draft.rows[into] = [
        Draft(rows, 0, {}, common_values(lines, row, rows), path=(into, place), cloned=True)
        for place, row in enumerate(found)
    ]


async def _mark(
    writing: Writing, module: Module, stored: Stored, into: Module, draft: Draft
) -> None:
    row = touched(writing, module, stored["id"], **{MARK: True})
    await update_records(writing.transaction, writing.org, module, [row])
    body = {"became": {into.api_name: str(draft.id)}}
    change = Change(stored["id"], CONVERTED, body)
    await keep_history(writing, module, [change], CONVERT)
