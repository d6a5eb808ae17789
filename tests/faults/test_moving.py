"""Orgs that are moved from one PostgreSQL server to another under the eyes of running servers."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmstead.app import Server, open_server
from crmstead.store.control import OrgPlace
from crmstead.store.definitions import Definitions
from crmstead.store.directory import create_org
from crmstead.store.orgs import OpenOrg
from crmstead.store.upkeep.moving import _copy, _next_name
from tests.faults.cluster import Cluster
from tests.faults.installed import Installed, install
from tests.faults.load import Load, check_kept
from tests.faults.process import Serving, crmstead, serving
from tests.faults.test_disk import insert, unavailable
from tests.operations.test_backup import fits

Servers = tuple[Serving, Serving]


@pytest.fixture
def home(empty_database: str) -> Installed:
    """An org on the server that keeps the directory."""
    return install(database=empty_database)


@pytest.fixture
def pair(home: Installed) -> Iterator[Servers]:
    """Two servers that have the org open, with a lead from each."""
    with serving(home) as first, serving(home) as second:
        for server in (first, second):
            assert insert(server.client()).status_code == 201
        yield first, second


def leads(server: Serving) -> int:
    """Return how many leads a server finds."""
    answer = server.client().get("/Leads/actions/count")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["count"])


def put_empty(home: Installed, dsn: str) -> None:
    """Make the org on another server, without its records."""

    async def work(server: Server, org: OpenOrg) -> None:
        known = org.catalogue
        made = Definitions(
            known.org, users=[*known.users], roles=[*known.roles], profiles=[*known.profiles]
        )
        await create_org(server.orgs._databases.open(org.database.schema, dsn), made)

    home.again(work)


def move(home: Installed, to: str, *more: str) -> subprocess.CompletedProcess[str]:
    async def zgid() -> str:
        async with open_server(home.settings) as server:
            return (await server.control.org(home.org)).zgid

    return crmstead("move", *home.arguments, "--org", asyncio.run(zgid()), "--to", to, *more)


def test_every_server_follows_a_move_with_its_next_request(
    home: Installed, pair: Servers, breakable: Cluster
):
    put_empty(home, breakable.dsn)

    async def work(server: Server, org: OpenOrg) -> None:
        schema = org.database.schema
        await org.database.rename(f"{schema}_left")
        await server.control.move_org(org.id, schema, breakable.dsn)

    assert [leads(server) for server in pair] == [2, 2]
    home.again(work)
    assert [leads(server) for server in pair] == [0, 0]
    assert insert(pair[0].client()).status_code == 201
    assert leads(pair[1]) == 1


def test_a_move_that_only_the_directory_tells_of_is_followed_in_seconds(
    home: Installed, pair: Servers, breakable: Cluster
):
    put_empty(home, breakable.dsn)
    done = move(home, breakable.dsn, "--no-copy")
    assert done.returncode == 0, done.stderr
    ends = time.monotonic() + 8
    while [leads(server) for server in pair] != [0, 0]:
        assert time.monotonic() < ends
        time.sleep(0.1)


@pytest.mark.slow
def test_a_standby_takes_the_place_of_a_server_that_died(
    home: Installed, pair: Servers, breakable: Cluster
):
    """What is left running of the installation only sees the old place fail."""
    put_empty(home, breakable.dsn)

    async def there(server: Server, org: OpenOrg) -> None:
        await server.control.move_org(org.id, org.database.schema, breakable.dsn)

    async def back(server: Server, _: Any) -> None:
        place = await server.control.org(home.org)
        await server.control.move_org(home.org, place.location, None)

    home.again(there)
    time.sleep(5.1)
    assert [leads(server) for server in pair] == [0, 0]
    breakable.stop()
    assert unavailable(pair[0].client().get("/Leads/actions/count"))

    async def flip() -> None:
        async with open_server(home.settings) as server:
            await back(server, None)

    asyncio.run(flip())
    assert [leads(server) for server in pair] == [2, 2]


@pytest.mark.slow
def test_moving_under_load_loses_nothing(home: Installed, pair: Servers, breakable: Cluster):
    if not all(map(fits, (breakable.dsn, str(home.settings.database)))):
        assert "pg_dump" in move(home, breakable.dsn).stderr
        assert [leads(server) for server in pair] == [2, 2]
        return
    first, second = pair
    with (
        Load(first.url, home.token, clients=2, stubborn=True) as one,
        Load(second.url, home.token, clients=2, stubborn=True) as other,
    ):
        for to in (breakable.dsn, "home", breakable.dsn):
            for load in (one, other):
                load.wait_for_answers(10)
            done = move(home, to)
            assert done.returncode == 0, done.stderr
            for load in (one, other):
                load.wait_for_answers(10)
    for load in (one, other):
        assert set(load.answers) <= {(201, "SUCCESS"), (503, "SERVICE_UNAVAILABLE")}
        assert load.broken == {}

    async def clear(_: Server, org: OpenOrg) -> None:
        leads = org.database.table("Leads")
        where = "\"Company\" = 'insert 0'"
        await org.database.write(
            lambda writer: writer.execute(f"DELETE FROM {leads} WHERE {where}")
        )

    home.again(clear)
    check_kept(home, one.acknowledged | other.acknowledged)


def test_a_move_that_fails_leaves_the_org_where_it_is(
    home: Installed, pair: Servers, breakable: Cluster
):
    breakable.stop()
    done = move(home, breakable.dsn)
    assert done.returncode == 1
    assert [leads(server) for server in pair] == [2, 2]
    breakable.start()
    # Its schema cannot be made where nothing may be made.
    reading = f"{breakable.dsn}&options=-c%20default_transaction_read_only%3Don"
    done = move(home, reading)
    assert done.returncode == 1
    assert [leads(server) for server in pair] == [2, 2]
    assert insert(pair[0].client()).status_code == 201


def test_moves_that_make_no_sense_are_refused(home: Installed, breakable: Cluster, tmp_path: Path):
    put_empty(home, breakable.dsn)
    in_file = install(data=tmp_path)
    for done, why in (
        (move(home, "home"), "the org is there already"),
        (move(in_file, breakable.dsn), "only orgs on PostgreSQL"),
        (move(home, str(tmp_path)), "--to is `home` or begins"),
        (crmstead("move", *home.arguments, "--org", "1", "--to", "home"), "there is no org 1"),
        (move(home, breakable.dsn.replace("/postgres?", "/template1?"), "--no-copy"), "no schema"),
    ):
        assert done.returncode in {1, 2}
        assert why in done.stderr
    with serving(home) as server:
        assert insert(server.client()).status_code == 201
        assert leads(server) == 1


@pytest.mark.slow
@pytest.mark.parametrize("copied", [False, True])
def test_a_move_that_was_killed_is_taken_up_by_the_next_one(
    home: Installed, pair: Servers, breakable: Cluster, copied: bool
):
    """What it leaves behind at each step is made here, for a kill hits none of them for sure."""
    if not all(map(fits, (breakable.dsn, str(home.settings.database)))):
        pytest.skip("pg_dump is not there, or older than PostgreSQL")

    async def leave(server: Server, org: OpenOrg) -> OrgPlace:
        place = await server.control.org(org.id)
        name = _next_name(place)
        await org.database.rename(name)
        if copied:
            await _copy(server.orgs._databases, place, name, breakable.dsn)
        return place

    place = home.again(leave)
    assert unavailable(pair[0].client().get("/Leads/actions/count"))
    done = move(home, breakable.dsn)
    assert done.returncode == 0, done.stderr
    assert [leads(server) for server in pair] == [2, 2]
    assert insert(pair[0].client()).status_code == 201

    async def go_on(server: Server, _: OpenOrg) -> bool:
        """The killed one was only slow."""
        name = _next_name(place)
        return await server.control.move_org(place.id, name, breakable.dsn, epoch=place.epoch)

    assert home.again(go_on) is False
    assert [leads(server) for server in pair] == [3, 3]
