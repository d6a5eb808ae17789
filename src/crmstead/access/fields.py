"""Field-level security: which fields of a module a profile does not have, or only reads."""

from __future__ import annotations

from crmstead.access.caller import Caller
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.module import Module


def visible_fields(caller: Caller, fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that are not hidden from the caller's profile."""
    return tuple(field for field in fields if sees(caller, field))


def sees(caller: Caller, field: Field) -> bool:
    """Tell whether a field is there for the caller's profile."""
    return caller.profile.id not in field.hidden_from


def writes(caller: Caller, field: Field) -> bool:
    """Tell whether the caller's profile may give a field a value."""
    profile = caller.profile.id
    return profile not in field.hidden_from and profile not in field.read_only_for


def hidden_names(caller: Caller, module: Module) -> frozenset[str]:
    """Return the names of the fields of a module that are hidden from the caller's profile."""
    return _hidden(module, caller.profile.id)


def closed_fields(catalogue: Catalogue, caller: Caller, module: Module) -> frozenset[str]:
    """Return the names of the fields that the caller may not filter by: hidden or restricted."""
    return catalogue.restricted_fields(module) | hidden_names(caller, module)


@derived
def limited_profiles(module: Module) -> frozenset[int]:
    """Return the profiles that lack a right to some field of a module."""
    limited = (one.hidden_from | one.read_only_for for one in module.fields)
    return frozenset().union(*limited)


@derived
def _hidden(module: Module, profile: int) -> frozenset[str]:
    return frozenset(one.api_name for one in module.fields if profile in one.hidden_from)
