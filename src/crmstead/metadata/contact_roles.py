"""The roles that contacts may have in deals: the standard ones, with what the org changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from crmstead.metadata.definitions import ModuleDefinition, PickListValueDefinition
from crmstead.model.contact_role import ContactRole
from crmstead.model.ids import metadata_id

#: Kind of the fields whose values are these roles.
KIND = "contact_role"
#: unspecified: what a fresh org has.
_STANDARD = (
    "Developer/Evaluator",
    "Decision Maker",
    "Purchasing",
    "Executive Sponsor",
    "Engineering Lead",
    "Economic Decision Maker",
    "Product Management",
)


def known_roles(org: int, changed: Iterable[ContactRole]) -> tuple[ContactRole, ...]:
    """Return the roles of an org in their order, given those that it added or changed."""
    standard = (
        ContactRole(id=metadata_id(org, KIND, name), name=name, sequence_number=number)
        for number, name in enumerate(_STANDARD, 1)
    )
    roles = {role.id: role for role in standard} | {role.id: role for role in changed}
    there = (role for role in roles.values() if not role.deleted)
    return tuple(sorted(there, key=lambda role: (role.sequence_number, role.id)))


def with_roles(
    modules: Mapping[str, ModuleDefinition], roles: Sequence[ContactRole]
) -> Mapping[str, ModuleDefinition]:
    """Return definitions in which the fields of roles have these as their values."""
    values = [PickListValueDefinition(display_value=role.name, id=role.id) for role in roles]
    return {
        name: _filled(module, values)
        if any(field.kind == KIND for field in module.fields)
        else module
        for name, module in modules.items()
    }


def _filled(module: ModuleDefinition, values: list[PickListValueDefinition]) -> ModuleDefinition:
    fields = [
        msgspec.structs.replace(field, pick_list_values=values) if field.kind == KIND else field
        for field in module.fields
    ]
    return msgspec.structs.replace(module, fields=fields)
