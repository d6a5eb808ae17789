"""The catalogue of an org: everything metadata says, immutable, replaced whole on change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crmstead.formulas.fields import fields_read
from crmstead.metadata.built import Modules, ModulesById
from crmstead.metadata.modules import module_id
from crmstead.model.company import Currency, Variable
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
    Unavailability,
    User,
)
from crmstead.model.pick_lists import GlobalPickList, MapDependency
from crmstead.model.sharing import SharedModule
from crmstead.model.tree import below


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue:
    """Modules and people of one org at one metadata version. Only look-ups, no rules."""

    version: int
    org: Org
    #: Modules by api name (case-sensitive), pseudo-modules included.
    module_by_name: Modules
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
    variables: tuple[Variable, ...] = ()
    unavailabilities: tuple[Unavailability, ...] = ()
    #: Those that amounts may be in; none as long as there is only the home currency.
    currencies: tuple[Currency, ...] = ()
    global_picklists: tuple[GlobalPickList, ...] = ()
    map_dependencies: tuple[MapDependency, ...] = ()

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """All modules. Whoever needs but some asks for them by name: each has to be built."""
        return tuple(self.module_by_name.values())

    @cached_property
    def module_by_id(self) -> ModulesById:
        """Modules by id."""
        sources = self.module_by_name.sources.values()
        names = {module_id(self.org.id, one.definition): one.definition.api_name for one in sources}
        return ModulesById(self.module_by_name, names)

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
        """Users by e-mail in lower case; one who was deleted gives way to who has it now."""
        in_turn = sorted(self.users, key=lambda user: user.status != "deleted")
        return {user.email.lower(): user for user in in_turn}

    @cached_property
    def seats(self) -> tuple[int, int]:
        """How many users may be active, and how many are."""
        used = sum(user.status == "active" for user in self.users)
        return (used if self.org.user_licenses is None else self.org.user_licenses, used)

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
    def currency_by_code(self) -> dict[str, Currency]:
        """Currencies by their ISO codes, those that are not active included."""
        return {one.iso_code: one for one in self.currencies}

    @cached_property
    def symbol_by_currency(self) -> dict[str | None, str]:
        """Symbols of currencies by their ISO codes."""
        return {one.iso_code: one.symbol for one in self.currencies}

    @cached_property
    def locking_of(self) -> dict[str, LockingConfiguration]:
        """Locking configurations by the module's api name."""
        return {one.module: one for one in self.locking_configurations}

    @cached_property
    def duplicate_check_of(self) -> dict[str, DuplicateCheckPreference]:
        """Duplicate check preferences by the module's api name."""
        return {one.module: one for one in self.duplicate_checks}

    @cached_property
    def global_picklist_by_id(self) -> dict[int, GlobalPickList]:
        """Global pick lists by id."""
        return {one.id: one for one in self.global_picklists}

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
        known = self.module_by_id
        return {known[one.id].api_name: one for one in self.shared_modules if one.id in known}

    def has(self, field: Field) -> bool:
        """Tell whether the org has the feature without which a field does not exist."""
        return field.feature is None or field.feature in self.org.features

    def restricted(self, module: Module, field: Field) -> bool:
        """Tell whether a field holds health data or personal data that the API shows nobody (3.6).

        A formula does where it reads such a field.
        """
        if not (self.closes_health or self.closes_personal):
            return False
        if self._closed(module, field):
            return True
        read = fields_read(module).get(field.api_name, ())
        return any(self._closed(module, module.by_name[name]) for name in read)

    def _closed(self, module: Module, field: Field) -> bool:
        if field.private is not None and self.closes_personal:
            return True
        covers = self.org.hipaa.covers(module.parent_module or module.api_name)
        return field.hipaa and self.closes_health and covers

    @cached_property
    def closes_health(self) -> bool:
        """Whether fields with health data are restricted, in the modules that it is set for."""
        return self.org.hipaa.restrict_data_access_through_api

    @cached_property
    def closes_personal(self) -> bool:
        """Whether fields with personal data are restricted."""
        return "gdpr" in self.org.features and self.org.privacy.exclude_api

    def restricted_fields(self, module: Module) -> frozenset[str]:
        """Return the names of the fields of a module that are restricted."""
        fields = (field for field in module.fields if self.restricted(module, field))
        return frozenset(field.api_name for field in fields)

    def territory_subtree(self, root: int) -> frozenset[int]:
        """Return a territory and all below it."""
        return below(self.territories, root) | {root}

    def roles_below(self, role: int) -> frozenset[int]:
        """Return all roles under a role, itself left out."""
        return below(self.roles, role)
