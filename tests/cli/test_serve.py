"""`crmstead serve` and `crmstead init`: an org that is kept, on either database."""

from __future__ import annotations

import json
import signal
import time

import httpx
import pytest

from crmstead.oauth.fixed import FIXED


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """The options that say where records are kept."""
    if request.param == "postgresql":
        return ("--database", request.getfixturevalue("empty_database"))
    return ("--data", tmp_path / "data")


def test_the_first_start_makes_an_org_and_shows_its_credentials_once(start, place):
    first = start(
        "serve", *place, "--port", 0, "--company", "Zylker", "--email", "z@zylker.example"
    )
    assert 'org "Zylker"' in first.screen
    assert "shown this once" in first.screen
    assert first.shown("client_id") != FIXED.client_id
    token = first.token()
    org = first.get("/crm/v8/org", token).json()["org"][0]
    assert (org["company_name"], org["primary_email"]) == ("Zylker", "z@zylker.example")
    assert first.get("/crm/v8/Leads?fields=Last_Name", token).status_code == 204
    secret = first.shown("client_secret")
    assert first.stop() == 0
    assert secret not in first.errors
    second = start("serve", *place, "--port", 0)
    assert 'org "Zylker"' in second.screen
    assert "client_secret" not in second.screen
    assert second.get("/crm/v8/org", token).status_code == 200


def test_init_makes_the_org_beforehand(start, command, place):
    wanted = ("--company", "Init", "--email", "i@init.example", "--time-zone", "Europe/Berlin")
    made = command("init", *place, *wanted, "--territories", "--user-licenses", 7, "--json")
    assert made.returncode == 0, made.stderr
    credentials = json.loads(made.stdout)
    assert set(credentials) == {"client_id", "client_secret", "refresh_token"}
    server = start("serve", *place, "--port", 0)
    assert "client_secret" not in server.screen
    form = {"grant_type": "refresh_token", **credentials}
    answer = httpx.post(f"{server.url}/oauth/v2/token", data=form).json()
    user = server.get("/crm/v8/users?type=CurrentUser", answer["access_token"]).json()["users"][0]
    assert user["time_zone"] == "Europe/Berlin"
    assert user["territories"] == []
    org = server.get("/crm/v8/org", answer["access_token"]).json()["org"][0]
    assert org["license_details"]["users_license_purchased"] == 7
    server.stop()
    again = command("init", *place, *wanted)
    assert again.returncode == 1
    assert "There is an org already" in again.stderr


def test_the_log_is_one_json_object_a_line_without_secrets(start, tmp_path):
    server = start("serve", "--data", tmp_path, "--port", 0)
    httpx.post(
        f"{server.url}/oauth/v2/token",
        params={"grant_type": "refresh_token", "refresh_token": "1000.secret12345.secret67890"},
    )
    server.stop()
    records = [json.loads(line) for line in server.errors.splitlines()]
    assert records
    assert all({"time", "level", "logger", "message"} <= set(record) for record in records)
    assert "secret12345" not in server.errors


def test_a_second_server_on_the_same_directory_is_refused(start, command, tmp_path):
    start("serve", "--data", tmp_path, "--port", 0)
    refused = command("serve", "--data", tmp_path, "--port", 0)
    assert refused.returncode == 3
    assert "already runs" in refused.stderr
    init = command("init", "--data", tmp_path, "--company", "X", "--email", "x@x.example")
    assert init.returncode == 3


def test_a_killed_server_does_not_lock_its_directory(start, tmp_path):
    first = start("serve", "--data", tmp_path, "--port", 0)
    token = first.token()
    first.process.kill()
    first.process.wait()
    second = start("serve", "--data", tmp_path, "--port", 0)
    assert second.get("/crm/v8/org", token).status_code == 200


def test_servers_that_start_at_once_on_one_database_agree_on_one_org(start, empty_database):
    import threading

    servers = []
    threads = [
        threading.Thread(
            target=lambda: servers.append(start("serve", "--database", empty_database, "--port", 0))
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = [server for server in servers if "client_secret" in server.screen]
    assert len(shown) == 1
    token = shown[0].token()
    orgs = {server.get("/crm/v8/org", token).json()["org"][0]["id"] for server in servers}
    assert len(orgs) == 1
    made = set()
    for server in servers:
        answer = httpx.post(
            f"{server.url}/crm/v8/Leads",
            headers={"Authorization": f"Zoho-oauthtoken {token}"},
            content=json.dumps({"data": [{"Last_Name": f"L{n}"} for n in range(50)]}),
            timeout=30,
        ).json()
        made |= {entry["details"]["id"] for entry in answer["data"]}
    assert len(made) == 150


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_seconds(start, place, how):
    server = start("serve", *place, "--port", 0)
    begun = time.monotonic()
    assert server.stop(how) == 0
    assert time.monotonic() - begun < 4


def test_the_sample_is_not_served_as_if_it_were_real(start, command, tmp_path):
    start("dev", "--port", 0, "--data", tmp_path).stop()
    refused = command("serve", "--data", tmp_path, "--port", 0)
    assert refused.returncode == 1
    assert "crmstead dev" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve",),
        ("serve", "--data", "a", "--database", "postgresql://b"),
        ("serve", "--database", "mysql://b"),
        ("serve", "--data", "a", "--email", "none"),
        ("serve", "--data", "a", "--time-zone", "Mars/Base"),
        ("serve", "--data", "a", "--public-url", "crm.example"),
        ("serve", "--data", "a", "--port", "70000"),
        ("init", "--data", "a"),
        ("nonsense",),
        ("dev", "--seed", "-1"),
    ],
)
def test_a_wrong_call_ends_with_two(command, arguments, tmp_path):
    done = command(*(tmp_path / one if one == "a" else one for one in arguments))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_unreachable_database_ends_with_one(command, tmp_path):
    done = command("serve", "--database", f"postgresql://x:hidden@/x?host={tmp_path}", "--port", 0)
    assert done.returncode == 1
    assert "The database cannot be opened" in done.stderr
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr
