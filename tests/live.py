"""A live server in this process, and clients of its orgs. Used through fixtures of conftest."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from crmstead.app import Server, open_server
from crmstead.asgi import application_of
from crmstead.model.compliance import Hipaa
from crmstead.model.ids import metadata_id
from crmstead.model.people import Org
from crmstead.oauth.fixed import Credentials, generate
from crmstead.oauth.grants import Bearer
from crmstead.oauth.scopes import EVERY_SCOPE
from crmstead.records.bin.housekeeping import keeping_house
from crmstead.settings import Settings
from crmstead.store.definitions import Definitions
from crmstead.store.new_org import new_org
from crmstead.store.orgs import OpenOrg

T = TypeVar("T")

ADMIN = "patricia.boyle@acme.test"
#: Role Manager under the CEO, profile Standard.
STANDARD = "stan.dard@acme.test"
#: A second Standard user of the same role.
PEER = "pia.peer@acme.test"
ZONE = "America/Los_Angeles"
_numbers = itertools.count(1)
_clients: list[httpx.Client] = []
_orgs: list[LiveOrg] = []
#: Loading certificates for each client would take most of the time of a short test.
_PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def close_clients() -> None:
    """Close the connections of all clients that a test made."""
    while _clients:
        _clients.pop().close()


@contextlib.contextmanager
def removing_orgs() -> Iterator[None]:
    """Remove the orgs that are made in the block: thousands that stay open slow all others down."""
    before = len(_orgs)
    yield
    while len(_orgs) > before:
        _orgs.pop().remove()


class TurnableClock:
    """The machine's clock, which a test may turn forward (`clock.offset`, in seconds)."""

    def __init__(self) -> None:
        from crmstead.model.clock import SystemClock

        self._clock = SystemClock()

    @property
    def offset(self) -> int:
        return self._clock.offset

    @offset.setter
    def offset(self, seconds: int) -> None:
        self._clock.offset = seconds

    def milliseconds(self) -> int:
        return self._clock.milliseconds()

    def seconds(self) -> int:
        return self._clock.seconds()


class LiveServer:
    """A server that answers HTTP on a free port, from a thread of its own."""

    def __init__(
        self, *, data: Path | None = None, database: str | None = None, files: Path | None = None
    ) -> None:
        self.clock = TurnableClock()
        self.settings = Settings(
            data=data, database=database, files=files, throttle_tokens=False, port=0
        )
        self.dialect = "sqlite" if database is None else "postgresql"
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""
        self.server: Server
        self._loop: asyncio.AbstractEventLoop
        self._uvicorn: uvicorn.Server

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - start() raises it in the test
            self._failure = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with (
            open_server(self.settings, self.clock) as self.server,
            keeping_house(self.server.orgs),
        ):
            config = uvicorn.Config(
                application_of(self.server),
                port=0,
                lifespan="off",
                log_config=None,
                access_log=False,
                http="httptools",
            )
            self._uvicorn = uvicorn.Server(config)
            self._uvicorn.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]
            serving = asyncio.create_task(self._uvicorn.serve())
            while not self._uvicorn.started:  # noqa: ASYNC110 - uvicorn has no event
                await asyncio.sleep(0.005)
            port = self._uvicorn.servers[0].sockets[0].getsockname()[1]
            self.url = f"http://127.0.0.1:{port}"
            self._ready.set()
            await serving

    def start(self) -> LiveServer:
        self._thread.start()
        self._ready.wait(30)
        if self._failure is not None:
            raise self._failure
        return self

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._uvicorn.should_exit = True
        self._thread.join(30)

    def run(self, work: Awaitable[T]) -> T:
        """Run a coroutine in the server's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)  # type: ignore[arg-type]


def restricting(made: Definitions, *modules: str) -> Definitions:
    """Let an org show no health data of some modules, of leads where none is named."""
    hipaa = Hipaa(
        enabled=True,
        restrict_data_access_through_api=True,
        modules=frozenset(modules or {"Leads"}),
    )
    made.org = replace(made.org, hipaa=hipaa)
    return made


def definitions(features: frozenset[str] = frozenset()) -> Definitions:
    """Return a fresh org with an administrator and two standard users."""
    number = os.getpid() * 100_000 + next(_numbers)
    org = Org(
        id=number,
        zgid=f"6{number:09}",
        company_name="Acme",
        primary_email=ADMIN,
        time_zone=ZONE,
        created_time=1_700_000_000,
        features=features,
    )
    made = new_org(org, first_name="Patricia", last_name="Boyle")
    manager = next(role for role in made.roles if role.reporting_to is not None)
    standard = next(profile for profile in made.profiles if not profile.administrator)
    for email, first, last in ((STANDARD, "Stan", "Dard"), (PEER, "Pia", "Peer")):
        made.users.append(
            replace(
                made.users[0],
                id=metadata_id(org.id, "user", email),
                zuid=str(metadata_id(org.id, "zuid", email)),
                first_name=first,
                last_name=last,
                email=email,
                role=manager.id,
                profile=standard.id,
            )
        )
    return made


@dataclass
class LiveOrg:
    """An org of the live server, with clients for its users."""

    live: LiveServer
    opened: OpenOrg
    credentials: Credentials

    @property
    def org(self) -> OpenOrg:
        """The org with the metadata that the server has by now."""
        return self.opened.latest.org

    def token(self, user: str = ADMIN, scope: str = EVERY_SCOPE) -> str:
        """Return an access token of a user with some scopes."""
        found = self.org.catalogue.user_by_email[user]
        bearer = Bearer(self.credentials.client_id, self.org.id, found.id, scope)
        given = self.live.run(
            self.live.server.authorization.give_tokens(bearer, self.live.url, offline=False)
        )
        return str(given["access_token"])

    def client(self, user: str = ADMIN, scope: str = EVERY_SCOPE, version: str = "v8") -> Client:
        """Return a client that speaks for a user in one version."""
        return Client(self.live.url, self.token(user, scope), version)

    def module_id(self, name: str) -> str:
        return str(self.org.catalogue.module_by_name[name].id)

    def write(self, work: Callable[[Any], Awaitable[T]]) -> T:
        """Run work in a write transaction of the org's database."""
        return self.live.run(self.org.database.write(work))

    def fetch(self, sql: str, *values: object) -> list[Any]:
        """Return rows; `{Table}` in the text becomes the table's qualified name."""
        database = self.org.database

        async def read() -> list[Any]:
            text = sql.format_map(_Tables(database.table))
            async with database.reading() as reader:
                return list(await reader.fetch(text, values))

        return self.live.run(read())

    def remove(self) -> None:
        """Remove the org with all it holds, from a server that still runs."""
        if self.live.running:
            self.live.run(self._remove())

    async def _remove(self) -> None:
        """Take the org out of the server's directory, which has no way to do that, and drop it."""
        server, org = self.live.server, self.opened.id
        directory, databases = server.orgs, server.orgs._databases
        table = server.control.table("orgs")
        await server.control.database.write(
            lambda transaction: transaction.execute(f"DELETE FROM {table} WHERE id = $1", (org,))
        )
        # One that waits already is not woken again, should a job of it be cut off now.
        directory._waiting.add(org)
        del directory._open[org]
        # A job may still write: once the org has another name, none can hold a lock on its tables.
        gone = databases.open(f"gone_{org}")
        await self.opened.database.rename(f"gone_{org}")
        await gone.drop()
        for schema in (_location(org), f"gone_{org}"):
            del databases._open[databases.dsn(None), schema]


