"""Blueprints: no process can be defined, so no record is in one."""

from __future__ import annotations

import pytest

from tests.api.reading import error
from tests.live import STANDARD
from tests.surface.scenarios import NOWHERE

BODY = {"blueprint": [{"transition_id": NOWHERE, "data": {}}]}


def asked(client, method, record, module="Leads", body=None):
    content = {"json": BODY if body is None else body} if method == "PUT" else {}
    return client.request(method, f"/{module}/{record}/actions/blueprint", **content)


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_record_is_in_no_process(org, client, method):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    answer = asked(client, method, record)
    expected = error("RECORD_NOT_IN_PROCESS", "Record not in process")
    assert (answer.status_code, answer.json()) == (400, expected)
    unknown = error("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1)
    for who, number in ((client, NOWHERE), (org.client(STANDARD), record)):
        answer = asked(who, method, number)
        assert (answer.status_code, answer.json()) == (400, unknown)
    assert asked(client, method, NOWHERE, "Notes").json()["code"] == "INVALID_MODULE"


@pytest.mark.parametrize("body", [{}, {"blueprint": {}}, {"blueprint": 5}])
def test_a_transition_is_given_in_an_array(client, body):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    answer = asked(client, "PUT", record, body=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_DATA")
