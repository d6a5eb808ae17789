"""Concurrency, sub-concurrency and credits of an org: off unless set, then 429."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from crmstead.api.surface import SURFACE
from crmstead.databases.base import Transaction
from crmstead.http import quotas
from crmstead.model.credits import CREDITS, MOST, PER_TEN, PER_TEN_IDS
from crmstead.settings import Settings
from tests.api.composing import compose, lead, part
from tests.live import LiveOrg, LiveServer, make_org

_BODY = b'{"data":[{"Last_Name":"Slow"}]}'
_REFUSED = {
    "code": "TOO_MANY_REQUESTS",
    "details": {},
    "message": "Too many requests. Please try again later.",
    "status": "error",
}


@pytest.fixture
def limited(tmp_path) -> Iterator[LiveServer]:
    """A server whose orgs have 20 credits a day."""
    live = LiveServer(data=tmp_path)
    live.settings = Settings(data=tmp_path, port=0, throttle_tokens=False, credits=20)
    live.start()
    yield live
    live.stop()


@pytest.fixture
def heavy_limited(tmp_path: Path) -> Iterator[LiveServer]:
    """A server whose orgs may run two heavy calls at once."""
    live = LiveServer(data=tmp_path)
    live.settings = Settings(data=tmp_path, port=0, throttle_tokens=False, sub_concurrency=2)
    live.start()
    yield live
    live.stop()


def _leads(count: int) -> list[dict[str, str]]:
    return [{"Last_Name": f"L{number}"} for number in range(count)]


def test_calls_beyond_the_concurrency_of_the_org_are_refused(start, installation):
    server = start("--concurrency", 1, "--log-level", "info")
    with server.socket() as slow:
        head = (
            "POST /crm/v8/Leads HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"Content-Length: {len(_BODY)}\r\n"
            f"Authorization: Zoho-oauthtoken {installation.token}\r\n\r\n"
        )
        slow.sendall(head.encode())
        answer = server.get("/Leads?fields=id")
        answer = server.get("/Leads?fields=id")
        for _ in range(100):
            if answer.status_code == 429:
                break
            time.sleep(0.02)
            answer = server.get("/Leads?fields=id")
        assert answer.status_code == 429
        assert answer.json() == _REFUSED
        slow.sendall(_BODY)
        assert slow.recv(100).startswith(b"HTTP/1.1 201")
    for _ in range(100):
        if server.get("/Leads?fields=id").status_code == 200:
            break
        time.sleep(0.02)
    assert server.get("/Leads?fields=id").status_code == 200


def test_a_call_that_broke_off_is_no_longer_counted(start, installation):
    server = start("--concurrency", 1)
    for _ in range(3):
        with server.socket() as gone:
            gone.sendall(
                b"POST /crm/v8/Leads HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
                b"Authorization: Zoho-oauthtoken " + installation.token.encode() + b"\r\n\r\n{"
            )
            time.sleep(0.1)
    for _ in range(100):
        if server.get("/Leads?fields=id").status_code == 200:
            break
        time.sleep(0.02)
    assert server.get("/Leads?fields=id").status_code == 200


def test_without_a_limit_nothing_is_counted(live):
    client = make_org(live).client()
    answers = [client.get("/Leads?fields=id") for _ in range(50)]
    assert {answer.status_code for answer in answers} == {204}
    assert not any("x-api-credits-remaining" in answer.headers for answer in answers)


def test_the_credits_left_are_told_from_the_half_on(limited):
    client = make_org(limited).client()
    told = [
        client.get("/Leads?fields=id").headers.get("x-api-credits-remaining") for _ in range(12)
    ]
    assert told == [None] * 9 + ["10", "9", "8"]


def test_an_org_without_credits_is_refused_until_they_come_back(limited):
    client, other = make_org(limited).client(), make_org(limited).client()
    assert [client.get("/Leads?fields=id").status_code for _ in range(22)] == [204] * 20 + [429] * 2
    assert client.get("/Leads?fields=id").json() == _REFUSED
    assert other.get("/Leads?fields=id").status_code == 204
    limited.clock.offset += 24 * 3600 + 900
    fresh = client.get("/Leads?fields=id")
    assert fresh.status_code == 401, "the token is a day old"
    assert make_org(limited).client().get("/Leads?fields=id").status_code == 204


def test_credits_come_back_a_day_after_they_were_spent(limited):
    org = make_org(limited)
    client = org.client()
    for _ in range(20):
        client.get("/Leads?fields=id")
    limited.clock.offset += 24 * 3600 - 1800
    assert org.client().get("/Leads?fields=id").status_code == 429
    limited.clock.offset += 1800 + 900
    assert org.client().get("/Leads?fields=id").status_code == 204


@pytest.mark.parametrize(("count", "cost"), [(1, 1), (10, 1), (11, 2), (100, 10)])
def test_inserting_costs_a_credit_for_ten_records(limited, count, cost):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    answer = client.post("/Leads", {"data": _leads(count)})
    assert answer.status_code == 201
    assert answer.headers["x-api-credits-remaining"] == str(10 - cost)


@pytest.mark.parametrize("written", [list, ",".join], ids=["array", "text"])
@pytest.mark.parametrize(("count", "cost"), [(1, 1), (10, 1), (11, 2), (100, 10)])
def test_tagging_costs_a_credit_for_ten_records(limited, count, cost, written):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    ids = written([str(number) for number in range(count)])
    answer = client.post("/Leads/actions/add_tags", {"ids": ids, "tags": [{"name": "x"}]})
    assert answer.headers["x-api-credits-remaining"] == str(10 - cost)


def test_ids_of_the_query_cost_as_those_of_a_body(limited):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    ids = ",".join(str(number) for number in range(21))
    path = f"/Leads/actions/remove_tags?ids={ids}"
    answer = client.post(path, {"tags": [{"name": "x"}]})
    assert answer.headers["x-api-credits-remaining"] == "7"


@pytest.mark.parametrize(
    ("path", "left"), [("/Leads/1/actions/convert", "5"), ("/Leads/1/actions/merge", "10")]
)
def test_some_calls_cost_more_than_a_credit(limited, path, left):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    answer = client.post(path, {"data": [{}]})
    assert answer.headers["x-api-credits-remaining"] == left
    assert (answer.status_code == 429) is (left == "10"), "a merge costs 50"


@pytest.mark.parametrize(
    ("rollback", "last_name", "status", "cost"),
    [(False, "L", 200, 1), (False, None, 200, 1), (True, "L", 200, 2), (True, None, 400, 1)],
)
def test_a_composite_request_costs_two_credits_where_all_is_kept_as_one(
    limited, rollback, last_name, status, cost
):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    parts = [part("GET", "/org"), part("POST", "/Leads", body=lead(last_name))]
    answer = compose(client, *parts, rollback_on_fail=rollback)
    assert answer.status_code == status
    following = client.get("/Leads?fields=id")
    assert following.headers["x-api-credits-remaining"] == str(10 - cost - 1)


def test_a_composite_request_counts_as_five_calls_at_once(tmp_path: Path) -> None:
    live = LiveServer(data=tmp_path)
    live.settings = Settings(data=tmp_path, port=0, throttle_tokens=False, concurrency=5)
    live.start()
    client = make_org(live).client()
    parts = [part("GET", "/Leads?fields=id")] * 5
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: compose(client, *parts).status_code, range(24)))
    assert compose(client, *parts).status_code == 200
    live.stop()
    assert set(answers) <= {200, 429}
    assert 200 in answers


@pytest.mark.parametrize(
    ("rest", "cost"),
    [("", 1), ("limit 200", 1), ("limit 201", 2), ("limit 5, 1000", 2), ("limit 2000", 3),
     ("limit 9000", 3), ("limit x", 1)],
)  # fmt: skip
def test_a_query_costs_by_the_rows_that_it_asks_for(limited, rest, cost):
    client = make_org(limited).client()
    for _ in range(10):
        client.get("/Leads?fields=id")
    query = f"select id from Leads where id is not null {rest}"
    answer = client.post("/coql", {"select_query": query})
    assert answer.headers["x-api-credits-remaining"] == str(10 - cost)


def test_all_that_is_told_of_operations_is_told_of_real_ones():
    told = {*PER_TEN, *PER_TEN_IDS, *CREDITS, *MOST, *quotas._HEAVY, *quotas._UNITS}
    assert told <= {route.operation for route in SURFACE}


def test_an_insert_that_costs_more_than_is_left_writes_nothing(limited):
    org = make_org(limited)
    client = org.client()
    for _ in range(18):
        client.get("/Leads?fields=id")
    answer = client.post("/Leads", {"data": _leads(21)})
    assert (answer.status_code, answer.json()) == (429, _REFUSED)
    assert client.get("/Leads?fields=id").status_code == 204


@contextlib.contextmanager
def _writes_held_up(org: LiveOrg) -> Iterator[None]:
    """Keep the org's writer busy while the block runs, so that calls that write stay in flight."""
    held, free = threading.Event(), threading.Event()

    async def hold(_: Transaction) -> None:
        held.set()
        free.wait(30)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(lambda: org.live.run(org.org.database.write(hold)))
        held.wait(30)
        try:
            yield
        finally:
            free.set()
            holding.result(30)


