"""`crmstead env`, `token`, `grant` and `version`: what clients are configured with."""

from __future__ import annotations

import json
import subprocess

import click
import httpx
import pytest

from crmstead.oauth.fixed import FIXED

ADMIN = "patricia.boyle@acme.example"
TRAINEE = "priya.raman@acme.example"
KEYS = {
    "api_domain",
    "token_url",
    "accounts_url",
    "file_upload_url",
    "client_id",
    "client_secret",
    "refresh_token",
}


def test_json_has_what_clients_need_and_no_server_need_run(command):
    found = json.loads(command("env", "--json").stdout)
    assert set(found) == KEYS
    assert found["api_domain"] == "http://127.0.0.1:9460"
    assert found["token_url"] == "http://127.0.0.1:9460/oauth/v2/token"
    assert found["client_secret"] == FIXED.client_secret


@pytest.mark.parametrize("given", [(("--port", 9555), {}), ((), {"CRMSTEAD_PORT": "9555"})])
def test_the_port_is_an_option_or_a_variable(command, given):
    arguments, variables = given
    found = json.loads(command("env", "--json", *arguments, **variables).stdout)
    assert found["api_domain"] == "http://127.0.0.1:9555"


def test_shell_lines_can_be_evaluated(command, environment):
    lines = command("env", "--port", 9555).stdout
    kinds = ("API_DOMAIN", "ACCOUNTS_URL", "TOKEN_URL", "BASE_URL")
    secrets = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
    values = " ".join(f"$ZOHO_{name}" for name in (*kinds, *secrets))
    script = f'eval "$1"; printf "%s\\n" {values}'
    found = subprocess.run(
        ["sh", "-euc", script, "sh", lines], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    base = "http://127.0.0.1:9555"
    assert found == [
        base,
        base,
        f"{base}/oauth/v2/token",
        f"{base}/crm/v8",
        FIXED.client_id,
        FIXED.client_secret,
        FIXED.refresh_token,
    ]


def test_a_kept_sample_tells_the_port_of_its_server(start, command, tmp_path):
    dev = start("dev", "--port", 0, "--data", tmp_path)
    found = json.loads(command("env", "--json", "--data", tmp_path).stdout)
    assert found["api_domain"] == dev.url
    assert found["refresh_token"] == FIXED.refresh_token
    dev.stop()
    found = json.loads(command("env", "--json", "--data", tmp_path).stdout)
    assert found["api_domain"] == "http://127.0.0.1:9460"
    assert found["client_id"] == FIXED.client_id


def test_secrets_of_a_real_org_are_not_kept(start, command, tmp_path):
    server = start("serve", "--data", tmp_path, "--port", 0)
    for _ in range(2):
        done = command("env", "--json", "--data", tmp_path)
        found = json.loads(done.stdout)
        assert found["client_id"] == server.shown("client_id")
        assert found["client_secret"] is None
        assert found["refresh_token"] is None
        assert "not kept" in done.stderr
        assert "export ZOHO_CLIENT_SECRET" not in command("env", "--data", tmp_path).stdout
        server.stop()


@pytest.mark.parametrize("verb", ["env", "token", "grant"])
def test_a_directory_without_an_installation_is_left_alone(command, tmp_path, verb):
    user = () if verb == "env" else ("--user", ADMIN)
    done = command(verb, "--data", tmp_path, *user)
    assert done.returncode == 1
    assert "holds no installation" in done.stderr
    assert not list(tmp_path.iterdir())


def token_of(command, *arguments):
    done = command("token", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_token_of_a_running_server(start, command):
    dev = start("dev", "--port", 0)
    scope = "ZohoCRM.modules.leads.READ"
    made = token_of(command, "--port", dev.port, "--user", TRAINEE, "--scope", scope)
    assert made["api_domain"] == dev.url
    assert dev.get("/crm/v8/Leads?fields=id", made["access_token"]).status_code == 200
    assert dev.get("/crm/v8/Deals?fields=id", made["access_token"]).status_code == 401


def test_a_token_from_a_directory_with_and_without_its_server(start, command, tmp_path):
    dev = start("dev", "--port", 0, "--data", tmp_path)
    made = token_of(command, "--data", tmp_path, "--user", ADMIN)
    assert dev.get("/crm/v8/Leads?fields=id", made["access_token"]).status_code == 200
    dev.stop()
    offline = token_of(command, "--data", tmp_path, "--user", ADMIN)
    again = start("dev", "--port", 0, "--data", tmp_path)
    assert again.get("/crm/v8/Leads?fields=id", offline["access_token"]).status_code == 200


def test_a_container_may_have_port_and_directory_in_its_environment(start, command, tmp_path):
    dev = start("dev", "--port", 0, "--data", tmp_path)
    variables = {"CRMSTEAD_PORT": str(dev.port), "CRMSTEAD_DATA": str(tmp_path)}
    assert command("token", "--user", ADMIN, **variables).returncode == 0
    assert command("token", "--user", ADMIN, "--port", dev.port, **variables).returncode == 0
    both = command("token", "--user", ADMIN, "--port", dev.port, "--data", tmp_path)
    assert both.returncode == 2


def test_a_grant_is_exchanged_once(start, command):
    dev = start("dev", "--port", 0)
    done = command("grant", "--port", dev.port, "--user", TRAINEE, "--json")
    grant = json.loads(done.stdout)
    form = {
        "grant_type": "authorization_code",
        "client_id": FIXED.client_id,
        "client_secret": FIXED.client_secret,
        "code": grant["code"],
    }
    answer = httpx.post(f"{dev.url}/oauth/v2/token", data=form).json()
    user = dev.get("/crm/v8/users?type=CurrentUser", answer["access_token"]).json()["users"][0]
    assert user["email"] == TRAINEE
    assert "error" in httpx.post(f"{dev.url}/oauth/v2/token", data=form).json()


def test_no_server_ends_with_one(command):
    assert command("token", "--port", 1, "--user", ADMIN).returncode == 1


def test_version_and_help(command):
    assert command("version").stdout == "crmstead 0.1.0\n"
    assert command("--version").stdout == "crmstead 0.1.0\n"
    text = command("--help").stdout
    for verb in ("dev", "serve", "init", "env", "token", "grant", "version"):
        assert f"\n  {verb} " in text
    assert "CRMSTEAD_PORT" in command("dev", "--help").stdout


def test_every_option_has_its_variable():
    from crmstead.cli import main

    for name, command in main.commands.items():
        for option in (one for one in command.params if isinstance(one, click.Option)):
            long = next(one for one in option.opts if one.startswith("--"))
            wanted = "CRMSTEAD_" + long[2:].replace("-", "_").upper()
            assert option.envvar == wanted, (name, long)
