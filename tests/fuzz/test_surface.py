"""Every operation survives requests made up from its description.

A few seconds; with CRMSTEAD_FUZZ=SECONDS about that long, with other requests at every run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.requests import DOCUMENT, OPERATIONS, Made, requests
from tests.live import Client, LiveServer, close_clients, make_org

_SECONDS = int(os.environ.get("CRMSTEAD_FUZZ", "0"))
#: A request takes some twelve milliseconds, its making included; two databases.
_EXAMPLES = max(12, _SECONDS * 80 // (2 * len(OPERATIONS)))
#: Answered by every operation, whatever its description says of its data.
_ALWAYS = {"content-type": "application/json;charset=UTF-8"}
_EMPTY = (204, 304)


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
    catalogue = org.org.catalogue
    view = next(view.id for view in catalogue.module_by_name["Leads"].custom_views)
    field = catalogue.module_by_name["Leads"].by_name["Email"].id
    yield client, (account, *leads, product, quote, str(view), str(field), "1" * 19)
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
    if status >= 400 and "data" not in content:
        assert set(content) == {"code", "details", "message", "status"}
        assert isinstance(content["details"], dict)
        schema = DOCUMENT["components"]["schemas"][f"Error{status}"]["anyOf"][0]
        assert content["code"] in schema["properties"]["code"]["enum"]


def test_the_document_is_served(place):
    client, _ = place
    answer = client._http.get("/_docs/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
