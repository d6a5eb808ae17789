"""Lists over several modules at once: Activities unites tasks, meetings and calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from crmstead.access.permissions import may
from crmstead.model.module import Module
from crmstead.records.read.reading import Reading, Slice, Window, render
from crmstead.records.read.rendering import Row, View, with_keys
from crmstead.records.read.walks import read_slice
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read_names
from crmstead.store.schema import ensure_tables

#: Which module a record of the pseudo-module is of.
ACTIVITY_TYPE = "Activity_Type"


@dataclass(frozen=True, slots=True)
class _Part:
    reading: Reading
    found: Slice


def united_readings(reading: Reading) -> list[Reading]:
    """Return a reading for each module that a pseudo-module unites and the caller may view."""
    known = reading.org.catalogue.module_by_name
    modules = [known[name] for name in reading.module.view_of]
    seen = [module for module in modules if may(reading.caller, "View", module)]
    return [replace(reading, module=module) for module in seen]


async def read_united(
    readings: Sequence[Reading], window: Window, key: str | None
) -> tuple[list[Any], Slice]:
    """Return the records of a window over several modules, merged in the list's order.

    `key` names the module of each record; None leaves it out.
    """
    if not readings:
        nothing: Any = None
        return [], Slice((), nothing, more=False)
    org = readings[0].org
    for one in readings:
        await ensure_tables(org, one.module)
    # The window's rows are among the first `offset + limit` of each module.
    wide = Window(window.offset + window.limit, 0, window.cursor)
    async with org.database.reading(snapshot=True) as reader:
        read = [_Part(one, await read_slice(reader, one, wide)) for one in readings]
        merged = _merge(read, window)
        records: dict[int, Any] = {}
        for part in read:
            rows = [row for of, row in merged.rows if of is part]
            shown = await render(reader, part.reading, rows, part.found.rendering, View.LIST)
            keys = {} if key is None else {key: part.reading.module.api_name}
            for row, record in zip(rows, shown, strict=True):
                records[row[0]] = with_keys(record, keys) if keys else record
    rows = [row for _, row in merged.rows]
    return [records[row[0]] for row in rows], Slice(rows, read[0].found.rendering, merged.more)


@dataclass(frozen=True, slots=True)
class _Merged:
    rows: Sequence[tuple[_Part, Row]]
    more: bool


def _merge(parts: Sequence[_Part], window: Window) -> _Merged:
    order = parts[0].reading.order()
    by_id = order.column.name == "id"
    backwards = window.cursor is not None and window.cursor.backwards
    rows = [(part, row) for part in parts for row in part.found.rows]
    key = itemgetter(0) if by_id else itemgetter(-1, 0)
    rows.sort(key=lambda pair: key(pair[1]), reverse=order.descending)
    beyond = any(part.found.more for part in parts)
    start, end = window.offset, window.offset + window.limit
    if backwards:
        kept = rows[-window.limit :]
        return _Merged(kept, beyond or len(rows) > len(kept))
    return _Merged(rows[start:end], beyond or len(rows) > end)


async def find_united(org: OpenOrg, module: Module, record: int) -> Module | None:
    """Return which of the united modules holds a record."""
    for name in module.view_of:
        part = org.catalogue.module_by_name[name]
        await ensure_tables(org, part)
        async with org.database.reading() as reader:
            if await read_names(reader, org, part, [record]):
                return part
    return None
