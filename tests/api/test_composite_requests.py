"""Composite requests that succeed: how they are run, and what they answer."""

from __future__ import annotations

import pytest

from crmstead.api.composite.services import OPERATIONS
from crmstead.api.surface import SURFACE
from tests.api.composing import ROOT, compose, entries, lead, part, responses, statuses
from tests.live import STANDARD

SWITCHES: tuple[dict[str, bool], ...] = (
    {},
    {"parallel_execution": True},
    {"parallel_execution": False},
    {"concurrent_execution": False},
    {"rollback_on_fail": True},
    {"rollback_on_fail": True, "parallel_execution": False},
)
CHAIN = (
    part("POST", "/Leads", "1", body=lead()),
    part("PUT", "/Leads/@{1:$.data[0].details.id}", "2", body=lead(Company="ABC")),
    part(
        "GET",
        "/Leads/@{2:$.data[0].details.id}",
        "3",
        params={"fields": "Last_Name,Company"},
    ),
)


def test_every_service_is_an_operation_of_the_surface():
    assert {route.operation for route in SURFACE} >= OPERATIONS


@pytest.mark.parametrize("switches", SWITCHES)
def test_requests_refer_to_the_answers_of_others(client, switches):
    answer = compose(client, *CHAIN, **switches)
    assert answer.status_code == 200
    inserted, updated, read = responses(answer)
    assert [inserted["status_code"], updated["status_code"], read["status_code"]] == [201, 200, 200]
    record = inserted["body"]["data"][0]["details"]["id"]
    assert updated["body"]["data"][0]["details"]["id"] == record
    assert read["body"]["data"] == [{"id": record, "Last_Name": "Boyle", "Company": "ABC"}]
    assert client.record("Leads", record)["Company"] == "ABC"


def test_an_answer_has_the_documented_form(client):
    (entry,) = entries(compose(client, CHAIN[0]))
    response = entry["details"].pop("response")
    assert entry == {
        "code": "SUCCESS",
        "details": {},
        "message": "composite sub request executed successfully",
        "status": "success",
    }
    assert set(response) == {"headers", "status_code", "body"}
    assert response["headers"]["content-type"] == "application/json;charset=UTF-8"
    assert response["headers"]["X-ACCESSTOKEN-RESET"][10] == "T"


def test_independent_requests_wait_for_those_they_refer_to_wherever_they_stand(client):
    answer = compose(client, CHAIN[2], CHAIN[1], CHAIN[0], parallel_execution=True)
    assert statuses(answer) == [200, 200, 201]


@pytest.mark.parametrize("switches", SWITCHES)
def test_parameters_and_headers_are_those_of_the_request(client, switches):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    later = {"If-Modified-Since": "2100-01-01T00:00:00+00:00"}
    answer = compose(
        client,
        part("GET", "/Leads?fields=Last_Name", params={"ids": record}),
        part("GET", "/Leads", params={"fields": "Last_Name", "page": 1, "per_page": 3}),
        part("GET", "/Leads", params={"fields": "Last_Name"}, headers=later),
        part("GET", f"/Leads/{record}", params={"fields": "id"}, headers={}, body={}),
        part("GET", "/Accounts?fields=id"),
        **switches,
    )
    found = responses(answer)
    assert [one["status_code"] for one in found] == [200, 200, 304, 200, 204]
    assert found[0]["body"]["data"] == [{"id": record, "Last_Name": "L"}]
    assert found[1]["body"]["info"]["per_page"] == 3
    assert found[0]["body"]["info"]["per_page"] == 25
    assert [found[2]["body"], found[4]["body"]] == [{}, {}]
    assert "content-type" not in found[4]["headers"]


def test_a_reference_keeps_its_type_where_it_is_all_of_a_value(client):
    values = {"Annual_Revenue": 12.5, "No_of_Employees": 7, "Email_Opt_Out": True}
    (record,) = client.insert("Leads", {"Last_Name": "L", **values})
    fields = ",".join(values)
    given = {name: f"@{{a:$.data[0].{name}}}" for name in values}
    text = "@{a:$['data'][0].No_of_Employees} people, @{a:$.data[0].Email_Opt_Out}"
    answer = compose(
        client,
        part("GET", f"/Leads/{record}", "a", params={"fields": fields}),
        part("POST", "/Leads", "b", body=lead(**given, Description=text)),
    )
    made = client.record("Leads", responses(answer)[1]["body"]["data"][0]["details"]["id"])
    assert {name: made[name] for name in values} == values
    assert made["Description"] == "7 people, true"


