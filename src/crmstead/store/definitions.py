"""Metadata as rows: what an org has beyond the standard modules, with its version.

One row a thing, JSON in the form of its dataclass (custom modules: in the form of module files).
The version is raised in the transaction that changes a row, and is the truth for every server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import msgspec

from crmstead.databases.base import Database, Reader, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.metadata.building import build_catalogue
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.definitions import CustomDefinitions
from crmstead.model.company import Currency, Variable
from crmstead.model.contact_role import ContactRole
from crmstead.model.data_sharing import DataSharing, SharingRule, UserGroup
from crmstead.model.duplicate_check import DuplicateCheckPreference
from crmstead.model.locking import LockingConfiguration
from crmstead.model.people import (
    AssignmentRule,
    Cadence,
    Org,
    Profile,
    Role,
    Tax,
    Territory,
    Unavailability,
    User,
)
from crmstead.model.pick_lists import GlobalPickList, MapDependency
from crmstead.model.sharing import SharedModule
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import DEFINITIONS, META

T = TypeVar("T")

_VERSION = "version"
_ORG = "org"
_MODULE = "module"
#: Kinds of people and rules, and what their rows hold.
_KINDS: dict[str, type[Any]] = {
    "user": User,
    "role": Role,
    "profile": Profile,
    "territory": Territory,
    "cadence": Cadence,
    "assignment_rule": AssignmentRule,
    "tax": Tax,
    "record_locking_configuration": LockingConfiguration,
    "duplicate_check_preference": DuplicateCheckPreference,
    "shared_module": SharedModule,
    "contact_role": ContactRole,
    "data_sharing": DataSharing,
    "sharing_rule": SharingRule,
    "user_group": UserGroup,
    "variable": Variable,
    "unavailability": Unavailability,
    "currency": Currency,
    "global_picklist": GlobalPickList,
    "map_dependency": MapDependency,
}


@dataclass(slots=True)
class Definitions:
    """All that an org defines itself."""

    org: Org
    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    territories: list[Territory] = field(default_factory=list)
    cadences: list[Cadence] = field(default_factory=list)
    assignment_rules: list[AssignmentRule] = field(default_factory=list)
    taxes: list[Tax] = field(default_factory=list)
    locking_configurations: list[LockingConfiguration] = field(default_factory=list)
    duplicate_checks: list[DuplicateCheckPreference] = field(default_factory=list)
    shared_modules: list[SharedModule] = field(default_factory=list)
    #: Roles of contacts that the org added or changed.
    contact_roles: list[ContactRole] = field(default_factory=list)
    data_sharing: list[DataSharing] = field(default_factory=list)
    sharing_rules: list[SharingRule] = field(default_factory=list)
    user_groups: list[UserGroup] = field(default_factory=list)
    variables: list[Variable] = field(default_factory=list)
    unavailabilities: list[Unavailability] = field(default_factory=list)
    #: None until there may be several; then the home currency is one of them.
    currencies: list[Currency] = field(default_factory=list)
    global_picklists: list[GlobalPickList] = field(default_factory=list)
    map_dependencies: list[MapDependency] = field(default_factory=list)
    #: Definitions of custom and changed modules, in the form of module files.
    modules: list[dict[str, Any]] = field(default_factory=list)

    def by_kind(self) -> dict[str, list[Any]]:
        """Return people and rules by the kind of their rows."""
        return {
            "user": self.users,
            "role": self.roles,
            "profile": self.profiles,
            "territory": self.territories,
            "cadence": self.cadences,
            "assignment_rule": self.assignment_rules,
            "tax": self.taxes,
            "record_locking_configuration": self.locking_configurations,
            "duplicate_check_preference": self.duplicate_checks,
            "shared_module": self.shared_modules,
            "contact_role": self.contact_roles,
            "data_sharing": self.data_sharing,
            "sharing_rule": self.sharing_rules,
            "user_group": self.user_groups,
            "variable": self.variables,
            "unavailability": self.unavailabilities,
            "currency": self.currencies,
            "global_picklist": self.global_picklists,
            "map_dependency": self.map_dependencies,
        }

    def catalogue(self, version: int, before: Catalogue | None = None) -> Catalogue:
        """Build the catalogue of these definitions, from the org's before where there is one."""
        return build_catalogue(
            self.org,
            version,
            users=self.users,
            roles=self.roles,
            profiles=self.profiles,
            territories=self.territories,
            cadences=self.cadences,
            assignment_rules=self.assignment_rules,
            taxes=self.taxes,
            locking_configurations=self.locking_configurations,
            duplicate_checks=self.duplicate_checks,
            shared_modules=self.shared_modules,
            contact_roles=self.contact_roles,
            data_sharing=self.data_sharing,
            sharing_rules=self.sharing_rules,
            user_groups=self.user_groups,
            variables=self.variables,
            unavailabilities=self.unavailabilities,
            currencies=self.currencies,
            global_picklists=self.global_picklists,
            map_dependencies=self.map_dependencies,
            custom=CustomDefinitions(tuple(self.modules)),
            before=before,
        )

    def module(self, api_name: str) -> dict[str, Any]:
        """Return what the org says of a module, nothing but its name where that is nothing yet."""
        for one in self.modules:
            if one["api_name"] == api_name:
                return one
        self.modules.append({"api_name": api_name})
        return self.modules[-1]

    def copy(self) -> Definitions:
        """Return the same, to be changed without changing these."""
        lists = {
            one.name: list(getattr(self, one.name)) for one in fields(self) if one.name != _ORG
        }
        return Definitions(self.org, **{**lists, "modules": deepcopy(self.modules)})


