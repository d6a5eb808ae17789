"""Grants and tokens made on the server's machine: the socket, and the verbs that use it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from crmstead.cli.grant import grant_command
from crmstead.cli.token import token_command
from crmstead.databases.base import UnavailableError
from crmstead.databases.registry import Databases
from crmstead.http.admin import running_socket, serve_admin, socket_path
from crmstead.http.oauth_endpoints import oauth_routes
from crmstead.oauth.administration import UserPlace
from crmstead.oauth.fixed import FIXED, install_fixed
from crmstead.oauth.scopes import EVERY_SCOPE
from crmstead.oauth.server import AuthorizationServer
from crmstead.store.control import Control
from tests.oauth.conftest import API, ORG, OTHER_USER, USER

PORT = 9460
PEOPLE = {"ada@example.com": UserPlace(ORG, USER), "bob@example.com": UserPlace(ORG, OTHER_USER)}


class Place:
    """An installation with two users."""

    public_url = API

    def __init__(self, authorization):
        self.authorization = authorization

    async def find_user(self, email):
        return PEOPLE.get(email.lower())


@pytest.fixture(autouse=True)
def temporary(monkeypatch, tmp_path_factory):
    """A directory of the test's own for sockets, with a short path."""
    tmp_path_factory.getbasetemp()
    made = Path(tempfile.mkdtemp(prefix="cs"))
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def place(server, run):
    run(install_fixed(server, ORG, USER))
    return Place(server)


@pytest.fixture
def data(tmp_path):
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def invoke(place, data, home, clock, random_bytes, run):
    """Call a verb, with a server on the port and data directory unless told otherwise."""

    @contextlib.asynccontextmanager
    async def unserved():
        yield

    @contextlib.asynccontextmanager
    async def opened(directory):
        assert directory == data
        databases = Databases(home)
        control = Control(databases.open("control"))
        try:
            yield Place(AuthorizationServer(control, clock, random_bytes))
        finally:
            await databases.close()

    async def call(arguments, serving):
        verb = {"token": token_command, "grant": grant_command}[arguments[0]](opened)
        async with serve_admin(place, PORT, data) if serving else unserved():
            return await asyncio.to_thread(CliRunner().invoke, verb, arguments[1:])

    return lambda *arguments, serving=True: run(call(arguments, serving))


@pytest.fixture(params=["port", "data with server", "data without server"])
def reach(request, invoke, data):
    """Call a verb in each of the ways to reach an installation."""
    if request.param == "port":
        return lambda *given: invoke(*given, "--port", str(PORT))
    serving = request.param == "data with server"
    return lambda *given: invoke(*given, "--data", str(data), serving=serving)


def test_a_token_for_another_user_with_fewer_scopes(reach, authenticate):
    scope = "ZohoCRM.modules.leads.READ,ZohoCRM.org.READ"
    done = reach("token", "--user", "Bob@example.com", "--scope", scope, "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.output)
    assert list(answer) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]
    assert answer["scope"] == scope.replace(",", " ")
    assert (answer["api_domain"], answer["token_type"], answer["expires_in"]) == (
        API,
        "Bearer",
        3600,
    )
    found = authenticate(answer["access_token"])
    assert (found.org, found.user) == (ORG, OTHER_USER)
    assert found.scopes == set(scope.split(","))


def test_plain_text_is_the_token_alone_with_every_scope(reach, authenticate):
    done = reach("token", "--user", "ada@example.com")
    assert authenticate(done.output.strip()).scopes == set(EVERY_SCOPE.split())


def test_a_refresh_token_of_the_chosen_client(reach, http, server, run):
    done = reach("token", "--user", "bob@example.com", "--refresh", "--json")
    answer = json.loads(done.output)
    client = (run(server.clients.find(FIXED.client_id)), FIXED.client_secret)
    assert "access_token" in http.refresh(client, answer["refresh_token"])
    done = reach("token", "--user", "bob@example.com", "--refresh")
    assert len(done.output.split()) == 4


