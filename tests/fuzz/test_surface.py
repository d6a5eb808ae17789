"""Every operation survives requests made up from its description.

A few seconds; with CRMSTEAD_FUZZ=SECONDS about that long, with other requests at every run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from crmstead.errors.catalogue import CATALOGUE
from tests.fuzz.requests import DOCUMENT, OPERATIONS, Made, requests
from tests.live import Client, LiveServer, close_clients, make_org

_SECONDS = int(os.environ.get("CRMSTEAD_FUZZ", "0"))
#: A request takes some twelve milliseconds, its making included; two databases.
_EXAMPLES = max(12, _SECONDS * 80 // (2 * len(OPERATIONS)))
#: Answered by every operation, whatever its description says of its data.
_ALWAYS = {"content-type": "application/json;charset=UTF-8"}
_EMPTY = (204, 304)
_KEYS = {"code", "details", "message", "status"}


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def place(request: pytest.FixtureRequest) -> Iterator[tuple[Client, tuple[str, ...]]]:
    """A client of an org with some records, and ids of what is there."""
    live: LiveServer = request.getfixturevalue(f"{request.param}_live")
    org = make_org(live)
    client = org.client()
    (account,) = client.insert("Accounts", {"Account_Name": "Acme"})
    leads = client.insert("Leads", {"Last_Name": "A", "Tag": [{"name": "t"}]}, {"Last_Name": "B"})
    (product,) = client.insert("Products", {"Product_Name": "P", "Unit_Price": 5})
    (quote,) = client.insert(
        "Quotes",
        {"Subject": "Q", "Quoted_Items": [{"Product_Name": {"id": product}, "Quantity": 2}]},
    )
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Account_Name": {"id": account}})
    (deal,) = client.insert(
        "Deals", {"Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2030-01-01"}
    )
    (event,) = client.insert(
        "Events",
        {
            "Event_Title": "E",
            "Start_DateTime": "2090-01-01T10:00:00Z",
            "End_DateTime": "2090-01-01T11:00:00Z",
        },
    )
    (campaign,) = client.insert("Campaigns", {"Campaign_Name": "K"})
    catalogue = org.org.catalogue
    user = next(iter(catalogue.user_by_id))
    view = next(view.id for view in catalogue.module_by_name["Leads"].custom_views)
    field = catalogue.module_by_name["Leads"].by_name["Email"].id
    made = (account, *leads, product, quote, contact, deal, event, campaign)
    yield client, (*made, str(view), str(field), str(user), "1" * 19)
    close_clients()


def _documented(name: str) -> set[int]:
    operation = next(one for one in OPERATIONS if one.name == name)
    return {int(status) for status in operation.described["responses"]}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_nothing_a_client_sends_is_an_error_of_the_server(place, operation):
    client, ids = place

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not _SECONDS,
        suppress_health_check=list(HealthCheck),
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
    )
    @given(made=requests(operation, ids))
    def run(made: Made) -> None:
        answer = client._http.request(
            operation.method, made.url, headers=made.headers, content=made.body
        )
        assert answer.status_code not in {500, 503}, (made, answer.text)
        assert answer.status_code in _documented(operation.name), (made, answer.text)
        assert len(answer.headers["x-request-id"]) > 10
        if answer.status_code in _EMPTY:
            assert answer.content == b""
        elif answer.content:
            assert answer.headers["content-type"] == _ALWAYS["content-type"]
            _check(answer.json(), answer.status_code)

    run()


def _check(content: object, status: int) -> None:
    assert isinstance(content, dict)
    if status >= 400:
        entries = [one for value in content.values() if isinstance(value, list) for one in value]
        schema = DOCUMENT["components"]["schemas"][f"Error{status}"]["anyOf"][0]
        for entry in entries or [content]:
            assert set(entry) == _KEYS
            assert entry["code"] in schema["properties"]["code"]["enum"]
    for error in _errors(content):
        declared = _declared(error["code"], error["message"])
        assert set(error["details"]) <= declared, (error, declared)


def _errors(content: object) -> Iterator[dict[str, Any]]:
    """Yield the errors of an answer, wherever in it they are told."""
    if isinstance(content, dict):
        if content.keys() >= _KEYS and content["status"] == "error":
            yield content
        for value in content.values():
            yield from _errors(value)
    elif isinstance(content, list):
        for value in content:
            yield from _errors(value)


def _declared(code: str, message: str) -> set[str]:
    """Return the keys that details of an error may have, as the catalogue says."""
    rows = [cause for cause in CATALOGUE.values() if cause.code == code]
    alike = [cause for cause in rows if cause.message == message]
    return {key for cause in alike or rows for key in cause.details}


def test_the_document_is_served(place):
    client, _ = place
    answer = client._http.get("/_docs/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
