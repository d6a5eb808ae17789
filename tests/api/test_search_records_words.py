"""The kept words of records are true at every search: after any write, and for older orgs."""

from __future__ import annotations

import asyncio

import pytest

from crmstead.query.words import LONGEST_WORD, MOST_CHARACTERS
from crmstead.store.full_text import keep_words, note_changes
from tests.api.reading import set_values
from tests.live import Client

MANY = 4_500


def names(client: Client, word: str, module: str = "Leads"):
    params = {"word": word, "fields": "Last_Name", "per_page": 200}
    answer = client.get(f"/{module}/search", params=params)
    return sorted(one["Last_Name"] for one in answer.json()["data"]) if answer.content else []


def note(org, record, module="Leads"):
    """Note what an update does in its own transaction."""
    known = org.org.catalogue.module_by_name[module]
    org.write(lambda transaction: note_changes(transaction, org.org, known, [int(record)]))


def test_a_record_is_found_at_once_and_by_every_later_search(client):
    assert names(client, "sail") == []
    for number in range(3):
        client.insert("Leads", {"Last_Name": f"L{number}", "Company": "Sails"})
        assert names(client, "sail") == [f"L{one}" for one in range(number + 1)]


def test_a_changed_record_is_found_by_what_it_says_now(org, client):
    first, second = client.insert(
        "Leads", *({"Last_Name": name, "Company": "Sails"} for name in "AB")
    )
    assert names(client, "sails") == ["A", "B"]
    set_values(org, "Leads", first, Company="Oars")
    note(org, first)
    note(org, first)
    assert (names(client, "sails"), names(client, "oars")) == (["B"], ["A"])
    set_values(org, "Leads", second, Company=None)
    note(org, second)
    assert names(client, "sails") == []


def test_a_record_that_is_gone_leaves_no_words(org, client):
    ids = client.insert("Leads", *({"Last_Name": name, "Company": "Sails"} for name in "AB"))
    assert names(client, "sails") == ["A", "B"]
    table = org.org.database.table("Leads")
    text = f"DELETE FROM {table} WHERE id = $1"
    org.write(lambda transaction: transaction.execute(text, (int(ids[0]),)))
    note(org, ids[0])
    assert names(client, "sails") == ["B"]
    assert rows(org, "_words_Leads") == 1
    assert rows(org, "_search_pending") == 0


def rows(org, table):
    return org.fetch(f"SELECT COUNT(*) FROM {{{table}}}")[0][0]


def test_records_of_an_org_from_before_the_search_are_found(org, client):
    client.insert("Leads", {"Last_Name": "Old", "Company": "Sails"})
    table = org.org.database.table("_search_pending")
    org.write(lambda transaction: transaction.execute(f"DROP TABLE {table}"))
    org.org.ready_modules.clear()
    org.org.made_tables.clear()
    client.insert("Leads", {"Last_Name": "New", "Company": "Sails"})
    assert rows(org, "_search_pending") == 1
    assert names(client, "sails") == ["New", "Old"]


def test_a_write_that_fails_leaves_nothing_to_be_kept(org, client):
    client.insert("Leads", {"Last_Name": "A"})
    noted = rows(org, "_search_pending")
    refused = client.post("/Leads", {"data": [{"Last_Name": 5}]})
    assert refused.status_code == 400
    assert rows(org, "_search_pending") == noted


def test_modules_are_kept_apart(client):
    client.insert("Leads", {"Last_Name": "Lead", "Company": "Sails"})
    client.insert("Contacts", {"Last_Name": "Contact", "Department": "Sails"})
    assert names(client, "sails") == ["Lead"]
    assert names(client, "sails", "Contacts") == ["Contact"]


def test_more_records_than_one_batch_are_kept_before_the_first_search(client):
    for start in range(0, MANY, 100):
        client.insert("Leads", *({"Last_Name": f"N{start + one}"} for one in range(100)))
    counted = client.get("/Leads/actions/count", params={"word": "N*"})
    assert counted.status_code == 400
    assert client.get("/Leads/actions/count", params={"word": "n1*"}).json() == {"count": 1111}
    assert client.get("/Leads/actions/count", params={"word": f"n{MANY - 1}"}).json() == {
        "count": 1
    }


def test_searches_at_once_all_find_everything(org, client):
    client.insert("Leads", *({"Last_Name": f"N{one}", "Company": "Sails"} for one in range(100)))
    leads = org.org.catalogue.module_by_name["Leads"]

    async def together():
        await asyncio.gather(*(keep_words(org.org, leads) for _ in range(8)))

    org.live.run(together())
    assert len(names(client, "sails")) == 100
    assert rows(org, "_words_Leads") == 100


@pytest.mark.parametrize("text", ["x" * 2_000, "王" * 2_000])
def test_a_long_word_is_found_by_its_beginning(client, text):
    client.insert("Leads", {"Last_Name": "A", "Description": text})
    assert names(client, text[:LONGEST_WORD]) == names(client, text) == ["A"]
    assert names(client, text[:5]) == ["A"]


def test_a_record_of_very_many_words_is_kept(client):
    story = " ".join(f"w{number:06}" for number in range(MOST_CHARACTERS // 50))
    item = {"Last_Name": "A", "Company": "Sails", "Description": story[:32_000]}
    client.insert("Leads", item)
    assert names(client, "w000000 sails") == names(client, "w003000") == ["A"]
