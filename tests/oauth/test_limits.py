"""How many grants and tokens there may be (platform reference 1.6)."""

from __future__ import annotations

import asyncio

import pytest

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import TOKEN_INVALID
from crmstead.oauth.grants import Bearer
from crmstead.oauth.limits import Limits
from crmstead.oauth.refusals import OauthError
from crmstead.oauth.server import AuthorizationServer
from tests.oauth.conftest import API, ORG, OTHER_USER, USER, Http

THROTTLED = {
    "error_description": (
        "You have made too many requests continuously. Please try again after some time."
    ),
    "error": "Access Denied",
    "status": "failure",
}


def alive(authenticate, token):
    try:
        authenticate(token)
    except ApiError as error:
        if error.cause is not TOKEN_INVALID:
            raise
        return False
    return True


@pytest.fixture
def free(unlimited, run):
    """The endpoints with both throttles off."""
    return Http(unlimited, run)


@pytest.fixture
def authenticate(unlimited, run):
    return lambda token: run(unlimited.authentication.authenticate(f"Bearer {token}"))


def post_refresh(http, client, token):
    known, secret = client
    form = {
        "grant_type": "refresh_token",
        "client_id": known.client_id,
        "client_secret": secret,
        "refresh_token": token,
    }
    return http("POST", "/oauth/v2/token", data=form)


def test_the_eleventh_access_token_in_ten_minutes_is_denied(http, self_client, clock):
    token = http.exchange(self_client)["refresh_token"]
    for _ in range(10):
        assert post_refresh(http, self_client, token).status_code == 200
        clock.advance(10)
    answer = post_refresh(http, self_client, token)
    assert (answer.status_code, answer.json()) == (400, THROTTLED)
    other = http.exchange(self_client)["refresh_token"]
    assert post_refresh(http, self_client, other).status_code == 200


def test_refreshing_goes_on_when_the_window_has_passed(http, self_client, clock):
    token = http.exchange(self_client)["refresh_token"]
    for _ in range(10):
        post_refresh(http, self_client, token)
    clock.advance(599)
    assert post_refresh(http, self_client, token).status_code == 400
    clock.advance(1)
    assert post_refresh(http, self_client, token).status_code == 200


def test_the_eleventh_grant_in_ten_minutes_is_denied(http, self_client, web_client, clock):
    for _ in range(10):
        http.code(self_client)
    with pytest.raises(OauthError) as refused:
        http.code(self_client)
    assert refused.value.body() == {"error": "access_denied"}
    http.code(web_client)
    clock.advance(599)
    with pytest.raises(OauthError):
        http.code(self_client)
    clock.advance(1)
    assert http.code(self_client)


def test_both_throttles_can_be_switched_off(free, self_client):
    made = [free.exchange(self_client) for _ in range(12)]
    token = made[-1]["refresh_token"]
    for _ in range(12):
        assert post_refresh(free, self_client, token).status_code == 200


def test_the_eleventh_access_token_ends_the_oldest(free, self_client, clock, authenticate):
    tokens = free.exchange(self_client)
    made = [tokens["access_token"]]
    for _ in range(9):
        clock.advance(1)
        made.append(free.refresh(self_client, tokens["refresh_token"])["access_token"])
    assert all(alive(authenticate, token) for token in made)
    clock.advance(1)
    made.append(free.refresh(self_client, tokens["refresh_token"])["access_token"])
    assert [alive(authenticate, token) for token in made] == [False] + [True] * 10


def test_expired_access_tokens_leave_room(free, self_client, clock, authenticate):
    tokens = free.exchange(self_client)
    made = [tokens["access_token"]]
    clock.advance(1800)
    made += [free.refresh(self_client, tokens["refresh_token"])["access_token"] for _ in range(9)]
    clock.advance(1800)
    made.append(free.refresh(self_client, tokens["refresh_token"])["access_token"])
    assert [alive(authenticate, token) for token in made] == [False] + [True] * 10


