"""What profiles can be granted: permissions in their categories, and which needs which."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.access.permissions import CUSTOMIZE, RIGHTS, TEAM_MODULES, permission_name
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import derived_id
from crmstead.model.derived import derived
from crmstead.model.module import Module

#: Names and labels of permissions that belong to no module.
_GENERAL: tuple[tuple[str, str], ...] = (
    (CUSTOMIZE, "Customize Zoho CRM"),
    (TEAM_MODULES, "Create Team Modules"),
    ("Crm_Implied_Manage_Users", "Manage Users"),
    ("Crm_Implied_Manage_Profiles", "Manage Profiles"),
    ("Crm_Implied_Manage_Roles", "Manage Roles"),
    ("Crm_Implied_Manage_Territories", "Manage Territories"),
    ("Crm_Implied_Manage_Groups", "Manage Groups"),
    ("Crm_Implied_Manage_Data_Sharing", "Manage Data Sharing"),
    ("Crm_Implied_Mass_Update", "Mass Update"),
    ("Crm_Implied_Mass_Delete", "Mass Delete"),
    ("Crm_Implied_Change_Owner", "Change Owner"),
    ("Crm_Implied_Import", "Import"),
    ("Crm_Implied_Export", "Export"),
    ("Crm_Implied_Api_Access", "Zoho CRM API Access"),
    ("Crm_Implied_Zapi_Access", "Zapi Access"),
)


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission; one with a parent is worth nothing without it."""

    id: str
    name: str
    label: str
    module: str | None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """Permissions that stand together: those to a module, or the general ones."""

    label: str
    name: str
    module: str | None
    permissions: tuple[Permission, ...]


def permission_categories(catalogue: Catalogue) -> tuple[list[Category], Category]:
    """Return the permissions to modules, and the general ones.

    Rows and links go with the records they belong to.
    """
    modules = [
        _of_module(catalogue, module)
        for module in catalogue.modules
        if module.api_supported
        and module.parent_module is None
        and not (module.pseudo or module.view_of or module.is_linking)
    ]
    general = tuple(Permission(_id(catalogue, name), name, label, None) for name, label in _GENERAL)
    return modules, Category("Setup Permissions", "setup", None, general)


@derived
def permissions_by_id(catalogue: Catalogue) -> dict[str, Permission]:
    """Return all permissions of an org by their ids."""
    modules, general = permission_categories(catalogue)
    return {one.id: one for category in (*modules, general) for one in category.permissions}


def _of_module(catalogue: Catalogue, module: Module) -> Category:
    able = {"View"} | {right for right in RIGHTS if right.lower() in module.supports}
    view = _id(catalogue, permission_name("View", module))
    permissions = tuple(
        Permission(
            _id(catalogue, name := permission_name(right, module)),
            name,
            right,
            module.api_name,
            None if right == "View" else view,
        )
        for right in RIGHTS
        if right in able
    )
    return Category(module.plural_label, module.module_name, module.api_name, permissions)


def _id(catalogue: Catalogue, name: str) -> str:
    return derived_id(catalogue, "permission", name)
