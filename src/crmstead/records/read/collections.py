"""Values that are read apart from the record's row: rows, links, tags, territories, names.

Each loader takes the page's rows at once, so a collection costs one statement per page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import EVERYTHING, Condition, HasRow, moved
from crmstead.records.read.rendering import (
    Extra,
    Link,
    ModuleLink,
    ModuleName,
    Rendering,
    Row,
    Shown,
    View,
    compile_rendering,
)
from crmstead.records.read.roll_ups import show_roll_up
from crmstead.records.read.seeing import LOOKED_UP, seen_by
from crmstead.store.associations import row_counts, tags_of, territories_of
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read_names, read_where_in
from crmstead.store.schema import BIN, NOT_IN_BIN

#: Fields of a row that its record does not repeat (Get Records, sample of a specific record).
_NOT_IN_ROWS = frozenset({"Created_By", "Modified_By", "Owner", "Tag"})


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one answer, with what loading their collections needs."""

    reader: Reader
    org: OpenOrg
    caller: Caller
    version: Version
    view: View
    shown: Shown
    rows: Sequence[Row]
    #: The records are read as those of one record, whose module goes without saying.
    under_record: bool = False

    @property
    def ids(self) -> list[int]:
        """Ids of the page's records."""
        return [row[0] for row in self.rows]


async def load_extras(page: Page, rendering: Rendering) -> list[Extra]:
    """Return one mapping per extra of a rendering: record id -> value."""
    if not page.rows:
        return [{} for _ in rendering.extras]
    return [await _LOADERS[field.kind](page, field, rendering) for field in rendering.extras]


async def _subform(page: Page, field: Field, rendering: Rendering) -> Extra:
    del rendering
    assert field.subform is not None  # noqa: S101 - kind subform
    module = page.org.catalogue.module_by_name[field.subform]
    if page.view is View.LIST:
        return dict(await row_counts(page.reader, page.org, module, page.ids))
    return await load_rows(page, module, "Parent_Id")


async def load_rows(page: Page, module: Module, parent: str, also: Condition = EVERYTHING) -> Extra:
    """Return the rows of a subform or linking module by the record they belong to."""
    rendering = row_rendering(page.org, page.caller, module, parent, page.version)
    selection = seen_by(page.org.catalogue, page.caller, rendering.selection)
    rows = await read_where_in(page.reader, page.org, selection, parent, page.ids, also)
    inner = Page(page.reader, page.org, page.caller, page.version, View.ROW, page.shown, rows)
    rendered = rendering.render(rows, page.shown, await load_extras(inner, rendering))
    grouped: dict[int, list[Any]] = {}
    for row, shown in zip(rows, rendered, strict=True):
        grouped.setdefault(row[1], []).append(shown)
    return dict(grouped)


def row_rendering(
    org: OpenOrg, caller: Caller, module: Module, parent: str, version: Version
) -> Rendering:
    """Return the rendering of a module's records as rows of another record."""
    key = ("row", module.api_name, parent, version.name, caller.profile.id)
    found = org.compiled.get(key)
    if found is None:
        fields = [
            field
            for field in visible_fields(caller, (*module.fields, *module.properties))
            if field.api_name not in _NOT_IN_ROWS
            and version.within(field.since, field.until)
            and not (module.is_linking and field.api_name == parent)
        ]
        found = org.compiled[key] = compile_rendering(
            org.catalogue, module, fields, version, View.ROW, parent
        )
    return found


async def _links(page: Page, field: Field, rendering: Rendering) -> Extra:
    del rendering
    assert field.linking is not None  # noqa: S101 - kind multiselectlookup
    linking, known = field.linking, page.org.catalogue.module_by_name
    also: Condition = EVERYTHING
    if field.kind == "multiselectlookup" and linking.connected_module in known:
        # A link to a record in the recycle bin comes back with it.
        table, by = linking.connected_module, linking.connected_lookup
        seen = visible_records(page.org.catalogue, page.caller, known[table])
        also = HasRow(
            table,
            "id",
            BIN.name,
            (NOT_IN_BIN,),
            by,
            also=moved(seen, LOOKED_UP),
            named=LOOKED_UP,
        )
    return await load_rows(page, known[linking.module], linking.own_lookup, also)


async def _tags(page: Page, field: Field, rendering: Rendering) -> Extra:
    del field, rendering
    grouped: dict[int, list[Any]] = {}
    for record, tag, name, color in await tags_of(page.reader, page.org, page.ids):
        entry = {"name": name, "id": str(tag), "color_code": color}
        grouped.setdefault(record, []).append(entry)
    return dict(grouped)


async def _territories(page: Page, field: Field, rendering: Rendering) -> Extra:
    del field, rendering
    known = page.org.catalogue.territory_by_id
    grouped: dict[int, list[Any]] = {}
    assigned = await territories_of(page.reader, page.org, page.ids)
    for record, territory, time, by in assigned:
        if territory in known:
            entry = {
                "Name": known[territory].name,
                "name": known[territory].name,
                "id": str(territory),
                "$assigned": "user",
                "$assigned_time": page.shown.when[time],
                "$assigned_by": page.shown.user(by),
            }
            grouped.setdefault(record, []).append(entry)
    return dict(grouped)


async def _any_module(page: Page, field: Field, rendering: Rendering) -> Extra:
    """Return what each record pointed to is called: id -> link. One statement per module."""
    position = rendering.any_lookups[field.api_name]
    wanted: dict[str, set[int]] = {}
    for row in page.rows:
        if row[position] is not None and row[position + 1] is not None:
            wanted.setdefault(row[position + 1], set()).add(row[position])
    found: Extra = {}
    for name, ids in wanted.items():
        module = page.org.catalogue.module_by_name.get(name)
        if module is None:
            continue
        seen = visible_records(page.org.catalogue, page.caller, module)
        for record, row in (
            await read_names(page.reader, page.org, module, ids, seen=seen)
        ).items():
            found[record] = _any_link(page, field, module, record, row[1])
    return found


def _any_link(page: Page, field: Field, module: Module, record: int, name: str | None) -> object:
    if field.lookup != "se_module" or field.system_mandatory:
        if page.version.plain_note_parent:
            return str(record)
        if page.under_record and not field.multi_module:
            return Link(name, str(record))
        return ModuleLink(ModuleName(module.api_name, str(module.id)), name, str(record))
    return Link(name, str(record))


async def _roll_up(page: Page, field: Field, rendering: Rendering) -> Extra:
    module = page.org.catalogue.module_by_name[str(rendering.selection.table)]
    return await show_roll_up(
        page.reader, page.org, page.caller, page.shown, module, field, page.ids
    )


_LOADERS: dict[str, Callable[[Page, Field, Rendering], Awaitable[Extra]]] = {
    "subform": _subform,
    "multiselectlookup": _links,
    "multiuserlookup": _links,
    "tags": _tags,
    "territories": _territories,
    "any_module_lookup": _any_module,
    "rollup_summary": _roll_up,
}
