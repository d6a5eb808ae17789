"""Profiles, and one with its permissions (platform reference 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crmstead.access.permissions import permission_name
from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import page_asked, path_id
from crmstead.metadata.describing.filters import filter_asked
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.reader import derived_id
from crmstead.model.module import Module
from crmstead.model.people import Profile

#: Of the profile's id in `settings/profiles/{id}`.
_PATH_INDEX = 2
_LICENSE_LIMIT = 25
_RIGHTS = ("View", "Create", "Edit", "Delete")
#: Names and labels of permissions that belong to no module.
_GENERAL: tuple[tuple[str, str], ...] = (
    ("Crm_Implied_Customize_Zoho_CRM", "Customize Zoho CRM"),
    ("Crm_Implied_Manage_Users", "Manage Users"),
    ("Crm_Implied_Manage_Profiles", "Manage Profiles"),
    ("Crm_Implied_Manage_Roles", "Manage Roles"),
    ("Crm_Implied_Manage_Territories", "Manage Territories"),
    ("Crm_Implied_Mass_Update", "Mass Update"),
    ("Crm_Implied_Mass_Delete", "Mass Delete"),
    ("Crm_Implied_Change_Owner", "Change Owner"),
    ("Crm_Implied_Import", "Import"),
    ("Crm_Implied_Export", "Export"),
    ("Crm_Implied_Api_Access", "Zoho CRM API Access"),
    ("Crm_Implied_Zapi_Access", "Zapi Access"),
)


@dataclass(frozen=True, slots=True)
class _Category:
    """Permissions that stand together: those to a module, or the general ones."""

    label: str
    name: str
    module: str | None
    #: Names and labels; the first implies none of the others, each of the others needs it.
    permissions: tuple[tuple[str, str], ...]


def _of_module(module: Module) -> _Category:
    able = {"View"} | {right for right in _RIGHTS if right.lower() in module.supports}
    return _Category(
        module.plural_label,
        module.module_name,
        module.api_name,
        tuple((permission_name(right, module), right) for right in _RIGHTS if right in able),
    )


_SETUP = _Category("Setup Permissions", "setup", None, _GENERAL)


def _module_categories(catalogue: Catalogue) -> list[_Category]:
    """Return the permissions to modules; rows and links go with the records they belong to."""
    return [
        _of_module(module)
        for module in catalogue.modules
        if module.api_supported
        and module.parent_module is None
        and not (module.pseudo or module.view_of or module.is_linking)
    ]


async def list_profiles(call: Call) -> Reply:
    """Answer a page of the profiles, without their permissions.

    `filters` knows `name` and `id`; there are no lite or support profiles to include.
    """
    wanted = filter_asked(call.query, {"name": lambda one: one.name, "id": lambda one: one.id})
    profiles = [one for one in call.org.catalogue.profiles if wanted is None or wanted(one)]
    shown, info = page_asked(call.query).cut(profiles)
    if not shown:
        return no_content()
    info["license_limit"] = _LICENSE_LIMIT
    return json_reply({"profiles": [_describe(one) for one in shown], "info": info})


async def get_profile(call: Call) -> Reply:
    """Answer one profile with all permissions and whether it has them; 204 for an unknown id."""
    catalogue = call.org.catalogue
    profile = catalogue.profile_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if profile is None:
        return no_content()
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("profile", profile.id),
            lambda: rooted("profiles", [_describe_whole(catalogue, profile)]),
        )
    )


def _describe(profile: Profile) -> dict[str, Any]:
    """Return a profile; when it was made and by whom is not kept."""
    return {
        "id": str(profile.id),
        "name": profile.name,
        "display_label": profile.name,
        "api_name": profile.name.replace(" ", "_"),
        "description": profile.description,
        "type": "normal_profile",
        "custom": profile.custom,
        "category": profile.custom,
        "default": not profile.custom,
        "permission_type": None,
        "_default_view": None,
        "created_time": None,
        "created_by": None,
        "modified_time": None,
        "modified_by": None,
    }


def _describe_whole(catalogue: Catalogue, profile: Profile) -> dict[str, Any]:
    modules = _module_categories(catalogue)
    return {
        **_describe(profile),
        "permissions_details": [
            detail
            for category in (*modules, _SETUP)
            for detail in _details(catalogue, profile, category)
        ],
        "sections": [
            {"name": "Modules", "categories": [_section(catalogue, one) for one in modules]},
            {"name": "Setup", "categories": [_section(catalogue, _SETUP)]},
        ],
    }


def _permission_id(catalogue: Catalogue, name: str) -> str:
    return derived_id(catalogue, "permission", name)


def _details(
    catalogue: Catalogue, profile: Profile, category: _Category
) -> Iterator[dict[str, Any]]:
    parents: list[str] = []
    for name, label in category.permissions:
        number = _permission_id(catalogue, name)
        yield {
            "id": number,
            "name": name,
            "display_label": label,
            "module": category.module,
            "enabled": profile.allows(name),
            "customizable": not profile.administrator,
            "parent_permissions": parents,
        }
        if category.module is not None and not parents:
            parents = [number]


def _section(catalogue: Catalogue, category: _Category) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": category.name,
        "display_label": category.label,
        "permissions_details": [
            _permission_id(catalogue, name) for name, _label in category.permissions
        ],
    }
    if category.module is not None:
        found["module"] = category.module
    return found


_SCOPES = ("settings.profiles.READ",)

ROUTES = (
    Route(
        method="GET",
        path="settings/profiles",
        call=list_profiles,
        scopes=_SCOPES,
        operation="list_profiles",
        params=(
            Param("include_lite_profile"),
            Param("include_types"),
            Param("filters"),
            Param("page"),
            Param("per_page"),
        ),
    ),
    Route(
        method="GET",
        path="settings/profiles/{id}",
        call=get_profile,
        scopes=_SCOPES,
        operation="get_profile",
    ),
)
