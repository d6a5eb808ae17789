"""What follows from changed definitions: for tables, for requests under way, for other servers."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from crmstead.store.following import follow
from crmstead.store.orgs import StaleError
from crmstead.store.transactions import write
from tests.setup.changes import FIELD, adding, changed, removing


@pytest.fixture
def change(org):
    """Change definitions of the org, by the metadata of now or of an org given."""
    return partial(changed, org)


def test_a_new_field_is_there_for_the_next_request(client, change):
    (old,) = client.insert("Leads", {"Last_Name": "Old"})
    change(adding(FIELD))
    (new,) = client.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    assert client.record("Leads", new)["Mark"] == "red"
    assert client.record("Leads", old)["Mark"] is None
    found = client.get("/Leads/search", params={"criteria": "(Mark:equals:red)"})
    assert [one["id"] for one in found.json()["data"]] == [new]


def test_a_field_may_come_before_the_table_of_its_module(client, change):
    change(adding(FIELD))
    (new,) = client.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    assert client.record("Leads", new)["Mark"] == "red"


def test_a_field_that_is_gone_takes_its_values_along(client, change):
    change(adding({**FIELD, "unique_case_sensitive": False}))
    (kept,) = client.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    change(removing("Mark"))
    assert "Mark" not in client.record("Leads", kept)
    change(adding(FIELD))
    assert client.record("Leads", kept)["Mark"] is None


def test_a_unique_field_refuses_what_is_there(client, change):
    client.insert("Leads", {"Last_Name": "New"}, {"Last_Name": "Newer"})
    change(adding({**FIELD, "unique_case_sensitive": False}))
    client.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    answer = client.post("/Leads", {"data": [{"Last_Name": "Again", "Mark": "RED"}]})
    assert answer.json()["data"][0]["code"] == "DUPLICATE_DATA"


def test_rows_of_a_subform_are_gone_with_it(client, change):
    rows = {"api_name": "Pets", "data_type": "subform", "id": 4002}
    name = {"api_name": "Pet", "data_type": "text", "id": 4003}
    change(adding({**rows, "rows": [name]}))
    (kept,) = client.insert("Leads", {"Last_Name": "New", "Pets": [{"Pet": "Cat"}]})
    assert client.record("Leads", kept)["Pets"][0]["Pet"] == "Cat"
    change(removing("Pets"))
    change(adding({**rows, "rows": [name]}))
    assert client.record("Leads", kept)["Pets"] == []
    client.request("PUT", f"/Leads/{kept}", json={"data": [{"Pets": [{"Pet": "Dog"}]}]})
    assert client.record("Leads", kept)["Pets"][0]["Pet"] == "Dog"


def test_what_changes_nothing_makes_no_version(org, change):
    before = org.org.catalogue
    change(adding())
    change(adding())
    assert org.org.catalogue.version == before.version + 1


def test_metadata_that_nobody_uses_any_more_is_let_go_of(org, client, change):
    def use():
        made = client.insert("Leads", {"Last_Name": "New"})[0]
        assert client.clone("Leads", made).status_code == 201
        assert client.get("/Leads", params={"fields": "Last_Name"}).status_code == 200
        assert client.get("/Leads/search", params={"word": "new"}).status_code == 200
        assert client.request("DELETE", f"/Leads/{made}").status_code == 200

    # The test itself holds what the org began with.
    change(adding())
    use()
    module = weakref.ref(org.org.catalogue.module_by_name["Leads"])
    catalogue = weakref.ref(org.org.catalogue)
    change(adding(FIELD))
    use()
    gc.collect()
    assert (module(), catalogue()) == (None, None)


def test_modules_that_a_change_leaves_alone_stay_what_they_are(org, change):
    before = dict(org.org.catalogue.module_by_name)
    change(adding(FIELD))
    after = dict(org.org.catalogue.module_by_name)
    assert {name for name in after if after[name] is not before[name]} == {"Leads"}


def test_a_refusal_leaves_all_as_it_was(org, client, change):
    before = org.org.catalogue

    async def failing(redefining):
        await adding(FIELD)(redefining)
        raise LookupError

    with pytest.raises(LookupError):
        change(failing)
    assert org.org.catalogue is before
    assert "Mark" not in {one["api_name"] for one in fields(client)}


def fields(client, module="Leads"):
    return client.get("/settings/fields", params={"module": module}).json()["fields"]


def test_a_write_by_old_metadata_is_refused(org, client, change):
    client.insert("Leads", {"Last_Name": "Old"})
    old = org.org
    change(adding(FIELD))

    async def nothing(transaction):
        raise AssertionError

    with pytest.raises(StaleError):
        org.live.run(write(old, nothing))
    with pytest.raises(StaleError):
        change(adding(), old)


def test_requests_under_way_never_write_by_old_metadata(client, change):
    """Fields come and go under load: all that is acknowledged is stored, nothing else happens."""
    client.insert("Leads", {"Last_Name": "First"})
    over = threading.Event()

    def work(number):
        kept = {}
        while not over.is_set():
            item = {"Last_Name": f"L{number}", "Mark": f"m{number}", "Company": "C"}
            answer = client.post("/Leads", {"data": [item]})
            assert answer.status_code == 201, answer.text
            made = answer.json()["data"][0]["details"]["id"]
            kept[made] = item
            listed = client.get("/Leads", params={"fields": "Last_Name,Company"})
            assert listed.status_code == 200, listed.text
            found = client.get(f"/Leads/{made}")
            assert found.status_code == 200, found.text
        return kept

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(work, number) for number in range(4)]
        for _ in range(10):
            change(adding(FIELD))
            change(removing("Mark"))
        over.set()
        acknowledged = {made: item for one in running for made, item in one.result().items()}
    for made, item in acknowledged.items():
        record = client.record("Leads", made)
        assert (record["Last_Name"], record["Company"]) == (item["Last_Name"], "C")


def test_changes_at_once_are_all_kept(org, client, change):
    def add(number):
        for _ in range(50):
            try:
                name = f"Mark{number}"
                return change(adding({"api_name": name, "data_type": "text", "id": 4100 + number}))
            except StaleError:
                # As requests do, which begin again by what the database has.
                org.live.run(follow(org.opened))
        raise AssertionError

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
    names = {one["api_name"] for one in fields(client)}
    assert {f"Mark{number}" for number in range(6)} <= names
    made = client.insert("Leads", {"Last_Name": "New", "Mark0": "a", "Mark5": "b"})
    assert client.record("Leads", made[0])["Mark5"] == "b"


def test_what_a_failed_change_left_is_made_anew(org, client, change):
    """A column may stay behind where a server died between two transactions of a change."""
    client.insert("Leads", {"Last_Name": "Old"})
    table = org.org.database.table("Leads")
    org.write(lambda transaction: transaction.execute(f'ALTER TABLE {table} ADD "Mark" BIGINT'))
    change(adding(FIELD))
    (new,) = client.insert("Leads", {"Last_Name": "New", "Mark": "red"})
    assert client.record("Leads", new)["Mark"] == "red"
