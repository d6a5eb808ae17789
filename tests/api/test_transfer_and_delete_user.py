"""Deleting a user whose records, work and subordinates another one takes over."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from crmstead.model.people import REPORTING_TO_HIERARCHY, AssignmentRule, Territory
from tests.api.people import NOWHERE, add_user, entry, post, put
from tests.live import PEER, STANDARD, definitions

ROOT = "transfer_and_delete"
PATH = f"/users/actions/{ROOT}"


def finished(client, job):
    """Wait until a job is at its end, and return how it ended."""
    deadline = time.monotonic() + 30
    while True:
        status = client.get(PATH, params={"job_id": job}).json()[ROOT][0]["status"]
        if status != "in_progress" or time.monotonic() > deadline:
            return status
        time.sleep(0.05)


def owners(client, module, field):
    found = client.get(f"/{module}", params={"fields": f"{field},Owner", "per_page": 200})
    return [one["Owner"]["id"] for one in found.json()["data"]]


@pytest.fixture
def leaving(make):
    """An org in which a user is named all over, its client, who leaves, and who stays."""
    plain = definitions(frozenset({"territories"}))
    plain.org = replace(plain.org, hierarchy=REPORTING_TO_HIERARCHY)
    leaver = next(one for one in plain.users if one.email == STANDARD)
    plain.assignment_rules.append(
        AssignmentRule(id=61, name="To Stan", module="Leads", owner=leaver.id)
    )
    plain.territories.append(
        Territory(
            id=41, name="World", reporting_to=None, created_time=1, created_by=leaver.id,
            manager=leaver.id,
        )
    )  # fmt: skip
    criteria = {
        "comparator": "equal",
        "field": {"api_name": "Owner"},
        "value": {"id": str(leaver.id), "name": leaver.full_name},
    }
    plain.modules.append(
        {
            "api_name": "Leads",
            "custom_views": [{"name": "Stan's", "id": 4501, "criteria": criteria}],
        }
    )
    org = make(plain)
    users = org.org.catalogue.user_by_email
    return org, org.client(), str(users[STANDARD].id), str(users[PEER].id)


def item(to, **more):
    parts = {"records": True, "assignment": True, "criteria": True}
    return {"transfer": {"id": to, **parts}, **more}


def test_all_that_a_user_owns_moves(leaving):
    org, client, leaver, stays = leaving
    mine = {"Owner": {"id": leaver}}
    client.insert("Leads", *({"Last_Name": f"L{n}", **mine} for n in range(60)))
    client.insert("Leads", *({"Last_Name": f"M{n}", **mine} for n in range(60)))
    client.insert("Leads", {"Last_Name": "Other"})
    (task,) = client.insert("Tasks", {"Subject": "T", **mine})
    low = add_user(org, client, "low", Reporting_To={"id": leaver})
    answer = post(client, PATH, ROOT, {"id": leaver, **item(stays, move_subordinate={"id": stays})})
    assert answer.status_code == 200, answer.text
    told = entry(answer)
    assert (told["code"], told["message"]) == ("SUCCESS", "user is deleted successfully")
    assert told["details"]["id"] == leaver
    assert finished(client, told["details"]["jobId"]) == "completed"
    found = owners(client, "Leads", "Last_Name")
    assert (found.count(stays), found.count(leaver), len(found)) == (120, 0, 121)
    assert client.record("Tasks", task)["Owner"]["id"] == stays
    history = client.get(f"/Tasks/{task}/__timeline").json()["__timeline"]
    assert "owner_assigned" in {one["action"] for one in history}
    assert client.get(f"/users/{leaver}").json()["users"][0]["status"] == "deleted"
    assert client.get(f"/users/{low}").json()["users"][0]["Reporting_To"]["id"] == stays
    (rule,) = client.get("/settings/automation/assignment_rules").json()["assignment_rules"]
    assert rule["default_assignee"]["id"] == stays
    (world,) = client.get("/settings/territories").json()["territories"]
    assert world["manager"]["id"] == stays
    view = client.get("/settings/custom_views/4501?module=Leads").json()["custom_views"][0]
    assert view["criteria"]["value"] == {"id": stays, "name": "Pia Peer"}
    assert len(client.get("/Leads?fields=Last_Name&cvid=4501").json()["data"]) == 120


def test_what_is_not_transferred_stays(leaving):
    _org, client, leaver, stays = leaving
    client.insert("Leads", {"Last_Name": "L", "Owner": {"id": leaver}})
    body = {"transfer": {"id": stays, "records": False}}
    answer = post(client, f"/users/{leaver}/actions/{ROOT}", ROOT, body)
    assert finished(client, entry(answer)["details"]["job_id"]) == "completed"
    assert owners(client, "Leads", "Last_Name") == [leaver]
    (rule,) = client.get("/settings/automation/assignment_rules").json()["assignment_rules"]
    assert rule["default_assignee"]["id"] == leaver
    (world,) = client.get("/settings/territories").json()["territories"]
    assert world["manager"] is None


def test_a_wrong_transfer_is_refused(leaving):
    org, client, leaver, stays = leaving
    idle = add_user(org, client, "idle")
    put(client, f"/users/{idle}", "users", {"status": "inactive"})
    path = "$.transfer_and_delete[0]"
    for given, code, details in [
        ({**item(stays)}, "MANDATORY_NOT_FOUND", {"api_name": "id", "json_path": f"{path}.id"}),
        ({"id": NOWHERE, **item(stays)}, "INVALID_DATA",
         {"api_name": "id", "json_path": f"{path}.id"}),
        ({"id": leaver}, "MANDATORY_NOT_FOUND",
         {"api_name": "transfer", "json_path": f"{path}.transfer"}),
        ({"id": leaver, **item(NOWHERE)}, "INVALID_DATA",
         {"owner_status": "no_crm_user", "api_name": "id", "json_path": f"{path}.transfer.id"}),
        ({"id": leaver, **item(idle)}, "INVALID_DATA",
         {"owner_status": "inactive", "api_name": "id", "json_path": f"{path}.transfer.id"}),
        ({"id": leaver, **item(leaver)}, "NOT_ALLOWED",
         {"api_name": "id", "json_path": f"{path}.transfer.id"}),
        ({"id": leaver, "transfer": {"id": stays}}, "EXPECTED_FIELD_MISSING",
         {"expected_data": ["records", "assignment", "criteria"], "api_name": "transfer",
          "json_path": f"{path}.transfer"}),
        ({"id": leaver, **item(stays, move_subordinate={"id": leaver})}, "NOT_ALLOWED",
         {"api_name": "id", "json_path": f"{path}.move_subordinate.id"}),
    ]:  # fmt: skip
        answer = post(client, PATH, ROOT, given)
        assert answer.status_code == 400, given
        assert (entry(answer)["code"], entry(answer)["details"]) == (code, details), given
    assert client.get(f"/users/{leaver}").json()["users"][0]["status"] == "active"
    assert client.get(PATH).json()["code"] == "REQUIRED_PARAM_MISSING"
    assert client.get(PATH, params={"job_id": NOWHERE}).status_code == 204
    bare = post(client, f"/users/{NOWHERE}/actions/{ROOT}", ROOT, item(stays))
    assert (bare.status_code, bare.json()["details"]) == (400, {"resource_path_index": 1})
    refused = post(org.client(PEER), PATH, ROOT, {"id": leaver, **item(stays)})
    assert refused.status_code == 403


def test_a_transfer_that_failed_for_one_module_is_told(leaving):
    org, client, leaver, stays = leaving
    client.insert("Leads", {"Last_Name": "L", "Owner": {"id": leaver}})
    answer = post(client, PATH, ROOT, {"id": leaver, **item(stays)})
    job = entry(answer)["details"]["jobId"]
    assert finished(client, job) == "completed"
    table = org.org.database.table("_jobs")
    statement = f"UPDATE {table} SET status = 'FAILED' WHERE module = $1"
    leads = int(org.module_id("Leads"))
    org.write(lambda transaction: transaction.execute(statement, (leads,)))
    assert finished(client, job) == "failed"
