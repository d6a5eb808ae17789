"""What is measured once, not in rounds: memory and start."""

from __future__ import annotations

import http.client
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from bench.cases import Case
from bench.client import Client
from bench.homes import Home, fingerprint, kept
from bench.measuring import median
from bench.options import Options
from bench.org import ADMINISTRATOR, definitions
from bench.postgresql import cluster
from bench.processes import free_port, running, serve_command
from crmstead.app import open_server
from crmstead.oauth.administration import make_token
from crmstead.oauth.fixed import generate
from crmstead.settings import Settings

MEMORY_CLIENTS = 32
_STARTS = 3
_FIRST_ORG = 70_000
_USERS = 10
_PATH = "/crm/v8/Leads?fields=Last_Name"


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of the server."""

    started: int
    loaded: int


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process."""

    orgs: int
    #: Until it answers at all.
    listening: float
    #: Until it has answered the first request to one of its orgs.
    first_answer: float


async def measure_memory(home: Home, cases: Sequence[Case], options: Options) -> Memory:
    """Return what a server holds with the org open and 32 clients that have used it."""
    port = free_port()
    with running(serve_command(home.settings, port), port) as server:
        started = server.memory()
        client = await Client.connect(port, MEMORY_CLIENTS)
        for case in cases:
            payloads = [request.wire() for request in case.requests]
            await client.load(payloads, max(MEMORY_CLIENTS, options.count(case.count)))
        loaded = server.memory()
        client.close()
    return Memory(started, loaded)


async def measure_start(dialect: str, options: Options) -> Start:
    """Return how long `serve` takes to start on an installation with many orgs."""
    opened = _postgresql(options) if dialect == "postgresql" else _sqlite(options)
    async with opened as settings:
        token = await _token(settings)
        times = [_start(settings, token) for _ in range(_STARTS)]
    listening, first = zip(*times, strict=True)
    return Start(options.orgs, median(listening), median(first))


def _start(settings: Settings, token: str) -> tuple[float, float]:
    port = free_port()
    begins = time.monotonic()
    with running(serve_command(settings, port), port, _PATH) as server:
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", _PATH, headers={"Authorization": f"Bearer {token}"})
            status = connection.getresponse().status
        if status != http.client.NO_CONTENT:
            raise RuntimeError(f"the first answer was {status}")
        return server.started_in, time.monotonic() - begins


async def _token(settings: Settings) -> str:
    async with open_server(settings) as server:
        given = await make_token(server, user=ADMINISTRATOR)
        return str(given["access_token"])


async def _make(settings: Settings, count: int) -> None:
    async with open_server(settings) as server:
        for number in range(_FIRST_ORG, _FIRST_ORG + count):
            made = definitions(number, _USERS)
            await server.orgs.make(made, f"org_{number}")
            await generate(server.authorization, number, made.users[0].id)


def _name(options: Options) -> str:
    return f"orgs_{fingerprint(options.orgs)}"


@asynccontextmanager
async def _sqlite(options: Options) -> AsyncIterator[Settings]:
    yield Settings(data=await kept(options, _name(options), lambda home: _make(home, options.orgs)))


@asynccontextmanager
async def _postgresql(options: Options) -> AsyncIterator[Settings]:
    with cluster(options.cache / "postgresql") as found:
        name = _name(options)
        await found.keep(name, lambda home: _make(home, options.orgs), fresh=options.fresh)
        yield Settings(database=found.dsn(name))
