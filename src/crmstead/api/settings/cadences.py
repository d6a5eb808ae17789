"""Cadences: follow-ups that new records are enrolled in (platform reference 2.10)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import page_asked
from crmstead.metadata.describing.reader import module_reference
from crmstead.model.people import Cadence


async def list_cadences(call: Call) -> Reply:
    """Answer a page of the cadences of all modules."""
    catalogue = call.org.catalogue
    shown, info = page_asked(call.query).cut(catalogue.cadences)
    if not shown:
        return no_content()
    return json_reply({"cadences": [_describe(catalogue, one) for one in shown], "info": info})


def _describe(catalogue: Catalogue, cadence: Cadence) -> dict[str, Any]:
    """Return a cadence; its follow-ups, its view and its makers are not kept."""
    return {
        "id": str(cadence.id),
        "name": cadence.name,
        "module": module_reference(catalogue, cadence.module),
        "active": cadence.active,
        "published": True,
        "status": "active" if cadence.active else "inactive",
        "type": cadence.type,
        "summary": {
            "task_follow_up_count": 0,
            "call_follow_up_count": 0,
            "email_follow_up_count": 0,
        },
        "execution_details": {
            "type": cadence.type,
            "automatic_unenroll": False,
            "unenroll_properties": None,
            "end_date": None,
            "execute_every": None,
        },
        "custom_view": None,
        "created_time": None,
        "created_by": None,
        "modified_time": None,
        "modified_by": None,
    }


ROUTES = (
    Route(
        method="GET",
        path="settings/automation/cadences",
        call=list_cadences,
        scopes=("settings.cadences.READ",),
        operation="list_cadences",
        params=(Param("page"), Param("per_page")),
    ),
)
