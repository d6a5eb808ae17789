"""One request for every cause that keeps something from being done to many records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.store.jobs import SCHEDULED, Job, add_job
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World


def _update(**body: Any) -> Scenario:
    return lambda world: world.client.post(
        "/Leads/actions/mass_update", {"data": [{"City": "C"}], "ids": [NOWHERE], **body}
    )


def _of_view(world: World, name: str) -> dict[str, Any]:
    views = world.module("Leads").custom_views
    number = next(view.id for view in views if view.system_name == name)
    return {"data": [{"City": "C"}], "cvid": str(number)}


def _again(world: World) -> httpx.Response:
    """Order a job while another on the same view is not done."""
    world.record("Leads")
    body = _of_view(world, "ALLVIEWS")
    user = world.org.org.catalogue.users[0].id
    waiting = Job(
        id=1, kind="mass_update", module=world.module("Leads").id, view=int(body["cvid"]),
        ordered_by=user, ordered_time=0, ended_time=None, status=SCHEDULED, body={}, total=0,
        succeeded=0, passed_over=0, failed=0,
    )  # fmt: skip
    world.org.write(lambda transaction: add_job(transaction, waiting, []))
    return world.client.post("/Leads/actions/mass_update", body)


SCENARIOS: Mapping[str, Scenario] = {
    "MASS_RECORDS_MISSING": _update(ids=None),
    "MASS_TOO_MANY": _update(ids=[NOWHERE] * 501),
    "MASS_VALUE_INVALID": _update(ids="1"),
    "MASS_NO_FIELD": _update(data=[{}]),
    "MASS_TOO_MANY_FIELDS": _update(data=[{"City": "C", "State": "S"}]),
    "MASS_FIELD_FIXED": _update(data=[{"Email": "a@b.co"}]),
    "MASS_SCHEDULED": _again,
    "MASS_NOTHING": lambda world: world.client.post(
        "/Leads/actions/mass_update", _of_view(world, "CONVERTEDVIEWS")
    ),
    "MASS_NOT_SUPPORTED": lambda world: world.client.post(
        "/Notes/actions/mass_delete", {"ids": [NOWHERE]}
    ),
    "JOB_ID_MISSING": lambda world: world.client.get("/Leads/actions/mass_delete"),
    "UPDATE_JOB_ID_MISSING": lambda world: world.client.get("/Leads/actions/mass_update"),
    "JOB_UNKNOWN": lambda world: world.client.get(f"/Leads/actions/mass_update?job_id={NOWHERE}"),
}