def test_a_request_speaks_any_version_up_to_that_of_the_whole(client):
    answer = compose(
        client,
        {"method": "GET", "uri": "/crm/v2/org"},
        {"method": "GET", "uri": "/crm/v8/org"},
        {"method": "GET", "uri": "/crm/v2.1/Leads"},
    )
    assert statuses(answer) == [200, 200, 204]
    assert statuses(compose(client.at("v3"), {"method": "GET", "uri": "/crm/v3/org"})) == [200]


@pytest.mark.parametrize("switches", SWITCHES[1:3])
def test_a_request_that_its_operation_refuses_has_been_run(client, switches):
    answer = compose(
        client,
        part("POST", "/Leads", body={"data": [{}]}),
        part("GET", "/Nothings?fields=id"),
        part("POST", "/Leads", body=lead()),
        part("GET", "/Leads"),
        part("GET", "/Leads/1/nowhere/2/3"),
        **switches,
    )
    assert answer.status_code == 200
    assert statuses(answer) == [400, 400, 201, 400, 404]
    assert responses(answer)[0]["body"]["data"][0]["code"] == "MANDATORY_NOT_FOUND"
    assert responses(answer)[1]["body"]["code"] == "INVALID_MODULE"
    assert responses(answer)[3]["body"]["details"] == {"param_name": "fields"}


def test_every_request_needs_its_own_scope_and_right(org):
    scope = "ZohoCRM.composite_requests.CUSTOM ZohoCRM.modules.leads.READ"
    answer = compose(
        org.client(scope=scope),
        part("GET", "/Leads?fields=id"),
        part("POST", "/Leads", body=lead()),
        part("GET", "/Accounts?fields=id"),
    )
    assert statuses(answer) == [204, 401, 401]
    assert responses(answer)[1]["body"]["code"] == "OAUTH_SCOPE_MISMATCH"
    alone = org.client(scope="ZohoCRM.modules.ALL").post(f"/{ROOT}", {ROOT: [CHAIN[0]]})
    assert (alone.status_code, alone.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


def test_records_that_the_caller_may_not_see_stay_unseen(org, client):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    for switches in SWITCHES:
        answer = compose(
            org.client(STANDARD), part("GET", f"/Leads/{record}?fields=id"), **switches
        )
        found = [entry["details"]["response"]["status_code"] for entry in entries(answer)]
        alone = org.client(STANDARD).get(f"/Leads/{record}?fields=id")
        assert found == [alone.status_code]


def test_external_ids_are_understood(client):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    headers = {"X-EXTERNAL": "Leads.Nothing"}
    alone = client.get(f"/Leads/{record}?fields=id", headers=headers)
    answer = compose(client, part("GET", f"/Leads/{record}?fields=id", headers=headers))
    (response,) = responses(answer)
    assert (response["status_code"], response["body"]) == (alone.status_code, alone.json())


@pytest.mark.parametrize("switches", SWITCHES[1:3])
@pytest.mark.parametrize(("limit", "count"), [("", 25), (" limit 3", 3), (" limit 1, 25", 25)])
def test_a_query_has_25_records_at_most(client, switches, limit, count):
    client.insert("Leads", *[{"Last_Name": "L"}] * 30)
    query = f"select Last_Name from Leads where Last_Name = 'L' order by id asc{limit}"
    answer = compose(client, part("POST", "/coql", body={"select_query": query}), **switches)
    (response,) = responses(answer)
    assert response["status_code"] == 200
    info = {"count": count, "more_records": True}
    assert response["body"]["info"] == info
    assert len(response["body"]["data"]) == count


@pytest.mark.parametrize("switches", SWITCHES)
def test_queries_and_inserts_go_together(client, switches):
    query = "select Last_Name, Company from Leads where id = '@{1:$.data[0].details.id}'"
    answer = compose(
        client, *CHAIN, part("POST", "/coql", body={"select_query": query}), **switches
    )
    assert answer.status_code == 200
    status = responses(answer)[3]["status_code"]
    assert status == 200, answer.text
    (found,) = responses(answer)[3]["body"]["data"]
    assert found["Last_Name"] == "Boyle"
