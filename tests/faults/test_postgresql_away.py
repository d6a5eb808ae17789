"""PostgreSQL that goes away and comes back, and connections that break at the worst moment."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crmstead.settings import Settings
from tests.faults.cluster import Cluster
from tests.faults.installed import Installed, install
from tests.faults.load import Load, check_kept
from tests.faults.process import Serving, serving
from tests.faults.proxy import Cut, Proxy, proxy
from tests.faults.test_disk import insert, unavailable

Ending = Callable[[Cluster], None]


@pytest.fixture
def installed(breakable: Cluster) -> Installed:
    """An installation on the server that tests break."""
    return install(database=breakable.dsn)


@pytest.fixture
def way(installed: Installed, breakable: Cluster) -> Iterator[Proxy]:
    """A way to the server that tests break; sockets have short names."""
    with (
        tempfile.TemporaryDirectory(prefix="way-") as place,
        proxy(Path(place) / "s", breakable.home) as made,
    ):
        yield made


@pytest.fixture
def through(installed: Installed, way: Proxy) -> Iterator[Serving]:
    """A server that reaches PostgreSQL by that way alone."""
    settings = Settings(database=Cluster.dsn_at(str(way.place)))
    with serving(installed.through(settings)) as server:
        insert(server.client())
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("end", [Cluster.kill, Cluster.stop_at_once, Cluster.stop])
def test_a_server_outlives_its_database(installed: Installed, breakable: Cluster, end: Ending):
    with (
        serving(installed) as server,
        Load(server.url, installed.token, stubborn=True) as load,
    ):
        load.wait_for_answers(30)
        end(breakable)
        load.wait(lambda: load.answers[503, "SERVICE_UNAVAILABLE"] > 30)
        assert unavailable(server.client().get("/Leads", params={"fields": "Company"}))
        breakable.start()
        load.wait_for_answers(30)
    assert set(load.answers) == {(201, "SUCCESS"), (503, "SERVICE_UNAVAILABLE")}
    assert not load.broken
    check_kept(installed, load.acknowledged)


def _names(installed: Installed) -> set[str]:
    return {row[0] for row in installed.fetch('SELECT "Last_Name" FROM {Leads}')}


@pytest.mark.parametrize(("cut", "committed"), [(Cut.BEFORE, False), (Cut.AFTER, True)])
def test_a_commit_whose_connection_breaks_is_not_acknowledged(
    installed: Installed, way: Proxy, through: Serving, cut: Cut, committed: bool
):
    client = through.client()
    way.cut = cut
    answer = client.post("/Leads", {"data": [{"Last_Name": "Unknown", "Company": "c"}]})
    assert way.cut is Cut.NEVER
    assert unavailable(answer), answer.text
    assert ("Unknown" in _names(installed)) == committed
    client.insert("Leads", {"Last_Name": "Next", "Company": "c"})
    assert "Next" in _names(installed)


def test_a_clone_whose_commit_breaks_is_not_acknowledged(way: Proxy, through: Serving):
    client = through.client()
    source = insert(client).json()["data"][0]["details"]["id"]
    way.cut = Cut.AFTER
    assert unavailable(client.clone("Leads", source))
    assert client.clone("Leads", source).status_code == 201


def test_two_servers_that_start_at_once_on_a_new_database_both_start(breakable: Cluster):
    import asyncio

    from crmstead.app import open_server

    async def run() -> set[int]:
        dsn = f"{breakable.dsn}&dbname=fresh"
        async with open_server(Settings(database=breakable.dsn)):
            """Makes the control schema of the other database."""
        await _make_database(breakable.dsn, "fresh")
        stacks = [open_server(Settings(database=dsn)) for _ in range(6)]
        servers = await asyncio.gather(*(stack.__aenter__() for stack in stacks))
        nodes = {server.node for server in servers}
        for stack in stacks:
            await stack.__aexit__(None, None, None)
        return nodes

    assert len(asyncio.run(run())) == 6


async def _make_database(dsn: str, name: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(dsn)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()


def test_a_server_stops_in_order_although_postgresql_is_away(
    installed: Installed, breakable: Cluster
):
    with serving(installed) as server:
        breakable.stop()
        assert server.terminate() == 0
