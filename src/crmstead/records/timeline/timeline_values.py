"""Entries of a timeline as they are shown: users, records, and values before and after as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.access.visibility import visible_records
from crmstead.databases.base import Reader
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.picklists import describe_value
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.times import Times, times_of
from crmstead.model.version import Version
from crmstead.records.read.json_naming import NAMING, named_in, without
from crmstead.records.read.rendering import Shown, single_value
from crmstead.records.read.shown import shown_to
from crmstead.records.timeline.timeline import Entry, Subject
from crmstead.records.write.history import ADDED_TAGS, CHANGED_TAGS, REMOVED_TAGS
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import read_names
from crmstead.store.schema import MODULE_SUFFIX, column_of

#: Kinds whose value is the id of a record; its name is shown.
_POINTING = frozenset({"lookup", "product_lookup", "any_module_lookup"})
_TAG = "Tag"
#: Keys of a field's history that are told on request, as `include_inner_details` names them.
_ON_REQUEST = ("field_label", "data_type", "enable_colour_code")
Pair = Sequence[Any]


@dataclass(slots=True)
class TimelinePage:
    """What the entries of one answer share; `names` of records pointed to are read beforehand."""

    org: OpenOrg
    caller: Caller
    version: Version
    subjects: Mapping[int, Subject]
    #: The record whose timeline it is.
    record: int
    inner: frozenset[str]
    include: frozenset[str]
    names: dict[str, dict[int, str | None]]

    def describe(self, entry: Entry) -> dict[str, Any]:
        """Return an entry as it is shown."""
        subject = self.subjects[entry.record]
        shown: dict[str, Any] = {
            "done_by": self._user(entry.done_by),
            "related_record": None if entry.record == self.record else self._parent(),
            "automation_details": None,
            "record": _reference(subject),
            "audited_time": self._times.format(entry.time),
            "action": entry.action,
            "id": str(entry.id),
            "source": entry.source,
            "field_history": self._field_history(subject.module, entry.body or {}),
        }
        if "extension" in self.include:
            shown["extension"] = None
        if "type" in self.include:
            shown["type"] = "timeline"
        return shown

    @property
    def _times(self) -> Times:
        return times_of(self.caller.zone)

    def _parent(self) -> dict[str, Any]:
        return _reference(self.subjects[self.record])

    def _user(self, number: int | None) -> dict[str, Any] | None:
        catalogue = self.org.catalogue
        user = catalogue.user_by_id.get(number or 0)
        if user is None:
            return None
        shown: dict[str, Any] = {"name": user.full_name, "id": str(user.id)}
        if "done_by.profile" in self.inner:
            profile = catalogue.profile_by_id[user.profile]
            shown["profile"] = {"name": profile.name, "id": str(profile.id)}
        if "done_by.type__s" in self.inner:
            shown["type__s"] = user.type.lower()
        return shown

    def _field_history(self, module: Module, body: Mapping[str, Any]) -> list[Any] | None:
        fields = shown_columns(self.org.catalogue, self.caller, self.version, module)
        changed = body.get("fields", {})
        shown = [
            self._change(field, *(self._text(field, changed, side) for side in (0, 1)))
            for column, field in fields.items()
            if column in changed
        ]
        if _TAG in fields:
            shown += [self._change(fields[_TAG], old, new) for old, new in _tag_changes(body)]
        return shown or None

    def _change(self, field: Field, old: str | None, new: str | None) -> dict[str, Any]:
        told = {
            "field_label": field.field_label,
            "data_type": field.data_type,
            "enable_colour_code": False,
        }
        asked = {name: told[name] for name in _ON_REQUEST if f"field_history.{name}" in self.inner}
        values = []
        if "field_history.pick_list_values" in self.inner:
            catalogue = self.org.catalogue
            values = [
                describe_value(catalogue, one, self.version) for one in field.pick_list_values
            ]
        return {
            "api_name": field.api_name,
            **asked,
            "_value": {"new": new, "old": old},
            "id": str(field.id),
            "pick_list_values": values,
        }

    def _text(self, field: Field, changed: Mapping[str, Pair], side: int) -> str | None:
        """Return a stored value as text: what the SDKs take every value for."""
        column = column_of(field)
        stored = changed[column][side]
        if stored is None:
            return None
        if field.kind in _POINTING:
            return self._name(_pointed(field, changed, side) or "", stored)
        if field.kind in NAMING and not self.caller.administrator:
            named = named_in(field.kind, stored)
            unseen = {one for one in named if one[1] not in self.names.get(one[0], {})}
            stored = without(field.kind, stored, unseen)
        return _plain_text(self._value_of(field)(stored, self._shown))

    def _name(self, module: str, record: int) -> str | None:
        """Return what a record is called; of one that only others see nothing is told."""
        names = self.names.get(module, {})
        if record not in names and not self.caller.administrator:
            return None
        return names.get(record) or str(record)

    @property
    def _shown(self) -> Shown:
        return shown_to(self.org, self.caller)

    def _value_of(self, field: Field) -> Callable[[Any, Shown], Any]:
        key = ("timeline value", field.id)
        found: Callable[[Any, Shown], Any] | None = self.org.compiled.get(key)
        if found is None:
            found = self.org.compiled[key] = single_value(field)
        return found


def _tag_changes(body: Mapping[str, Any]) -> Iterator[tuple[str | None, str | None]]:
    """Yield what a change tells of tags: the names before and after, where some there were."""
    added, removed = body.get(ADDED_TAGS, ()), body.get(REMOVED_TAGS, ())
    for old, new in ((), added), (removed, ()), body.get(CHANGED_TAGS, ((), ())):
        if old or new:
            yield ", ".join(old) or None, ", ".join(new) or None


def _reference(subject: Subject) -> dict[str, Any]:
    module = {"api_name": subject.module.api_name, "id": str(subject.module.id)}
    return {"module": module, "name": subject.name, "id": str(subject.id)}


def shown_columns(
    catalogue: Catalogue, caller: Caller, version: Version, module: Module
) -> dict[str, Field]:
    """Return the fields whose changes a caller may read, by the columns that keep them."""
    return {
        column_of(field): field
        for field in visible_fields(caller, module.fields)
        if version.within(field.since, field.until) and not catalogue.restricted(module, field)
    }


async def load_names(
    reader: Reader,
    org: OpenOrg,
    caller: Caller,
    subjects: Mapping[int, Subject],
    entries: Iterable[Entry],
) -> dict[str, dict[int, str | None]]:
    """Return the names of the records that entries point to: module -> id -> name.

    Those that the caller does not see are not among them.
    """
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        changed = (entry.body or {}).get("fields", {})
        known = subjects[entry.record].module.by_name
        for column, pair in changed.items():
            field = known.get(column)
            if field is None:
                continue
            for side, stored in enumerate(pair):
                for module, record in _named_by(field, changed, side, stored):
                    if module in org.catalogue.module_by_name:
                        wanted.setdefault(module, set()).add(record)
    found: dict[str, dict[int, str | None]] = {}
    for name, ids in wanted.items():
        target = org.catalogue.module_by_name[name]
        seen = visible_records(org.catalogue, caller, target)
        rows = await read_names(reader, org, target, ids, seen=seen)
        found[name] = {record: row[1] for record, row in rows.items()}
    return found


def _named_by(
    field: Field, changed: Mapping[str, Pair], side: int, stored: Any
) -> Iterator[tuple[str, int]]:
    """Yield the records that a stored value names."""
    if field.kind in NAMING:
        yield from named_in(field.kind, stored)
    elif field.kind in _POINTING and stored is not None:
        module = _pointed(field, changed, side)
        if module is not None:
            yield module, stored


def _pointed(field: Field, changed: Mapping[str, Pair], side: int) -> str | None:
    """Return the module of the record that a lookup pointed to; it may have changed, too."""
    if field.kind != "any_module_lookup":
        return field.lookup
    pair = changed.get(field.api_name + MODULE_SUFFIX)
    return None if pair is None else pair[side]


def _plain_text(value: Any) -> str | None:
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return str(value.get("name") or msgspec.json.encode(value).decode())
    if isinstance(value, list):
        return ", ".join(text for one in value if (text := _plain_text(one)) is not None)
    return None if value is None else str(value)
