"""Requests that raise the rows about deleting, restoring and removing records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.api.deleting import BIN, delete, gone
from tests.api.reading import set_values
from tests.gauges import MODULE
from tests.live import PEER, STANDARD
from tests.surface.scenarios import NOWHERE, Scenario, without_right
from tests.surface.scenarios_sharing import share, with_user
from tests.values import World

RESTORE = f"{BIN}/actions/restore"


def _held(**values: Any) -> Scenario:
    """Delete a lead in a state that no request sets."""

    def scenario(world: World) -> httpx.Response:
        lead = world.record("Leads")
        set_values(world.org, "Leads", lead, **values)
        return delete(world.client, "Leads", lead)

    return scenario


def _not_permitted(world: World) -> httpx.Response:
    (theirs,) = world.org.client(PEER).insert("Leads", {"Last_Name": "L"})
    share(world, with_user(world), record=theirs)
    return delete(world.org.client(STANDARD), "Leads", theirs)


def _without_parent(world: World) -> httpx.Response:
    note, lead = world.record("Notes"), world.record("Leads")
    gone(world.client, "Notes", note)
    gone(world.client, "Leads", lead)
    return world.client.post(RESTORE, {"ids": [note]})


def _taken(world: World) -> httpx.Response:
    item = {"Name": "G", "Code": "r"}
    (first,) = world.client.insert(MODULE, item)
    gone(world.client, MODULE, first)
    world.client.insert(MODULE, item)
    return world.client.post(RESTORE, {"ids": [first]})


def _filtered(**change: Any) -> Scenario:
    """List the bin with a filter of which one thing is not good."""
    field = {"api_name": change.pop("api_name", "display_name")}
    leaf = {"field": field, "comparator": "equal", "value": "A", **change}
    return lambda world: world.client.get(BIN, params={"filters": json.dumps(leaf)})


SCENARIOS: Mapping[str, Scenario] = {
    "NO_PERMISSION_TO_DELETE": lambda world: delete(
        without_right(world, "Delete").client(STANDARD), "Leads", NOWHERE
    ),
    "NOT_DELETED": lambda world: delete(world.client, "Leads", NOWHERE),
    "DELETE_NOT_APPROVED": _held(**{"$approval_state": "approval_process_pending"}),
    "DELETE_IN_REVIEW": _held(**{"$approval_state": "review_process_pending"}),
    "DELETE_LOCKED": _held(Locked__s=True),
    "RECORD_NOT_PERMITTED": _not_permitted,
    "BIN_ID_UNKNOWN": lambda world: world.client.request("DELETE", f"{BIN}/{NOWHERE}"),
    "RESTORE_ID_UNKNOWN": lambda world: world.client.post(f"{BIN}/{NOWHERE}/actions/restore"),
    "RESTORE_ID_INVALID": lambda world: world.client.post(RESTORE, {"ids": ["x"]}),
    "RESTORE_PARENT_FIRST": _without_parent,
    "RESTORE_DUPLICATE": _taken,
    "RESTORE_WHAT": lambda world: world.client.post(RESTORE, {}),
    "RESTORE_AMBIGUOUS": lambda world: world.client.post(
        RESTORE, {"ids": [NOWHERE], "restore_all_records": True}
    ),
    "EMPTY_BY_ADMIN": lambda world: world.org.client(STANDARD).post(f"{BIN}/actions/empty"),
    "FILTERS_OPERATOR": lambda world: world.client.get(
        BIN, params={"filters": json.dumps({"group_operator": "OR", "group": []})}
    ),
    "FILTERS_FIELD": _filtered(api_name="owner"),
    "FILTERS_COMPARATOR": _filtered(comparator="between"),
    "FILTERS_VALUE": _filtered(value=5),
}
