"""The lease of a node id while a server runs, and what the log lets through."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from crmstead import app
from crmstead.cli.logs import start_log
from crmstead.cli.running import keep_node
from crmstead.databases.base import UnavailableError
from crmstead.model.clock import SystemClock
from crmstead.store.control import NoNodeError


class Hurrying(SystemClock):
    """A clock on which a second passes at each look."""

    def __init__(self):
        super().__init__()
        self._now = 0

    def seconds(self):
        self._now += 1
        return self._now


class Leasing:
    """A server whose lease is renewed as a test says."""

    def __init__(self, *outcomes):
        self.clock = SystemClock()
        self.renewed = 0
        self._outcomes = list(outcomes)

    async def renew_lease(self):
        self.renewed += 1
        outcome = self._outcomes.pop(0) if self._outcomes else None
        if outcome is not None:
            raise outcome


@pytest.fixture(autouse=True)
def short_lease(monkeypatch):
    monkeypatch.setattr(app, "NODE_LEASE", 0.06)


def keep(server, seconds=0.5):
    async def main():
        stop = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await keep_node(server, stop)
        finally:
            assert stop.is_set()

    asyncio.run(main())


def test_the_lease_is_renewed_again_and_again():
    server = Leasing()
    with pytest.raises(TimeoutError):
        keep(server)
    assert server.renewed > 3


def test_a_lost_lease_stops_the_server():
    server = Leasing(None, NoNodeError("gone"))
    with pytest.raises(NoNodeError):
        keep(server)
    assert server.renewed == 2


def test_a_database_that_is_away_for_long_stops_the_server():
    server = Leasing(*[UnavailableError("away")] * 100)
    server.clock = Hurrying()
    with pytest.raises(NoNodeError):
        keep(server)


@pytest.fixture
def log(capsys):
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield start_log, capsys
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_comes_through_the_log(log, form):
    start, captured = log
    start(form, "info")
    logger = logging.getLogger("crmstead.test")
    logger.info("token %s", f"1000.{'ab' * 16}.{'cd' * 16}")
    error = ValueError("cannot reach postgresql://crm:hunter2@db.example/crm")
    logger.error("a\nb", exc_info=error)
    text = captured.readouterr().err
    assert "ab" * 16 not in text
    assert "hunter2" not in text
    assert "db.example" in text
    if form == "json":
        first, second = map(json.loads, text.splitlines())
        assert first["level"] == "INFO"
        assert second["message"] == "a\nb"
        assert "ValueError" in second["exception"]


def test_the_level_is_obeyed(log):
    start, captured = log
    start("text", "error")
    logging.getLogger("crmstead.test").warning("quiet")
    assert captured.readouterr().err == ""
