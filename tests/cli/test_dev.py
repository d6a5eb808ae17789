"""`crmstead dev`: one command, no set-up."""

from __future__ import annotations

import json
import resource
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import time

import httpx
import pytest

from crmstead.oauth.fixed import FIXED

TOKEN = str(FIXED.access_token)


@pytest.fixture
def dev(start):
    return start("dev", "--port", 0)


def test_the_last_line_of_the_first_screen_says_ready(dev):
    assert dev.lines[0].startswith('crmstead 0.1.0  sample org "Acme (sample)"')
    assert dev.lines[-1].startswith("Ready in ")
    assert dev.lines[-1].endswith(" ms.")
    assert dev.shown("client_id") == FIXED.client_id
    assert dev.shown("client_secret") == FIXED.client_secret
    assert dev.shown("refresh_token") == FIXED.refresh_token
    assert f"{dev.url}/oauth/v2/token" in dev.screen


def test_it_may_open_as_many_files_as_the_system_lets_it(start):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Only a little lower: the tests' own process may have very many open by now.
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard - 1, hard))
    try:
        dev = start("dev", "--port", 0)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert resource.prlimit(dev.process.pid, resource.RLIMIT_NOFILE) == (hard, hard)


def test_the_printed_curl_line_works_as_printed(dev):
    line = next(line for line in dev.lines if "Try:" in line).partition("Try:")[2].strip()
    if shutil.which("curl"):
        found = subprocess.run(line, shell=True, check=True, capture_output=True, text=True)
        content = json.loads(found.stdout)
    else:
        _, _, header, url = shlex.split(line)
        name, _, value = header.partition(": ")
        content = httpx.get(url, headers={name: value}).json()
    assert len(content["data"]) == 3
    assert content["data"][0]["Last_Name"]


def test_the_printed_health_url_answers(dev):
    url = next(line for line in dev.lines if "Health" in line).split()[-1]
    assert httpx.get(url).json()["status"] == "ok"


def test_the_views_that_the_org_added_show_records(dev):
    for module in ("Leads", "Deals", "Rollouts"):
        views = dev.get(f"/crm/v8/settings/custom_views?module={module}", TOKEN).json()
        own = [view for view in views["custom_views"] if not view["system_defined"]]
        assert own, module
        for view in own:
            shown = dev.get(f"/crm/v8/{module}?cvid={view['id']}&fields=id", TOKEN)
            assert shown.status_code == 200, view["display_value"]


def test_a_client_gets_tokens_and_stays_on_this_server(dev):
    answer = httpx.post(
        f"{dev.url}/oauth/v2/token",
        data={
            "grant_type": "refresh_token",
            "client_id": FIXED.client_id,
            "client_secret": FIXED.client_secret,
            "refresh_token": FIXED.refresh_token,
        },
    ).json()
    assert answer["api_domain"] == dev.url
    user = dev.get("/crm/v8/users?type=CurrentUser", answer["access_token"]).json()["users"][0]
    assert user["full_name"] == "Patricia Boyle"
    assert user["profile"]["name"] == "Administrator"


def test_tokens_are_not_throttled(dev):
    tokens = {dev.token() for _ in range(14)}
    assert len(tokens) == 14


@pytest.mark.slow
def test_the_same_seed_makes_the_same_ids_and_values(start, tmp_path):
    def seen(seed, cache):
        dev = start("dev", "--port", 0, "--seed", seed, XDG_CACHE_HOME=str(tmp_path / cache))
        fields = "Last_Name,Email,Created_Time,Modified_Time,Owner"
        leads = dev.get(f"/crm/v8/Leads?fields={fields}", TOKEN).json()["data"]
        quotes = dev.get("/crm/v8/Quotes?fields=Subject,Grand_Total", TOKEN).json()["data"]
        whole = dev.get(f"/crm/v8/Quotes/{quotes[0]['id']}", TOKEN).json()["data"]
        modules = dev.get("/crm/v8/settings/modules", TOKEN).json()
        dev.stop()
        return leads, quotes, whole, modules

    first, second, third = seen(7, "a"), seen(7, "b"), seen(8, "a")
    assert first == second
    assert first[0] != third[0]


