"""The Authorization header (records reference 1.3)."""

from __future__ import annotations

import pytest

from crmstead.errors.raised import ApiError
from crmstead.oauth.server import AuthorizationServer
from tests.oauth.conftest import ORG, START, USER


@pytest.fixture
def token(http, self_client):
    return http.exchange(self_client, "ZohoCRM.org.READ")["access_token"]


@pytest.fixture
def ask(server, run):
    return lambda header: run(server.authentication.authenticate(header))


@pytest.mark.parametrize(
    "scheme", ["Zoho-oauthtoken", "zoho-OAUTHTOKEN", "Bearer", "bearer", "  Bearer "]
)
def test_a_good_token_tells_who_calls(ask, token, scheme):
    for _ in range(2):
        org, user, scopes, ends, epoch = ask(f"{scheme} {token}")
        assert (org, user, ends, epoch) == (ORG, USER, START + 3600, 1)
        assert scopes == {"ZohoCRM.org.READ"}
        assert scopes.covers("org.READ")


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Zoho-oauthtoken", "Basic dXNlcjpwYXNz", "1000.a.b", "token x"],
)
def test_what_is_not_of_the_form_is_not_authenticated(ask, header):
    with pytest.raises(ApiError) as refused:
        ask(header)
    assert refused.value.cause.status == 401
    assert refused.value.body() == {
        "code": "AUTHENTICATION_FAILURE",
        "details": {},
        "message": "Authentication failed",
        "status": "error",
    }


@pytest.mark.parametrize("text", ["1000.a.b", "\0", "\u00fc", "a b", "1000." + "0" * 65])
def test_an_unknown_token_is_invalid(ask, text):
    with pytest.raises(ApiError) as refused:
        ask(f"Zoho-oauthtoken {text}")
    assert refused.value.cause.status == 401
    assert refused.value.body() == {
        "code": "INVALID_TOKEN",
        "details": {},
        "message": "invalid oauth token",
        "status": "error",
    }


def test_a_refresh_token_and_a_code_open_nothing(ask, http, self_client):
    tokens = http.exchange(self_client)
    for text in (tokens["refresh_token"], http.code(self_client)):
        with pytest.raises(ApiError, match="TOKEN_INVALID"):
            ask(f"Bearer {text}")


def test_a_token_expires_to_the_second_although_it_was_just_good(ask, token, clock):
    clock.advance(3599)
    ask(f"Bearer {token}")
    clock.advance(1)
    with pytest.raises(ApiError, match="TOKEN_INVALID"):
        ask(f"Bearer {token}")


class Counted:
    """Counts the queries of a database."""

    def __init__(self, database):
        self.database = database
        self.queries = 0

    def __getattr__(self, name):
        return getattr(self.database, name)

    def reading(self):
        self.queries += 1
        return self.database.reading()


def test_a_client_that_goes_on_costs_a_query_in_five_seconds(
    server, control, run, clock, token, monkeypatch
):
    counted = Counted(control.database)
    monkeypatch.setattr(control, "database", counted)
    for _ in range(100):
        run(server.authentication.authenticate(f"Bearer {token}"))
        clock.advance(1)
    assert counted.queries == 17


def test_a_revocation_elsewhere_takes_effect_within_five_seconds(
    ask, control, clock, random_bytes, run, token
):
    elsewhere = AuthorizationServer(control, clock, random_bytes)
    ask(f"Bearer {token}")
    assert run(elsewhere.revoke({"token": token})) == {"status": "success"}
    clock.advance(5)
    assert ask(f"Bearer {token}").user == USER
    clock.now += 1
    with pytest.raises(ApiError, match="TOKEN_INVALID"):
        ask(f"Bearer {token}")


def test_a_clock_turned_back_does_not_prolong_the_trust(
    ask, control, clock, random_bytes, run, token
):
    ask(f"Bearer {token}")
    run(AuthorizationServer(control, clock, random_bytes).revoke({"token": token}))
    clock.advance(-60)
    with pytest.raises(ApiError, match="TOKEN_INVALID"):
        ask(f"Bearer {token}")
