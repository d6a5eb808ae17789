"""Lists of users who see the records of few owners: read owner by owner, and the same list."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from crmstead.access.caller import caller_of
from crmstead.model.ids import metadata_id
from crmstead.model.people import Role
from crmstead.model.version import LATEST
from crmstead.query.list_params import parse_list_params
from crmstead.records.read.reading import Reading, Window
from crmstead.records.read.walks import walk_of
from crmstead.store.schema import ensure_tables
from tests.live import ADMIN, close_clients, definitions, make_org

LEADER, BELOW = "lea.der@acme.test", 2
#: Users who own records without being seen by the leader.
OTHERS = 20
RECORDS, PAGE = 90, 7


def people():
    """Return an org whose leader sees the records of two users below, and of no one else."""
    made = definitions()
    standard = next(one for one in made.profiles if not one.administrator)
    top = next(one for one in made.roles if one.reporting_to is None)
    roles = {
        name: metadata_id(made.org.id, "role", name) for name in ("Leader", "Follower", "Other")
    }
    made.roles += [
        Role(id=roles["Leader"], name="Leader", reporting_to=top.id),
        Role(id=roles["Follower"], name="Follower", reporting_to=roles["Leader"]),
        Role(id=roles["Other"], name="Other", reporting_to=top.id),
    ]
    emails = {LEADER: "Leader"}
    emails |= {f"f{number}@acme.test": "Follower" for number in range(BELOW)}
    emails |= {f"o{number}@acme.test": "Other" for number in range(OTHERS)}
    for email, role in emails.items():
        number = metadata_id(made.org.id, "user", email)
        made.users.append(
            replace(
                made.users[0], id=number, zuid=str(number), email=email, role=roles[role],
                profile=standard.id, last_name=email,
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def org(request):
    live = request.getfixturevalue(f"{request.param}_live")
    made = make_org(live, people())
    emails = [ADMIN, LEADER, "f0@acme.test", "f1@acme.test", "o1@acme.test"]
    owners = [made.org.catalogue.user_by_email[one].id for one in emails]
    chosen = random.Random(5)
    made.client().insert(
        "Leads",
        *(
            {"Last_Name": f"L{number}", "Owner": {"id": str(chosen.choice(owners))}}
            for number in range(RECORDS)
        ),
    )
    yield made
    close_clients()


def seen(org):
    """The ids that the leader sees, newest first, told from all records."""
    own = {LEADER, *(f"f{number}@acme.test" for number in range(BELOW))}
    params = {"fields": "Owner", "per_page": 200}
    listed = org.client().get("/Leads", params=params).json()["data"]
    return [one["id"] for one in listed if one["Owner"]["email"] in own]


@pytest.mark.parametrize("direction", ["desc", "asc"])
def test_pages_hold_what_the_user_sees_in_order(org, direction):
    client, found, token = org.client(LEADER), [], None
    while True:
        params = {"fields": "Last_Name", "per_page": PAGE, "sort_order": direction, "sort_by": "id"}
        params |= {"page_token": token} if token else {}
        answer = client.get("/Leads", params=params).json()
        found += [one["id"] for one in answer["data"]]
        token = answer["info"]["next_page_token"]
        if not answer["info"]["more_records"]:
            break
    expected = seen(org)
    assert len(expected) > 2 * PAGE
    assert found == (expected if direction == "desc" else expected[::-1])


def test_pages_by_number_and_backwards_are_the_same(org):
    client, expected = org.client(LEADER), seen(org)
    params = {"fields": "Last_Name", "per_page": PAGE}
    second = client.get("/Leads", params={**params, "page": 2}).json()
    assert [one["id"] for one in second["data"]] == expected[PAGE : 2 * PAGE]
    back = {**params, "page_token": second["info"]["previous_page_token"]}
    first = client.get("/Leads", params=back).json()
    assert [one["id"] for one in first["data"]] == expected[:PAGE]


def test_a_record_that_changes_hands_changes_lists(org):
    client, admin = org.client(LEADER), org.client()
    params = {"fields": "Last_Name", "per_page": 200}
    before = [one["id"] for one in client.get("/Leads", params=params).json()["data"]]
    other = next(one for one in org.org.catalogue.users if one.email == "o1@acme.test")
    item = {"id": before[0], "Owner": {"id": str(other.id)}}
    assert admin.request("PUT", "/Leads", json={"data": [item]}).status_code == 200
    after = [one["id"] for one in client.get("/Leads", params=params).json()["data"]]
    assert after == before[1:]


def test_only_records_of_these_owners_are_read(sqlite_live):
    org = make_org(sqlite_live, people())
    catalogue = org.org.catalogue
    leads = catalogue.module_by_name["Leads"]
    org.live.run(ensure_tables(org.org, leads))
    caller = caller_of(catalogue, catalogue.user_by_email[LEADER], 0)
    params = parse_list_params({"fields": "Last_Name"}, catalogue, leads, LATEST, caller.zone)
    reading = Reading(org.org, caller, leads, LATEST, params, lasts=True)
    statement = walk_of(reading).statement(org.org, Window(200))
    steps = [row[3] for row in org.fetch(f"EXPLAIN QUERY PLAN {statement.text}", *statement.values)]
    reads = [step for step in steps if step.startswith(("SEARCH r", "SCAN r"))]
    apart = "SEARCH r USING COVERING INDEX Leads_Owner (Owner=? AND _bin=?)"
    by_id = "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)"
    assert sorted(reads) == [*[apart] * (BELOW + 1), by_id]
