"""What a server does besides answering: the recycle bin's retention, and what was scheduled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.records.bin import bin_sweeping, housekeeping
from crmstead.records.bin.bin_sweeping import sweep_bin
from tests.api.deleting import DAY, gone, in_bin, rows, told, wait_for
from tests.live import LiveOrg, LiveServer, close_clients, make_org
from tests.postgresql import postgresql

#: Starts a server over one database, some days from now.
Start = Callable[..., AbstractContextManager[LiveServer]]


@pytest.fixture(params=DATABASES)
def start(request, tmp_path) -> Iterator[Start]:
    """Starts servers that share a database of their own."""
    with contextlib.ExitStack() as opened:
        where: dict[str, Any] = {"data": tmp_path}
        if request.param == "postgresql":
            where = {"database": opened.enter_context(postgresql())}

        @contextlib.contextmanager
        def started(days: float = 0) -> Iterator[LiveServer]:
            live = LiveServer(**where)
            live.clock.offset = int(days * DAY)
            live.start()
            try:
                yield live
            finally:
                close_clients()
                live.stop()

        yield started


def known(live: LiveServer, org: LiveOrg) -> LiveOrg:
    """The org of another server, found on this one; opened by the test alone."""
    return LiveOrg(live, live.run(live.server.orgs.open(org.org.id)), org.credentials)


def deleted(org: LiveOrg, count: int = 1) -> list[str]:
    client = org.client()
    made = client.insert("Leads", *[{"Last_Name": "L"}] * count)
    gone(client, "Leads", *made)
    return made


def entries(org: LiveOrg, *ids: str) -> int:
    return rows(org, "_deleted", "id", *ids)


def marked(org: LiveOrg, change: str, *ids: str) -> None:
    """Change entries as a request does, but wake nobody."""
    text = (
        f"UPDATE {org.org.database.table('_deleted')} SET {change} WHERE id IN ({', '.join(ids)})"
    )
    org.write(lambda transaction: transaction.execute(text))


@pytest.mark.parametrize(
    ("days", "left"), [(59, (1, 1)), (61, (0, 1)), (119, (0, 1)), (121, (0, 0))]
)
def test_a_start_removes_what_stayed_too_long(start, days, left):
    with start() as live:
        org = make_org(live)
        (lead,) = deleted(org)
    with start(days) as live:
        org = known(live, org)
        wait_for(lambda: (rows(org, "Leads", "id", lead), entries(org, lead)) == left)
        assert (len(in_bin(org.client())), len(told(org.client(), "Leads"))) == left


def test_a_day_later_it_is_looked_for_again(start, monkeypatch):
    monkeypatch.setattr(housekeeping, "_DAY", 0.1)
    with start() as live:
        org = make_org(live)
        made = deleted(org)
        live.clock.offset = 61 * DAY
        wait_for(lambda: rows(org, "Leads", "id", *made) == 0)
        live.clock.offset = 121 * DAY
        wait_for(lambda: entries(org, *made) == 0)


def test_what_was_scheduled_before_a_crash_is_done_by_the_next_start(start):
    with start() as live:
        org = make_org(live)
        back, lost = deleted(org, 2)
        # As the request leaves it that promised it.
        marked(org, f"restored_by = {org.org.catalogue.users[0].id}", back)
        marked(org, "state = 1", lost)
        assert rows(org, "Leads", "id", back, lost) == 2
    with start() as live:
        org = known(live, org)
        client = org.client()
        wait_for(lambda: client.get(f"/Leads/{back}").status_code == 200)
        wait_for(lambda: rows(org, "Leads", "id", lost) == 0)
        assert told(client, "Leads") == [(lost, "permanent")]


def test_an_org_with_nothing_to_do_is_not_opened(start):
    with start() as live:
        idle, due = make_org(live), make_org(live)
        deleted(idle)
        (lead,) = deleted(due)
        marked(due, "deleted_time = 1", lead)
    with start() as live:
        wait_for(lambda: [one.id for one in live.server.orgs.opened()] == [due.org.id])
        due = known(live, due)
        wait_for(lambda: (rows(due, "Leads", "id", lead), entries(due, lead)) == (0, 0))
        assert [one.id for one in live.server.orgs.opened()] == [due.org.id]


def test_an_org_that_cannot_be_reached_keeps_no_other_waiting(start, tmp_path):
    with start() as live:
        broken, org = make_org(live), make_org(live)
        made = deleted(org)
        live.run(broken.org.database.drop())
    with start(61) as live:
        org = known(live, org)
        wait_for(lambda: rows(org, "Leads", "id", *made) == 0)


def test_more_than_a_batch_is_removed(start, monkeypatch):
    monkeypatch.setattr(bin_sweeping, "_BATCH", 3)
    with start() as live:
        org = make_org(live)
        made = deleted(org, 10)
        live.clock.offset = 61 * DAY
        live.run(sweep_bin(org.org))
        assert rows(org, "Leads", "id", *made) == 0
        live.clock.offset = 121 * DAY
        live.run(sweep_bin(org.org))
        assert entries(org, *made) == 0


def test_servers_that_share_a_database_sweep_at_once(postgresql_server, monkeypatch):
    monkeypatch.setattr(bin_sweeping, "_BATCH", 5)
    with contextlib.ExitStack() as opened:
        first, second = (LiveServer(database=postgresql_server) for _ in range(2))
        for live in (first, second):
            live.start()
            opened.callback(live.stop)
        opened.callback(close_clients)
        org = make_org(first)
        lost, back = deleted(org, 40), deleted(org, 40)
        marked(org, f"restored_by = {org.org.catalogue.users[0].id}", *back)
        marked(org, "state = 1", *lost)
        both = [
            asyncio.run_coroutine_threadsafe(sweep_bin(known(live, org).org), live._loop)
            for live in (first, second)
            for _ in range(2)
        ]
        for one in both:
            one.result(60)
        assert rows(org, "Leads", "id", *lost) == 0
        assert sorted(told(org.client(), "Leads")) == sorted((one, "permanent") for one in lost)
        history = org.fetch("SELECT COUNT(*) FROM {_history} WHERE action = 'restored'")
        assert history[0][0] == len(back)
