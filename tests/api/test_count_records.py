"""Record count: of a module, a view or a search; what it refuses. Needles: the search's tests."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.model.version import VERSIONS
from tests.api.deleting import gone
from tests.api.reading import client_of_org, error, fixture_of, set_values
from tests.compat.org import rich_definitions
from tests.live import PEER

PATH = "/Leads/actions/count"

org = fixture_of(rich_definitions)
client = client_of_org


@pytest.fixture(scope="module", autouse=True)
def leads(org, client):
    """A and B, C converted, D waiting for approval, E in the recycle bin, F a peer's."""
    peer = str(org.org.catalogue.user_by_email[PEER].id)
    items: list[dict[str, Any]] = [
        {"Last_Name": name, "Email": f"{name}@acme.example"} for name in "ABCDEF"
    ]
    items[5]["Owner"] = {"id": peer}
    ids = client.insert("Leads", *items)
    set_values(org, "Leads", ids[2], Converted__s=True)
    state = {"$approval_state": "approval_process_pending"}
    set_values(org, "Leads", ids[3], **state)
    gone(client, "Leads", ids[4])


def view(org, name):
    found = org.org.catalogue.module_by_name["Leads"].custom_views
    return str(next(one.id for one in found if one.name == name))


@pytest.mark.parametrize(
    ("params", "count"),
    [
        ({}, 3),
        ({"converted": "true"}, 1),
        ({"converted": "both"}, 4),
        ({"approved": "false"}, 1),
        ({"approved": "both", "converted": "both"}, 5),
        ({"page": "3", "per_page": "1", "type": "ActiveUsers"}, 3),
        ({"cvid": "My Leads"}, 2),
        ({"cvid": "Converted Leads"}, 1),
        ({"criteria": "(Last_Name:in:A,B,C)"}, 2),
        ({"email": "acme"}, 3),
        ({"phone": "123"}, 0),
        ({"word": "acme"}, 3),
        ({"word": "nobody"}, 0),
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "body"])
def test_records_are_counted(org, client, method, params, count):
    if "cvid" in params:
        params = {"cvid": view(org, params["cvid"])}
    if method == "body":
        answer = client.post(PATH, params)
    else:
        answer = client.request(method.upper(), PATH, params=params)
    assert (answer.status_code, answer.json()) == (200, {"count": count})


def test_only_what_the_caller_sees_is_counted(org):
    assert org.client(PEER).get(PATH).json() == {"count": 1}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_counting_began_with_v2_1(client, version, method):
    answer = client.at(version).request(method, PATH)
    if version == "v2":
        body = error(
            "API_NOT_SUPPORTED", "api not supported in this version", supported_version="v2.1"
        )
        assert (answer.status_code, answer.json()) == (400, body)
    else:
        assert answer.json() == {"count": 3}


def ambiguous(*names):
    message = (
        "Please use either Cvid or Search Params. Combination of both the params is not allowed"
    )
    due_to = [{"param_name": name} for name in names]
    return error("AMBIGUITY_DURING_PROCESSING", message, ambiguity_due_to=due_to)


def no_such_type(name):
    message = "this data type is not found in this module"
    return error("FIELD_TYPE_UNAVAILABLE", message, param_name=name)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"{PATH}?cvid=1&criteria=(id:equals:1)", ambiguous("cvid", "criteria")),
        (f"{PATH}?cvid=1&word=ab&email=x", ambiguous("cvid", "email")),
        (
            f"{PATH}?cvid=1",
            error("INVALID_DATA", "invalid data", param_name="cvid"),
        ),
        ("/Notes/actions/count?email=x", no_such_type("email")),
        ("/Notes/actions/count?phone=123", no_such_type("phone")),
        (
            "/Activities/actions/count",
            error(
                "NOT_SUPPORTED", "the given module is not supported for count", module="Activities"
            ),
        ),
    ],
)
def test_a_count_is_refused(client, path, body):
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (400, body)


def test_a_body_that_is_none_is_refused(client):
    for wrong in (b"{", b"[]"):
        assert client.post(PATH, wrong).status_code == 400


@pytest.mark.parametrize("scope", ["ZohoCRM.modules.ALL", "ZohoSearch.securesearch.READ"])
def test_a_count_needs_both_scopes(org, scope):
    assert org.client(scope=scope).get(PATH).status_code == 401
