"""POST /oauth/v2/token and its surroundings: every answer (platform reference 1.1 to 1.5)."""

from __future__ import annotations

import re

import pytest

from tests.oauth.conftest import API, ORG, OTHER_USER, USER, ZGID

TOKEN = re.compile(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")
CALLBACK = "http://127.0.0.1:8000/callback?a=b+c"


def test_a_client_looks_like_one(self_client):
    client, secret = self_client
    assert re.fullmatch(r"1000\.[A-Z0-9]{30}", client.client_id)
    assert re.fullmatch(r"[0-9a-f]{42}", secret)


@pytest.mark.parametrize("uri", ["ftp://example.com", "javascript:alert(1)", "example.com"])
def test_a_redirect_uri_is_a_web_address(server, run, uri):
    with pytest.raises(ValueError, match="redirect URI"):
        run(server.clients.make("server", "Shop", org=ORG, user=USER, redirect_uris=[uri]))


def test_a_client_is_of_a_known_type(server, run):
    with pytest.raises(ValueError, match="no such type"):
        run(server.clients.make("toaster", "Shop", org=ORG, user=USER))


def test_a_self_client_exchanges_its_code(http, self_client):
    answer = http.exchange(self_client, "ZohoCRM.modules.ALL ZohoCRM.settings.READ", offline=False)
    assert list(answer) == [
        "access_token",
        "refresh_token",
        "scope",
        "api_domain",
        "token_type",
        "expires_in",
    ]
    assert TOKEN.fullmatch(answer["access_token"])
    assert TOKEN.fullmatch(answer["refresh_token"])
    assert answer["access_token"] != answer["refresh_token"]
    assert answer["scope"] == "ZohoCRM.modules.ALL ZohoCRM.settings.READ"
    assert answer["api_domain"] == API
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)


def test_a_refresh_token_gives_access_tokens(http, self_client, authenticate):
    first = http.exchange(self_client)
    answer = http.refresh(self_client, first["refresh_token"])
    assert list(answer) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]
    assert answer["access_token"] != first["access_token"]
    for token in (first["access_token"], answer["access_token"]):
        found = authenticate(token)
        assert (found.org, found.user) == (ORG, USER)
        assert found.scopes == {"ZohoCRM.modules.ALL"}


def test_the_answer_is_one_line_with_the_headers_that_clients_read(http, self_client):
    client, secret = self_client
    form = {
        "client_id": client.client_id,
        "client_secret": secret,
        "grant_type": "authorization_code",
        "code": http.code(self_client),
    }
    answer = http("POST", "/oauth/v2/token", data=form)
    assert answer.status_code == 200
    assert b"\n" not in answer.content
    assert answer.content.startswith(b'{"access_token":"1000.')
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["cache-control"] == "no-store"


@pytest.fixture
def given(http, self_client):
    """The parameters of a good request."""
    client, secret = self_client
    return {
        "grant_type": "refresh_token",
        "client_id": client.client_id,
        "client_secret": secret,
        "refresh_token": http.exchange(self_client)["refresh_token"],
    }


def text_of(given):
    return "&".join(f"{name}={value}" for name, value in given.items())


@pytest.mark.parametrize(
    "sent",
    [
        lambda given: {"data": given},
        lambda given: {"params": given},
        lambda given: {"files": {name: (None, value) for name, value in given.items()}},
        lambda given: {"content": text_of(given)},
        lambda given: {"content": text_of(given), "headers": {"Content-Type": "text/plain"}},
        lambda given: {"content": text_of(given) + "&&", "headers": {"Content-Type": ""}},
        lambda given: {
            "content": f"grant_type={given['grant_type']}",
            "params": {**given, "grant_type": "of the query"},
        },
        lambda given: {"data": {name: f" {value} " for name, value in given.items()}},
    ],
    ids=["form", "query", "multipart", "no type", "text", "doubled &", "form wins", "blanks"],
)
def test_parameters_come_in_every_form(http, given, sent):
    answer = http("POST", "/oauth/v2/token", **sent(given))
    assert answer.status_code == 200
    assert TOKEN.fullmatch(answer.json()["access_token"])


