"""A request that names records by external fields, turned into one that names them by ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from crmstead.access.caller import Caller
from crmstead.errors.external import EXTERNAL_FIXED
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import URL_UNKNOWN
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.list_params import split_names
from crmstead.records.actions.selected import IDS, MOST_SELECTED
from crmstead.records.conversion.request import EXISTING, INTO
from crmstead.records.external.answering import Answering
from crmstead.records.external.header import By, parse_header
from crmstead.records.external.naming import ID, Finder, Named, Spot
from crmstead.records.external.resolving import form_of, resolve, stand_in
from crmstead.records.merging.request import MERGE
from crmstead.records.related.relations import relations_of
from crmstead.records.write.answers import place
from crmstead.records.write.body import MOST_RECORDS, parse_body
from crmstead.store.orgs import OpenOrg

RECORD, RELATED, LIST = "record_id", "related_id", "related_list"
DATA = "data"
#: Operations whose items say themselves which records they are about.
_IDENTIFIED = frozenset(
    {"assignTerritories", "removeTerritories", "updateRecords", "updateRelatedRecords"}
)
_UPDATE, _UPSERT, _GET = "updateRecord", "upsertRecords", "getRecords"
#: Operations whose bodies say what becomes of a lead, by module.
_CONVERTING = frozenset({"convertLead", "massConvert"})
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(slots=True)
class Asked:
    """What a request says: the parts that may name records."""

    operation: str
    #: The path with its placeholders.
    pattern: str
    module: Module
    path: dict[str, str]
    query: dict[str, str]
    body: bytes


@dataclass(slots=True)
class _Reading:
    """A request while it is looked through."""

    asked: Asked
    finder: Finder
    #: External fields by which the record of the path is named, and those of items and `ids`.
    own: tuple[By, ...]
    items: tuple[By, ...]
    #: Module of the items of the body.
    item_module: Module | None
    content: dict[str, Any] | None = None
    #: What `ids` of the query and `ids` of the body, where these are a text, list.
    ids: list[Any] = field(default_factory=list)
    body_ids: list[Any] = field(default_factory=list)
    in_path: Named | None = None


async def by_ids(
    org: OpenOrg, caller: Caller, version: Version, header: str, asked: Asked
) -> Answering:
    """Put ids where a request names records by external fields; return how to answer it.

    A value of no live record that the caller sees becomes an id that no record has, so that an
    operation answers as it does for such an id.

    Raises:
        ApiError: the header is wrong, the path has text where no field says what it is, or the
            request changes the field that it names its record by.
    """
    reading = _read(org, caller, header, asked)
    _find(reading)
    found = reading.finder.found
    answering = Answering(version)
    absent: dict[tuple[By, Any], int] = {}
    for named, record in zip(found, await resolve(org, caller, found), strict=True):
        number = record
        if number is None:
            key = (named.by, str(named.value))
            number = absent.setdefault(key, stand_in(len(absent)))
        answering.note(named, number, found=record is not None)
        if named is reading.in_path and record is not None and asked.operation == _UPDATE:
            _check_kept(reading, named, caller, version)
        named.put(number)
    for spot, by in reading.finder.expected:
        answering.expect(spot, by)
    _put_back(reading)
    answering.lists = bool(reading.ids) and asked.operation == _GET
    return answering


def _read(org: OpenOrg, caller: Caller, header: str, asked: Asked) -> _Reading:
    externals = parse_header(header, org.catalogue, caller)
    known = org.catalogue.module_by_name
    base = asked.module
    united = [known[name] for name in base.view_of if name in known]
    own = externals.own(base, *united)
    items = own
    item_module: Module | None = base
    _, *steps = asked.pattern.split("/")
    if f"{{{LIST}}}" in steps:
        relations = relations_of(org, base, asked.path[LIST]) or ()
        items = externals.own(*(one.module for one in relations))
        item_module = relations[0].module if len(relations) == 1 else None
    elif len(steps) > 1 and steps[0] == f"{{{RECORD}}}" and steps[1] != "actions":
        item_module = known.get(steps[1])
        items = externals.own(item_module) if item_module is not None else ()
    return _Reading(asked, Finder(org.catalogue, externals), own, items, item_module)


def _find(reading: _Reading) -> None:
    asked, finder = reading.asked, reading.finder
    for key, own in ((RECORD, reading.own), (RELATED, reading.items)):
        if key not in asked.path:
            continue
        if own:
            named = Named(own[0], asked.path[key], asked.path, key, acted_on=True)
            finder.found.append(named)
            if key == RECORD:
                reading.in_path = named
        elif parse_id(asked.path[key]) is None:
            raise ApiError(URL_UNKNOWN)
    if IDS in asked.query and reading.items:
        reading.ids = list(split_names(asked.query[IDS]))
        if len(reading.ids) <= MOST_SELECTED:
            finder.listed(reading.items, reading.ids)
    if asked.body:
        _find_in_body(reading)


def _find_in_body(reading: _Reading) -> None:
    try:
        content = parse_body(reading.asked.body)
    except ApiError:
        return  # the operation says what is wrong with it
    reading.content = content
    _find_ids(reading, content)
    _find_kinds(reading, content, Spot())
    items = content.get(DATA)
    # What is longer than any operation takes is left as it is: it will be refused.
    if isinstance(items, list) and len(items) <= MOST_RECORDS:
        for index, item in enumerate(items):
            if isinstance(item, dict):
                _find_item(reading, item, Spot((DATA, index), (DATA, index)))
    entries = content.get(MERGE)
    merged = entries[0] if isinstance(entries, list) and entries else None
    others = merged.get(DATA) if isinstance(merged, dict) else None
    for index, item in enumerate(others[:MOST_RECORDS] if isinstance(others, list) else ()):
        if isinstance(item, dict):
            path = (MERGE, 0, DATA, index)
            reading.finder.identified(reading.own, item, Spot(path, path))


def _find_ids(reading: _Reading, content: dict[str, Any]) -> None:
    given = content.get(IDS)
    if isinstance(given, str) and reading.items:
        given = reading.body_ids = _listed(given)
    if isinstance(given, list) and len(given) <= MOST_SELECTED:
        reading.finder.listed(reading.items, given, Spot((IDS,), (IDS,)))


def _listed(text: str) -> list[Any]:
    """Return the list that a text is: JSON, or values with commas between them."""
    if not text.lstrip().startswith("["):
        return list(split_names(text))
    try:
        found: list[Any] = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return []
    return found


def _find_item(reading: _Reading, item: dict[str, Any], spot: Spot) -> None:
    finder, operation = reading.finder, reading.asked.operation
    if operation in _IDENTIFIED:
        finder.identified(reading.items, item, spot)
    elif operation == _UPSERT and any(item.get(by.name) is not None for by in reading.items):
        item.pop(ID, None)  # the value decides, as every unique field's does
    if reading.item_module is not None:
        finder.item(reading.item_module, item, spot)
    _find_kinds(reading, item, spot)


def _find_kinds(reading: _Reading, content: dict[str, Any], spot: Spot) -> None:
    """Find what a conversion says of records of other modules, each under its module's name."""
    finder = reading.finder
    for key in INTO if reading.asked.operation in _CONVERTING else ():
        inner = content.get(key)
        if not isinstance(inner, dict):
            continue
        module = finder.catalogue.module_by_name[key]
        if key in EXISTING:
            finder.identified(finder.externals.own(module), inner, spot.below(key))
        else:
            finder.item(module, inner, spot.below(key))


def _check_kept(reading: _Reading, named: Named, caller: Caller, version: Version) -> None:
    """Check that an update leaves the value by which its path names the record.

    Raises:
        ApiError: it gives another one.
    """
    for index, item in enumerate((reading.content or {}).get(DATA) or ()):
        if not isinstance(item, dict) or named.by.name not in item:
            continue
        field = named.by.field
        if form_of(field, item[named.by.name], caller) != form_of(field, named.value, caller):
            shown = place((DATA, index), (named.by.name,), version)
            raise ApiError(EXTERNAL_FIXED, in_data=True, **shown)
        del item[named.by.name]


def _put_back(reading: _Reading) -> None:
    asked = reading.asked
    if reading.ids:
        asked.query[IDS] = ",".join(str(one) for one in reading.ids)
    if reading.content is not None:
        if reading.body_ids:
            reading.content[IDS] = _encoder.encode(reading.body_ids).decode()
        asked.body = _encoder.encode(reading.content)
