"""Builds an org's catalogue: the standard modules, what the org changed, and what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crmstead.metadata.built import Modules, Source
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.contact_roles import known_roles, with_roles
from crmstead.metadata.currencies import known_currencies, with_currencies
from crmstead.metadata.definitions import (
    CustomDefinitions,
    ModuleDefinition,
    Raw,
    module_definition,
)
from crmstead.metadata.generating import generated_modules, lists_in_other_modules
from crmstead.metadata.modules import build_module
from crmstead.metadata.overlaying import expand_fields, overlay
from crmstead.metadata.standard import Standard, filled, standard
from crmstead.model.company import Currency, Variable
from crmstead.model.contact_role import ContactRole
from crmstead.model.data_sharing import DataSharing, SharingRule, UserGroup
from crmstead.model.duplicate_check import DuplicateCheckPreference
from crmstead.model.locking import LockingConfiguration
from crmstead.model.module import Module
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

#: Feature of privacy settings.
GDPR = "gdpr"


def build_catalogue(  # noqa: PLR0913 - all that an org's metadata consists of
    org: Org,
    version: int,
    *,
    users: Iterable[User] = (),
    roles: Iterable[Role] = (),
    profiles: Iterable[Profile] = (),
    territories: Iterable[Territory] = (),
    cadences: Iterable[Cadence] = (),
    assignment_rules: Iterable[AssignmentRule] = (),
    taxes: Iterable[Tax] = (),
    locking_configurations: Iterable[LockingConfiguration] = (),
    duplicate_checks: Iterable[DuplicateCheckPreference] = (),
    shared_modules: Iterable[SharedModule] = (),
    contact_roles: Iterable[ContactRole] = (),
    data_sharing: Iterable[DataSharing] = (),
    sharing_rules: Iterable[SharingRule] = (),
    user_groups: Iterable[UserGroup] = (),
    variables: Iterable[Variable] = (),
    unavailabilities: Iterable[Unavailability] = (),
    currencies: Iterable[Currency] = (),
    global_picklists: Iterable[GlobalPickList] = (),
    map_dependencies: Iterable[MapDependency] = (),
    custom: CustomDefinitions | None = None,
    before: Catalogue | None = None,
) -> Catalogue:
    """Return the catalogue of an org at one version of its metadata.

    Modules that are what they are in a catalogue of the org from before are taken over, with all
    that is compiled for them.

    Raises:
        msgspec.ValidationError: a custom definition is none; the message says where.
    """
    roles_of_contacts = known_roles(org.id, contact_roles)
    known = known_currencies(org, currencies)
    definitions = with_roles(all_definitions(custom or CustomDefinitions()), roles_of_contacts)
    definitions = with_currencies(definitions, known)
    more_lists = lists_in_other_modules(definitions)
    sources = {
        name: Source(one, more_lists.get(name, ()), _features(org, name))
        for name, one in definitions.items()
        if one.feature is None or one.feature in org.features
    }
    return Catalogue(
        version=version,
        org=org,
        module_by_name=Modules(
            sources,
            lambda source: build_module(
                replace(org, features=source.features), source.definition, source.more_lists
            ),
            None if before is None else before.module_by_name,
        ),
        users=tuple(users),
        roles=tuple(roles),
        profiles=tuple(profiles),
        territories=tuple(territories),
        cadences=tuple(cadences),
        assignment_rules=tuple(assignment_rules),
        taxes=tuple(taxes),
        locking_configurations=tuple(locking_configurations),
        duplicate_checks=tuple(duplicate_checks),
        shared_modules=tuple(shared_modules),
        contact_roles=roles_of_contacts,
        data_sharing=tuple(data_sharing),
        sharing_rules=tuple(sharing_rules),
        user_groups=tuple(user_groups),
        variables=tuple(variables),
        unavailabilities=tuple(unavailabilities),
        currencies=known,
        global_picklists=tuple(global_picklists),
        map_dependencies=tuple(map_dependencies),
    )


def _features(org: Org, module: str) -> frozenset[str]:
    """Return the features that a module has: privacy settings may be for some modules alone."""
    return org.features if org.privacy.covers(module) else org.features - {GDPR}


def all_definitions(custom: CustomDefinitions) -> Mapping[str, ModuleDefinition]:
    """Return every module's definition, those of subform rows and links included."""
    base = standard()
    modules = dict(base.modules)
    for change in custom.modules:
        definition = _defined(base, change)
        modules[definition.api_name] = definition
    for module in tuple(modules.values()):
        for made in generated_modules(module, modules):
            modules[made.api_name] = made
    return modules


def _defined(base: Standard, change: Raw) -> ModuleDefinition:
    written = {**change, "fields": expand_fields(change.get("fields", ()), base.common)}
    start = base.raw.get(change["api_name"]) or _custom_start(base, change)
    return module_definition(overlay(start, written))


def custom_module(org: Org, change: Raw) -> Module:
    """Return the module that a definition makes where the org has none of its name yet."""
    return build_module(org, _defined(standard(), change))


def _custom_start(base: Standard, change: Raw) -> Raw:
    """Return what a custom module has before anything is said about it."""
    names = {
        "api_name": change["api_name"],
        "singular": change.get("actual_singular_label") or change["singular_label"],
        "plural": change.get("actual_plural_label") or change["plural_label"],
    }
    start: Raw = filled(base.templates["custom"], names)
    return start
