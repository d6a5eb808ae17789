"""Search Records over users, whom no table keeps: the same needles, refusals and semantics."""

from __future__ import annotations

import pytest

from tests.live import ADMIN, PEER, STANDARD, close_clients, definitions, make_org


@pytest.fixture(scope="module")
def client(sqlite_live):
    yield make_org(sqlite_live, definitions()).client()
    close_clients()


USERS = "/Users/search"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"email": "acme.test"}, {ADMIN, STANDARD, PEER}),
        ({"email": "patricia"}, {ADMIN}),
        ({"word": "pia pe"}, {PEER}),
        ({"phone": "1234"}, set()),
        ({"criteria": "(last_name:equals:e)"}, {ADMIN, PEER}),
        ({"criteria": "(last_name:in:dard,PEER)"}, {STANDARD, PEER}),
        ({"criteria": "(last_name:starts_with:D)or(first_name:equals:pia)"}, {STANDARD, PEER}),
        ({"criteria": "(profile:not_equal:Standard)"}, {ADMIN}),
        ({"criteria": "(confirm:equals:true)and(status:equals:active)"}, {ADMIN, STANDARD, PEER}),
        ({"criteria": "(country:equals:${EMPTY})"}, {ADMIN, STANDARD, PEER}),
        ({"criteria": "(country:not_equal:${EMPTY})"}, set()),
        ({"criteria": "(created_time:less_than:2020-01-01)"}, set()),
        ({"criteria": "(zuid:greater_than:0)"}, {ADMIN, STANDARD, PEER}),
        ({"criteria": "(Reporting_To:not_equal:1)"}, {ADMIN, STANDARD, PEER}),
        ({"email": "acme", "type": "AdminUsers"}, {ADMIN}),
        ({"email": "acme", "type": "CurrentUser"}, {ADMIN}),
        ({"email": "acme", "type": "DeletedUsers"}, set()),
    ],
)
def test_users_are_searched(client, params, expected):
    answer = client.get(USERS, params=params)
    assert answer.status_code == (200 if expected else 204), answer.text
    users = answer.json()["data"] if expected else []
    assert {one["email"] for one in users} == expected


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "EXPECTED_PARAM_MISSING"),
        ({"word": "a"}, "INVALID_DATA"),
        ({"word": "ab", "page": "11"}, "LIMIT_REACHED"),
        ({"word": "ab", "type": "Nobody"}, "PATTERN_NOT_MATCHED"),
        ({"criteria": "(Company:equals:x)"}, "INVALID_QUERY"),
    ],
)
def test_a_search_of_users_is_refused_as_one_of_records(client, params, code):
    answer = client.get(USERS, params=params)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_search_of_users_needs_their_scope(sqlite_live):
    org = make_org(sqlite_live, definitions())
    right = org.client(scope="ZohoCRM.users.READ,ZohoSearch.securesearch.READ")
    assert right.get(USERS, params={"email": "acme"}).status_code == 200
    for scope in ("ZohoCRM.users.READ", "ZohoCRM.modules.ALL,ZohoSearch.securesearch.READ"):
        assert org.client(scope=scope).get(USERS, params={"email": "acme"}).status_code == 401
