"""Where the time of a request goes: cProfile over the application, in this process."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from bench.cases import Case
from bench.homes import Home
from bench.inside import call
from bench.options import Options
from crmstead.app import open_server
from crmstead.asgi import application_of
from crmstead.databases.base import Transaction
from crmstead.databases.sqlite.driver import SqliteDatabase
from crmstead.http.application import Application

PROFILED = ("list", "view", "get", "insert", "clone")
_LINES = 18
Work = Callable[[Transaction], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """A function: its own time and that of all it calls, in microseconds a request."""

    name: str
    calls: float
    own: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One operation: its CPU without the profiler and without a server, and its functions."""

    key: str
    cpu: float
    lines: list[Line]


async def profile(home: Home, cases: list[Case], options: Options) -> list[Profile]:
    """Profile operations on a database that no server has open."""
    async with open_server(home.settings) as server:
        application = application_of(server)
        return [
            await _profile(application, case, options.count(case.count))
            for case in cases
            if case.key in PROFILED
        ]


async def _profile(application: Application, case: Case, times: int) -> Profile:
    await _repeat(application, case, max(2, times // 10))
    begins = time.process_time_ns()
    await _repeat(application, case, times)
    cpu = (time.process_time_ns() - begins) / times / 1000
    own, writer = cProfile.Profile(), cProfile.Profile()
    write = SqliteDatabase.write

    async def profiled_write(self: SqliteDatabase, work: Work) -> Any:
        async def profiled(transaction: Transaction) -> Any:
            with writer:
                return await work(transaction)

        own.disable()
        try:
            return await write(self, profiled)
        finally:
            own.enable()

    with mock.patch.object(SqliteDatabase, "write", profiled_write), own:
        await _repeat(application, case, times)
    stats = pstats.Stats(own)
    if writer.getstats():
        stats.add(writer)
    return Profile(case.key, cpu, _lines(stats, times))


async def _repeat(application: Application, case: Case, times: int) -> None:
    for number in range(times):
        await call(application, case.requests[number % len(case.requests)])


def _lines(stats: pstats.Stats, times: int) -> list[Line]:
    found = [
        Line(_name(*place), calls / times, own * 1e6 / times, cumulative * 1e6 / times)
        for place, (_, calls, own, cumulative, _) in stats.stats.items()  # type: ignore[attr-defined]
    ]
    found.sort(key=lambda line: line.own, reverse=True)
    return found[:_LINES]


def _name(file: str, line: int, function: str) -> str:
    if file == "~":
        return function
    path = Path(file)
    parts = path.parts
    short = "/".join(parts[parts.index("crmstead") + 1 :]) if "crmstead" in parts else path.name
    return f"{short}:{line} {function}"
