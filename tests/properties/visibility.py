"""An org made up at random, and a plain reading of who may see and do what in it.

The reading knows nothing of plans: it asks for one user and one record at a time, and climbs from
the record's owner, territory or share to the user, where the server goes down from the user.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from crmstead.model.data_sharing import (
    DataSharing,
    GroupSource,
    Shared,
    SharingRule,
    UserGroup,
)
from crmstead.model.ids import metadata_id
from crmstead.model.people import Role, Territory, User
from crmstead.store.definitions import Definitions
from tests.live import ADMIN, definitions

ACCOUNTS, CONTACTS, TASKS = "Accounts", "Contacts", "Tasks"
MODULES = (ACCOUNTS, CONTACTS, TASKS)
NAME = {ACCOUNTS: "Account_Name", CONTACTS: "Last_Name", TASKS: "Subject"}
#: The field that names another record, and the module of that record.
LOOKUP = {CONTACTS: "Account_Name", TASKS: "What_Id"}
SEE, EDIT, DELETE = 1, 2, 3
_BY_DEFAULT = {"private": 0, "public_read_only": SEE, "public_read_write": EDIT, "public": DELETE}
_BY_RULE = {"read": SEE, "read_write": EDIT, "read_write_delete": DELETE}
_BY_SHARE = {"read_only": SEE, "read_write": EDIT, "full_access": DELETE}
_BY_TERRITORY = {"read_only": SEE, "read_write_delete": DELETE}
TOWNS = ("Oslo", "Rome", "Bonn")


@dataclass(eq=False)
class Record:
    """A record as the model knows it."""

    id: str
    module: str
    name: str
    owner: int
    town: str
    secret: str
    code: str
    of: Record | None = None
    territory: int | None = None
    #: (target, permission, with what is related to it)
    shares: list[tuple[int, str, bool]] = field(default_factory=list)


class Rules:
    """Who may do what, told from the definitions of an org."""

    def __init__(self, made: Definitions) -> None:
        self.made = made
        self.users = {one.id: one for one in made.users}
        self.roles = {one.id: one for one in made.roles}
        self.profiles = {one.id: one for one in made.profiles}
        self.territories = {one.id: one for one in made.territories}
        self.groups = {one.id: one for one in made.user_groups}
        self.defaults = {one.module: one.share_type for one in made.data_sharing}

    def administrates(self, user: User) -> bool:
        return self.profiles[user.profile].administrator

    def views(self, user: User, module: str) -> bool:
        """Tell whether the user's profile may view a module."""
        return self.profiles[user.profile].allows(f"Crm_Implied_View_{module}")

    def right(self, user: User, record: Record) -> int:
        """Return what a user may do with a record: 0 for nothing at all."""
        if not self.views(user, record.module):
            return 0
        if self.stands_above(user, record.owner):
            return DELETE
        rights = [_BY_DEFAULT[self.defaults.get(record.module, "private")]]
        rights += self._by_territory(user, record)
        rights += self._by_rules(user, record)
        rights += self._by_shares(user, record)
        return max(rights)

    def stands_above(self, user: User, owner: int) -> bool:
        """Tell whether a user has the records of another by who they are."""
        if self.administrates(user) or self.roles[user.role].reporting_to is None:
            return True
        peers = self.roles[user.role].share_with_peers and self.users[owner].role == user.role
        return owner == user.id or peers or self.above(user, self.users[owner])

    def above(self, user: User, other: User) -> bool:
        """Tell whether the way up from another user leads past a user."""
        if self.made.org.hierarchy == "Reporting_To_Hierarchy":
            at = other.reporting_to
            while at is not None and at != user.id:
                at = self.users[at].reporting_to
            return at is not None
        role = self.roles[other.role].reporting_to
        while role is not None and role != user.role:
            role = self.roles[role].reporting_to
        return role is not None

    def _by_territory(self, user: User, record: Record) -> list[int]:
        if record.territory is None or record.module == TASKS:
            return []
        own = self.territories[record.territory]
        at: int | None = record.territory
        while at is not None:
            if at in user.territories or self.territories[at].manager == user.id:
                return [_BY_TERRITORY[own.permission_type]]
            at = self.territories[at].reporting_to
        return []

    def _by_rules(self, user: User, record: Record) -> list[int]:
        return [
            _BY_RULE[rule.permission_type]
            for rule in self.made.sharing_rules
            if rule.module == record.module
            and rule.status == "active"
            and self._is_for(rule, user)
            and self._is_about(rule, record)
        ]

    def _is_for(self, rule: SharingRule, user: User) -> bool:
        meant = [one for one in self.made.users if self.named(rule.shared_to, one)]
        if user in meant:
            return True
        return rule.superiors_allowed and any(self.above(user, one) for one in meant)

    def _is_about(self, rule: SharingRule, record: Record) -> bool:
        if rule.criteria is not None:
            return bool(record.town == rule.criteria["value"])
        assert rule.shared_from is not None
        return self.named(rule.shared_from, self.users[record.owner])

    def named(self, shared: Shared, user: User) -> bool:
        if shared.type == "all_users":
            return True
        assert shared.resource is not None
        return self._in(shared.type, shared.resource, user, below=shared.subordinates)

    def _in(self, kind: str, number: int, user: User, *, below: bool) -> bool:
        if kind == "users":
            return user.id == number
        if kind == "roles":
            return user.role == number or (below and self._under(self.roles, user.role, number))
        if kind == "territories":
            return any(
                one == number or (below and self._under(self.territories, one, number))
                for one in self._territories_of(user)
            )
        return any(
            self._in(one.type, one.source, user, below=one.subordinates or one.sub_territories)
            for one in self.groups[number].sources
        )

    def _territories_of(self, user: User) -> set[int]:
        managed = {one.id for one in self.made.territories if one.manager == user.id}
        return {*user.territories, *managed}

    def _under(self, known: dict[int, Any], one: int, top: int) -> bool:
        at = known[one].reporting_to
        while at is not None and at != top:
            at = known[at].reporting_to
        return at is not None

    def _by_shares(self, user: User, record: Record) -> list[int]:
        shares = list(record.shares)
        if record.of is not None:
            shares += [one for one in record.of.shares if one[2]]
        return [
            _BY_SHARE[permission]
            for target, permission, _ in shares
            if target in (0, user.id, user.role)
            or (target in self.groups and self._in("groups", target, user, below=False))
        ]

    def has_field(self, user: User, module: str, name: str) -> bool:
        """Tell whether a field is there for the user's profile."""
        for one in self.made.modules:
            if one["api_name"] == module:
                for described in one["fields"]:
                    if described["api_name"] == name:
                        return user.profile not in described.get("hidden_from", ())
        return True

    def only_reads(self, user: User, name: str) -> bool:
        """Tell whether a field of contacts is there for the user's profile to be read alone."""
        fields = next(one["fields"] for one in self.made.modules if one["api_name"] == CONTACTS)
        described = next(one for one in fields if one["api_name"] == name)
        return user.profile in described.get("read_only_for", ())


