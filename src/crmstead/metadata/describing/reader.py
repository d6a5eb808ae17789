"""For whom metadata is described, and the small shapes that every description uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.ids import metadata_id
from crmstead.model.module import Module
from crmstead.model.people import Profile
from crmstead.model.times import times_of
from crmstead.model.version import Version

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Reader:
    """A catalogue as one version of the API shows it to the users of one profile."""

    catalogue: Catalogue
    version: Version
    profile: Profile
    #: Zone in which moments are shown.
    zone: ZoneInfo = _UTC

    @property
    def key(self) -> tuple[str, int, str]:
        """Return what tells two readers of one catalogue apart, for answers that are kept."""
        return (self.version.name, self.profile.id, self.zone.key)

    def moment(self, seconds: int | None) -> str | None:
        """Return a moment as answers show it."""
        return None if seconds is None else times_of(self.zone).format(seconds)

    def has(self, field: Field) -> bool:
        """Tell whether a field exists here: in the org with its features, in the version."""
        listed = self.version.lists_id_field or field.kind != "record_id"
        exists = self.version.within(field.since, field.until)
        return listed and exists and self.catalogue.has(field)

    def fields(self, module: Module) -> list[Field]:
        """Return the fields of a module that exist here."""
        return [field for field in module.fields if self.has(field)]


def derived_id(catalogue: Catalogue, *names: str) -> str:
    """Return the id of something that the catalogue keeps no object of (a permission, a currency).

    It is the same at every start, as all ids of metadata are.
    """
    return str(metadata_id(catalogue.org.id, *names))


def named(number: int, name: str) -> dict[str, Any]:
    """Return `{"name", "id"}`."""
    return {"name": name, "id": str(number)}


def module_reference(catalogue: Catalogue, api_name: str) -> dict[str, Any]:
    """Return `{"api_name", "id"}`, also of modules that are named but not in the catalogue.

    Those are `Users`, `se_module` and the history modules of some related lists.
    """
    module = catalogue.module_by_name.get(api_name)
    number = derived_id(catalogue, "module", api_name) if module is None else str(module.id)
    return {"api_name": api_name, "id": number}


def field_reference(module: Module, api_name: str) -> dict[str, Any]:
    """Return `{"api_name", "id"}` of a field; the id is null where the module has no such field."""
    field = module.by_name.get(api_name)
    return {"api_name": api_name, "id": None if field is None else str(field.id)}


def user_reference(catalogue: Catalogue, number: int | None) -> dict[str, Any] | None:
    """Return `{"name", "id"}` of a user, or None where there is none."""
    user = None if number is None else catalogue.user_by_id.get(number)
    return None if user is None else named(user.id, user.full_name)
