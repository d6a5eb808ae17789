"""Concurrency and credits of an org: off unless set, then 429."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from crmstead.settings import Settings
from tests.live import LiveServer, make_org

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


def test_an_insert_that_costs_more_than_is_left_writes_nothing(limited):
    org = make_org(limited)
    client = org.client()
    for _ in range(18):
        client.get("/Leads?fields=id")
    answer = client.post("/Leads", {"data": _leads(21)})
    assert (answer.status_code, answer.json()) == (429, _REFUSED)
    assert client.get("/Leads?fields=id").status_code == 204
