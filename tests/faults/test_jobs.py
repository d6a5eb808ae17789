"""A job on many records does each of them once, whatever happens to the servers that do it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from crmstead.access.caller import caller_of
from crmstead.app import open_server
from crmstead.databases.base import Transaction
from crmstead.model.version import LATEST
from crmstead.records.mass.jobs import do_jobs, order
from crmstead.records.mass.kinds import KINDS
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Job, read_job
from crmstead.store.orgs import OpenOrg
from tests.faults.installed import Installed, install
from tests.faults.process import Serving, serving
from tests.faults.together import together
from tests.live import ADMIN, PEER, Client, definitions

#: Records of each job on a view, and leads that are converted, by so many jobs.
MANY, CONVERTED, JOBS = 1200, 100, 2
#: Seconds until all jobs are done, at the latest.
PATIENCE = 120
#: What a job that is ordered on a view does, to which module, and what its counts are called.
UPDATE = ("mass_update", "Leads", "Updated_Count")
OWNER = ("mass_change_owner", "Contacts", "Updated_Count")
DELETE = ("mass_delete", "Accounts", "Deleted_Count")
CONVERT = ("mass_convert", "Leads", "Converted_Count")
KINDS_ON_VIEWS = (UPDATE, OWNER, DELETE)


@dataclass(frozen=True)
class Ordered:
    """A job that was ordered."""

    kind: tuple[str, str, str]
    id: str
    total: int

    def status(self, client: Client) -> dict[str, Any]:
        action, module, _ = self.kind
        answer = client.get(f"/{module}/actions/{action}", params={"job_id": self.id})
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()["data"]
        return dict(found)

    def done(self, client: Client) -> int:
        return int(self.status(client)[self.kind[2]])

    def wait(self, client: Client, count: int) -> None:
        """Wait until so many of its records are done."""
        ends = time.monotonic() + PATIENCE
        while self.done(client) < count:
            assert time.monotonic() < ends, self.status(client)
            time.sleep(0.005)


def inserted(client: Client, module: str, count: int, **item: Any) -> list[str]:
    named = "Account_Name" if module == "Accounts" else "Last_Name"
    ids: list[str] = []
    while len(ids) < count:
        more = min(100, count - len(ids))
        ids += client.insert(module, *({**item, named: f"R {n}"} for n in range(more)))
    return ids


def orders(installed: Installed, client: Client) -> list[Ordered]:
    """Make records, and order jobs of every kind on them."""

    async def known(_: Any, org: OpenOrg) -> tuple[dict[str, int], int]:
        views = {
            module.api_name: one.id
            for module in org.catalogue.modules
            for one in module.custom_views
            if one.system_name == "ALLVIEWS"
        }
        return views, org.catalogue.user_by_email[PEER].id

    views, peer = installed.again(known)
    for _, module, _ in KINDS_ON_VIEWS:
        inserted(client, module, MANY)
    owner = {"id": str(peer)}
    bodies: dict[Any, dict[str, Any]] = {
        UPDATE: {"data": [{"City": "Oslo"}]}, OWNER: {"owner": owner}, DELETE: {},
    }  # fmt: skip
    made = []
    for kind, body in bodies.items():
        action, module, _ = kind
        answer = client.post(f"/{module}/actions/{action}", {**body, "cvid": str(views[module])})
        made.append(Ordered(kind, answer.json()["data"][0]["details"]["job_id"], MANY))
    leads = inserted(client, "Leads", CONVERTED, City="Rome")
    for chosen in (leads[number::JOBS] for number in range(JOBS)):
        answer = client.post("/Leads/actions/mass_convert", {"ids": chosen, "assign_to": owner})
        made.append(Ordered(CONVERT, answer.json()["details"]["job_id"], len(chosen)))
    return made


def wait_for_all(client: Client, jobs: Sequence[Ordered]) -> None:
    """Wait until every job is at its end, and check what it tells of itself."""
    for job in jobs:
        job.wait(client, job.total)
        ends = time.monotonic() + PATIENCE
        while job.status(client)["Status"] != "COMPLETED":
            assert time.monotonic() < ends, job.status(client)
            time.sleep(0.01)
        found = job.status(client)
        counts = {name: value for name, value in found.items() if name != "Status" and value}
        assert counts == {"Total_Count": job.total, job.kind[2]: job.total}


def check_once(installed: Installed) -> None:
    """Check that each record met its job once, and that nothing is left of the jobs."""
    assert installed.fetch("SELECT COUNT(*) FROM {_job_items}")[0][0] == 0
    kept = installed.fetch(
        "SELECT source, action, COUNT(*), COUNT(DISTINCT record) FROM {_history} "
        "GROUP BY source, action ORDER BY source"
    )
    assert [tuple(row) for row in kept] == [
        ("convert", "converted", CONVERTED, CONVERTED),
        ("mass_change_owner", "owner_assigned", MANY, MANY),
        ("mass_delete", "deleted", MANY, MANY),
        ("mass_update", "updated", MANY, MANY),
    ]
    counts = {
        "SELECT COUNT(*) FROM {Leads} WHERE \"City\" = 'Oslo'": MANY,
        'SELECT COUNT(DISTINCT "Owner") FROM {Contacts}': 1,
        "SELECT COUNT(*) FROM {Accounts} WHERE _bin = 1": MANY,
        "SELECT COUNT(*) FROM {_deleted}": MANY,
        'SELECT COUNT(DISTINCT "Converted_Contact") FROM {Leads}': CONVERTED,
        # The contacts that leads became, beside those whose owner was changed.
        "SELECT COUNT(*) FROM {Contacts}": MANY + CONVERTED,
    }
    assert {text: installed.fetch(text)[0][0] for text in counts} == counts


@pytest.mark.slow
def test_jobs_outlive_kill_9_and_do_no_record_twice(installed: Installed):
    chance = random.Random(20261122)
    within = []
    with serving(installed) as server:
        jobs = orders(installed, server.client())
        within.append(kill_within(server, jobs[0], chance))
    for job in jobs[1:]:
        with serving(installed) as server:
            within.append(kill_within(server, job, chance))
    assert sum(within) >= len(jobs) // 2
    with serving(installed) as server:
        wait_for_all(server.client(), jobs)
    check_once(installed)


def kill_within(server: Serving, job: Ordered, chance: random.Random) -> bool:
    """Kill a server at some moment while it does a job; tell whether the job was on its way."""
    job.wait(server.client(), chance.randrange(job.total * 3 // 4))
    on_its_way = job.done(server.client()) < job.total
    time.sleep(chance.random() / 50)
    server.kill()
    return on_its_way


@pytest.mark.slow
def test_two_servers_do_jobs_together_each_record_once(postgresql_server: str):
    installed = install(database=postgresql_server)
    with serving(installed) as first:
        jobs = orders(installed, first.client())
        first.kill()
    # Both find the jobs when they start; one is killed on the way.
    with two_at_once(installed) as (one, other):
        jobs[1].wait(one.client(), MANY // 2)
        one.kill()
        wait_for_all(other.client(), jobs)
    check_once(installed)


@pytest.mark.slow
def test_a_job_goes_on_where_it_is_asked_for(postgresql_server: str):
    installed = install(database=postgresql_server)
    with serving(installed) as other, serving(installed) as first:
        jobs = orders(installed, first.client())
        first.kill()
        wait_for_all(other.client(), jobs)
    check_once(installed)


def test_of_two_servers_none_gives_up_what_the_other_was_refused(postgresql_server: str):
    team = {"id": 971, "api_name": "Team", "data_type": "text"}
    made = definitions()
    made.modules += [
        {"api_name": "Leads", "fields": [{**team, "convert_mapping": {"Contacts": "Team"}}]},
        {"api_name": "Contacts", "fields": [{**team, "id": 972, "system_mandatory": True}]},
    ]
    installed = install(database=postgresql_server, made=made)
    with serving(installed) as server:
        client = server.client()
        leads = client.insert(
            "Leads", *({"Last_Name": "L", "Team": "T" if n % 3 else None} for n in range(48))
        )
        server.kill()
    job = asyncio.run(converted_by_two(installed, [int(one) for one in leads]))
    assert (job.status, job.succeeded, job.failed) == ("COMPLETED", 32, 16)


async def converted_by_two(installed: Installed, leads: Sequence[int]) -> Job:
    """Let two servers do the same job at once; return it as it is in the end."""
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(open_server(installed.settings)) for _ in "12"]
        orgs = [await server.orgs.open(installed.org) for server in servers]
        org = orgs[0]
        user = org.catalogue.user_by_email[ADMIN]
        caller = caller_of(org.catalogue, user, org.clock.seconds())
        body = {"assign_to": {"id": str(user.id)}, "carry_over_tags": []}
        module = org.catalogue.module_by_name["Leads"]

        async def work(transaction: Transaction) -> int:
            now = org.clock.seconds()
            writing = Writing(org, caller, LATEST, transaction, Options(), now)
            return await order(writing, "mass_convert", module, body, leads)

        number = await org.database.write(work)
        await asyncio.gather(*(do_jobs(one, KINDS) for one in orgs))
        async with org.database.reading() as reader:
            job = await read_job(reader, org, number)
    assert job is not None
    return job


@contextmanager
def two_at_once(installed: Installed) -> Iterator[Sequence[Serving]]:
    servers = together([lambda: Serving(installed)] * 2)
    try:
        yield servers
    finally:
        for server in servers:
            server.kill()
            server.forget()