def test_a_grant_is_exchanged_by_the_client(reach, http, server, run, authenticate):
    done = reach(
        "grant", "--user", "bob@example.com", "--scope", "ZohoCRM.org.READ", "--minutes", "3",
        "--json",
    )  # fmt: skip
    answer = json.loads(done.output)
    assert answer == {
        "code": answer["code"],
        "expires_in": 180,
        "scope": "ZohoCRM.org.READ",
        "client_id": FIXED.client_id,
    }
    client = (run(server.clients.find(FIXED.client_id)), FIXED.client_secret)
    tokens = http.token(client, grant_type="authorization_code", code=answer["code"])
    assert authenticate(tokens["access_token"]).user == OTHER_USER


def test_a_grant_lives_as_long_as_chosen(invoke, http, server, run, clock):
    client = (run(server.clients.find(FIXED.client_id)), FIXED.client_secret)
    asked = ("grant", "--port", str(PORT), "--user", "bob@example.com")
    for arguments, life in (((), 600), (("--minutes", "5"), 300)):
        early, late = (invoke(*asked, *arguments).output.strip() for _ in range(2))
        clock.advance(life - 1)
        tokens = http.token(client, grant_type="authorization_code", code=early)
        assert "access_token" in tokens
        clock.advance(1)
        tokens = http.token(client, grant_type="authorization_code", code=late)
        assert tokens == {"error": "invalid_code"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("token", "--user", "eve@example.com"), "no active user"),
        (("token", "--user", "ada@example.com", "--scope", "ZohoCRM.x.ALL"), "unknown scope"),
        (("token", "--user", "ada@example.com", "--scope", ","), "no scope"),
        (("token", "--user", "ada@example.com", "--client", "1000.X"), "no client 1000.X"),
        (("grant", "--user", "eve@example.com"), "no active user"),
        (("grant", "--user", "ada@example.com", "--scope", "ZohoCRM.x.ALL"), "unknown scope"),
    ],
)
def test_what_cannot_be_is_told_with_exit_code_1(reach, arguments, message):
    done = reach(*arguments)
    assert done.exit_code == 1
    assert message in done.output


def test_a_client_of_another_org_is_refused(invoke, server, run):
    other, _ = run(server.clients.make("self", "Other", org=99, user=1))
    done = invoke(
        "token", "--port", str(PORT), "--user", "ada@example.com", "--client", other.client_id
    )
    assert done.exit_code == 1
    assert "another org" in done.output


def test_a_grant_is_for_self_clients(invoke, web_client):
    done = invoke(
        "grant", "--port", str(PORT), "--user", "ada@example.com",
        "--client", web_client[0].client_id,
    )  # fmt: skip
    assert done.exit_code == 1
    assert "no self client" in done.output


def test_grants_are_throttled_here_too(invoke):
    asked = ("grant", "--port", str(PORT), "--user", "ada@example.com")
    assert [invoke(*asked).exit_code for _ in range(11)] == [0] * 10 + [1]
    assert "access_denied" in invoke(*asked).output


def test_an_org_without_self_client_is_told(invoke, server, run, control):
    async def work(transaction):
        await transaction.execute(f"DELETE FROM {control.table('clients')}")

    run(control.database.write(work))
    done = invoke("token", "--port", str(PORT), "--user", "ada@example.com")
    assert done.exit_code == 1
    assert "no self client" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("token", "--user", "ada@example.com"),
        ("token", "--port", "1", "--data", "x", "--user", "ada@example.com"),
        ("token", "--port", str(PORT)),
        ("token", "--port", "0", "--user", "ada@example.com"),
        ("grant", "--port", str(PORT), "--user", "ada@example.com", "--minutes", "4"),
    ],
)
def test_wrong_usage_is_exit_code_2(invoke, arguments):
    assert invoke(*arguments, serving=False).exit_code == 2


def test_without_a_server_the_port_says_so(invoke, place):
    done = invoke("token", "--port", "9461", "--user", "ada@example.com")
    assert done.exit_code == 1
    assert "No server of this user answers on port 9461" in done.output


