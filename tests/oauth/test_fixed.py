"""The credentials of `crmstead dev`, and those of a fresh installation."""

from __future__ import annotations

import re

import pytest

from crmstead.oauth.fixed import FIXED, generate, install_fixed
from crmstead.oauth.scopes import EVERY_SCOPE
from tests.oauth.conftest import ORG, OTHER_USER, USER, Http


def configured(server, run, credentials):
    return run(server.clients.find(credentials.client_id)), credentials.client_secret


def test_the_fixed_credentials_are_of_the_usual_form():
    token = r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}"
    assert re.fullmatch(r"1000\.[A-Z0-9]{30}", FIXED.client_id)
    assert re.fullmatch(r"[0-9a-f]{42}", FIXED.client_secret)
    assert re.fullmatch(token, FIXED.refresh_token)
    assert re.fullmatch(token, FIXED.access_token or "")
    assert FIXED.refresh_token != FIXED.access_token


@pytest.mark.parametrize("times", [1, 2])
def test_the_fixed_credentials_hold_every_scope(server, http, run, authenticate, clock, times):
    for _ in range(times):
        run(install_fixed(server, ORG, USER))
    clock.advance(365 * 86_400)
    assert authenticate(FIXED.access_token).scopes == set(EVERY_SCOPE.split())
    answer = http.refresh(configured(server, run, FIXED), FIXED.refresh_token)
    assert answer["scope"] == EVERY_SCOPE
    found = authenticate(answer["access_token"])
    assert (found.org, found.user) == (ORG, USER)


def test_the_fixed_access_token_outlives_refreshing(unlimited, run, authenticate):
    run(install_fixed(unlimited, ORG, USER))
    client = configured(unlimited, run, FIXED)
    for _ in range(12):
        Http(unlimited, run).refresh(client, FIXED.refresh_token)
    assert authenticate(FIXED.access_token).user == USER


def test_a_revoked_fixed_token_is_back_at_the_next_start(server, http, run):
    run(install_fixed(server, ORG, USER))
    run(server.revoke({"token": FIXED.refresh_token}))
    client = configured(server, run, FIXED)
    assert http.refresh(client, FIXED.refresh_token) == {"error": "invalid_code"}
    run(install_fixed(server, ORG, OTHER_USER))
    assert "access_token" in http.refresh(client, FIXED.refresh_token)


def test_generated_credentials_work_and_are_kept_as_hashes(server, http, run, authenticate, dump):
    made = run(generate(server, ORG, USER))
    assert made.access_token is None
    held = dump()
    assert made.client_secret not in held
    assert made.refresh_token not in held
    answer = http.refresh(configured(server, run, made), made.refresh_token)
    assert authenticate(answer["access_token"]).scopes == set(EVERY_SCOPE.split())
    other = run(generate(server, ORG, USER))
    assert other.client_id != made.client_id
    assert other.refresh_token != made.refresh_token
