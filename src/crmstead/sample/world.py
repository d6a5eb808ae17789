"""What the makers of sample records share: chance, the people, and the records made so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import metadata_id
from crmstead.model.people import User
from crmstead.sample.people import ADMINISTRATOR, EAST, END, SUPPORT, TRAINEE, WEST
from crmstead.sample.uploads import SampleFile, sample_file
from crmstead.sample.words import (
    FIRST_NAMES,
    LAST_NAMES,
    PLACES,
    SENTENCES,
    STREETS,
    TAGS,
    Place,
)

DAY = 86_400
HOUR = 3_600
#: Territories that are not of an American sales team.
_ABROAD = frozenset({"DACH", "UK and Ireland", "APAC"})
_TEAMS = {"East": EAST, "West": WEST}


@dataclass(slots=True)
class Wanted:
    """A record to be made: what is sent, by whom, and what no client could send.

    `changes` are stored values by column, set after the insert; `files` are uploads that the item
    names.
    """

    item: dict[str, Any]
    owner: User
    changes: dict[str, Any] = field(default_factory=dict)
    territories: tuple[int, ...] = ()
    files: tuple[SampleFile, ...] = ()


@dataclass(slots=True)
class Made:
    """A record that was made."""

    id: int
    owner: User
    at: int
    item: dict[str, Any]
    place: Place | None = None

    @property
    def link(self) -> dict[str, str]:
        """The record as a lookup names it."""
        return {"id": str(self.id)}


class World:
    """The sample org while it is being made. Everything in it follows from the seed."""

    def __init__(self, catalogue: Catalogue, seed: int) -> None:
        self.catalogue = catalogue
        self.random = Random(seed)
        self.made: dict[str, list[Made]] = {}
        #: (module, record) -> when something was last done about it.
        self.activity: dict[tuple[str, int], int] = {}
        roles = {role.id: role.name for role in catalogue.roles}
        trainee = next(one.id for one in catalogue.profiles if one.name == TRAINEE)
        self.administrator = catalogue.user_by_email[ADMINISTRATOR]
        self.active = [user for user in catalogue.users if user.status == "active"]
        self.sellers = {
            role: [u for u in self.active if roles[u.role] == role and u.profile != trainee]
            for role in (EAST, WEST)
        }
        self.managers = [user for user in self.active if roles[user.role] == "Manager"]
        self.trainee = next(user for user in self.active if user.profile == trainee)
        self.support = next(user for user in self.active if roles[user.role] == SUPPORT)

    def chance(self, percent: int) -> bool:
        """Tell whether something happens that happens so often in a hundred."""
        return self.random.random() * 100 < percent

    def some(self, module: str) -> Made:
        """Return any record of a module."""
        return self.random.choice(self.made[module])

    def maybe(self, module: str, percent: int) -> Made | None:
        """Return any record of a module, or none."""
        return self.some(module) if self.made.get(module) and self.chance(percent) else None

    def among(self, module: str, lookup: str, record: Made) -> Made | None:
        """Return a record of a module that points to another one, None where there is none."""
        wanted = record.link
        found = [one for one in self.made.get(module, ()) if one.item.get(lookup) == wanted]
        return self.random.choice(found) if found else None

    def value(self, module: str, name: str) -> str:
        """Return any value of a pick list."""
        values = self.catalogue.module_by_name[module].by_name[name].pick_list_values
        return self.random.choice([v.display_value for v in values if v.display_value != "-None-"])

    def seller(self, place: Place) -> User:
        """Return a user who sells at a place; the administrator does too, now and then."""
        if self.chance(5):
            return self.administrator
        if place.territory in _ABROAD:
            return self.random.choice(self.managers)
        return self.random.choice(self.sellers[_TEAMS[place.territory]])

    def territory(self, place: Place) -> int:
        """Return the territory of a place."""
        return next(one.id for one in self.catalogue.territories if one.name == place.territory)

    def person(self) -> tuple[str, str]:
        """Return a first and a last name."""
        return self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES)

    def place(self) -> Place:
        """Return a place; towns that stand first have more customers."""
        return PLACES[min(int(self.random.expovariate(0.16)), len(PLACES) - 1)]

    def phone(self, place: Place) -> str:
        """Return a number that belongs to nobody."""
        return f"{place.dialling}{self.random.randrange(100):02}"

    def address(self, place: Place, prefix: str, code: str = "Code") -> dict[str, str]:
        """Return the address fields of a place."""
        street = f"{self.random.randrange(1, 400)} {self.random.choice(STREETS)}"
        return {
            f"{prefix}Street": street,
            f"{prefix}City": place.city,
            f"{prefix}State": place.state,
            f"{prefix}{code}": place.code,
            f"{prefix}Country": place.country,
        }

    def sentence(self) -> str:
        """Return a sentence about a customer."""
        return self.random.choice(SENTENCES)

    def tags(self, percent: int) -> list[dict[str, str]]:
        """Return one or two tags, or none."""
        if not self.chance(percent):
            return []
        return [{"name": name} for name in self.random.sample(TAGS, self.random.randint(1, 2))]

    def amount(self, low: int, high: int) -> float:
        """Return an amount, small ones more often than large ones."""
        return float(round(low * (high / low) ** self.random.random(), 2))

    def later(self, at: int, days: int) -> int:
        """Return a moment after another, within the sample's time."""
        return min(at + self.random.randrange(60, days * DAY), END - 60)

    def changed_later(self, at: int, owner: User, percent: int = 40) -> dict[str, Any]:
        """Return the change that says when a record was last edited, for some of them."""
        if not self.chance(percent):
            return {}
        return {"Modified_Time": self.later(at, 120), "Modified_By": owner.id}

    def file(self, at: int, name: str) -> SampleFile:
        """Return an upload: a picture where the name ends with `.png`, else a text."""
        digits = metadata_id(at, "file", name, str(self.random.getrandbits(32)))
        return sample_file(f"{digits:064x}", name, self.random.randrange(1_000))

    def touch(self, module: str, record: Made, at: int) -> None:
        """Remember that something was done about a record."""
        self.activity[module, record.id] = max(at, self.activity.get((module, record.id), 0))


def day_of(at: int, days: int = 0) -> str:
    """Return a day as the API writes it."""
    return (datetime.fromtimestamp(at, UTC) + timedelta(days=days)).date().isoformat()


def moment(at: int) -> str:
    """Return a moment as the API writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def links(name: str, records: Sequence[Made] | Sequence[User]) -> list[dict[str, Any]]:
    """Return the rows of a multi-select lookup; `name` is the side of the other record."""
    return [{name: {"id": str(one.id)}} for one in records]


def without_empty(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item without fields that have nothing in them."""
    return {name: value for name, value in item.items() if value not in (None, [], "")}
