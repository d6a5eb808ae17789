"""Answers as gzip, for those who take it."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from tests.api.reading import fixture_of
from tests.live import definitions

org = fixture_of(definitions)


@pytest.fixture(scope="module")
def client(org):
    client = org.client()
    client.insert("Leads", *({"Last_Name": f"Name {number}"} for number in range(50)))
    return client


def answered(client, accepted: str, path: str = "/Leads?fields=Last_Name") -> httpx.Response:
    answer: httpx.Response = client.get(path, headers={"Accept-Encoding": accepted})
    return answer


@pytest.mark.parametrize(
    "accepted", ["gzip", "GZIP", "deflate, gzip;q=1.0, *;q=0.5", "gzip ; q=0.001", "br,gzip"]
)
def test_who_takes_gzip_has_it(client, accepted):
    answer = answered(client, accepted)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "accept-encoding"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 2
    assert len(answer.json()["data"]) == 50


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "deflate, br", "gzip;q=0", "identity, gzip; q=0.000", "*;q=0, gzip;q=0.0"],
)
def test_who_does_not_has_it_plain(client, accepted):
    answer = answered(client, accepted)
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "accept-encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_what_is_short_is_not_worth_it(client):
    answer = answered(client, "gzip", "/Leads?fields=Last_Name&per_page=1")
    assert "Content-Encoding" not in answer.headers


def test_nothing_stays_nothing(client):
    answer = answered(client, "gzip", "/Contacts?fields=Last_Name")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Encoding" not in answer.headers


def test_what_is_sent_is_what_is_shown_without(client):
    url = f"{client.url}/crm/v8/Leads?fields=Last_Name"
    headers = {"Accept-Encoding": "gzip", "Authorization": f"Zoho-oauthtoken {client.token}"}
    with httpx.stream("GET", url, headers=headers) as answer:
        packed = b"".join(answer.iter_raw())
    shown = json.loads(gzip.decompress(packed))
    assert shown["data"] == answered(client, "identity").json()["data"]
