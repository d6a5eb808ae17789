"""One database from its home to its results."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.cases import Case
from bench.extras import Memory, Start, measure_memory, measure_start
from bench.homes import Home, open_home
from bench.measuring import Results, Rig, measure
from bench.options import Options
from bench.preparing import Prepared, prepare
from bench.processes import free_port, running, serve_command, yardstick_command
from bench.profiling import Profile, profile
from bench.raw import open_raw
from bench.scans import Beside, measure_scans

#: Seconds that each kind of scan runs.
_SCANNING = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything measured on one database."""

    cases: list[Case]
    results: Results
    memory: Memory
    start: Start
    profiles: list[Profile]
    #: Indexed reads beside scans; nothing where a server of its own does both.
    scans: list[Beside]


async def run(dialect: str, options: Options) -> Outcome:
    """Measure one database."""
    print(f"{dialect}: preparing {options.leads:,} leads", flush=True)
    async with open_home(dialect, options) as home:
        prepared = await prepare(home)
        async with _rig(home, prepared, options) as rig:
            results = await measure(rig, prepared.cases, options)
        memory = await measure_memory(home, prepared.cases, options)
        wanted = options.profile and dialect == "sqlite"
        profiles = await profile(home, prepared.cases, options) if wanted else []
    start = await measure_start(dialect, options)
    scans = await measure_scans(options.leads, _SCANNING) if dialect == "sqlite" else []
    return Outcome(prepared.cases, results, memory, start, profiles, scans)


@asynccontextmanager
async def _rig(home: Home, prepared: Prepared, options: Options) -> AsyncIterator[Rig]:
    ports = free_port(), free_port()
    serving = running(serve_command(home.settings, ports[0]), ports[0])
    beside = running(yardstick_command(home, ports[1]), ports[1])
    with serving as server, beside as yardstick:
        raw = await open_raw(home)
        try:
            yield Rig(home, server, yardstick, raw, options.clients, prepared.operations)
        finally:
            await raw.close()
