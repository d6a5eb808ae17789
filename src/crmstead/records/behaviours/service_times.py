"""Services as appointments need them: their members, and when they are on offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from crmstead.model.derived import derived
from crmstead.model.field import Linking
from crmstead.query.plan import BASE, ColumnRef, Selection
from crmstead.records.behaviours.service import (
    AVAILABLE,
    MEMBERS,
    MODULE,
    TEMPORARILY_UNAVAILABLE,
)
from crmstead.records.write.writing import Writing
from crmstead.store.rows import read_names, read_where_in

_COLUMNS = (
    "Duration",
    "Status",
    "Unavailable_From",
    "Unavailable_Till",
    "Availability_Type",
    "Available_From",
    "Available_Till",
    "Available_Dates",
    "Available_Days",
    "Available_Timings",
)


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A stored service: its columns, and the users who give it."""

    values: Mapping[str, Any]
    members: frozenset[int]

    @property
    def duration(self) -> int:
        """Minutes that it takes."""
        return int(self.values["Duration"])

    def offered(self, start: int, zone: tzinfo) -> bool:
        """Tell whether it is given from a moment on, for as long as it takes."""
        first = datetime.fromtimestamp(start, zone)
        last = datetime.fromtimestamp(start + self.duration * 60, zone)
        return self._in_use(start) and self._on_day(first) and self._at_time(first, last)

    def _in_use(self, start: int) -> bool:
        status = self.values["Status"]
        if status == TEMPORARILY_UNAVAILABLE:
            until = self.values["Unavailable_Till"]
            return until is not None and start >= until
        return bool(status == AVAILABLE)

    def _on_day(self, start: datetime) -> bool:
        """Tell whether it is given on a day; every day counts as a business day."""
        day = start.date().isoformat()
        match self.values["Availability_Type"]:
            case "Specific Date Range":
                first, last = self.values["Available_From"], self.values["Available_Till"]
                return (first is None or first <= day) and (last is None or day <= last)
            case "Specific Date(s)":
                return day in _entries(self.values["Available_Dates"])
            case "Specific Day(s)":
                return start.strftime("%A") in _entries(self.values["Available_Days"])
            case _:
                return True

    def _at_time(self, start: datetime, end: datetime) -> bool:
        timings = _entries(self.values["Available_Timings"])
        if not timings:
            return True
        if start.date() != end.date():
            return False
        first, last = f"{start:%H:%M:%S}", f"{end:%H:%M:%S}"
        return any(f"{one['From']}:00" <= first and last <= f"{one['To']}:00" for one in timings)


def _entries(stored: str | None) -> list[Any]:
    return [] if stored is None else list(msgspec.json.decode(stored))


@derived
def _links(linking: Linking) -> Selection:
    columns = ("id", linking.own_lookup, linking.connected_lookup)
    return Selection(linking.module, tuple(ColumnRef(BASE, name) for name in columns))


async def load_services(writing: Writing, wanted: Iterable[int]) -> dict[int, OfferedService]:
    """Return the live services of some ids."""
    ids = sorted(set(wanted))
    if not ids:
        return {}
    module = writing.catalogue.module_by_name[MODULE]
    rows = await read_names(writing.transaction, writing.org, module, ids, *_COLUMNS)
    linking = module.by_name[MEMBERS].linking
    members: dict[int, set[int]] = {one: set() for one in rows}
    if linking is not None and rows:
        links = await read_where_in(
            writing.transaction, writing.org, _links(linking), linking.own_lookup, rows
        )
        for _, service, member in links:
            members[service].add(member)
    return {
        record: OfferedService(
            dict(zip(_COLUMNS, row[2:], strict=True)), frozenset(members[record])
        )
        for record, row in rows.items()
    }