async def save(transaction: Transaction, definitions: Definitions) -> None:
    """Write the definitions of a new org, at version 1."""
    rows = [(*key, text) for key, text in _texts(definitions).items()]
    await transaction.insert(DEFINITIONS.name, DEFINITIONS.columns, rows)
    await transaction.insert(META.name, META.columns, [(_VERSION, 1)])


async def keep_definitions(
    transaction: Transaction, database: Database, before: Definitions, after: Definitions
) -> bool:
    """Write what differs, and raise the version; tell whether anything did."""
    old, new = _texts(before), _texts(after)
    gone = [key for key in old if new.get(key) != old[key]]
    come = [(*key, text) for key, text in new.items() if old.get(key) != text]
    for kind, number in gone:
        await transaction.execute(
            f"DELETE FROM {database.table(DEFINITIONS.name)} WHERE kind = $1 AND id = $2",
            (kind, number),
        )
    if come:
        await transaction.insert(DEFINITIONS.name, DEFINITIONS.columns, come)
    if gone or come:
        await _raise_version(transaction, database)
    return bool(gone or come)


def _texts(definitions: Definitions) -> dict[tuple[str, int], str]:
    """Return the definitions as rows: (kind, id) -> body."""
    rows: dict[tuple[str, int], str] = {(_ORG, definitions.org.id): _text(definitions.org)}
    for kind, things in definitions.by_kind().items():
        rows |= {(kind, thing.id): _text(thing) for thing in things}
    rows |= {(_MODULE, number): _text(one) for number, one in enumerate(definitions.modules)}
    return rows


def _text(thing: Any) -> str:
    # Sets have no order of their own, and what is alike has to read alike.
    return msgspec.json.encode(thing, order="deterministic").decode()


async def read_version(reader: Reader, database: Database) -> int:
    """Return the version of an org's metadata."""
    rows = await reader.fetch(
        f"SELECT value FROM {database.table(META.name)} WHERE name = $1", (_VERSION,)
    )
    version: int = rows[0][0]
    return version


async def load(database: Database, before: Catalogue | None = None) -> Catalogue:
    """Read an org's definitions and build its catalogue, from the one before where there is one."""
    async with database.reading(snapshot=True) as reader:
        return await read_catalogue(reader, database, before)


