"""Enrolling records in cadences and taking them out."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.people import Cadence
from crmstead.model.version import VERSIONS
from tests.api.reading import error, set_values, shared_org
from tests.live import definitions

NOWHERE = "4150868000000225013"
ONE, TWO, AUTOMATIC, IDLE, OTHER = (str(4_000_000_000_800_000 + number) for number in range(5))
CADENCES = (
    Cadence(id=int(ONE), name="One", module="Leads", type="manual"),
    Cadence(id=int(TWO), name="Two", module="Leads", type="manual"),
    Cadence(id=int(AUTOMATIC), name="A", module="Leads"),
    Cadence(id=int(IDLE), name="I", module="Leads", type="manual", active=False),
    Cadence(id=int(OTHER), name="O", module="Deals", type="manual"),
)


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    made = definitions()
    made.cadences.extend(CADENCES)
    yield from shared_org(request, made)


@pytest.fixture
def client(org):
    return org.client()


@pytest.fixture
def leads(client):
    return client.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})


def ask(client, action, cadences, ids, module="Leads"):
    word = {"enrol": "enrol_in", "unenrol": "unenrol_from"}[action]
    body = {"cadences_ids": cadences, "ids": ids}
    given = {key: value for key, value in body.items() if value is not None}
    return client.post(f"/{module}/actions/{word}_cadences", given)


def enrolled(org, record):
    """The manual cadences that a record is in."""
    rows = org.fetch("SELECT cadence FROM {_cadence_enrolments} WHERE record = $1", int(record))
    return {str(row[0]) for row in rows} - {AUTOMATIC}


def done(record, action, *names):
    known = {one.name: str(one.id) for one in CADENCES}
    return {
        "code": "SUCCESS",
        "details": {
            "cadences": [{"name": name, "id": known[name]} for name in names],
            "id": record,
        },
        "message": f"records manually {action}led",
        "status": "success",
    }


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_records_are_enrolled_and_taken_out_in_every_version(org, client, leads, version):
    older = client.at(version)
    answer = ask(older, "enrol", [ONE, int(TWO)], [leads[0], int(leads[1])])
    assert answer.status_code == 200
    assert answer.json()["data"] == [done(one, "enrol", "One", "Two") for one in leads]
    assert [enrolled(org, one) for one in leads] == [{ONE, TWO}] * 2
    answer = ask(older, "unenrol", [TWO], leads[:1])
    assert (answer.status_code, answer.json()["data"]) == (200, [done(leads[0], "unenrol", "Two")])
    assert [enrolled(org, one) for one in leads] == [{ONE}, {ONE, TWO}]


@pytest.mark.parametrize("action", ["enrol", "unenrol"])
def test_what_is_so_already_is_left_so(org, client, leads, action):
    ask(client, "enrol", [ONE], leads[:1])
    for _ in range(2):
        answer = ask(client, action, [ONE, ONE], [*leads, leads[0]])
        assert [one["code"] for one in answer.json()["data"]] == ["SUCCESS"] * 3
    left = {ONE} if action == "enrol" else set()
    assert [enrolled(org, one) for one in leads] == [left] * 2


def at(key, index=None, **details):
    place = "" if index is None else f"[{index}]"
    return {**details, "api_name": key, "json_path": f"$.{key}{place}"}


INVALID = "the given id seems to be invalid"
ARRAY = {"expected_data_type": "jsonarray"}


@pytest.mark.parametrize("action", ["enrol", "unenrol"])
@pytest.mark.parametrize(
    ("cadences", "ids", "entry"),
    [
        (None, ["1"], error("MANDATORY_NOT_FOUND", "Cadences ids not found", **at("cadences_ids"))),
        ([], ["1"], error("MANDATORY_NOT_FOUND", "Cadences ids not found", **at("cadences_ids"))),
        (ONE, ["1"], error("INVALID_DATA", "invalid data", **at("cadences_ids", **ARRAY))),
        ([ONE], None, error("MANDATORY_NOT_FOUND", "Record ids not found", **at("ids"))),
        ([ONE], "1", error("INVALID_DATA", "invalid data", **at("ids", **ARRAY))),
        ([ONE], [{}], error("INVALID_DATA", "invalid data",
                            **at("ids", 0, expected_data_type="bigint"))),
        ([ONE] * 6, ["1"],
         error("LIMIT_EXCEEDED", "Limit Exceeded, You cannot give more than 5 cadence ids",
               limit=5, limit_due_to=[at("cadences_ids")])),
        ([ONE], ["1"] * 101,
         error("LIMIT_EXCEEDED", "Limit Exceeded, You cannot give more than 100 record ids",
               limit=100, limit_due_to=[at("ids")])),
        ([ONE, AUTOMATIC], ["1"],
         error("NOT_ALLOWED", "id given is not manual enrollment cadence",
               **at("cadences_ids", 1))),
        ([NOWHERE], ["1"], error("INVALID_DATA", INVALID, **at("cadences_ids", 0))),
        ([IDLE], ["1"], error("INVALID_DATA", INVALID, **at("cadences_ids", 0))),
        ([OTHER], ["1"], error("INVALID_DATA", INVALID, **at("cadences_ids", 0))),
        (["x"], ["1"], error("INVALID_DATA", INVALID, **at("cadences_ids", 0))),
        ([None], ["1"], error("INVALID_DATA", INVALID, **at("cadences_ids", 0))),
    ],
)  # fmt: skip
def test_bad_requests_are_refused(client, action, cadences, ids, entry):
    answer = ask(client, action, cadences, ids)
    assert (answer.status_code, answer.json()) == (400, entry)


@pytest.mark.parametrize(("version", "path"), [("v8", True), ("v3", True), ("v2", False)])
def test_each_record_stands_alone(org, client, leads, version, path):
    good, converted = leads
    set_values(org, "Leads", converted, Converted__s=True)
    answer = ask(client.at(version), "enrol", [ONE], [NOWHERE, good, converted])
    assert answer.status_code == 207
    entries = answer.json()["data"]
    shown = at("ids", 0) if path else {"api_name": "ids"}
    assert entries[0] == error("INVALID_DATA", "given id seems to be invalid", **shown)
    assert entries[1] == done(good, "enrol", "One")
    assert entries[2]["code"] == "INVALID_DATA"
    assert enrolled(org, converted) == set()


def test_modules_without_cadences_are_refused(client):
    answer = ask(client, "enrol", [ONE], ["1"], module="Tasks")
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE", "ALL"])
def test_scopes(org, leads, operation):
    client = org.client(scope=f"ZohoCRM.modules.leads.{operation}")
    assert ask(client, "enrol", [ONE], leads).status_code == 200