@dataclass
class Maker:
    """Makes the definitions of an org from a source of chance."""

    chance: Random
    made: Definitions = field(default_factory=lambda: definitions(frozenset({"territories"})))

    def make(self) -> Definitions:
        self._profiles()
        self._roles()
        self._territories()
        self._users()
        self._groups()
        self._sharing()
        self._modules()
        hierarchy = self.chance.choice(("Role_Hierarchy", "Reporting_To_Hierarchy"))
        self.made.org = replace(self.made.org, hierarchy=hierarchy)
        return self.made

    def _number(self, kind: str, name: object) -> int:
        return metadata_id(self.made.org.id, kind, str(name))

    def _profiles(self) -> None:
        standard = self.made.profiles[1]
        for name, denied in (("Plain", set[str]()), ("Blind", {"Crm_Implied_View_Accounts"})):
            number = self._number("profile", name)
            denial = standard.denied | denied
            self.made.profiles.append(replace(standard, id=number, name=name, denied=denial))

    def _roles(self) -> None:
        for name in range(5):
            above = self.chance.choice(self.made.roles).id
            peers = self.chance.random() < 0.3
            self.made.roles.append(
                Role(
                    id=self._number("role", f"R{name}"),
                    name=f"R{name}",
                    reporting_to=above,
                    share_with_peers=peers,
                )
            )

    def _territories(self) -> None:
        for name in range(4):
            above = self.chance.choice([None, *(one.id for one in self.made.territories)])
            self.made.territories.append(
                Territory(
                    id=self._number("territory", f"T{name}"),
                    name=f"T{name}",
                    reporting_to=above,
                    created_time=self.made.org.created_time,
                    created_by=self.made.users[0].id,
                    permission_type=self.chance.choice(("read_only", "read_write_delete")),
                )
            )

    def _users(self) -> None:
        base = self.made.users[1]
        profiles = [one.id for one in self.made.profiles if not one.administrator]
        roles = [one.id for one in self.made.roles if one.reporting_to is not None]
        territories = [one.id for one in self.made.territories]
        for name in range(6):
            email = f"u{name}@acme.test"
            managers = [one.id for one in self.made.users if one.email != ADMIN]
            self.made.users.append(
                replace(
                    base,
                    id=self._number("user", email),
                    zuid=str(self._number("zuid", email)),
                    email=email,
                    role=self.chance.choice(roles),
                    profile=self.chance.choice(profiles),
                    territories=tuple(
                        self.chance.sample(territories, self.chance.choice((0, 0, 1)))
                    ),
                    reporting_to=self.chance.choice([None, *managers]),
                )
            )
        if self.chance.random() < 0.5:
            manager = self.chance.choice(self.made.users[1:]).id
            self.made.territories[0] = replace(self.made.territories[0], manager=manager)

    def _somebody(self, *, groups: bool) -> tuple[str, int]:
        known: dict[str, list[Any]] = {
            "users": self.made.users[1:],
            "roles": self.made.roles[1:],
            "territories": self.made.territories,
        }
        if groups and self.made.user_groups:
            known["groups"] = self.made.user_groups
        kind = self.chance.choice(sorted(known))
        return kind, self.chance.choice(known[kind]).id

    def _groups(self) -> None:
        for name in range(3):
            sources = []
            for _ in range(self.chance.choice((1, 2))):
                kind, number = self._somebody(groups=True)
                sources.append(
                    GroupSource(
                        type=kind,
                        source=number,
                        subordinates=kind == "roles" and self.chance.random() < 0.5,
                        sub_territories=kind == "territories" and self.chance.random() < 0.5,
                    )
                )
            group = UserGroup(
                id=self._number("group", name), name=f"G{name}", sources=tuple(sources)
            )
            self.made.user_groups.append(group)

    def _sharing(self) -> None:
        # One module is open to all at most: what is shared shows only where the rest is private.
        kinds = ("private", "public_read_only", "public_read_write", "public")
        opened = self.chance.choice(MODULES)
        for module in MODULES:
            kind = self.chance.choice(kinds) if module == opened else "private"
            if kind != "private" or self.chance.random() < 0.5:
                number = self._number("module", module)
                self.made.data_sharing.append(
                    DataSharing(id=number, module=module, share_type=kind)
                )
        for name in range(self.chance.choice((0, 3, 5))):
            self.made.sharing_rules.append(self._rule(name))

    def _rule(self, name: int) -> SharingRule:
        by_criteria = self.chance.random() < 0.4
        criteria = {
            "field": {"api_name": "Town"},
            "comparator": "equal",
            "value": self.chance.choice(TOWNS),
        }
        return SharingRule(
            id=self._number("rule", name),
            name=f"S{name}",
            module=self.chance.choice((ACCOUNTS, CONTACTS)),
            type="Criteria_Based" if by_criteria else "Record_Owner_Based",
            shared_to=self._shared(),
            shared_from=None if by_criteria else self._shared(),
            criteria=criteria if by_criteria else None,
            permission_type=self.chance.choice(sorted(_BY_RULE)),
            superiors_allowed=self.chance.random() < 0.5,
            status=self.chance.choice(("active", "active", "inactive")),
        )

    def _shared(self) -> Shared:
        if self.chance.random() < 0.1:
            return Shared(type="all_users")
        kind, number = self._somebody(groups=True)
        below = kind in ("roles", "territories") and self.chance.random() < 0.5
        return Shared(type=kind, resource=number, subordinates=below)

    def _modules(self) -> None:
        profiles = [one.id for one in self.made.profiles if not one.administrator]
        for place, module in enumerate((ACCOUNTS, CONTACTS)):
            hidden = self.chance.sample(profiles, self.chance.choice((0, 1, 2)))
            read = self.chance.sample(profiles, self.chance.choice((0, 1)))
            fields: list[dict[str, Any]] = [
                {"api_name": "Town", "data_type": "text"},
                {"api_name": "Secret", "data_type": "text", "hidden_from": hidden},
                {"api_name": "Fixed", "data_type": "text", "read_only_for": read},
                {"api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
            ]
            first = 901 + 50 * place
            self.made.modules.append(
                {
                    "api_name": module,
                    "fields": [{"id": first + n, **one} for n, one in enumerate(fields)],
                }
            )