def test_multipart_of_a_client_that_puts_nothing_into_the_parts_but_names(http, given):
    boundary = "--------------------------1234567890"
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in given.items()
    )
    answer = http(
        "POST",
        "/oauth/v2/token",
        content=f"{parts}--{boundary}--\r\n",
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    assert "access_token" in answer.json()


@pytest.mark.parametrize("missing", ["grant_type", "client_id", "client_secret", "refresh_token"])
@pytest.mark.parametrize("how", ["left out", "empty"])
def test_what_must_be_there_is_missing(http, given, missing, how):
    if how == "empty":
        given[missing] = " "
    else:
        del given[missing]
    answer = http("POST", "/oauth/v2/token", data=given)
    assert (answer.status_code, answer.json()) == (200, {"error": "general_error"})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": "1000.UNKNOWN"}, "invalid_client"),
        ({"client_id": "1000.\0UNKNOWN"}, "invalid_client"),
        ({"client_id": "1000.\u00dcNKNOWN"}, "invalid_client"),
        ({"client_secret": "0" * 42}, "invalid_client_secret"),
        ({"client_secret": "\u00fc"}, "invalid_client_secret"),
        ({"refresh_token": "1000.a.b"}, "invalid_code"),
        ({"refresh_token": "\0"}, "invalid_code"),
        ({"grant_type": "authorization_code", "code": "1000.a.b"}, "invalid_code"),
        ({"grant_type": "authorization_code"}, "general_error"),
        ({"grant_type": "client_credentials"}, "general_error"),
    ],
)
def test_refused(http, given, change, error):
    answer = http("POST", "/oauth/v2/token", data={**given, **change})
    assert (answer.status_code, answer.json()) == (200, {"error": error})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/oauth/v2/token", "/oauth/v2/token/revoke"])
def test_any_other_method_is_a_general_error(http, given, method, path):
    answer = http(method, path, params=given)
    assert (answer.status_code, answer.json()) == (200, {"error": "general_error"})


def test_a_code_is_good_once(http, self_client):
    code = http.code(self_client)
    asked = {"grant_type": "authorization_code", "code": code}
    assert "access_token" in http.token(self_client, **asked)
    assert http.token(self_client, **asked) == {"error": "invalid_code"}


def test_a_code_expires(http, self_client, clock):
    in_time, late = http.code(self_client), http.code(self_client)
    clock.advance(179)
    asked = {"grant_type": "authorization_code", "code": in_time}
    assert "access_token" in http.token(self_client, **asked)
    clock.advance(1)
    asked = {"grant_type": "authorization_code", "code": late}
    assert http.token(self_client, **asked) == {"error": "invalid_code"}


def test_codes_and_refresh_tokens_belong_to_their_client(http, server, run, self_client):
    other = run(server.clients.make("self", "Other", org=ORG, user=USER))
    code = http.code(self_client)
    asked = {"grant_type": "authorization_code", "code": code}
    assert http.token(other, **asked) == {"error": "invalid_code"}
    tokens = http.token(self_client, **asked)
    assert http.refresh(other, tokens["refresh_token"]) == {"error": "invalid_code"}
    assert "access_token" in http.refresh(self_client, tokens["refresh_token"])


def test_an_access_token_is_no_refresh_token(http, self_client):
    access = http.exchange(self_client)["access_token"]
    assert http.refresh(self_client, access) == {"error": "invalid_code"}


def test_a_web_client_names_the_redirect_of_its_code(http, web_client):
    code = http.code(web_client, redirect_uri=CALLBACK)
    asked = {"grant_type": "authorization_code", "code": code}
    for wrong in ("https://example.com/back", "", CALLBACK + "d"):
        answer = http.token(web_client, **asked, redirect_uri=wrong)
        assert answer == {"error": "invalid_redirect_uri"}
    assert "refresh_token" in http.token(web_client, **asked, redirect_uri=CALLBACK)


