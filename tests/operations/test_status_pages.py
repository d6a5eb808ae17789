"""Health, readiness and metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import cast

import asyncpg
import httpx

from crmstead.databases.sqlite.driver import SqliteDatabase
from tests.live import LiveServer, make_org, serve
from tests.postgresql import postgresql


def _samples(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def _metrics(url: str) -> dict[str, float]:
    return _samples(httpx.get(f"{url}/_metrics").text)


def test_a_server_is_ready_while_its_databases_answer(live):
    org = make_org(live)
    answer = httpx.get(f"{live.url}/_ready")
    assert answer.status_code == 200
    databases = answer.json()["databases"]
    assert databases["control"] == databases[str(org.org.id)] == "ok"


def test_a_server_whose_database_is_gone_is_alive_but_not_ready():
    with postgresql() as dsn:
        servers = cast("Generator[LiveServer, None, None]", serve(database=dsn))
        live = next(servers)
        org = make_org(live)
        assert httpx.get(f"{live.url}/_ready").status_code == 200
        asyncio.run(_disconnect_all(dsn))
    answer = httpx.get(f"{live.url}/_ready", timeout=30)
    assert answer.status_code == 503
    assert answer.json()["databases"] == {
        "control": "unavailable",
        str(org.org.id): "unavailable",
    }
    assert httpx.get(f"{live.url}/_health").status_code == 200
    servers.close()


async def _disconnect_all(dsn: str) -> None:
    """End the server's connections: PostgreSQL waits for them when it stops."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    )
    await connection.close()


def test_requests_are_counted_by_operation_and_status(live):
    client = make_org(live).client()
    read = 'crmstead_requests_total{operation="getRecords",status="200"}'
    refused = 'crmstead_requests_total{operation="getRecords",status="400"}'
    client.insert("Leads", {"Last_Name": "A"})
    before = _metrics(live.url)
    for _ in range(3):
        assert client.get("/Leads?fields=id").status_code == 200
    assert client.get("/Leads").status_code == 400
    after = _metrics(live.url)
    assert after[read] - before.get(read, 0) == 3
    assert after[refused] - before.get(refused, 0) == 1
    count = 'crmstead_request_seconds_count{operation="getRecords"}'
    assert after[count] - before.get(count, 0) == 4
    assert (
        after[count] == after['crmstead_request_seconds_bucket{le="+Inf",operation="getRecords"}']
    )
    assert after['crmstead_request_seconds_sum{operation="getRecords"}'] > 0


def test_kept_replies_are_counted(sqlite_live):
    client = make_org(sqlite_live).client()
    client.insert("Leads", {"Last_Name": "A" * 80})
    before = _metrics(sqlite_live.url)
    for headers in ({}, {}, {"Cache-Control": "no-cache"}, {}):
        assert client.get("/Leads?fields=Last_Name", headers=headers).status_code == 200
    after = _metrics(sqlite_live.url)
    had = "crmstead_requests_kept_total"
    assert after[had] - before[had] == 2
    assert 0 < after["crmstead_kept_reply_bytes"] <= sqlite_live.settings.kept_replies


def test_paths_that_a_client_makes_up_are_one_operation(live):
    for number in range(3):
        httpx.get(f"{live.url}/crm/v8/{number}/{number}/{number}/x")
        httpx.get(f"{live.url}/made-up-{number}")
    text = httpx.get(f"{live.url}/_metrics").text
    assert "made-up" not in text
    assert _samples(text)['crmstead_requests_total{operation="unknown",status="404"}'] >= 6


def test_the_metrics_tell_of_databases_and_the_process(live):
    make_org(live)
    shown = _metrics(live.url)
    assert any(f'database="{live.dialect}"' in name for name in shown if "_info{" in name)
    assert shown["crmstead_orgs_open"] == len(live.server.orgs.opened())
    assert shown["crmstead_requests_in_flight"] == 0
    assert shown["process_resident_memory_bytes"] > 1_000_000
    assert shown["process_cpu_seconds_total"] > 0


def test_writes_that_wait_are_told(sqlite_live):
    org = make_org(sqlite_live)
    database = org.org.database
    assert isinstance(database, SqliteDatabase)

    def slow() -> None:
        time.sleep(1)

    async def work(transaction: object) -> None:
        slow()

    async def three() -> list[object]:
        tasks = [asyncio.create_task(database.write(work))]
        await asyncio.sleep(0.2)
        tasks += [asyncio.create_task(database.write(work)) for _ in range(2)]
        await asyncio.sleep(0.1)
        waiting = database.waiting()
        await asyncio.gather(*tasks)
        return [waiting, database.waiting()]

    assert sqlite_live.run(three()) == [2, 0]


def test_requests_in_flight_are_counted_until_they_end(start):
    server = start()
    with server.socket() as slow:
        slow.sendall(
            b"POST /crm/v8/Leads HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
            b"Authorization: Zoho-oauthtoken " + server.installation.token.encode() + b"\r\n\r\n{"
        )
        for _ in range(100):
            if _metrics(server.url)["crmstead_requests_in_flight"] == 1:
                break
            time.sleep(0.05)
        assert _metrics(server.url)["crmstead_requests_in_flight"] == 1
    for _ in range(100):
        if _metrics(server.url)["crmstead_requests_in_flight"] == 0:
            break
        time.sleep(0.05)
    assert _metrics(server.url)["crmstead_requests_in_flight"] == 0
