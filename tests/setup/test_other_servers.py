"""Metadata that one server changes is what another one on the same PostgreSQL goes by at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import STANDARD, Client, LiveOrg, LiveServer, make_org, serve
from tests.setup.changes import FIELD, adding, changed, removing


@pytest.fixture(scope="module")
def other(postgresql_live: LiveServer, postgresql_server: str) -> Iterator[LiveServer]:
    """Start a second server."""
    yield from serve(database=postgresql_live.settings.database)


@pytest.fixture
def here(postgresql_live: LiveServer) -> LiveOrg:
    """Make an org on the first server."""
    return make_org(postgresql_live)


@pytest.fixture
def there(here: LiveOrg, other: LiveServer) -> Client:
    """Return a client of the org on the second server, which has opened it."""
    client = Client(other.url, here.token())
    client.insert("Leads", {"Last_Name": "First"})
    return client


def test_a_new_field_is_known_elsewhere_by_the_next_request(here, there):
    changed(here, adding(FIELD))
    (made,) = there.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    assert there.record("Leads", made)["Mark"] == "red"
    assert here.client().record("Leads", made)["Mark"] == "red"
    changed(here, removing("Mark"))
    assert "Mark" not in there.record("Leads", made)


def test_a_module_that_was_made_anew_has_its_table_everywhere(here, there):
    rows = {"api_name": "Pets", "data_type": "subform", "id": 4002}
    pet = {"api_name": "Pet", "data_type": "text", "id": 4003}
    (made,) = there.insert("Leads", {"Last_Name": "New"})
    for _ in range(2):
        changed(here, adding({**rows, "rows": [pet]}))
        item = {"data": [{"Pets": [{"Pet": "Cat"}]}]}
        assert there.request("PUT", f"/Leads/{made}", json=item).status_code == 200
        assert there.record("Leads", made)["Pets"][0]["Pet"] == "Cat"
        changed(here, removing("Pets"))
    changed(here, adding({**rows, "rows": [pet]}))
    assert there.record("Leads", made)["Pets"] == []


def test_no_server_writes_by_metadata_that_another_changed(here, there):
    """Each write is stored as the metadata of its moment say, and none fails."""
    over = threading.Event()

    def work(number: int) -> list[tuple[str, str]]:
        kept: list[tuple[str, str]] = []
        while not over.is_set():
            name = f"L{number}.{len(kept)}"
            item = {"Last_Name": name, "Mark": "m", "Company": "C"}
            answer = there.post("/Leads", {"data": [item]})
            assert answer.status_code == 201, answer.text
            kept.append((answer.json()["data"][0]["details"]["id"], name))
            listed = there.get("/Leads", params={"fields": "Last_Name,Company"})
            assert listed.status_code == 200, listed.text
        return kept

    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(work, number) for number in range(3)]
        for _ in range(8):
            changed(here, adding(FIELD))
            changed(here, removing("Mark"))
        over.set()
        acknowledged = [one for each in running for one in each.result()]
    client = here.client()
    for made, name in acknowledged:
        record = client.record("Leads", made)
        assert (record["Last_Name"], record["Company"]) == (name, "C")


def test_a_user_who_goes_is_refused_everywhere_at_once(here, there, other):
    client, number = here.client(), here.org.catalogue.user_by_email[STANDARD].id
    own = Client(other.url, here.token(STANDARD))
    for status, expected in (("inactive", 401), ("active", 200)):
        assert own.get("/org").status_code == (200 if status == "inactive" else 401)
        body = {"users": [{"status": status}]}
        assert client.request("PUT", f"/users/{number}", json=body).status_code == 200
        assert own.get("/org").status_code == expected
    profile = here.org.catalogue.user_by_email[STANDARD].profile
    details = there.get(f"/settings/profiles/{profile}").json()["profiles"][0]
    (view,) = (
        one["id"]
        for one in details["permissions_details"]
        if one["name"] == "Crm_Implied_View_Leads"
    )
    denied = {"profiles": [{"permissions_details": [{"id": view, "enabled": False}]}]}
    assert client.request("PUT", f"/settings/profiles/{profile}", json=denied).status_code == 200
    assert own.get("/Leads?fields=Last_Name").status_code == 403
    assert client.request("DELETE", f"/users/{number}").status_code == 200
    assert own.get("/org").json()["code"] == "INVALID_TOKEN"


def test_a_module_is_everywhere_once_it_is_created(here, there):
    profiles = [{"id": str(one.id)} for one in here.org.catalogue.profiles]
    item = {"plural_label": "Stocks", "singular_label": "Stock", "profiles": profiles}
    assert here.client().post("/settings/modules", {"modules": [item]}).status_code == 201
    (made,) = there.insert("Stocks", {"Name": "N"})
    assert here.client().record("Stocks", made)["Name"] == "N"
    again = there.post("/settings/modules", {"modules": [{**item, "api_name": "Stocks"}]})
    assert again.json()["code"] == "DUPLICATE_DATA"
