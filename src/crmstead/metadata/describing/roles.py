"""Roles as answers show them (platform reference 3.3)."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.metadata.describing.stamps import stamps
from crmstead.model.people import Role
from crmstead.model.times import Times


def describe_role(catalogue: Catalogue, times: Times, role: Role) -> dict[str, Any]:
    """Return a role, its times in a zone."""
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
        **stamps(catalogue, times, role, "__s"),
    }
