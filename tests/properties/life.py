"""A plain model of records and what is kept about them: what a server has to show of their lives.

Leads and contacts have the same fields of their own. A step of a test asks the server for
something and tells the model what it ought to have done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crmstead.model.ids import metadata_id
from crmstead.model.people import Territory
from crmstead.store.definitions import Definitions
from tests.live import definitions

LEADS, CONTACTS = "Leads", "Contacts"
MODULES = (LEADS, CONTACTS)
#: A note that went with its record is lost: nobody is told that it was deleted.
LIVE, BINNED, GONE, LOST = "live", "in the bin", "gone", "lost"
#: The views whose records jobs are about.
VIEWS = {LEADS: 4_000_000_000_003_101, CONTACTS: 4_000_000_000_003_102}
PLACE = "Oslo"
TRACKED = ("Last_Name", "Place", "Size", "Code", "Kinds")


def _module(name: str, first: int, *more: dict[str, Any]) -> dict[str, Any]:
    mapped: dict[str, Any] = {"convert_mapping": {CONTACTS: "Place"}} if name == LEADS else {}
    fields: list[dict[str, Any]] = [
        {"api_name": "Place", "data_type": "text", **mapped},
        {"api_name": "Size", "data_type": "integer"},
        {"api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
        {"api_name": "Kinds", "data_type": "multiselectpicklist",
         "pick_list_values": ["Wet", "Dry", "Old"]},
        *more,
    ]  # fmt: skip
    criteria = {"field": {"api_name": "Place"}, "comparator": "equal", "value": PLACE}
    return {
        "api_name": name,
        "fields": [{"id": first + place, **one} for place, one in enumerate(fields)],
        "custom_views": [{"id": VIEWS[name], "name": "There", "criteria": criteria}],
    }


def life_definitions() -> Definitions:
    """Return an org whose contacts have rows, links and territories."""
    made = definitions(frozenset({"territories"}))
    stays = {"api_name": "Stays", "data_type": "subform", "rows": [
        {"id": 981, "api_name": "Town", "data_type": "text"},
    ]}  # fmt: skip
    linking = {"connected_module": "Products"}
    likes = {"api_name": "Likes", "data_type": "multiselectlookup", "linking": linking}
    made.modules += [_module(LEADS, 901), _module(CONTACTS, 951, stays, likes)]
    owner = made.users[0].id
    made.territories += [
        Territory(
            id=metadata_id(made.org.id, "territory", name),
            name=name,
            reporting_to=None,
            created_time=made.org.created_time,
            created_by=owner,
            manager=owner,
        )
        for name in ("North", "South")
    ]
    return made


@dataclass(eq=False)
class Tag:
    """A tag of a module."""

    id: str
    module: str
    name: str


@dataclass(eq=False)
class Note:
    """A note; in the bin by itself, or with its record."""

    id: str
    parent: Record
    place: str = LIVE


@dataclass(eq=False)
class Record:
    """A record as it ought to be shown."""

    id: str
    module: str
    owner: str
    values: dict[str, Any]
    tags: list[Tag] = field(default_factory=list)
    territories: set[str] = field(default_factory=set)
    towns: list[str] = field(default_factory=list)
    likes: list[str] = field(default_factory=list)
    products: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    place: str = LIVE
    lock: str | None = None
    converted: bool = False

    @property
    def code(self) -> str | None:
        found: str | None = self.values["Code"]
        return None if found is None else found.lower()

    @property
    def free(self) -> bool:
        """Whether anything may be done to it."""
        return self.place == LIVE and self.lock is None and not self.converted

    def takes(self, item: Iterable[str]) -> bool:
        """Tell whether an update may give some fields: of a converted lead nothing but tags."""
        names = set(item)
        open_to = not self.converted or names <= {"Tag"}
        return self.place == LIVE and open_to and (self.lock is None or not names)


@dataclass
class Event:
    """A thing that a timeline tells: field -> (old, new), as texts."""

    about: Record | Note
    action: str
    changes: dict[str, tuple[str | None, str | None]]


def text(value: Any) -> str | None:
    """Return a value as a timeline shows it."""
    if isinstance(value, list):
        return ", ".join(value) or None
    return None if value is None else str(value)


@dataclass
class Model:
    """All records, notes and tags that there ever were."""

    #: User -> name.
    names: dict[str, str]
    records: list[Record] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def of(self, module: str, *, converted: bool = False) -> list[Record]:
        """Return the records that a list of a module shows."""
        return [
            one
            for one in self.records
            if (one.module, one.place, one.converted) == (module, LIVE, converted)
        ]

    def holder(self, module: str, code: str | None, but: Record | None = None) -> Record | None:
        """Return the record that has a unique value; it is no other's then."""
        held = (one for one in self.of(module) if one is not but and one.code is not None)
        return next((one for one in held if code is not None and one.code == code.lower()), None)

    def tag(self, module: str, name: str) -> Tag | None:
        """Return the tag of a name."""
        known = (one for one in self.tags if one.module == module)
        return next((one for one in known if one.name.lower() == name.lower()), None)

    def note_of(self, parent: Record) -> list[Note]:
        """Return the notes of a record that are not gone."""
        return [one for one in self.notes if one.parent is parent and one.place in (LIVE, BINNED)]

    # What happens

    def tell(
        self,
        about: Record | Note,
        action: str,
        changes: dict[str, tuple[str | None, str | None]] | None = None,
    ) -> None:
        self.events.append(Event(about, action, changes or {}))

    def add(self, record: Record) -> None:
        self.records.append(record)
        self.tell(record, "added")

    def change(self, record: Record, values: dict[str, Any], tags: list[Tag] | None = None) -> None:
        """Update a record, its timeline too."""
        told = {
            name: (text(record.values[name]), text(value))
            for name, value in values.items()
            if name in TRACKED and record.values[name] != value
        }
        record.values.update({name: value for name, value in values.items() if name in TRACKED})
        record.towns = values.get("Stays", record.towns)
        record.likes = values.get("Likes", record.likes)
        if tags is not None:
            before, record.tags = record.tags, tags
            if [one.id for one in before] != [one.id for one in tags]:
                told["Tag"] = (_named(before), _named(tags))
        self.tell(record, "updated", told)

    def add_tags(self, record: Record, tags: list[Tag], *, replace: bool) -> None:
        before = record.tags
        kept = [] if replace else before
        record.tags = [*kept, *(one for one in tags if one not in kept)]
        self._tell_tags(record, before)

    def remove_tags(self, record: Record, tags: list[Tag]) -> None:
        before = record.tags
        record.tags = [one for one in before if one not in tags]
        self._tell_tags(record, before)

    def _tell_tags(self, record: Record, before: list[Tag]) -> None:
        added = [one for one in record.tags if one not in before]
        removed = [one for one in before if one not in record.tags]
        if added:
            self.tell(record, "tag_added", {"Tag": (None, _named(added))})
        if removed:
            self.tell(record, "tag_removed", {"Tag": (_named(removed), None)})

    def lose_tag(self, tag: Tag, instead: Tag | None = None) -> None:
        """Take a tag from the module and its records, or give these another."""
        self.tags.remove(tag)
        for one in self.records:
            if tag not in one.tags:
                continue
            place = one.tags.index(tag)
            put = [instead] if instead is not None and instead not in one.tags else []
            one.tags[place : place + 1] = put

    def own(self, record: Record, owner: str) -> None:
        if record.owner != owner:
            names = (self.names[record.owner], self.names[owner])
            self.tell(record, "owner_assigned", {"Owner": names})
        record.owner = owner

    def delete(self, about: Record | Note) -> None:
        about.place = BINNED
        self.tell(about, "deleted")

    def restore(self, about: Record | Note) -> None:
        about.place = LIVE
        self.tell(about, "restored")

    def purge(self, about: Record | Note) -> None:
        if isinstance(about, Record):
            for note in self.note_of(about):
                note.place = GONE if note.place == BINNED else LOST
            about.tags = []
        about.place = GONE

    def hand_on(self, of: Record, to: Record) -> None:
        """Give the notes and products of a record to another."""
        to.products |= of.products
        of.products = set()
        for note in self.note_of(of):
            note.parent = to

    # What is to be seen

    def timeline(self, record: Record) -> list[tuple[str, str, dict[str, Any]]]:
        """Return (id, action, changes), newest first, of a record with its notes."""
        about: set[int] = {id(record), *map(id, self.note_of(record))}
        return [
            (one.about.id, one.action, one.changes)
            for one in reversed(self.events)
            if id(one.about) in about
        ]

    def worded(self, module: str, word: str) -> set[str]:
        """Return the records of which a word begins so."""
        return {one.id for one in self.of(module) if any(map_words(one, word))}

    def visible(self, module: str, user: str) -> set[str]:
        """Return the records that a user sees who sees own and shared ones."""
        return {one.id for one in self.of(module) if one.owner == user or user in one.shared}


def map_words(record: Record, word: str) -> Iterable[bool]:
    texts = [record.values["Last_Name"], record.values["Place"], *(record.values["Kinds"] or ())]
    words = " ".join(one for one in texts if one).lower().split()
    return (one.startswith(word) for one in words)


def _named(tags: list[Tag]) -> str | None:
    return ", ".join(one.name for one in tags) or None
