"""Orgs on two PostgreSQL servers: each request goes to its org's, and only its org's may fail."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import replace
from typing import Any

import httpx
import pytest

from crmstead.app import Server, open_server
from crmstead.asgi import application_of
from crmstead.records.bin import housekeeping
from crmstead.records.bin.housekeeping import keeping_house
from crmstead.store.control import OrgPlace
from crmstead.store.definitions import Definitions
from crmstead.store.directory import create_org
from tests.faults.cluster import Cluster
from tests.faults.installed import Installed, give_token, install, ticket_definitions
from tests.faults.load import Load, check_kept
from tests.faults.process import Serving, crmstead, serving
from tests.faults.test_disk import insert, unavailable
from tests.live import ADMIN, Client

#: The view that shows every record.
ALL = "ALLVIEWS"


def place_of(made: Definitions, dsn: str | None) -> OrgPlace:
    return OrgPlace(
        id=made.org.id,
        zgid=made.org.zgid,
        name=made.org.company_name,
        location=f"org_{made.org.id}",
        dsn=dsn,
    )


async def put_elsewhere(server: Server, made: Definitions, dsn: str) -> None:
    """Make the schema of an org on another server, without entering the org anywhere."""
    await create_org(server.orgs._databases.open(f"org_{made.org.id}", dsn), made)


@pytest.fixture
def home(empty_database: str) -> Installed:
    """An org on the server that keeps the directory."""
    return install(database=empty_database)


@pytest.fixture(params=["added", "moved"])
def away(request: pytest.FixtureRequest, home: Installed, breakable: Cluster) -> Installed:
    """An org of the same installation on another server."""

    async def run() -> Installed:
        made = ticket_definitions()
        async with open_server(home.settings) as server:
            await put_elsewhere(server, made, breakable.dsn)
            if request.param == "added":
                await server.control.add_org(place_of(made, breakable.dsn))
            else:
                await server.orgs.make(made, f"org_{made.org.id}")
                await server.control.move_org(made.org.id, f"org_{made.org.id}", breakable.dsn)
        async with open_server(home.settings) as server:
            token = await give_token(server, await server.orgs.open(made.org.id))
            return replace(home, org=made.org.id, token=token)

    return asyncio.run(run())


def epoch_of(installed: Installed) -> int:
    async def work(server: Server, _: Any) -> int:
        return next(one.epoch for one in await server.control.orgs() if one.id == installed.org)

    return installed.again(work)


def test_an_org_is_read_and_written_where_the_directory_says(
    away: Installed, breakable: Cluster, request: pytest.FixtureRequest
):
    with serving(away) as server:
        assert insert(server.client()).status_code == 201
    direct = away.through(replace(away.settings, database=breakable.dsn))
    schema = f"org_{away.org}"

    async def there() -> int:
        async with open_server(direct.settings) as server:
            database = server.orgs._databases.open(schema)
            async with database.reading() as reader:
                return len(await reader.fetch(f"SELECT id FROM {database.table('Leads')}"))

    assert asyncio.run(there()) == 1
    assert epoch_of(away) == (2 if "moved" in request.node.name else 1)


@pytest.mark.slow
def test_a_server_that_is_killed_takes_only_its_own_orgs_along(
    home: Installed, away: Installed, breakable: Cluster
):
    with (
        serving(home) as server,
        Load(server.url, home.token) as at_home,
        Load(server.url, away.token, clients=2, stubborn=True) as elsewhere,
    ):
        at_home.wait_for_answers(10)
        elsewhere.wait_for_answers(10)
        breakable.kill()
        elsewhere.wait(lambda: elsewhere.answers[503, "SERVICE_UNAVAILABLE"] > 10)
        at_home.wait_for_answers(20)
        assert unavailable(Client(server.url, away.token).get("/org"))
        breakable.start()
        elsewhere.wait_for_answers(10)
    assert set(at_home.answers) == {(201, "SUCCESS")}
    assert set(elsewhere.answers) == {(201, "SUCCESS"), (503, "SERVICE_UNAVAILABLE")}
    check_kept(home, at_home.acknowledged)
    check_kept(away, elsewhere.acknowledged)


def test_a_server_starts_and_serves_while_another_orgs_database_is_away(
    home: Installed, away: Installed, breakable: Cluster
):
    breakable.stop()
    with serving(home) as server:
        assert unavailable(Client(server.url, away.token).get("/org"))
        assert insert(server.client()).status_code == 201
        breakable.start()
        assert insert(Client(server.url, away.token)).status_code == 201


def test_orgs_that_can_be_opened_are_while_another_orgs_database_is_away(
    home: Installed, away: Installed, breakable: Cluster
):
    breakable.stop()

    async def run() -> None:
        async with open_server(home.settings) as server:
            opened = {org.id for org in await server.orgs.all()}
            assert home.org in opened
            assert away.org not in opened
            assert list(server.orgs.away()) == [away.org]
            breakable.start()
            assert away.org in {org.id for org in await server.orgs.all()}
            assert server.orgs.away() == {}

    asyncio.run(run())


def make_token(server: Serving, user: str) -> subprocess.CompletedProcess[str]:
    port = server.url.rpartition(":")[2]
    return crmstead("token", "--port", port, "--user", user)


def test_tokens_are_made_while_another_orgs_database_is_away(
    home: Installed, away: Installed, breakable: Cluster
):
    breakable.stop()
    with serving(home) as server:
        made = make_token(server, ADMIN)
        assert made.returncode == 0, made.stderr
        assert Client(server.url, made.stdout.strip()).get("/org").status_code == 200
        # Nobody can tell whether the org that is away has the user.
        refused = make_token(server, "nobody@acme.test")
        assert refused.returncode == 1
        assert f"Not opened: org {away.org}: " in refused.stderr
        breakable.start()
        refused = make_token(server, "nobody@acme.test")
        assert "no active user has the e-mail address" in refused.stderr


def test_readiness_tells_of_an_org_that_is_away_until_it_is_back(
    home: Installed, away: Installed, breakable: Cluster
):
    breakable.stop()
    with serving(home) as server:
        assert httpx.get(f"{server.url}/_ready").status_code == 200, "nobody asked for it yet"
        for _ in range(3):
            assert unavailable(Client(server.url, away.token).get("/org"))
        assert insert(server.client()).status_code == 201
        answer = httpx.get(f"{server.url}/_ready")
        assert answer.status_code == 503
        assert answer.json()["databases"] == {
            "control": "ok",
            str(home.org): "ok",
            str(away.org): "unavailable",
        }
        assert server.log.count(f"org {away.org} cannot be opened") == 1
        breakable.start()
        # It is tried again without a request to the org.
        assert httpx.get(f"{server.url}/_ready").status_code == 200
        assert server.log.count(f"org {away.org} can be opened again") == 1
        assert Client(server.url, away.token).get("/org").status_code == 200


def test_a_job_goes_on_when_the_database_that_was_away_at_the_start_is_back(
    home: Installed, away: Installed, breakable: Cluster, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(housekeeping, "_AGAIN", 0.1)

    async def request(server: Server, method: str, path: str, content: Any = None) -> Any:
        transport = httpx.ASGITransport(application_of(server))
        headers = {"Authorization": f"Zoho-oauthtoken {away.token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://x/crm/v8", headers=headers
        ) as client:
            answer = await client.request(method, path, json=content)
            assert answer.status_code in {200, 201}, answer.text
            return answer.json()

    async def order() -> str:
        """Order a job of a server that ends before it did anything."""
        async with open_server(away.settings) as server:
            leads = [{"Last_Name": f"L{number}"} for number in range(20)]
            await request(server, "POST", "/Leads", {"data": leads})
            views = await request(server, "GET", "/settings/custom_views?module=Leads")
            view = next(one for one in views["custom_views"] if one["system_name"] == ALL)
            wanted = {"cvid": view["id"]}
            answer = await request(server, "POST", "/Leads/actions/mass_delete", wanted)
            return str(answer["data"][0]["details"]["job_id"])

    async def take_up(job: str) -> None:
        async with open_server(away.settings) as server, keeping_house(server.orgs):
            await asyncio.sleep(0.5)
            breakable.start()
            path = f"/Leads/actions/mass_delete?job_id={job}"
            async with asyncio.timeout(20):
                while True:
                    told = (await request(server, "GET", path))["data"][0]
                    if told["Status"] == "COMPLETED":
                        break
                    await asyncio.sleep(0.1)
            assert told["Deleted_Count"] == 20

    job = asyncio.run(order())
    breakable.stop()
    asyncio.run(take_up(job))