def test_a_data_directory_that_is_not_there_says_so(invoke, tmp_path):
    done = invoke(
        "token", "--data", str(tmp_path / "gone"), "--user", "ada@example.com", serving=False
    )
    assert done.exit_code == 1
    assert "There is no directory" in done.output


def test_a_database_that_cannot_be_opened_is_told(data):
    def opened(directory):
        raise UnavailableError("disk full")

    arguments = ["--data", str(data), "--user", "ada@example.com"]
    done = CliRunner().invoke(token_command(opened), arguments)
    assert done.exit_code == 1
    assert "disk full" in done.output


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_socket_is_this_users_alone_and_goes_with_the_server(place, data, run):
    async def serve():
        async with serve_admin(place, PORT, data) as path:
            assert path == socket_path(PORT)
            assert path.parent.name == f"crmstead-{os.getuid()}"
            assert (mode(path.parent), mode(path) & 0o177) == (0o700, 0)
            assert json.loads((data / "server.json").read_text()) == {
                "pid": os.getpid(),
                "socket": str(path),
            }
            assert running_socket(data) == path
            with pytest.raises(OSError, match="another server"):
                async with serve_admin(place, PORT):
                    pass
            assert running_socket(data) == path
        assert not path.exists()
        assert running_socket(data) is None

    run(serve())


def test_a_socket_left_behind_is_replaced(place, data, run):
    path = socket_path(PORT)
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    (data / "server.json").write_text(json.dumps({"pid": 1, "socket": str(path)}))
    assert running_socket(data) is None

    async def serve():
        async with serve_admin(place, PORT, data):
            assert running_socket(data) == path

    run(serve())


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"socket": 5}', "\0", '{"socket": "\\u0000"}']
)
def test_an_unreadable_server_file_is_no_server(data, content):
    (data / "server.json").write_text(content)
    assert running_socket(data) is None


@pytest.mark.parametrize("kind", ["open to others", "somebody else's", "a link", "a file"])
def test_a_directory_that_others_prepared_is_refused(place, run, temporary, monkeypatch, kind):
    if kind == "somebody else's":
        monkeypatch.setattr(os, "getuid", lambda: 4711)
    directory = socket_path(PORT).parent
    if kind == "open to others":
        directory.mkdir()
        directory.chmod(0o755)
    elif kind == "somebody else's":
        directory.mkdir(mode=0o700)
    elif kind == "a link":
        (temporary / "elsewhere").mkdir(mode=0o700)
        directory.symlink_to(temporary / "elsewhere")
    else:
        directory.touch(0o600)

    async def serve():
        async with serve_admin(place, PORT):
            pass

    with pytest.raises(OSError, match="not a directory of this user alone"):
        run(serve())


def test_a_path_too_long_for_a_socket_is_refused(place, run, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/" + "x" * 100)

    async def serve():
        async with serve_admin(place, PORT):
            pass

    with pytest.raises(OSError, match="path of the administration socket"):
        run(serve())


async def talk(path, request):
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


UNREADABLE = (b"", b"[]", b"{", b"{}", b'{"user": 5}', b'{"user": "a", "sudo": true}', b"\xff\xfe")


def test_what_cannot_be_read_is_refused(place, run):
    async def serve():
        async with serve_admin(place, PORT) as path:
            for verb in ("token", "grant"):
                for body in UNREADABLE:
                    head = (
                        f"POST /{verb} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n"
                    )
                    answer = await talk(path, head.encode() + body)
                    assert answer.startswith(b"HTTP/1.1 400 "), body
                    assert b'{"error":' in answer

    run(serve())


def test_the_network_has_no_way_there(server):
    assert {route.path for route in oauth_routes(server, lambda _: API)} == {
        "/oauth/v2/token",
        "/oauth/v2/token/revoke",
        "/oauth/v2/auth",
        "/oauth/v2/org/auth",
        "/oauth/serverinfo",
    }