@pytest.mark.slow
def test_a_broken_cache_is_made_anew(start, tmp_path):
    cache = tmp_path / "cache"
    start("dev", "--port", 0, XDG_CACHE_HOME=str(cache)).stop()
    (entry,) = (cache / "crmstead").iterdir()
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700
    whole = (entry / "org_sample.sqlite").read_bytes()
    (entry / "org_sample.sqlite").write_bytes(whole[:50_000])
    dev = start("dev", "--port", 0, XDG_CACHE_HOME=str(cache))
    assert dev.get("/crm/v8/Leads?fields=id", TOKEN).status_code == 200
    dev.stop()
    assert [path.name for path in (cache / "crmstead").iterdir()] == [entry.name]
    assert (entry / "org_sample.sqlite").stat().st_size == len(whole)


def test_nothing_is_left_behind(dev, temporary):
    assert list(temporary.glob("crmstead-dev-*"))
    assert dev.stop() == 0
    assert not list(temporary.glob("crmstead-dev-*"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_though_clients_are_connected(dev, how):
    with httpx.Client() as client:
        assert client.get(f"{dev.url}/_health").status_code == 200
        begun = time.monotonic()
        assert dev.stop(how) == 0
        assert time.monotonic() - begun < 4
    assert "Traceback" not in dev.errors


def test_a_kept_org_is_there_at_the_next_start(start, tmp_path):
    data = tmp_path / "kept"
    dev = start("dev", "--port", 0, "--data", data)
    made = httpx.post(
        f"{dev.url}/crm/v8/Leads",
        headers={"Authorization": f"Zoho-oauthtoken {TOKEN}"},
        content=json.dumps({"data": [{"Last_Name": "Kept"}]}),
    ).json()["data"][0]["details"]["id"]
    dev.stop()
    again = start("dev", "--port", 0, "--data", data)
    newest = again.get("/crm/v8/Leads?fields=Last_Name&per_page=1", TOKEN).json()["data"][0]
    assert newest == {"Last_Name": "Kept", "id": made}


def test_a_second_server_on_the_same_directory_is_refused(start, command, tmp_path):
    dev = start("dev", "--port", 0, "--data", tmp_path)
    refused = command("dev", "--port", 0, "--data", tmp_path)
    assert refused.returncode == 3
    assert f"A server already runs on {tmp_path} (process {dev.process.pid})." in refused.stderr


def test_a_port_in_use_is_refused_with_who_has_it(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = command("dev", "--port", port)
    assert refused.returncode == 3
    assert f"Port {port} of 127.0.0.1 is in use" in refused.stderr
    assert "(process " in refused.stderr
    assert "--port" in refused.stderr


def test_other_machines_are_kept_out_unless_the_command_line_says_otherwise(start, command):
    refused = command("dev", "--port", 0, CRMSTEAD_HOST="0.0.0.0")
    assert refused.returncode == 2
    assert "0.0.0.0" in refused.stderr
    dev = start("dev", "--port", 0, "--host", "0.0.0.0")
    assert "Warning: 0.0.0.0 can be reached from other machines" in dev.errors
    assert httpx.get(f"{dev.url}/_health").status_code == 200


def test_options_come_from_the_environment(start):
    dev = start("dev", CRMSTEAD_PORT="0", CRMSTEAD_PUBLIC_URL="https://crm.example/")
    assert "https://crm.example/crm/v8" in dev.screen


def test_administration_cannot_be_reached_over_the_network(dev, temporary):
    for path in ("/token", "/grant", "/_admin", "/_admin/token"):
        answer = httpx.post(dev.url + path, json={"user": "patricia.boyle@acme.example"})
        assert answer.status_code == 404, path
    (directory,) = (path for path in temporary.iterdir() if list(path.glob("*.sock")))
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    (path,) = directory.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_does_not_open_an_org_of_serve_to_everybody(command, tmp_path):
    made = command("init", "--data", tmp_path, "--company", "Real", "--email", "a@real.example")
    assert made.returncode == 0, made.stderr
    refused = command("dev", "--port", 0, "--data", tmp_path)
    assert refused.returncode == 1
    assert "crmstead serve" in refused.stderr
    assert FIXED.client_id not in refused.stdout
