"""Assigning records to territories and removing them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.people import Territory
from crmstead.model.version import VERSIONS
from tests.api.reading import assign_territory, error, set_values, shared_org
from tests.live import definitions

NOWHERE = "4150868000000225013"
UNKNOWN = "the id given seems to be invalid"
IDS = [4_000_000_000_700_000 + number for number in range(12)]
LOCKED = "Sorry, you cannot perform this operation as the record is locked."


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    made = definitions(frozenset({"territories"}))
    by = made.users[0].id
    made.territories.extend(
        Territory(id=one, name=f"T{one}", reporting_to=None, created_time=1, created_by=by)
        for one in IDS
    )
    yield from shared_org(request, made)


@pytest.fixture
def client(org):
    return org.client()


@pytest.fixture
def account(client):
    return client.insert("Accounts", {"Account_Name": "A"})[0]


def item(record, *territories):
    return {"id": record, "Territories": [{"id": str(one)} for one in territories]}


def change(client, action, *items, record=None, module="Accounts"):
    path = f"/{module}/{record}" if record else f"/{module}"
    return client.post(f"{path}/actions/{action}_territories", {"data": list(items)})


def territories_of(client, record, module="Accounts"):
    name = "Territory" if module == "Deals" else "Territories"
    return [int(one["id"]) for one in client.record(module, record)[name]]


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_record_is_assigned_and_removed_in_every_version(org, client, account, version):
    older = client.at(version)
    for action, word, left in (("assign", "assignment", IDS[:2]), ("remove", "removal", [])):
        answer = change(older, action, item(None, *IDS[:2]), record=account)
        assert answer.status_code == 200
        (entry,) = answer.json()["data"]
        assert (entry["code"], entry["status"]) == ("SCHEDULED", "success")
        assert entry["message"] == f"Territory {word} process scheduled successfully"
        assert set(entry["details"]) == {"job_id", "id"}
        assert entry["details"]["id"] == account
        assert int(entry["details"]["job_id"]) > 0
        assert territories_of(client, account) == left


def test_many_records_are_assigned_each_by_a_job_of_its_own(client):
    records = client.insert("Contacts", {"Last_Name": "A"}, {"Last_Name": "B"})
    answer = change(
        client, "assign", item(records[0], IDS[0]), item(int(records[1]), IDS[1]), module="Contacts"
    )
    assert answer.status_code == 200
    assert len({one["details"]["job_id"] for one in answer.json()["data"]}) == 2
    assert [territories_of(client, one, "Contacts") for one in records] == [[IDS[0]], [IDS[1]]]


def test_who_assigned_when_is_told_and_kept(org, client, account):
    change(client, "assign", item(account, IDS[0]))
    (first,) = client.record("Accounts", account)["Territories"]
    org.live.clock.offset += 60
    change(client, "assign", item(account, IDS[1]))
    kept, second = client.record("Accounts", account)["Territories"]
    assert kept == first
    assert second["$assigned_time"] > first["$assigned_time"]
    assert second["$assigned_by"]["name"] == "Patricia Boyle"


def test_lists_of_a_territory_have_the_record(client, account):
    change(client, "assign", item(account, IDS[5]))
    params = {"fields": "Account_Name", "territory_id": IDS[5]}
    assert client.get("/Accounts", params=params).json()["data"][0]["id"] == account
    change(client, "remove", item(account, IDS[5]))
    assert client.get("/Accounts", params=params).status_code == 204


def test_it_is_a_change_of_the_record_and_told_in_its_timeline(org, client, account):
    before = client.record("Accounts", account)
    org.live.clock.offset += 60
    change(client, "assign", item(account, IDS[0]))
    change(client, "remove", item(account, IDS[0]))
    assert client.record("Accounts", account)["Modified_Time"] > before["Modified_Time"]
    told = org.fetch(
        "SELECT action, body FROM {_history} WHERE record = $1 ORDER BY id", int(account)
    )
    body = f'{{"territories":[{IDS[0]}]}}'
    assert told == [("territory_assigned", body), ("territory_removed", body)]


def at(name, index=0, place=None, **details):
    where = "" if place is None else f"Territories[{place}]."
    return {**details, "api_name": name, "json_path": f"$.data[{index}].{where}{name}"}


def test_each_record_stands_alone(org, client):
    records = client.insert("Accounts", *[{"Account_Name": "A"}] * 3)
    good, locked, full = records
    set_values(org, "Accounts", locked, Locked__s=True)
    change(client, "assign", item(full, *IDS[:10]))
    answer = change(
        client,
        "assign",
        5,
        {"Territories": [{"id": IDS[0]}]},
        item(NOWHERE, IDS[0]),
        item("x", IDS[0]),
        item([], IDS[0]),
        item(locked, IDS[0]),
        {"id": good},
        {"id": good, "Territories": []},
        {"id": good, "Territories": {}},
        {"id": good, "Territories": [{}]},
        item(good, NOWHERE),
        item(good, IDS[0], IDS[1], IDS[0]),
        item(full, IDS[0]),
        item(full, IDS[10]),
        item(good, IDS[3]),
        item(good, IDS[3]),
    )
    assert answer.status_code == 207
    got = answer.json()["data"]
    record = "The record Id given seems to be invalid"
    missing = "One of the expected parameter is missing"
    first = {"json_path": "$.data[11].Territories[0].id"}
    assert got[:14] + got[15:] == [
        error("INVALID_DATA", "invalid data", expected_data_type="jsonobject", api_name="data",
              json_path="$.data[0]"),
        error("MANDATORY_NOT_FOUND", "required field not found", **at("id", 1)),
        error("INVALID_DATA", record, **at("id", 2)),
        error("INVALID_DATA", record, **at("id", 3)),
        error("INVALID_DATA", "invalid data", **at("id", 4, expected_data_type="bigint")),
        error("RECORD_LOCKED", LOCKED, id=locked, action="record_locking"),
        error("MANDATORY_NOT_FOUND", missing, **at("Territories", 6)),
        error("MANDATORY_NOT_FOUND", missing, **at("Territories", 7)),
        error("INVALID_DATA", "invalid data",
              **at("Territories", 8, expected_data_type="jsonarray")),
        error("MANDATORY_NOT_FOUND", "required field not found", **at("id", 9, 0)),
        error("INVALID_DATA", UNKNOWN, **at("id", 10, 0)),
        error("ALREADY_USED", "duplicate territory id found", **at("id", 11, 2, exists_in=first)),
        error("DUPLICATE_DATA", "Given Territory id already exists for that record",
              **at("id", 12, 0)),
        error("LIMIT_EXCEEDED", "Maximum limit of territories for that record exceeds",
              **at("Territories", 13, limit=10)),
        error("DUPLICATE_DATA", "Given Territory id already exists for that record",
              **at("id", 15, 0)),
    ]  # fmt: skip
    assert got[14]["code"] == "SCHEDULED"
    assert territories_of(client, good) == [IDS[3]]
    assert len(territories_of(client, full)) == 10


def test_a_deal_is_of_one_territory(client):
    (deal,) = client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification"})
    answer = change(client, "assign", item(deal, *IDS[:2]), module="Deals")
    assert answer.status_code == 400
    assert answer.json()["data"][0]["details"] == at("Territories", limit=1)
    assert change(client, "assign", item(deal, IDS[0]), module="Deals").status_code == 200
    answer = change(client, "assign", item(deal, IDS[1]), module="Deals")
    assert answer.json()["data"][0]["code"] == "LIMIT_EXCEEDED"


def test_what_is_not_assigned_is_not_removed(client, account):
    change(client, "assign", item(account, IDS[0]))
    answer = change(client, "remove", item(account, IDS[0], IDS[1]))
    assert answer.json()["data"] == [error("INVALID_DATA", UNKNOWN, **at("id", 0, 1))]
    assert territories_of(client, account) == [IDS[0]]


def test_what_the_system_assigned_stays(org, client, account):
    assign_territory(org, account, IDS[0], None)
    answer = change(client, "remove", item(account, IDS[0]))
    assert answer.status_code == 403
    message = "Territory id which you are trying to remove was system assigned"
    assert answer.json()["data"] == [error("NOT_ALLOWED", message, **at("id", 0, 0))]
    assert territories_of(client, account) == [IDS[0]]


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19])
def test_a_record_of_the_path_that_is_none_is_refused(client, record):
    answer = change(client, "assign", item(None, IDS[0]), record=record)
    assert answer.status_code == 400
    assert answer.json() == error("INVALID_DATA", UNKNOWN, resource_path_index=1)


@pytest.mark.parametrize(
    ("module", "status", "code"),
    [
        ("Leads", 403, "TERRITORY_NOT_ENABLED"),
        ("Tasks", 400, "INVALID_MODULE"),
        ("Notes", 400, "INVALID_MODULE"),
    ],
)
@pytest.mark.parametrize("action", ["assign", "remove"])
def test_other_modules_are_refused(client, module, status, code, action):
    answer = change(client, action, item(NOWHERE, IDS[0]), module=module)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("record", [None, "1"])
def test_an_org_without_territories_refuses(make, record):
    client = make(replace_features(definitions())).client()
    answer = change(client, "assign", item("1", IDS[0]), record=record)
    assert (answer.status_code, answer.json()) == (
        403,
        error("TERRITORY_NOT_ENABLED", "the territory feature is not enabled"),
    )


def replace_features(made):
    assert "territories" not in made.org.features
    made.org = replace(made.org, features=frozenset())
    return made


def test_one_record_takes_one_item(client, account):
    entry = item(None, IDS[0])
    answer = change(client, "assign", entry, entry, record=account)
    assert answer.json()["details"]["maximum_length"] == 1
    answer = client.post("/Accounts/actions/assign_territories", {"data": []})
    assert answer.json()["details"]["expected_data_type"] == "jsonarray"
