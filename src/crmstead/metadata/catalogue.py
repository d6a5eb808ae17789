"""The catalogue of an org: everything metadata says, immutable, replaced whole on change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crmstead.metadata.definitions import ModuleDefinition, RelatedListDefinition
from crmstead.model.contact_role import ContactRole
from crmstead.model.data_sharing import DataSharing, SharingRule, UserGroup
from crmstead.model.duplicate_check import DuplicateCheckPreference
from crmstead.model.field import Field
from crmstead.model.locking import LockingConfiguration
from crmstead.model.module import CustomView, Module
from crmstead.model.people import (
    AssignmentRule,
    Cadence,
    Org,
    Profile,
    Role,
    Tax,
    Territory,
    User,
)
from crmstead.model.sharing import SharedModule


@dataclass(frozen=True, slots=True)
class Source:
    """All that a module was built of, besides its org's id."""

    definition: ModuleDefinition
    #: Related lists that fields of other modules make in it.
    more_lists: Sequence[RelatedListDefinition]
    features: frozenset[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue:
    """Modules and people of one org at one metadata version. Only look-ups, no rules."""

    version: int
    org: Org
    modules: tuple[Module, ...]
    #: What each was built of, in the same order.
    sources: tuple[Source, ...]
    users: tuple[User, ...]
    roles: tuple[Role, ...]
    profiles: tuple[Profile, ...]
    territories: tuple[Territory, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    assignment_rules: tuple[AssignmentRule, ...] = ()
    taxes: tuple[Tax, ...] = ()
    locking_configurations: tuple[LockingConfiguration, ...] = ()
    duplicate_checks: tuple[DuplicateCheckPreference, ...] = ()
    shared_modules: tuple[SharedModule, ...] = ()
    #: In the order in which they are shown.
    contact_roles: tuple[ContactRole, ...] = ()
    data_sharing: tuple[DataSharing, ...] = ()
    sharing_rules: tuple[SharingRule, ...] = ()
    user_groups: tuple[UserGroup, ...] = ()

    @cached_property
    def module_by_name(self) -> dict[str, Module]:
        """Modules by api name (case-sensitive), pseudo-modules included."""
        return {module.api_name: module for module in self.modules}

    @cached_property
    def module_by_id(self) -> dict[int, Module]:
        """Modules by id."""
        return {module.id: module for module in self.modules}

    @cached_property
    def view_by_id(self) -> dict[int, tuple[Module, CustomView]]:
        """Custom views by id, with their module."""
        return {view.id: (module, view) for module in self.modules for view in module.custom_views}

    @cached_property
    def user_by_id(self) -> dict[int, User]:
        """Users by id, deleted ones included."""
        return {user.id: user for user in self.users}

    @cached_property
    def user_by_email(self) -> dict[str, User]:
        """Users by e-mail in lower case."""
        return {user.email.lower(): user for user in self.users}

    @cached_property
    def role_by_id(self) -> dict[int, Role]:
        """Roles by id."""
        return {role.id: role for role in self.roles}

    @cached_property
    def profile_by_id(self) -> dict[int, Profile]:
        """Profiles by id."""
        return {profile.id: profile for profile in self.profiles}

    @cached_property
    def territory_by_id(self) -> dict[int, Territory]:
        """Territories by id."""
        return {territory.id: territory for territory in self.territories}

    @cached_property
    def tax_by_id(self) -> dict[int, Tax]:
        """Taxes by id."""
        return {tax.id: tax for tax in self.taxes}

    @cached_property
    def locking_of(self) -> dict[str, LockingConfiguration]:
        """Locking configurations by the module's api name."""
        return {one.module: one for one in self.locking_configurations}

    @cached_property
    def duplicate_check_of(self) -> dict[str, DuplicateCheckPreference]:
        """Duplicate check preferences by the module's api name."""
        return {one.module: one for one in self.duplicate_checks}

    @cached_property
    def user_group_by_id(self) -> dict[int, UserGroup]:
        """User groups by id."""
        return {group.id: group for group in self.user_groups}

    @cached_property
    def data_sharing_of(self) -> dict[str, DataSharing]:
        """What modules share by default, by api name, where the org says so."""
        return {one.module: one for one in self.data_sharing}

    @cached_property
    def sharing_rules_of(self) -> dict[str, tuple[SharingRule, ...]]:
        """Active sharing rules by the module's api name, in the order of their ids."""
        found: dict[str, tuple[SharingRule, ...]] = {}
        for rule in self.sharing_rules:
            if rule.status == "active":
                found[rule.module] = (*found.get(rule.module, ()), rule)
        return found

    @cached_property
    def sharing_of(self) -> dict[str, SharedModule]:
        """Modules of which records are shared, by their api names."""
        names = {module.id: module.api_name for module in self.modules}
        return {names[one.id]: one for one in self.shared_modules if one.id in names}

    @cached_property
    def source_of(self) -> dict[str, tuple[Source, Module]]:
        """What modules were built of, by their api names, and they themselves."""
        return {
            module.api_name: (source, module)
            for source, module in zip(self.sources, self.modules, strict=True)
        }

    def has(self, field: Field) -> bool:
        """Tell whether the org has the feature without which a field does not exist."""
        return field.feature is None or field.feature in self.org.features

    def territory_subtree(self, root: int) -> frozenset[int]:
        """Return a territory and all below it."""
        found = {root}
        frontier = {root}
        while frontier:
            frontier = {
                territory.id
                for territory in self.territories
                if territory.reporting_to in frontier and territory.id not in found
            }
            found |= frontier
        return frozenset(found)

    def roles_below(self, role: int) -> frozenset[int]:
        """Return all roles under a role, itself left out."""
        found: set[int] = set()
        frontier = {role}
        while frontier:
            frontier = {
                one.id
                for one in self.roles
                if one.reporting_to in frontier and one.id not in found and one.id != role
            }
            found |= frontier
        return frozenset(found)
