"""Roles (platform reference 3.3)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import path_id
from crmstead.metadata.describing.kept import answer, kept_answer, rooted
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.model.people import Role

#: Of the role's id in `settings/roles/{id}`.
_PATH_INDEX = 2


async def list_roles(call: Call) -> Reply:
    """Answer all roles; there are no pages."""
    catalogue = call.org.catalogue
    return Reply(
        *kept_answer(
            call.org.compiled,
            "roles",
            lambda: rooted("roles", [_describe(catalogue, role) for role in catalogue.roles]),
        )
    )


async def get_role(call: Call) -> Reply:
    """Answer one role; 204 for an id that is none's."""
    catalogue = call.org.catalogue
    role = catalogue.role_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if role is None:
        return no_content()
    return Reply(*answer(rooted("roles", [_describe(catalogue, role)])))


def _describe(catalogue: Catalogue, role: Role) -> dict[str, Any]:
    """Return a role; when it was made and by whom is not kept."""
    above = None if role.reporting_to is None else catalogue.role_by_id.get(role.reporting_to)
    return {
        "id": str(role.id),
        "name": role.name,
        "display_label": role.name,
        "api_name": role.name.replace(" ", "_"),
        "description": role.description,
        "reporting_to": None if above is None else named(above.id, above.name),
        "forecast_manager": user_reference(catalogue, role.forecast_manager),
        "share_with_peers": role.share_with_peers,
        "admin_user": role.admin_user,
        "created_by__s": None,
        "created_time__s": None,
        "modified_by__s": None,
        "modified_time__s": None,
    }


_SCOPES = ("settings.roles.READ",)

ROUTES = (
    Route(
        method="GET",
        path="settings/roles",
        call=list_roles,
        scopes=_SCOPES,
        operation="list_roles",
    ),
    Route(
        method="GET",
        path="settings/roles/{id}",
        call=get_role,
        scopes=_SCOPES,
        operation="get_role",
    ),
)
