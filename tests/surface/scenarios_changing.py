"""One request for every cause that keeps a record from being changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.live import STANDARD, definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World


def put(world: World, path: str, *items: dict[str, Any], **more: Any) -> httpx.Response:
    """Update what a path names."""
    return world.client.request("PUT", path, json={"data": list(items)}, **more)


def written_behind(world: World, module: str, record: str, column: str, value: Any) -> None:
    """Set a column of a record behind the API."""
    table = world.org.org.database.table(module)
    sql = f'UPDATE {table} SET "{column}" = $1 WHERE id = $2'
    world.org.write(lambda transaction: transaction.execute(sql, (value, int(record))))


def _in_state(column: str, value: Any, *, by_path: bool = False) -> Scenario:
    """Update a lead of which a column, written behind the API, has a value."""

    def scenario(world: World) -> httpx.Response:
        lead = world.record("Leads")
        written_behind(world, "Leads", lead, column, value)
        if by_path:
            return put(world, f"/Leads/{lead}", {"Company": "C"})
        return put(world, "/Leads", {"id": lead, "Company": "C"})

    return scenario


def _modified(world: World) -> httpx.Response:
    path = f"/Leads/{world.record('Leads')}"
    return put(
        world, path, {"Company": "C"}, headers={"If-Unmodified-Since": "2001-01-01T00:00:00Z"}
    )


def _over(world: World) -> httpx.Response:
    appointment = world.client.insert("Appointments__s", world.least("Appointments__s"))[0]
    path = f"/Appointments__s/{appointment}"
    assert put(world, path, {"Status": "Cancelled"}).status_code == 200
    return put(world, path, {"Status": "Scheduled"})


def _only_read(world: World) -> httpx.Response:
    """Give a field a value that the caller's profile only reads."""
    made = definitions()
    field = {"api_name": "Company", "read_only_for": [made.profiles[1].id]}
    made.modules.append({"api_name": "Leads", "fields": [field]})
    reader = make_org(world.org.live, made).client(STANDARD)
    return reader.post("/Leads", {"data": [{"Last_Name": "L", "Company": "C"}]})


SCENARIOS: Mapping[str, Scenario] = {
    "FIELD_NOT_PERMITTED": _only_read,
    "ID_UNKNOWN": lambda world: put(world, "/Leads", {"id": NOWHERE, "Company": "C"}),
    "ALREADY_MODIFIED": _modified,
    "NOT_APPROVED": _in_state("$approval_state", "approval_process_pending"),
    "NOT_REVIEWED": _in_state("$approval_state", "review_process_pending", by_path=True),
    "LOCKED": _in_state("Locked__s", True),
    "MERGE_PENDING": _in_state("$approval_state", "merge_pending"),
    "TOO_MANY_FOR_PATH": lambda world: put(world, f"/Leads/{world.record('Leads')}", {}, {}),
    "APPOINTMENT_OVER": _over,
    "DUPLICATE_CHECK_INVALID": lambda world: world.client.post(
        "/Leads/upsert", {"data": [{"Last_Name": "L"}], "duplicate_check_fields": ["City"]}
    ),
}