class _Tables(dict[str, str]):
    def __init__(self, table: Callable[[str], str]) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, name: str) -> str:
        return self._table(name)


class Client:
    """Calls the API below `/crm/{version}` with a token; paths begin with a slash."""

    def __init__(self, url: str, token: str | None, version: str = "v8") -> None:
        self.url = url
        self.version = version
        headers = {} if token is None else {"Authorization": f"Zoho-oauthtoken {token}"}
        self.token = token
        self._http = httpx.Client(base_url=url, headers=headers, timeout=60, verify=_PLAIN)
        _clients.append(self._http)

    def at(self, version: str) -> Client:
        """Return the same client in another version."""
        return Client(self.url, self.token, version)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._http.request(method, f"/crm/{self.version}{path}", **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        content = body if isinstance(body, bytes | str | None) else json.dumps(body)
        return self.request("POST", path, content=content, **more)

    def upload(
        self, path: str, *files: tuple[str, bytes], field: str = "file", **more: Any
    ) -> httpx.Response:
        """Send files, each a name and bytes, as a form."""
        return self.request("POST", path, files=[(field, file) for file in files], **more)

    def insert(self, module: str, *items: dict[str, Any], **options: Any) -> list[str]:
        """Insert records that are all good, and return their ids."""
        answer = self.post(f"/{module}", {"data": list(items), **options})
        assert answer.status_code == 201, answer.text
        return [entry["details"]["id"] for entry in answer.json()["data"]]

    def record(self, module: str, record: str) -> dict[str, Any]:
        """Return one whole record."""
        answer = self.get(f"/{module}/{record}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["data"][0]
        return found

    def clone(self, module: str, record: str, body: Any = None) -> httpx.Response:
        return self.post(f"/{module}/{record}/actions/clone", body)


def _location(org: int) -> str:
    """Return the schema that an org is made in."""
    return f"org_{org}"


def make_org(live: LiveServer, made: Definitions | None = None) -> LiveOrg:
    """Make an org on a live server."""
    made = made or definitions()

    async def make() -> LiveOrg:
        org = await live.server.orgs.make(made, _location(made.org.id))
        user = next(user for user in made.users if user.email == ADMIN)
        credentials = await generate(live.server.authorization, made.org.id, user.id)
        return LiveOrg(live, org, credentials)

    _orgs.append(live.run(make()))
    return _orgs[-1]


def serve(**where: Any) -> Iterator[LiveServer]:
    """Yield a live server and stop it afterwards."""
    live = LiveServer(**where).start()
    try:
        yield live
    finally:
        live.stop()