def test_the_number_of_live_access_tokens_is_configurable(
    control, clock, random_bytes, run, self_client
):
    limits = Limits(throttled=False, live_access_tokens=2)
    small = AuthorizationServer(control, clock, random_bytes, limits)
    http = Http(small, run)

    def authenticate(token):
        run(small.authentication.authenticate(f"Bearer {token}"))

    tokens = http.exchange(self_client)
    made = [tokens["access_token"]]
    for _ in range(2):
        clock.advance(1)
        made.append(http.refresh(self_client, tokens["refresh_token"])["access_token"])
    assert [alive(authenticate, token) for token in made] == [False, True, True]


def test_the_21st_refresh_token_ends_the_first_and_its_access_tokens(
    free, self_client, clock, authenticate
):
    made = []
    for _ in range(20):
        made.append(free.exchange(self_client))
        clock.advance(1)
    other_user = free.exchange(self_client, user=OTHER_USER)
    assert "access_token" in free.refresh(self_client, made[0]["refresh_token"])
    made.append(free.exchange(self_client))
    assert free.refresh(self_client, made[0]["refresh_token"]) == {"error": "invalid_code"}
    assert not alive(authenticate, made[0]["access_token"])
    for tokens in (*made[1:], other_user):
        assert alive(authenticate, tokens["access_token"])
        assert "access_token" in free.refresh(self_client, tokens["refresh_token"])


def test_a_code_sent_many_times_at_once_is_good_once(server, run, self_client):
    client, secret = self_client
    bearer = Bearer(client.client_id, ORG, USER, "ZohoCRM.modules.ALL")

    async def many():
        code = await server.grants.make(bearer, life=180, offline=True)
        given = {
            "grant_type": "authorization_code",
            "client_id": client.client_id,
            "client_secret": secret,
            "code": code,
        }
        asked = [server.token(given, API) for _ in range(8)]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = run(many())
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    refused = [answer.error for answer in answers if isinstance(answer, OauthError)]
    assert refused == ["invalid_code"] * 7


def test_refreshing_many_times_at_once_keeps_to_the_limit(server, http, run, self_client):
    client, secret = self_client
    given = {
        "grant_type": "refresh_token",
        "client_id": client.client_id,
        "client_secret": secret,
        "refresh_token": http.exchange(self_client)["refresh_token"],
    }

    async def many():
        asked = [server.token(given, API) for _ in range(16)]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = run(many())
    assert sum(isinstance(answer, dict) for answer in answers) == 10
    refused = [answer.error for answer in answers if isinstance(answer, OauthError)]
    assert refused == ["Access Denied"] * 6


def test_making_grants_at_once_keeps_to_the_limit(server, run, self_client):
    bearer = Bearer(self_client[0].client_id, ORG, USER, "ZohoCRM.modules.ALL")

    async def many():
        asked = [server.grants.make(bearer, life=180, offline=True) for _ in range(16)]
        return await asyncio.gather(*asked, return_exceptions=True)

    assert sum(isinstance(made, str) for made in run(many())) == 10


def test_making_refresh_tokens_at_once_keeps_to_the_limit(server, run, self_client, dump):
    bearer = Bearer(self_client[0].client_id, ORG, USER, "ZohoCRM.modules.ALL")

    async def many():
        asked = [server.give_tokens(bearer, API, offline=True) for _ in range(32)]
        return await asyncio.gather(*asked)

    made = run(many())
    assert len({answer["refresh_token"] for answer in made}) == 32
    alive = [line for line in dump().splitlines() if "'refresh', '1000." in line]
    assert sum(line.endswith("None, None, None]") for line in alive) == 20


def test_what_is_long_dead_is_forgotten(free, self_client, clock, dump):
    tokens = free.exchange(self_client)
    for _ in range(3):
        free.refresh(self_client, tokens["refresh_token"])
    assert dump().count("'access'") == 4
    clock.advance(90_000 + 3600)
    free.refresh(self_client, tokens["refresh_token"])
    free.code(self_client)
    held = dump()
    assert held.count("'access'") == 1
    assert held.count("'refresh', '1000.") == 1
    assert held.count("ZohoCRM.modules.ALL") == 3
