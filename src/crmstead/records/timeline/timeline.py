"""The timeline of a record: what was done to it and to what belongs to it, by whom and when.

What happened is kept (records.write.history); that a record was added its own row tells. Both are
put in one order, by time and id, so that a page token can say where a page begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from crmstead.access.caller import Caller
from crmstead.access.permissions import may
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.evaluating import holds
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Compare,
    Condition,
    OneOf,
    Order,
    ReadPlan,
    Selection,
    after,
    both,
)
from crmstead.query.plan import (
    Any as AnyOf,
)
from crmstead.records.write.writing import BY_API
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import ensure_tables, has_table
from crmstead.store.system_tables import HISTORY

ADDED = "added"
_TIME = ColumnRef(BASE, "time")
_ENTRY = Selection(
    HISTORY.name,
    tuple(
        ColumnRef(BASE, name)
        for name in ("time", "id", "module", "record", "action", "source", "done_by", "body")
    ),
)


class Entry(NamedTuple):
    """One thing that happened; ordered by time and id."""

    time: int
    id: int
    module: int
    record: int
    action: str
    source: str
    done_by: int | None
    body: dict[str, Any] | None


class Subject(NamedTuple):
    """A record that entries are about: the one asked for, or one that belongs to it."""

    module: Module
    id: int
    name: str | None
    created_time: int | None
    created_by: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries are wanted: so many from an offset, or beside (time, id)."""

    limit: int
    descending: bool
    filters: Condition
    offset: int = 0
    beside: tuple[int, int] | None = None
    backwards: bool = False

    @property
    def downwards(self) -> bool:
        """Whether entries are read from the latest on."""
        return self.descending != self.backwards


@dataclass(frozen=True, slots=True)
class Found:
    """The entries of a span in their order, whether there are more, and what they are about."""

    entries: list[Entry]
    more: bool
    subjects: dict[int, Subject]


async def prepare(org: OpenOrg, module: Module) -> None:
    """Make the tables that a timeline of a module's record reads, where they are missing."""
    for one in (module, *(child for child, _ in belonging(org.catalogue, module))):
        await ensure_tables(org, one)


async def read_timeline(
    reader: Reader, org: OpenOrg, caller: Caller, module: Module, record: int, span: Span
) -> Found | None:
    """Return a part of a record's timeline, None where the caller sees no such record."""
    visible = visible_records(org.catalogue, caller, module)
    own = await _subjects(reader, org, module, both(LIVE, Compare(ID, "=", record), visible))
    if not own:
        return None
    subjects = {record: own[0]}
    for child, lookups in belonging(org.catalogue, module):
        if may(caller, "View", child):
            # One in the recycle bin belongs to it still: that it was deleted is told.
            of = AnyOf(
                tuple(Compare(ColumnRef(BASE, one.api_name), "=", record) for one in lookups)
            )
            where = both(of, visible_records(org.catalogue, caller, child))
            found = await _subjects(reader, org, child, where)
            subjects.update((one.id, one) for one in found)
    kept = await _kept(reader, org, tuple(subjects), span)
    entries = sorted([*kept, *_added(subjects.values(), span)], reverse=span.downwards)
    entries = entries[span.offset : span.offset + span.limit + 1]
    more = len(entries) > span.limit
    entries = entries[: span.limit]
    if span.backwards:
        entries.reverse()
    return Found(entries, more, subjects)


def belonging(catalogue: Catalogue, module: Module) -> list[tuple[Module, list[Field]]]:
    """Return the modules whose records belong to any record (notes, activities), with the lookups.

    Beside the lookup to any module it may be one to this very module.
    """
    found = []
    for child in catalogue.modules:
        anywhere = [field for field in child.fields if field.lookup == "se_module"]
        if anywhere and has_table(child) and child is not module:
            here = [
                field
                for field in child.fields
                if field.kind == "lookup" and field.lookup == module.api_name and field.related_list
            ]
            found.append((child, [*anywhere, *here]))
    return found


async def _subjects(
    reader: Reader, org: OpenOrg, module: Module, where: Condition
) -> list[Subject]:
    names = ["id", module.display_field or "id"]
    stamps = [name for name in ("Created_Time", "Created_By") if name in module.by_name]
    columns = tuple(ColumnRef(BASE, name) for name in (*names, *stamps))
    plan = ReadPlan(Selection(module.api_name, columns), where, (), limited=False)
    nothing = (None, None)
    return [
        Subject(module, record, None if name is None else str(name), *(rest or nothing))
        for record, name, *rest in await read(reader, org, plan)
    ]


async def _kept(reader: Reader, org: OpenOrg, records: Sequence[int], span: Span) -> list[Entry]:
    """Return the first of what is kept of some records, in the direction of the span."""
    about = OneOf(ColumnRef(BASE, "record"), tuple(records))
    order = Order(_TIME, span.downwards)
    beside: Condition = EVERYTHING
    if span.beside is not None:
        time, number = span.beside
        beside = after(Order(_TIME, span.descending), ID, time, number, backwards=span.backwards)
    plan = ReadPlan(
        _ENTRY,
        both(about, span.filters, beside),
        (order, Order(ID, span.downwards)),
        span.offset + span.limit + 1,
    )
    rows = await read(reader, org, plan)
    return [
        Entry(row[0], row[1], row[2], row[3], row[4], row[5], row[6], _body(row[7])) for row in rows
    ]


def _body(text: str | None) -> dict[str, Any] | None:
    return None if text is None else msgspec.json.decode(text)


def _added(subjects: Iterable[Subject], span: Span) -> list[Entry]:
    """Return that records were added, as far as the span reaches."""
    entries = [
        Entry(one.created_time, one.id, one.module.id, one.id, ADDED, BY_API, one.created_by, None)
        for one in subjects
        if one.created_time is not None
    ]
    return [one for one in entries if _within(one, span) and _meets(one, span.filters)]


def _within(entry: Entry, span: Span) -> bool:
    if span.beside is None:
        return True
    place = (entry.time, entry.id)
    return place < span.beside if span.downwards else place > span.beside


def _meets(entry: Entry, filters: Condition) -> bool:
    values = {
        "module": entry.module,
        "source": entry.source,
        "time": entry.time,
        "done_by": entry.done_by,
    }
    return holds(filters, values)
