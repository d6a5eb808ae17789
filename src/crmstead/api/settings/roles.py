"""Roles (platform reference 3.3)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Routes, no_content
from crmstead.metadata.describing.asked import path_id
from crmstead.metadata.describing.kept import answer, kept_answer, rooted
from crmstead.metadata.describing.roles import describe_role
from crmstead.model.times import times_of

#: Of the role's id in `settings/roles/{id}`.
_PATH_INDEX = 2


async def list_roles(call: Call) -> Reply:
    """Answer all roles; there are no pages."""
    catalogue, zone = call.org.catalogue, call.caller.zone
    return Reply(
        *kept_answer(
            call.org.compiled,
            ("roles", zone.key),
            lambda: rooted(
                "roles",
                [describe_role(catalogue, times_of(zone), role) for role in catalogue.roles],
            ),
        )
    )


async def get_role(call: Call) -> Reply:
    """Answer one role; 204 for an id that is none's."""
    catalogue = call.org.catalogue
    role = catalogue.role_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if role is None:
        return no_content()
    return Reply(
        *answer(rooted("roles", [describe_role(catalogue, times_of(call.caller.zone), role)]))
    )


_route = Routes(("settings.roles.{right}",))

ROUTES = (
    _route("GET", "settings/roles", list_roles, "list_roles"),
    _route("GET", "settings/roles/{id}", get_role, "get_role"),
)
