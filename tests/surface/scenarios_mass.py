"""One request for every cause that keeps something from being done to many records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.records.mass.selection import MOST_OF_JOB
from crmstead.store.jobs import SCHEDULED, Job, add_job
from crmstead.store.rows import insert_rows
from crmstead.store.schema import module_table
from tests.gauges import GAUGES
from tests.live import STANDARD, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.surface.scenarios_changing import written_behind
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


def _hidden(world: World) -> httpx.Response:
    """Update a field that the caller's profile does not see."""
    made = definitions()
    secret = {"id": 952, "api_name": "Secret", "data_type": "text"}
    hidden_from = [one.id for one in made.profiles if not one.administrator]
    fields = [{**secret, "hidden_from": hidden_from}]
    made.modules.append({**GAUGES, "fields": fields, "layouts": []})
    client = make_org(world.org.live, made).client(STANDARD)
    body = {"data": [{"Secret": "S"}], "ids": [NOWHERE]}
    return client.post("/Gauges/actions/mass_update", body)


def _waiting(world: World) -> httpx.Response:
    """Update a record that waits for approval."""
    lead = world.record("Leads")
    written_behind(world, "Leads", lead, "$approval_state", "approval_process_pending")
    return _update(ids=[lead])(world)


def _crowd(world: World) -> httpx.Response:
    """Give more records another owner than one job takes."""
    world.record("Leads")
    table = module_table(world.module("Leads"))
    rows: list[dict[str, object]] = [
        {"id": number, "Converted__s": False, "$approval_state": "approved", "_bin": 0}
        for number in range(1, MOST_OF_JOB + 2)
    ]
    world.org.write(lambda transaction: insert_rows(transaction, table, rows))
    body = {**_of_view(world, "ALLVIEWS"), "owner": {"id": world.user()}}
    return world.client.post("/Leads/actions/mass_change_owner", body)


SCENARIOS: Mapping[str, Scenario] = {
    "MASS_RECORDS_MISSING": _update(ids=None),
    "MASS_TOO_MANY": _update(ids=[NOWHERE] * 501),
    "MASS_VALUE_INVALID": _update(ids="1"),
    "MASS_NO_FIELD": _update(data=[{}]),
    "MASS_TOO_MANY_FIELDS": _update(data=[{"City": "C", "State": "S"}]),
    "MASS_FIELD_FIXED": _update(data=[{"Email": "a@b.co"}]),
    "MASS_FIELD_HIDDEN": _hidden,
    "MASS_NOT_APPROVED": _waiting,
    "OWNER_TOO_MANY": _crowd,
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
