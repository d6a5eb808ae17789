"""Profiles, and one with its permissions (platform reference 3.4)."""

from __future__ import annotations

from typing import Any

from crmstead.access.granting import Category, Permission, permission_categories
from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import page_asked, path_id
from crmstead.metadata.describing.filters import filter_asked
from crmstead.metadata.describing.kept import kept_answer, rooted
from crmstead.metadata.describing.reader import named
from crmstead.metadata.describing.stamps import stamps
from crmstead.model.people import Profile
from crmstead.model.times import Times, times_of
from crmstead.setup.people.profiles import MOST_PROFILES

#: Of the profile's id in `settings/profiles/{id}`.
_PATH_INDEX = 2


async def list_profiles(call: Call) -> Reply:
    """Answer a page of the profiles, without their permissions.

    `filters` knows `name` and `id`; there are no lite or support profiles to include.
    """
    wanted = filter_asked(call.query, {"name": lambda one: one.name, "id": lambda one: one.id})
    profiles = [one for one in call.org.catalogue.profiles if wanted is None or wanted(one)]
    shown, info = page_asked(call.query).cut(profiles)
    if not shown:
        return no_content()
    info["license_limit"] = MOST_PROFILES
    times = times_of(call.caller.zone)
    described = [_describe(call.org.catalogue, times, one) for one in shown]
    return json_reply({"profiles": described, "info": info})


async def get_profile(call: Call) -> Reply:
    """Answer one profile with all permissions and whether it has them; 204 for an unknown id."""
    catalogue = call.org.catalogue
    profile = catalogue.profile_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if profile is None:
        return no_content()
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("profile", profile.id, call.caller.zone.key),
            lambda: rooted(
                "profiles", [_describe_whole(catalogue, times_of(call.caller.zone), profile)]
            ),
        )
    )


def _describe(catalogue: Catalogue, times: Times, profile: Profile) -> dict[str, Any]:
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
        "_default_view": _default_view(catalogue, profile),
        **stamps(catalogue, times, profile),
    }


def _default_view(catalogue: Catalogue, profile: Profile) -> dict[str, Any] | None:
    """Return the view that users of a profile begin with; unspecified: the words of its type."""
    found = catalogue.view_by_id.get(profile.default_view or 0)
    return None if found is None else {**named(found[1].id, found[1].name), "type": "custom_view"}


def _describe_whole(catalogue: Catalogue, times: Times, profile: Profile) -> dict[str, Any]:
    modules, general = permission_categories(catalogue)
    return {
        **_describe(catalogue, times, profile),
        "permissions_details": [
            _detail(profile, permission)
            for category in (*modules, general)
            for permission in category.permissions
        ],
        "sections": [
            {"name": "Modules", "categories": [_section(one) for one in modules]},
            {"name": "Setup", "categories": [_section(general)]},
        ],
    }


def _detail(profile: Profile, permission: Permission) -> dict[str, Any]:
    return {
        "id": permission.id,
        "name": permission.name,
        "display_label": permission.label,
        "module": permission.module,
        "enabled": profile.allows(permission.name),
        "customizable": not profile.administrator,
        "parent_permissions": [] if permission.parent is None else [permission.parent],
    }


def _section(category: Category) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": category.name,
        "display_label": category.label,
        "permissions_details": [one.id for one in category.permissions],
    }
    if category.module is not None:
        found["module"] = category.module
    return found


_route = Routes(("settings.profiles.{right}",))

ROUTES = (
    _route(
        "GET",
        "settings/profiles",
        list_profiles,
        "list_profiles",
        Param("include_lite_profile"),
        Param("include_types"),
        Param("filters"),
        Param("page"),
        Param("per_page"),
    ),
    _route("GET", "settings/profiles/{id}", get_profile, "get_profile"),
)
