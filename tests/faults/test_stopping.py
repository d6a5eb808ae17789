"""A server that is told to stop, and a second one that comes before the first has gone."""

from __future__ import annotations

import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.faults.files import Holding
from tests.faults.installed import Installed
from tests.faults.load import Load, check_kept
from tests.faults.process import command, serving, start


def wait_until_in_flight(client: httpx.Client, url: str, count: int) -> None:
    """Wait until a server has begun that many requests and ended none of them."""
    ends = time.monotonic() + 30
    while f"crmstead_requests_in_flight {count}.0" not in client.get(f"{url}/_metrics").text:
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_requests_in_flight_are_answered_before_a_server_stops(sqlite_installed: Installed):
    assert sqlite_installed.settings.data is not None
    names = [f"Last {number}" for number in range(8)]

    def insert(name: str) -> int:
        data = [{"Last_Name": name, "Company": name}]
        headers = {"Authorization": f"Zoho-oauthtoken {sqlite_installed.token}"}
        answer = client.post(f"{server.url}/crm/v8/Leads", json={"data": data}, headers=headers)
        return answer.status_code

    with (
        serving(sqlite_installed) as server,
        httpx.Client(verify=False, timeout=60) as client,
        ThreadPoolExecutor(len(names)) as pool,
    ):
        server.client().insert("Leads", {"Last_Name": "First", "Company": "First"})
        with Holding(sqlite_installed.settings.data / f"org_{sqlite_installed.org}.sqlite") as disk:
            answers = [pool.submit(insert, name) for name in names]
            wait_until_in_flight(client, server.url, len(names))
            server.process.terminate()
            time.sleep(0.5)
            assert not any(answer.done() for answer in answers)
            disk.let_go()
        assert [answer.result() for answer in answers] == [201] * len(names)
        assert server.end() == 0
    kept = {row[0] for row in sqlite_installed.fetch('SELECT "Last_Name" FROM {Leads}')}
    assert kept == {"First", *names}


@pytest.mark.slow
def test_a_stop_under_load_loses_nothing_and_answers_no_half(installed: Installed):
    with serving(installed) as server, Load(server.url, installed.token) as load:
        load.wait_for_answers(60)
        assert server.terminate() == 0
    assert set(load.answers) == {(201, "SUCCESS")}
    # Connections were refused, or closed before an answer began; none broke in the middle of one.
    assert load.broken
    assert [told for told in load.broken if told.startswith("IncompleteRead")] == []
    check_kept(installed, load.acknowledged)


def test_a_second_server_on_a_directory_is_refused_and_harms_nobody(sqlite_installed: Installed):
    with serving(sqlite_installed) as server, Load(server.url, sqlite_installed.token) as load:
        second = start(command(sqlite_installed), subprocess.PIPE)
        out, told = second.communicate(timeout=40)
        load.wait_for_answers(10)
    assert second.returncode != 0
    assert "Ready" not in out
    assert str(sqlite_installed.settings.data) in told
    assert str(server.process.pid) in told
    assert set(load.answers) == {(201, "SUCCESS")}
    check_kept(sqlite_installed, load.acknowledged)


def test_servers_that_start_at_once_on_one_directory_leave_one(sqlite_installed: Installed):
    together = threading.Barrier(3)
    started = []

    def begin() -> None:
        together.wait()
        started.append(start(command(sqlite_installed), subprocess.DEVNULL))

    threads = [threading.Thread(target=begin) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ends = time.monotonic() + 30
    while sum(one.poll() is None for one in started) > 1 and time.monotonic() < ends:
        time.sleep(0.05)
    running = [one for one in started if one.poll() is None]
    try:
        assert len(running) == 1
        assert any(line.startswith("Ready") for line in running[0].stdout or ())
    finally:
        for one in started:
            one.terminate()
            one.communicate()
