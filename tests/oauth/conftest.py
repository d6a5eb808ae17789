"""An authorization server over a real control database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from crmstead.databases.registry import DATABASES, Databases
from crmstead.http.oauth_endpoints import oauth_routes
from crmstead.model.clock import FixedClock
from crmstead.oauth.grants import Bearer
from crmstead.oauth.limits import Limits
from crmstead.oauth.server import AuthorizationServer
from crmstead.store.control import Control, OrgPlace

ORG = 7
USER = 71
OTHER_USER = 72
ZGID = "60001"
API = "http://127.0.0.1:9460"
START = 1_800_000_000
#: Where it is before a test moves it.
TEMPORARY = tempfile.gettempdir()


class Bytes:
    """Bytes that differ at each call, the same in every run."""

    def __init__(self):
        self.number = 0

    def __call__(self, count):
        self.number += 1
        return self.number.to_bytes(8).rjust(count, b"\x07")[-count:]


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def run(runner):
    """Run a coroutine in the one event loop of the test."""
    return runner.run


@pytest.fixture(params=DATABASES)
def home(request, tmp_path):
    """Where databases are kept: a directory, or the DSN of a PostgreSQL server."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_server")
    return tmp_path


@pytest.fixture
def databases(home, run):
    opened = Databases(home)
    yield opened
    run(opened.close())


@pytest.fixture
def database(databases, run):
    opened = databases.open("control")
    run(opened.create())
    yield opened
    run(opened.drop())


@pytest.fixture
def control(database, run):
    made = Control(database)
    run(made.prepare())
    run(made.add_org(OrgPlace(id=ORG, zgid=ZGID, name="Acme", location=f"org_{ORG}")))
    return made


@pytest.fixture
def clock():
    return FixedClock(START)


@pytest.fixture
def random_bytes():
    return Bytes()


@pytest.fixture
def server(control, clock, random_bytes):
    return AuthorizationServer(control, clock, random_bytes)


@pytest.fixture
def self_client(server, run):
    """A self client and its secret."""
    return run(server.clients.make("self", "Self Client", org=ORG, user=USER))


@pytest.fixture
def web_client(server, run):
    """A server-based client and its secret."""
    uris = ["http://127.0.0.1:8000/callback?a=b+c", "https://example.com/back"]
    return run(server.clients.make("server", "Shop", org=ORG, user=USER, redirect_uris=uris))


@pytest.fixture
def dump(control, run):
    """Everything that the control database holds, as text."""

    async def everything():
        texts = []
        async with control.database.reading() as reader:
            for table in ("orgs", "clients", "grants", "tokens", "settings", "nodes"):
                rows = await reader.fetch(f"SELECT * FROM {control.table(table)}")
                texts += [repr([*row]) for row in rows]
        return "\n".join(texts)

    return lambda: run(everything())


class Http:
    """Posts to the OAuth endpoints over ASGI."""

    def __init__(self, server, run):
        self.server = server
        app = Starlette(routes=oauth_routes(server, lambda _: API))
        self._transport = httpx.ASGITransport(app)
        self._run = run

    def __call__(self, method, path, **more):
        async def send():
            async with httpx.AsyncClient(transport=self._transport, base_url=API) as client:
                return await client.request(method, path, **more)

        return self._run(send())

    def token(self, client, **given):
        """Post a token request of a client and return the answer's content."""
        (known, secret) = client
        form = {"client_id": known.client_id, "client_secret": secret, **given}
        return self("POST", "/oauth/v2/token", data=form).json()

    def code(self, client, scope="ZohoCRM.modules.ALL", **more):
        """Return a code for a client."""
        bearer = Bearer(client[0].client_id, ORG, more.pop("user", USER), scope)
        options = {"life": 180, "offline": True, **more}
        return self._run(self.server.grants.make(bearer, **options))

    def exchange(self, client, scope="ZohoCRM.modules.ALL", **more):
        """Return the tokens of a new code of a self client."""
        code = self.code(client, scope, **more)
        return self.token(client, grant_type="authorization_code", code=code)

    def refresh(self, client, refresh_token):
        return self.token(client, grant_type="refresh_token", refresh_token=refresh_token)


@pytest.fixture
def http(server, run):
    return Http(server, run)


@pytest.fixture
def authenticate(server, run):
    """Return who an access token stands for."""
    return lambda token: run(server.authentication.authenticate(f"Zoho-oauthtoken {token}"))


@pytest.fixture
def unlimited(control, clock, random_bytes):
    """The same installation with both throttles switched off."""
    return AuthorizationServer(control, clock, random_bytes, Limits(throttled=False))
