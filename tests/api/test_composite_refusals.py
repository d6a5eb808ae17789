"""Composite requests that are refused, as a whole or a part of them."""

from __future__ import annotations

import pytest

from crmstead.api.composite.services import ALLOWED
from tests.api.composing import ROOT, codes, compose, entries, lead, part, responses

LEADS = part("GET", "/Leads?fields=id")
AT = {"api_name": ROOT, "json_path": f"$.{ROOT}"}
FIRST = f"$.{ROOT}[0]"
URI_REGEX = "/crm(/.*)?/v[0-9]+([.][0-9]+)?/.*"


def switch(name, **values):
    return {"expected_data_type": "boolean", "api_name": name, "json_path": f"$.{name}"}


#: Bodies that are refused as a whole: code and details.
WHOLE = [
    ({}, "MANDATORY_NOT_FOUND", AT),
    ({ROOT: None}, "MANDATORY_NOT_FOUND", AT),
    ({ROOT: {}}, "INVALID_DATA", {"expected_data_type": "jsonarray", **AT}),
    ({ROOT: []}, "INVALID_DATA", {"expected_data_type": "jsonarray", **AT}),
    ({ROOT: [LEADS] * 6}, "INVALID_DATA", {"maximum_length": 5, **AT}),
    *(
        ({ROOT: [LEADS], name: value}, "INVALID_DATA", switch(name))
        for name in ("rollback_on_fail", "parallel_execution", "concurrent_execution")
        for value in ("true", 1, None)
    ),
    (
        {ROOT: [LEADS], "rollback_on_fail": True, "concurrent_execution": True},
        "AMBIGUITY_DURING_PROCESSING",
        {
            "ambiguity_due_to": [
                {"api_name": "rollback_on_fail", "json_path": "$.rollback_on_fail"},
                {"api_name": "concurrent_execution", "json_path": "$.concurrent_execution"},
            ]
        },
    ),
]


@pytest.mark.parametrize(("body", "code", "details"), WHOLE)
def test_a_body_is_refused(client, body, code, details):
    answer = client.post(f"/{ROOT}", body)
    found = answer.json()
    assert (answer.status_code, found["code"], found["details"]) == (400, code, details)


@pytest.mark.parametrize("body", ["", "[", "[]", '"x"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(client, body):
    answer = client.post(f"/{ROOT}", body)
    assert (answer.status_code, answer.json()["status"]) == (400, "error")


@pytest.mark.parametrize("version", ["v2", "v2.1"])
def test_versions_before_the_third_have_none(client, version):
    answer = client.at(version).post(f"/{ROOT}", {ROOT: [LEADS]})
    found = answer.json()
    assert (answer.status_code, found["code"]) == (400, "API_NOT_SUPPORTED")
    assert found["details"] == {"supported_version": 3}


def at(key):
    return {"api_name": key, "json_path": f"{FIRST}.{key}"}


def wrong(key, kind):
    return ("INVALID_DATA", {"expected_data_type": kind, **at(key)})


def without(key):
    return {name: value for name, value in LEADS.items() if name != key}


#: Requests that are wrong in themselves: code and details.
PARTS = [
    (1, "INVALID_DATA", {"expected_data_type": "jsonobject", "api_name": ROOT, "json_path": FIRST}),
    (without("uri"), "MANDATORY_NOT_FOUND", at("uri")),
    (without("method"), "MANDATORY_NOT_FOUND", at("method")),
    ({**LEADS, "uri": 1}, *wrong("uri", "text")),
    ({**LEADS, "method": []}, *wrong("method", "text")),
    ({**LEADS, "params": []}, *wrong("params", "jsonobject")),
    ({**LEADS, "headers": "x"}, *wrong("headers", "jsonobject")),
    ({**LEADS, "body": [1]}, *wrong("body", "jsonobject")),
    ({**LEADS, "sub_request_id": 1}, *wrong("sub_request_id", "text")),
    (
        {**LEADS, "sub_request_id": "_a"},
        "INVALID_DATA",
        {
            "expected_data_type": "text",
            "regex": "[a-zA-Z0-9][a-zA-Z0-9_]*",
            **at("sub_request_id"),
        },
    ),
    (
        {**LEADS, "sub_request_id": "a" * 101},
        "INVALID_DATA",
        {"maximum_length": 100, **at("sub_request_id")},
    ),
    (
        {**LEADS, "uri": "/crm/Leads"},
        "INVALID_DATA",
        {"expected_data_type": "text", "regex": URI_REGEX, **at("uri")},
    ),
    (
        {**LEADS, "uri": "/crm/v8/" + "x" * 2048},
        "INVALID_DATA",
        {"maximum_length": 2048, **at("uri")},
    ),
    (
        {**LEADS, "method": "get"},
        "INVALID_DATA",
        {"supported_values": ["GET", "POST", "PUT", "PATCH", "DELETE"], **at("method")},
    ),
    *(
        (
            {**LEADS, "headers": {name: "x"}},
            "INVALID_DATA",
            {"restricted_headers": ["authorization", "x-crm-org"], **at("headers")},
        )
        for name in ("Authorization", "X-CRM-ORG")
    ),
    (
        {**LEADS, "uri": "/crm/v8.1/Leads"},
        "NOT_ALLOWED",
        {"sub_request_version": 8.1, "composite_request_version": 8, **at("uri")},
    ),
    *(
        (
            {**LEADS, "params": {"ids": reference}, "sub_request_id": "a"},
            "INVALID_REFERENCE",
            {"reference": reference, **at("params")},
        )
        for reference in ("@{a:$.x}", "@{z:$.x}", "@{b:x}", "@{b:$..x}", "@{b:$.x[*]}", "@{:$}")
    ),
    *(
        ({**LEADS, **asked}, "NOT_SUPPORTED", {"allowed_services": ALLOWED})
        for asked in (
            {"uri": "/crm/v8/Leads/1/__timeline"},
            {"uri": "/crm/v8/Leads?ids=1", "method": "DELETE"},
            {"uri": f"/crm/v8/{ROOT}", "method": "POST", "body": {ROOT: []}},
            {"uri": "/crm/bulk/v8/read/1"},
            {"uri": "/crm/v1/Leads"},
        )
    ),
]


@pytest.mark.parametrize(("item", "code", "details"), PARTS)
@pytest.mark.parametrize("parallel", [True, False])
def test_a_request_is_refused_and_the_others_run(client, item, code, details, parallel):
    answer = compose(client, item, part("GET", "/org", "b"), parallel_execution=parallel)
    refused, run = entries(answer)
    assert answer.status_code == 207
    assert (refused["code"], refused["details"], refused["status"]) == (code, details, "error")
    assert run["code"] == "SUCCESS"
    alone = compose(client, item)
    assert alone.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "details"),
    [
        ("POST", "/Leads", {"data": [{"Last_Name": "a"}] * 2}, {"by": "data", "limit": 1}),
        ("PUT", "/Leads", {"data": [{}] * 2}, {"by": "data", "limit": 1}),
        ("POST", "/Leads/upsert", {"data": [{}] * 2}, {"by": "data", "limit": 1}),
        ("POST", "/settings/tags?module=Leads", {"tags": [{}] * 2}, {"by": "tags", "limit": 1}),
        ("GET", "/Leads?fields=id&per_page=26", None, {"by": "limit", "limit": 25}),
        ("GET", "/Leads/search?word=x&per_page=200", None, {"by": "limit", "limit": 25}),
        (
            "POST",
            "/coql",
            {"select_query": "select id from Leads where id is not null limit 26"},
            {"by": "limit", "limit": 25},
        ),
        ("GET", "/users?per_page=100", None, {"by": "limit", "limit": 25}),
    ],
)
def test_a_request_is_about_a_bounded_number_of_records(client, method, path, body, details):
    answer = compose(client, part(method, path, body=body))
    (response,) = responses(answer)
    assert answer.status_code == 200
    assert response["status_code"] == 400
    assert response["body"] == {
        "code": "LIMIT_EXCEEDED",
        "details": details,
        "message": "limit exceeded",
        "status": "error",
    }
    assert client.get("/Leads?fields=id").status_code == 204


