"""Every row of the error catalogue is raised by a request, in the words and keys that it states."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from crmstead.errors.catalogue import CATALOGUE
from crmstead.settings import Settings
from tests.gauges import every_type
from tests.live import LiveServer, close_clients, make_org
from tests.postgresql import postgresql
from tests.surface.all_scenarios import SCENARIOS
from tests.values import World

#: Rows that take a fault, or a server with a limit; each has a test of its own below.
OTHERS = {"INTERNAL", "TOO_MANY_REQUESTS", "UNAVAILABLE"}


def test_every_row_has_a_scenario():
    assert set(SCENARIOS) | OTHERS == set(CATALOGUE)
    assert not set(SCENARIOS) & OTHERS


def wire(row):
    cause = CATALOGUE[row]
    return (cause.status, cause.code, cause.message)


def error_of(answer):
    """The error of an answer: bare, or under a root, or the last item of an array."""
    content = answer.json()
    if len(content) == 1 and isinstance(rooted := next(iter(content.values())), dict):
        return rooted
    arrays = [value for value in content.values() if isinstance(value, list)]
    return arrays[0][-1] if arrays else content


@pytest.fixture
def world(sqlite_live):
    yield World(make_org(sqlite_live, every_type()))
    close_clients()


@pytest.mark.parametrize("row", SCENARIOS)
def test_a_row_is_raised_as_the_catalogue_states(world, row):
    answer = SCENARIOS[row](world)
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["message"]) == wire(row)
    assert error["status"] == "error"
    assert set(error) == {"code", "details", "message", "status"}
    assert set(error["details"]) <= set(CATALOGUE[row].details)
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"


def test_a_failure_inside_is_an_internal_error_and_tells_nothing_else(world):
    world.record("Leads")
    table = world.org.org.database.table("Leads")
    world.org.write(lambda transaction: transaction.execute(f"DROP TABLE {table}"))
    for answer in (
        world.client.get("/Leads?fields=Last_Name"),
        world.client.post("/Leads", {"data": [{"Last_Name": "L"}]}),
    ):
        assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == wire(
            "INTERNAL"
        )
        assert answer.json()["details"] == {}
        assert "Leads" not in answer.text
    assert world.client.get("/Accounts?fields=Account_Name").status_code == 204


def test_an_org_without_credits_is_refused(tmp_path):
    live = LiveServer(data=tmp_path)
    live.settings = Settings(data=tmp_path, port=0, throttle_tokens=False, credits=1)
    live.start()
    client = make_org(live).client()
    assert client.get("/Leads?fields=Last_Name").status_code == 204
    answer = client.get("/Leads?fields=Last_Name")
    close_clients()
    live.stop()
    error = answer.json()
    assert (answer.status_code, error["code"], error["message"]) == wire("TOO_MANY_REQUESTS")
    assert (error["details"], error["status"]) == ({}, "error")


def test_a_database_that_is_gone_is_told_and_nothing_is_acknowledged():
    with contextlib.ExitStack() as opened:
        live = LiveServer(database=opened.enter_context(postgresql())).start()
        opened.callback(live.stop)
        opened.callback(close_clients)
        world = World(make_org(live))
        world.record("Leads")
        stop(Path(world.org.fetch("SHOW data_directory")[0][0]))
        for answer in (
            world.client.get("/Leads?fields=Last_Name"),
            world.client.post("/Leads", {"data": [{"Last_Name": "L"}]}),
            world.client.clone("Leads", world.record("Leads")),
        ):
            assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == wire(
                "UNAVAILABLE"
            )
            assert answer.json()["details"] == {}


def stop(data):
    """Stop a PostgreSQL server that this test started, connections or not."""
    lock = data / "postmaster.pid"
    os.kill(int(lock.read_text().splitlines()[0]), signal.SIGINT)
    deadline = time.monotonic() + 30
    while lock.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lock.exists()