def test_a_redirect_posted_unescaped_is_known_again(http, web_client):
    code = http.code(web_client, redirect_uri=CALLBACK)
    client, secret = web_client
    body = (
        f"client_id={client.client_id}&client_secret={secret}&redirect_uri={CALLBACK}"
        f"&grant_type=authorization_code&code={code}"
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = http("POST", "/oauth/v2/token", content=body, headers=headers)
    assert "access_token" in answer.json()


def test_a_self_client_needs_no_redirect_and_any_is_ignored(http, self_client):
    asked = {"grant_type": "authorization_code", "code": http.code(self_client)}
    assert "access_token" in http.token(self_client, **asked, redirect_uri="https://x.example")


def test_an_online_code_gives_no_refresh_token(http, web_client):
    code = http.code(web_client, redirect_uri=CALLBACK, offline=False)
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    answer = http.token(web_client, **asked)
    assert "access_token" in answer
    assert "refresh_token" not in answer


CREDENTIALS = {
    "grant_type": "client_credentials",
    "scope": "ZohoCRM.settings.READ,ZohoCRM.org.READ",
    "soid": f"ZohoCRM.{ZGID}",
}


@pytest.mark.parametrize("path", ["/oauth/v2/token", "/oauth/v2/auth"])
def test_client_credentials_act_as_the_owner(http, self_client, authenticate, path):
    client, secret = self_client
    form = {"client_id": client.client_id, "client_secret": secret, **CREDENTIALS}
    answer = http("POST", path, params=form).json()
    assert list(answer) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]
    assert answer["scope"] == "ZohoCRM.settings.READ ZohoCRM.org.READ"
    found = authenticate(answer["access_token"])
    assert (found.org, found.user) == (ORG, USER)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"soid": ""}, "missing_org_info"),
        ({"soid": "ZohoCRM."}, "missing_org_info"),
        ({"soid": ZGID}, "missing_org_info"),
        ({"soid": "ZohoCRM.99999"}, "access_denied"),
        ({"scope": "ZohoCRM.unheard_of.ALL"}, "invalid_scope"),
        ({"scope": "ZohoBooks.invoices.READ"}, "invalid_scope"),
        ({"scope": ","}, "invalid_scope"),
        ({"scope": ""}, "general_error"),
    ],
)
def test_client_credentials_refused(http, self_client, change, error):
    assert http.token(self_client, **{**CREDENTIALS, **change}) == {"error": error}


def test_client_credentials_are_for_self_clients(http, web_client):
    assert http.token(web_client, **CREDENTIALS) == {"error": "access_denied"}


@pytest.mark.parametrize(
    ("kind", "error"),
    [("refresh_token", "unsupported_grant_type"), ("", "general_error")],
)
def test_the_other_path_has_client_credentials_only(http, given, kind, error):
    answer = http("POST", "/oauth/v2/auth", data={**given, "grant_type": kind})
    assert answer.json() == {"error": error}


@pytest.mark.parametrize("sent", ["data", "params"])
def test_a_revoked_refresh_token_takes_its_access_tokens_along(
    http, self_client, authenticate, sent
):
    tokens = http.exchange(self_client)
    second = http.refresh(self_client, tokens["refresh_token"])
    other = http.exchange(self_client)
    authenticate(second["access_token"])
    answer = http("POST", "/oauth/v2/token/revoke", **{sent: {"token": tokens["refresh_token"]}})
    assert (answer.status_code, answer.json()) == (200, {"status": "success"})
    for access in (tokens["access_token"], second["access_token"]):
        with pytest.raises(Exception, match="TOKEN_INVALID"):
            authenticate(access)
    assert http.refresh(self_client, tokens["refresh_token"]) == {"error": "invalid_code"}
    assert authenticate(other["access_token"]).user == USER