def test_ids_are_told_once(client):
    answer = compose(client, part("GET", "/org", "a"), LEADS, part("GET", "/org", "a"))
    assert codes(answer) == ["DUPLICATE_DATA", "SUCCESS", "DUPLICATE_DATA"]
    details = entries(answer)[2]["details"]
    assert details == {
        "sub_request_indexes": [0, 2],
        "api_name": "sub_request_id",
        "json_path": f"$.{ROOT}[2].sub_request_id",
    }


def test_one_after_the_other_can_refer_to_earlier_ones_only(client):
    answer = compose(
        client,
        part("GET", "/Leads/@{b:$.data[0].details.id}?fields=id", "a"),
        part("POST", "/Leads", "b", body=lead()),
        parallel_execution=False,
    )
    assert (answer.status_code, codes(answer)) == (207, ["INVALID_REFERENCE", "SUCCESS"])
    assert entries(answer)[0]["details"]["reference"] == "@{b:$.data[0].details.id}"


@pytest.mark.parametrize("switches", [{}, {"parallel_execution": False}])
def test_a_reference_to_a_request_that_failed_stands_for_nothing(client, switches):
    answer = compose(
        client,
        part("POST", "/Leads", "a", body={"data": [{}]}),
        part("GET", "/Leads/@{a:$.data[0].details.id}?fields=id", "b"),
        part("GET", "/Leads/@{b:$.data[0].id}?fields=id", "c"),
        **switches,
    )
    assert (answer.status_code, codes(answer)) == (
        207,
        ["SUCCESS", "INVALID_REFERENCE", "INVALID_REFERENCE"],
    )


def test_requests_that_wait_for_each_other_are_a_loop(client):
    answer = compose(
        client,
        part("GET", "/Leads/@{b:$.x}", "a"),
        part("GET", "/Leads/@{c:$.x}", "b"),
        part("GET", "/Leads/@{a:$.x}", "c"),
        part("GET", "/Leads/@{a:$.x}", "d"),
        part("GET", "/org", "e"),
    )
    assert answer.status_code == 207
    found = entries(answer)
    assert codes(answer) == [*["LOOPING_FOUND"] * 3, "INVALID_REFERENCE", "SUCCESS"]
    assert found[1]["details"] == {
        "sub_request_indexes": [0, 1, 2],
        "api_name": ROOT,
        "json_path": f"$.{ROOT}[1]",
    }