async def read_catalogue(
    reader: Reader, database: Database, before: Catalogue | None = None
) -> Catalogue:
    """Build the catalogue of the definitions that a reader sees."""
    version = await read_version(reader, database)
    return (await read_definitions(reader, database)).catalogue(version, before)


async def read_definitions(reader: Reader, database: Database) -> Definitions:
    """Return the definitions that a reader sees."""
    rows = await reader.fetch(
        f"SELECT kind, body FROM {database.table(DEFINITIONS.name)} ORDER BY kind, id"
    )
    return _definitions(rows)


def _definitions(rows: Iterable[Any]) -> Definitions:
    kept: dict[str, list[str]] = {}
    for kind, body in rows:
        kept.setdefault(kind, []).append(body)
    definitions = Definitions(msgspec.json.decode(kept[_ORG][0], type=Org))
    for kind, things in definitions.by_kind().items():
        decoder = msgspec.json.Decoder(_KINDS[kind])
        things.extend(decoder.decode(body) for body in kept.get(kind, ()))
    definitions.modules.extend(msgspec.json.decode(body) for body in kept.get(_MODULE, ()))
    return definitions


async def change(
    transaction: Transaction, database: Database, kind: str, number: int, thing: Any
) -> None:
    """Add or replace one definition and raise the version, in one transaction."""
    table = database.table(DEFINITIONS.name)
    await transaction.execute(
        f"INSERT INTO {table} (kind, id, body) VALUES ($1, $2, $3) "
        "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
        (kind, number, _text(thing)),
    )
    await _raise_version(transaction, database)


async def change_many(
    transaction: Transaction, database: Database, kind: str, things: Mapping[int, Any]
) -> None:
    """Add or replace definitions of a kind, by their ids, and raise the version once."""
    among = database.dialect.in_list("id", "$2", ColumnKind.INTEGER)
    await transaction.execute(
        f"DELETE FROM {database.table(DEFINITIONS.name)} WHERE kind = $1 AND {among}",
        (kind, database.dialect.array(list(things))),
    )
    rows = [(kind, number, _text(thing)) for number, thing in things.items()]
    await transaction.insert(DEFINITIONS.name, DEFINITIONS.columns, rows)
    await _raise_version(transaction, database)


async def remove(transaction: Transaction, database: Database, kind: str, number: int) -> None:
    """Remove one definition and raise the version, in one transaction."""
    await transaction.execute(
        f"DELETE FROM {database.table(DEFINITIONS.name)} WHERE kind = $1 AND id = $2",
        (kind, number),
    )
    await _raise_version(transaction, database)


async def find(reader: Reader, database: Database, kind: str, number: int, of: type[T]) -> T | None:
    """Return one definition as it stands in the database, None where there is none."""
    rows = await reader.fetch(
        f"SELECT body FROM {database.table(DEFINITIONS.name)} WHERE kind = $1 AND id = $2",
        (kind, number),
    )
    return msgspec.json.decode(rows[0][0], type=of) if rows else None


async def find_all(reader: Reader, database: Database, kind: str, of: type[T]) -> list[T]:
    """Return all definitions of a kind as they stand in the database."""
    rows = await reader.fetch(
        f"SELECT body FROM {database.table(DEFINITIONS.name)} WHERE kind = $1 ORDER BY id", (kind,)
    )
    decoder = msgspec.json.Decoder(of)
    return [decoder.decode(row[0]) for row in rows]


async def take_turn(transaction: Transaction, database: Database) -> None:
    """Wait until no other transaction changes definitions, and keep others waiting."""
    await transaction.execute(
        f"UPDATE {database.table(META.name)} SET value = value WHERE name = $1", (_VERSION,)
    )


async def _raise_version(transaction: Transaction, database: Database) -> None:
    await transaction.execute(
        f"UPDATE {database.table(META.name)} SET value = value + 1 WHERE name = $1", (_VERSION,)
    )


async def take_over(org: OpenOrg) -> OpenOrg:
    """Let later requests have the definitions that the database has now; return the latest org."""
    return org.renew(await load(org.database, org.latest.org.catalogue))