def _wait_for_writes(org: LiveOrg, count: int) -> None:
    ends = time.monotonic() + 10
    while org.org.database.waiting() < count:
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_heavy_calls_beyond_the_sub_concurrency_of_the_org_are_refused(heavy_limited):
    org, other = make_org(heavy_limited), make_org(heavy_limited)
    client = org.client()
    client.insert("Leads", {"Last_Name": "Kept", "Email": "kept@x.test"})
    search = "/Leads/search?email=kept@x.test"
    with ThreadPoolExecutor(3) as pool:

        def begin(count: int) -> Future[httpx.Response]:
            return pool.submit(lambda: org.client().post("/Leads", {"data": _leads(count)}))

        with _writes_held_up(org):
            heavy = [begin(11) for _ in range(2)]
            _wait_for_writes(org, 2)
            light = begin(10)
            _wait_for_writes(org, 3)
            for refused in (client.post("/Leads", {"data": _leads(11)}), client.get(search)):
                assert (refused.status_code, refused.json()) == (429, _REFUSED)
            assert client.get("/Leads?fields=id").status_code == 200
            assert other.client().get(search).status_code == 204
        assert [one.result(30).status_code for one in [*heavy, light]] == [201] * 3
    assert client.post("/Leads", {"data": _leads(11)}).status_code == 201
    assert [client.get(search).status_code for _ in range(5)] == [200] * 5
    assert client.get("/Leads/actions/count").json() == {"count": 1 + 11 + 11 + 10 + 11}


def test_a_search_is_a_heavy_call_while_it_runs(postgresql_server):
    live = LiveServer(database=postgresql_server)
    live.settings = replace(live.settings, sub_concurrency=1)
    live.start()
    org = make_org(live)
    client = org.client()
    client.insert("Leads", {"Last_Name": "Kept", "Email": "kept@x.test"})
    search = "/Leads/search?email=kept@x.test"

    async def hold(transaction: Transaction) -> None:
        await transaction.execute(f"LOCK TABLE {org.org.database.table('Leads')}")
        held.set()
        while not free.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.01)

    held, free = threading.Event(), threading.Event()
    with ThreadPoolExecutor(3) as pool:
        holding = pool.submit(lambda: live.run(org.org.database.write(hold)))
        held.wait(30)
        searches = [pool.submit(lambda: org.client().get(search)) for _ in range(2)]
        refused = wait(searches, 30, FIRST_COMPLETED).done.pop()
        assert (refused.result().status_code, refused.result().json()) == (429, _REFUSED)
        assert client.get("/org").status_code == 200
        free.set()
        holding.result(30)
        assert {one.result(30).status_code for one in searches} == {200, 429}
    assert client.get(search).status_code == 200
    live.stop()
