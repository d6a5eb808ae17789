"""Recycle bin: its list, restoring from it, removing from it for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crmstead.model.version import VERSIONS
from tests.api.deleting import (
    BIN,
    NOWHERE,
    READER,
    deleting_definitions,
    fresh_client,
    fresh_org,
    gone,
    in_bin,
    leads,
    restored,
    rows,
    told,
    wait_for,
)
from tests.api.reading import error, fixture_of
from tests.live import ADMIN, PEER, STANDARD

RESTORE = f"{BIN}/actions/restore"
EMPTY = f"{BIN}/actions/empty"
COUNT = f"{BIN}/actions/count"

shared = fixture_of(deleting_definitions)
org = fresh_org
client = fresh_client


def deleted(client, *names):
    made = leads(client, *names)
    gone(client, "Leads", *made)
    return made


def done(record, message):
    return {
        "code": "SUCCESS",
        "details": {"id": record},
        "message": message,
        "status": "success",
    }


def scheduled(message):
    return {"code": "SCHEDULED", "details": {}, "message": message, "status": "success"}


def later(org, **time: float):
    org.live.clock.offset += int(timedelta(**time).total_seconds())
    return org.client()


def remove(client, *ids):
    return client.request("DELETE", BIN, params={"ids": ",".join(ids)})


def test_what_is_in_it_is_told_over_all_modules(org, client):
    (lead,) = deleted(client, "Lee")
    client = later(org, seconds=5)
    (product,) = client.insert("Products", {"Product_Name": "Sail"})
    gone(client, "Products", product)
    answer = client.get(BIN)
    admin = {"name": "Patricia Boyle", "id": str(org.org.catalogue.user_by_email[ADMIN].id)}
    shown = answer.json()["recycle_bin"]
    times = [one.pop("deleted_time") for one in shown]
    assert times[0] > times[1]
    assert shown == [
        {
            "owner": admin,
            "module": {"api_name": module, "id": org.module_id(module)},
            "deleted_by": admin,
            "id": record,
            "display_name": name,
        }
        for module, record, name in (("Products", product, "Sail"), ("Leads", lead, "Lee"))
    ]
    info = {"per_page": 200, "count": 2, "page": 1, "more_records": False}
    assert (answer.status_code, answer.json()["info"]) == (200, info)
    assert client.get(COUNT).json() == {"count": 2}


def test_one_is_told_by_its_path(client):
    first, _ = deleted(client, "A", "B")
    answer = client.get(f"{BIN}/{first}?ids={NOWHERE}")
    assert [one["id"] for one in answer.json()["recycle_bin"]] == [first]
    for other in (NOWHERE, leads(client, "C")[0], "9" * 19, "x"):
        assert client.get(f"{BIN}/{other}").status_code == 204


def test_an_empty_bin_is_no_content(client):
    assert client.get(BIN).status_code == 204
    assert client.get(COUNT).json() == {"count": 0}


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ({}, "BCA"),
        ({"sort_by": "deleted_time"}, "BCA"),
        ({"sort_by": "deleted_time", "sort_order": "asc"}, "ACB"),
        ({"sort_by": "display_name", "sort_order": "asc"}, "ABC"),
        ({"sort_by": "display_name"}, "CBA"),
    ],
)
def test_it_is_sorted(org, client, sort, names):
    made = dict(zip("ABC", leads(client, *"ABC"), strict=True))
    for name in "ACB":
        gone(client, "Leads", made[name])
        client = later(org, seconds=2)
    assert in_bin(client, **sort) == [made[name] for name in names]


def test_it_is_sorted_by_who_deleted(org, client):
    mine, theirs, more = leads(client, *"ABC")
    peer = org.client(PEER)
    own = leads(peer, "D")
    gone(client, "Leads", mine, theirs, more)
    gone(peer, "Leads", *own)
    found = in_bin(client, sort_by="deleted_by", sort_order="asc")
    assert found.index(own[0]) in (0, 3)
    assert in_bin(client, sort_by="deleted_by") == found[::-1]


def test_it_is_paged_and_asked_by_ids(client):
    made = deleted(client, *"ABCDE")
    pages = [in_bin(client, per_page="2", page=str(page)) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert sorted(one for page in pages for one in page) == sorted(made)
    assert sorted(in_bin(client, ids=f"{made[0]},{made[3]},{NOWHERE}")) == [made[0], made[3]]
    assert in_bin(client, ids=made[0], filters="not even json") == [made[0]]


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"sort_by": "owner"}, "sort_by"),
        ({"sort_order": "up"}, "sort_order"),
    ],
)
def test_words_that_are_none_are_refused(client, params, name):
    message = "Please check whether the input values are correct"
    answer = client.get(BIN, params=params)
    expected = error("PATTERN_NOT_MATCHED", message, param_name=name)
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_the_bin_begins_with_version_six(client, version):
    number = float(version[1:])
    (lead,) = deleted(client, "A")
    known = number >= 6
    assert client.at(version).get(BIN).status_code == (200 if known else 404)
    assert client.at(version).get(COUNT).status_code == (200 if known else 404)
    assert remove(client.at(version), lead).status_code == (200 if known else 404)


def test_records_are_restored_each_by_itself(client):
    first, second = deleted(client, "A", "B")
    answer = client.post(RESTORE, {"ids": [second, NOWHERE, int(first)]})
    assert answer.status_code == 207
    unknown = error("INVALID_DATA", "the id given seems to be invalid", id=NOWHERE)
    assert answer.json() == {
        "recycle_bin": [
            done(second, "record restored"),
            unknown,
            done(first, "record restored"),
        ]
    }
    assert (in_bin(client), told(client, "Leads")) == ([], [])
    assert client.record("Leads", first)["Last_Name"] == "A"
    answer = client.post(RESTORE, {"ids": [first]})
    unknown["details"]["id"] = first
    assert (answer.status_code, answer.json()) == (400, {"recycle_bin": [unknown]})


def test_one_is_restored_by_its_path(client):
    (lead,) = deleted(client, "A")
    answer = client.post(f"{BIN}/{lead}/actions/restore", {"ids": [NOWHERE]})
    expected = {"recycle_bin": [done(lead, "record restored")]}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert client.get(f"/Leads/{lead}").status_code == 200
    for other in (lead, NOWHERE, "9" * 19, "x"):
        answer = client.post(f"{BIN}/{other}/actions/restore")
        unknown = error("INVALID_DATA", "the id given seems to be invalid", resource_path_index=2)
        assert (answer.status_code, answer.json()) == (400, unknown)


def test_a_restored_record_counts_as_modified(org, client):
    (lead,) = deleted(client, "A")
    client = later(org, hours=1)
    since = datetime.fromtimestamp(org.live.clock.seconds(), UTC).isoformat(timespec="seconds")
    restored(client, lead)
    found = client.get("/Leads?fields=id", headers={"If-Modified-Since": since})
    assert [one["id"] for one in found.json()["data"]] == [lead]


def test_a_value_that_another_record_has_by_now_keeps_a_record_in_the_bin(org, client):
    first = client.insert("Vendors", {"Vendor_Name": "A", "Code": "One", "Other": "x"})[0]
    gone(client, "Vendors", first)
    second = client.insert("Vendors", {"Vendor_Name": "B", "Code": "one", "Other": "X"})[0]
    (lead,) = deleted(client, "A")
    answer = client.post(RESTORE, {"ids": [first, lead]})
    assert answer.status_code == 207
    refused, good = answer.json()["recycle_bin"]
    holder = refused["details"].pop("duplicate_record")
    assert refused == error("DUPLICATE_DATA", "duplicate data", id=first, api_name="Code")
    assert (holder["id"], holder["module"]["api_name"]) == (second, "Vendors")
    assert good == done(lead, "record restored")
    assert in_bin(client) == [first]
    gone(client, "Vendors", second)
    restored(client, first)
    answer = client.post("/Vendors", {"data": [{"Vendor_Name": "C", "Code": "ONE"}]})
    assert answer.json()["data"][0]["code"] == "DUPLICATE_DATA"


def test_two_that_share_a_value_are_not_restored_together(client):
    made = []
    for _ in range(2):
        made += client.insert("Vendors", {"Vendor_Name": "A", "Code": "One"})
        gone(client, "Vendors", made[-1])
    answer = client.post(RESTORE, {"ids": made})
    assert [one["code"] for one in answer.json()["recycle_bin"]] == ["SUCCESS", "DUPLICATE_DATA"]
    assert in_bin(client) == [made[1]]


def note(client, record):
    parent = {"id": record, "module": {"api_name": "Leads"}}
    return client.insert("Notes", {"Note_Content": "C", "Parent_Id": parent})[0]


def test_a_note_comes_back_only_with_its_record_there(client):
    (lead,) = leads(client, "A")
    mine = note(client, lead)
    gone(client, "Notes", mine)
    gone(client, "Leads", lead)
    answer = client.post(RESTORE, {"ids": [mine]})
    refused = error(
        "CANNOT_RESTORE_WITHOUT_PARENT",
        "The record cannot be restored without its parent record",
        id=mine,
    )
    assert (answer.status_code, answer.json()) == (400, {"recycle_bin": [refused]})
    assert sorted(in_bin(client)) == sorted([lead, mine])
    restored(client, mine, lead)
    assert client.record("Notes", mine)["Parent_Id"]["id"] == lead


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {},
            error(
                "EXPECTED_FIELD_MISSING",
                "Expected field missing",
                expected_fields=[
                    {"api_name": one, "json_path": f"$.{one}"}
                    for one in ("ids", "filters", "restore_all_records")
                ],
            ),
        ),
        (
            {"ids": [NOWHERE], "restore_all_records": True},
            error(
                "AMBIGUITY_DURING_PROCESSING",
                "Use only one of ids, filters and restore_all_records",
                ambiguity_due_to=[
                    {"api_name": one, "json_path": f"$.{one}"}
                    for one in ("ids", "restore_all_records")
                ],
            ),
        ),
        (
            {"ids": NOWHERE},
            error(
                "INVALID_DATA",
                "invalid data",
                expected_data_type="jsonarray",
                api_name="ids",
                json_path="$.ids",
            ),
        ),
        (
            {"ids": [NOWHERE, "x"]},
            error(
                "INVALID_DATA",
                "the id given seems to be invalid",
                api_name="ids",
                json_path="$.ids[1]",
            ),
        ),
        (
            {"ids": [NOWHERE] * 201},
            error("LIMIT_EXCEEDED", "limit exceeded", limit=200, param_name="ids"),
        ),
        ("", error("INVALID_DATA", "body", expected_data_type="jsonobject")),
        (
            "{",
            error(
                "UNABLE_TO_PARSE_DATA_TYPE",
                "either the request body or parameters is in wrong format",
            ),
        ),
    ],
)
def test_bodies_that_say_not_what_to_restore_are_refused(client, body, expected):
    answer = client.post(RESTORE, body)
    assert (answer.status_code, answer.json()) == (400, expected)


def by_module(name):
    return {"field": {"api_name": "module"}, "comparator": "equal", "value": name}


def test_what_fits_is_restored_afterwards(client):
    made = deleted(client, "A", "B")
    (product,) = client.insert("Products", {"Product_Name": "P"})
    gone(client, "Products", product)
    answer = client.post(RESTORE, {"filters": by_module("Leads")})
    message = "Bulk restoration of records based on filters has been scheduled"
    assert (answer.status_code, answer.json()) == (202, {"recycle_bin": [scheduled(message)]})
    wait_for(lambda: in_bin(client) == [product])
    assert {client.record("Leads", one)["id"] for one in made} == set(made)


def test_all_are_restored_afterwards_but_those_that_cannot_be(client):
    made = deleted(client, "A", "B")
    (vendor,) = client.insert("Vendors", {"Vendor_Name": "A", "Code": "One"})
    gone(client, "Vendors", vendor)
    client.insert("Vendors", {"Vendor_Name": "B", "Code": "One"})
    assert client.post(RESTORE, {"restore_all_records": True}).status_code == 202
    wait_for(lambda: in_bin(client) == [vendor])
    assert told(client, "Leads") == []
    assert client.record("Leads", made[0])


EVERYTHING = (
    ("Leads", "id"), ("Languages_Known", "Parent_Id"), ("LeadsXProducts", "Leads"),
    ("LeadsXUsers", "Leads"), ("Notes", "Parent_Id"), ("_record_tags", "record"),
    ("_history", "record"),
)  # fmt: skip


def test_nothing_is_left_of_what_is_removed_for_good(org, client):
    (product,) = client.insert("Products", {"Product_Name": "P"})
    item = {
        "Last_Name": "Lee",
        "Tag": [{"name": "T"}],
        "Languages_Known": [{"Language": ["English"]}],
        "Interests": [{"Products": product}],
        "Fans": [{"User": str(org.org.catalogue.user_by_email[PEER].id)}],
    }
    lead, other = client.insert("Leads", item, item)
    notes = [note(client, one) for one in (lead, lead, other)]
    client.get("/Leads/search?word=lee")
    gone(client, "Notes", notes[0])
    gone(client, "Leads", lead, other)
    answer = remove(client, lead)
    assert (answer.status_code, answer.json()) == (
        200,
        {"recycle_bin": [done(lead, "record deleted")]},
    )
    left = {table: rows(org, table, column, lead) for table, column in EVERYTHING}
    assert left == dict.fromkeys(left, 0)
    assert rows(org, "_search_pending", "record", lead) == 1
    kept = {table: rows(org, table, column, other) for table, column in EVERYTHING}
    assert all(kept.values())
    assert in_bin(client) == [other]
    assert told(client, "Notes") == [(notes[0], "permanent")]
    assert client.post(RESTORE, {"ids": [lead]}).status_code == 400
    restored(client, other)
    assert client.record("Leads", other)["Interests"][0]["Products"]["id"] == product
    gone(client, "Products", product)
    assert remove(client, product).status_code == 200
    assert client.record("Leads", other)["Interests"] == []
    assert rows(org, "LeadsXProducts", "Products", product) == 0
    assert client.get("/Leads/search?word=lee").json()["info"]["count"] == 1


def test_records_are_removed_each_by_itself(client):
    first, second = deleted(client, "A", "B")
    answer = remove(client, second, NOWHERE, first)
    unknown = error("INVALID_DATA", "The id given seems to be invalid.", id=NOWHERE)
    assert (answer.status_code, answer.json()["recycle_bin"]) == (
        207,
        [done(second, "record deleted"), unknown, done(first, "record deleted")],
    )
    assert remove(client, first).status_code == 400


def test_one_is_removed_by_its_path(client):
    (lead,) = deleted(client, "A")
    answer = client.request("DELETE", f"{BIN}/{lead}")
    expected = {"recycle_bin": [done(lead, "record deleted")]}
    assert (answer.status_code, answer.json()) == (200, expected)
    for other in (lead, NOWHERE, "9" * 19, "x", leads(client, "B")[0]):
        answer = client.request("DELETE", f"{BIN}/{other}")
        unknown = error("INVALID_DATA", "The id given seems to be invalid.", resource_path_index=2)
        assert (answer.status_code, answer.json()) == (400, unknown)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (
            {},
            error(
                "EXPECTED_PARAM_MISSING",
                "one of the expected parameter is missing",
                param_names=["ids", "filters"],
            ),
        ),
        ({"ids": "x"}, error("INVALID_DATA", "invalid data", param_name="ids")),
        (
            {"ids": ",".join([NOWHERE] * 101)},
            error("LIMIT_EXCEEDED", "limit exceeded", limit=100, param_name="ids"),
        ),
    ],
)
def test_a_removal_that_says_not_of_what_is_refused(client, params, expected):
    answer = client.request("DELETE", BIN, params=params)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_what_fits_leaves_the_bin_at_once_and_is_removed_afterwards(org, client):
    made = deleted(client, "A", "B")
    (product,) = client.insert("Products", {"Product_Name": "P"})
    gone(client, "Products", product)
    filters = '{"field":{"api_name":"module"},"comparator":"equal","value":"Leads"}'
    answer = client.request("DELETE", BIN, params={"filters": filters})
    message = "Bulk deletion of records based on filters has been scheduled"
    assert (answer.status_code, answer.json()) == (202, {"recycle_bin": [scheduled(message)]})
    assert in_bin(client) == [product]
    assert sorted(told(client, "Leads")) == sorted((one, "permanent") for one in made)
    assert client.post(RESTORE, {"ids": made}).status_code == 400
    wait_for(lambda: rows(org, "Leads", "id", *made) == 0)
    assert sorted(told(client, "Leads")) == sorted((one, "permanent") for one in made)


def test_a_small_bin_is_emptied_at_once(org, client):
    made = deleted(client, "A", "B")
    answer = client.post(EMPTY)
    cleared = {
        "code": "SUCCESS",
        "details": {},
        "message": "recyclebin is cleared",
        "status": "success",
    }
    assert (answer.status_code, answer.json()) == (200, cleared)
    assert in_bin(client) == []
    assert rows(org, "Leads", "id", *made) == 0
    assert client.post(EMPTY).json() == cleared


def test_a_large_bin_is_emptied_afterwards(org, client):
    made: list[str] = []
    for _ in range(11):
        made += deleted(client, *(["A"] * (100 if len(made) < 1000 else 1)))
    answer = client.post(EMPTY)
    expected = scheduled("Empty bin action has been scheduled")
    assert (answer.status_code, answer.json()) == (202, expected)
    assert in_bin(client) == []
    wait_for(lambda: rows(org, "Leads", "id", *made) == 0)


def test_only_administrators_empty_it(org, client):
    deleted(client, "A")
    answer = org.client(STANDARD).post(EMPTY)
    refused = error("AUTHORIZATION_FAILED", "Non admin user can't empty the recycle bin")
    assert (answer.status_code, answer.json()) == (400, refused)
    assert len(in_bin(client)) == 1


def test_users_find_in_it_what_they_saw_and_may_restore_what_they_may_delete(org, client):
    mine, theirs = org.client(STANDARD), org.client(PEER)
    (own,), (other,) = leads(mine, "Mine"), leads(theirs, "Theirs")
    gone(client, "Leads", own, other)
    (product,) = client.insert("Products", {"Product_Name": "P"})
    gone(client, "Products", product)
    assert own in in_bin(mine)
    assert other not in in_bin(mine)
    assert mine.get(COUNT).json()["count"] == len(in_bin(mine))
    assert mine.post(RESTORE, {"ids": [other]}).status_code == 400
    assert remove(mine, other).status_code == 400
    restored(mine, own)
    assert client.record("Leads", own)["Modified_By"]["name"] == "Stan Dard"


def test_what_a_profile_may_not_delete_it_neither_restores_nor_removes(org, client):
    reader = org.client(READER)
    (lead,) = leads(reader, "Mine")
    (task,) = reader.insert("Tasks", {"Subject": "T"})
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    gone(client, "Leads", lead)
    gone(client, "Tasks", task)
    gone(client, "Accounts", account)
    assert sorted(in_bin(reader)) == sorted([lead, task])
    refused = error("NO_PERMISSION", "permission denied", id=lead)
    for answer in (
        reader.post(RESTORE, {"ids": [lead]}),
        reader.post(f"{BIN}/{lead}/actions/restore"),
        remove(reader, lead),
    ):
        assert (answer.status_code, answer.json()) == (400, {"recycle_bin": [refused]})
    reader.post(RESTORE, {"restore_all_records": True})
    wait_for(lambda: in_bin(reader) == [lead])
    assert reader.get(f"/Tasks/{task}").status_code == 200


def test_links_are_deleted_and_restored_by_themselves(client):
    (product,) = client.insert("Products", {"Product_Name": "P"})
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Interests": [{"Products": product}]})
    (link,) = client.record("Leads", lead)["Interests"]
    gone(client, "LeadsXProducts", link["id"])
    assert client.record("Leads", lead)["Interests"] == []
    assert client.get(f"{BIN}/{link['id']}").json()["recycle_bin"][0]["display_name"] is None
    gone(client, "Leads", lead)
    restored(client, lead)
    assert client.record("Leads", lead)["Interests"] == []
    restored(client, link["id"])
    assert client.record("Leads", lead)["Interests"][0]["id"] == link["id"]
