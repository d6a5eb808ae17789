"""Values of JSON that name other records, and what is left of them for who does not see those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from crmstead.access.caller import Caller
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader, Row
from crmstead.model.ids import parse_id
from crmstead.records.behaviours.event import PARTICIPANT_MODULES
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read_names

#: Keys of a converted lead's detail that are ids of what it became, and their modules.
_BECAME = {"contact": "Contacts", "deal": "Deals", "account": "Accounts"}
#: A module and the id of one of its records.
Named = tuple[str, int]


class Naming(NamedTuple):
    """How the values of a kind of field name records."""

    names: Callable[[Any], Iterator[Named]]
    without: Callable[[Any, set[Named]], Any]


def _participants(entries: Any) -> Iterator[Named]:
    for entry in entries:
        named = _participant(entry)
        if named is not None:
            yield named


def _participant(entry: Any) -> Named | None:
    module = PARTICIPANT_MODULES.get(entry["type"])
    number = None if module is None else parse_id(str(entry["participant"]))
    return None if module is None or number is None else (module, number)


def _fewer(entries: Any, unseen: set[Named]) -> Any:
    return [one for one in entries if _participant(one) not in unseen]


def _became(detail: Any) -> Iterator[Named]:
    for key, module in _BECAME.items():
        if key in detail:
            yield module, int(detail[key])


def _less(detail: Any, unseen: set[Named]) -> Any:
    hidden = {key for key, module in _BECAME.items() if (module, _number(detail, key)) in unseen}
    return {key: value for key, value in detail.items() if key not in hidden}


def _number(detail: Any, key: str) -> int:
    return int(detail.get(key, 0))


#: By the kinds of the fields.
NAMING: Mapping[str, Naming] = {
    "participants": Naming(_participants, _fewer),
    "converted_detail": Naming(_became, _less),
}


def named_in(kind: str, text: str | None) -> Iterator[Named]:
    """Yield the records that a stored value of a kind of `NAMING` names."""
    if text:
        yield from NAMING[kind].names(msgspec.json.decode(text))


def without(kind: str, text: str | None, unseen: set[Named]) -> str | None:
    """Return a stored value of a kind of `NAMING` without some records."""
    if not text or unseen.isdisjoint(named_in(kind, text)):
        return text
    return msgspec.json.encode(NAMING[kind].without(msgspec.json.decode(text), unseen)).decode()


async def unseen_among(
    reader: Reader, org: OpenOrg, caller: Caller, named: Iterable[Named]
) -> set[Named]:
    """Return those of some records that are not there for the caller: one statement a module."""
    wanted: dict[str, set[int]] = {}
    for name, number in named:
        wanted.setdefault(name, set()).add(number)
    unseen: set[Named] = set()
    for name, ids in wanted.items():
        module = org.catalogue.module_by_name[name]
        seen = visible_records(org.catalogue, caller, module)
        found = await read_names(reader, org, module, ids, seen=seen)
        unseen.update((name, one) for one in ids if one not in found)
    return unseen


async def rows_for(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    columns: Mapping[int, str],
    rows: Sequence[Row],
) -> Sequence[Row]:
    """Return rows whose columns name no record that the caller does not see.

    `columns` tells the kind of field, one of `NAMING`, by its place in the rows.
    """
    if caller.administrator or not columns:
        return rows
    named = {one for row in rows for at, kind in columns.items() for one in named_in(kind, row[at])}
    unseen = await unseen_among(reader, org, caller, named) if named else set()
    return [_row(row, columns, unseen) for row in rows] if unseen else rows


def _row(row: Row, columns: Mapping[int, str], unseen: set[Named]) -> Row:
    values = list(row)
    for at, kind in columns.items():
        values[at] = without(kind, values[at], unseen)
    return tuple(values)