def test_a_revoked_access_token_goes_alone(http, self_client, authenticate):
    tokens = http.exchange(self_client)
    authenticate(tokens["access_token"])
    answer = http("POST", "/oauth/v2/token/revoke", data={"token": tokens["access_token"]})
    assert answer.json() == {"status": "success"}
    with pytest.raises(Exception, match="TOKEN_INVALID"):
        authenticate(tokens["access_token"])
    assert "access_token" in http.refresh(self_client, tokens["refresh_token"])


def test_only_a_living_token_can_be_revoked(http, self_client):
    token = http.exchange(self_client)["refresh_token"]
    assert http("POST", "/oauth/v2/token/revoke", data={"token": token}).json() == {
        "status": "success"
    }
    for given in ({"token": token}, {"token": "1000.a.b"}, {"token": ""}, {}):
        answer = http("POST", "/oauth/v2/token/revoke", data=given)
        assert answer.status_code == 200
        assert answer.json() == {"status": "failure", "error": "invalid_token"}


def test_server_info_names_one_data_centre(http):
    answer = http("GET", "/oauth/serverinfo")
    assert answer.json() == {"result": "success", "locations": {"us": API}}


@pytest.mark.parametrize("path", ["/oauth/v2/auth", "/oauth/v2/org/auth"])
@pytest.mark.parametrize(
    ("change", "status", "shown"),
    [
        ({"client_id": "1000.X"}, 400, "ERROR_invalid_client"),
        ({"client_id": None}, 400, "ERROR_invalid_client"),
        ({"redirect_uri": "https://example.org"}, 400, "ERROR_invalid_redirect_uri"),
        ({"redirect_uri": None}, 400, "ERROR_invalid_redirect_uri"),
        ({"scope": "ZohoCRM.unheard_of.ALL"}, 400, "ERROR_invalid_scope"),
        ({"scope": None}, 400, "ERROR_invalid_scope"),
        ({"response_type": "device_code"}, 400, "ERROR_invalid_response_type"),
        ({"response_type": None}, 400, "ERROR_invalid_response_type"),
        ({}, 501, "no consent page yet"),
    ],
)
def test_the_consent_page_refuses(http, web_client, path, change, status, shown):
    given = {
        "client_id": web_client[0].client_id,
        "redirect_uri": CALLBACK,
        "scope": "ZohoCRM.modules.ALL",
        "response_type": "code",
        **change,
    }
    params = {name: value for name, value in given.items() if value is not None}
    answer = http("GET", path, params=params)
    assert answer.status_code == status
    assert shown in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_nothing_secret_is_in_the_database(http, self_client, dump):
    code = http.code(self_client)
    tokens = http.token(self_client, grant_type="authorization_code", code=code)
    held = dump()
    assert self_client[0].client_id in held
    for text in (self_client[1], code, tokens["access_token"], tokens["refresh_token"]):
        assert text not in held
        assert text.split(".")[-1] not in held


def test_nothing_secret_is_in_the_log_and_the_reason_is(http, self_client, caplog):
    code = http.code(self_client)
    asked = {"grant_type": "authorization_code", "code": code}
    with caplog.at_level("DEBUG"):
        tokens = http.token(self_client, **asked)
        http.token(self_client, **asked)
        http.token((self_client[0], "wrong secret"), **asked)
        http.refresh(self_client, tokens["access_token"])
    messages = [record.getMessage() for record in caplog.records]
    refusals = [message for message in messages if "refused" in message]
    assert len(refusals) == 3
    assert "the code was used before" in refusals[0]
    secrets = (self_client[1], code, tokens["access_token"], tokens["refresh_token"])
    for text in ("wrong secret", *secrets):
        assert text not in "\n".join(messages)


def test_another_users_code_gives_that_user(http, self_client, authenticate):
    tokens = http.exchange(self_client, user=OTHER_USER)
    assert authenticate(tokens["access_token"]).user == OTHER_USER
